//! `responses events query`

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use clap::Args;

use super::logs::{LogDir, Logs, SessionArgs, patterns, report};
use crate::commands::args::{Format, OutputArgs, TimeArg};
use crate::commands::context::Context;
use crate::commands::contract::{EventItem, SkippedLine};
use crate::commands::error::CommandError;
use crate::commands::out::data_out;
use crate::commands::output::{Field, Look, Printer, Sink};
use crate::events::causal::{Filter, Lines, Needle};
use crate::events::log::{Follower, Line, LineProblem, News, Problem, Problems, stream};
use crate::events::{Layout, LogFile, is_compressed};

/// Find events, in the order of sessions and lines.
///
/// All given conditions must hold; a repeated one means any of its values.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events query --type error --type decision --after 2h
  responses events query --agent codex --entity broker --text 'time out'
  responses events query --session 'fix-*' --raw | jq .data
  responses events query --follow --type error")]
pub(super) struct QueryArgs {
    /// Only this sort of thing (repeatable; `*` stands for anything)
    #[arg(long = "type", value_name = "TYPE")]
    event_type: Vec<String>,
    /// Only what this agent did (repeatable; `*` stands for anything)
    #[arg(long, value_name = "NAME")]
    agent: Vec<String>,
    /// Only what is known from here (repeatable; `*` stands for anything)
    #[arg(long, value_name = "TEXT")]
    source: Vec<String>,
    /// Only what happened later than this: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday
    #[arg(long, value_name = "TIME")]
    after: Option<TimeArg>,
    /// Only what happened earlier than this
    #[arg(long, value_name = "TIME")]
    before: Option<TimeArg>,
    /// Only where this rule was in force (repeatable; `*` stands for anything)
    #[arg(long, value_name = "RULE")]
    constraint: Vec<String>,
    /// Only what is about this, by its short or whole name (repeatable; `*` stands for anything)
    #[arg(long, value_name = "NAME")]
    entity: Vec<String>,
    /// Only where one of the texts holds this, ids and times left out; capitals matter if there is one in it
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// At most so many events
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Print the lines of the logs as they are
    #[arg(long, conflicts_with_all = ["format", "json", "fields"])]
    raw: bool,
    /// Go on with what is added, until interrupted
    #[arg(long)]
    follow: bool,
    /// How often to look for what is added
    #[arg(long, value_name = "TIME", default_value = "250ms", value_parser = parse_interval)]
    interval: Duration,
    #[command(flatten)]
    sessions: SessionArgs,
    #[command(flatten)]
    output: OutputArgs,
}

const FIELDS: [Field; 9] = [
    Field::shown("timestamp", "Time", Look::Time),
    Field::shown("event_type", "Type", Look::Text),
    Field::shown("agent", "Agent", Look::Text),
    Field::shown("session_id", "Session", Look::Text).where_wide(),
    Field::shown("event_id", "Event", Look::Text),
    Field::shown("what", "What", Look::LongText),
    Field::hidden("source", Look::Text),
    Field::hidden("confidence", Look::Share),
    Field::hidden("line", Look::Count),
];

fn parse_interval(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| "not a length of time: use 250ms or 2s".to_owned())
}

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &QueryArgs) -> Result<(), CommandError> {
    if args.follow && args.output.format() == Format::Json {
        let error = CommandError::usage("what is followed has no end, as a JSON document must have");
        return Err(error.hint("--format ndjson gives an object a line"));
    }
    let question = Question { ctx, args, filter: filter(ctx, args)? };
    let mut printing = Printing::new(ctx, args)?;
    if args.follow {
        return follow(dir, &question, printing);
    }
    let problems = show(&dir.select(ctx, &args.sessions)?, &question, &mut printing)?;
    printing.finish(&report(ctx, &problems))
}

/// Prints what is found in logs as they stand, and gives what could not be read.
fn show(logs: &Logs, question: &Question<'_>, printing: &mut Printing<'_>) -> Result<Problems, CommandError> {
    let each = |(found, lines): &mut (Vec<Found>, Lines), line: Line<'_>| {
        found.extend(question.select(lines, logs.session(line.file), line)?);
        Ok(())
    };
    let new = |before: Option<&mut (_, Lines)>| (Vec::new(), Lines::after(before.map(|(_, lines)| lines)));
    let mut printed = Ok(());
    let problems = stream(&logs.paths, &logs.options, new, each, |(found, _)| {
        printed = found.iter().try_for_each(|found| printing.print(found));
        if printed.is_err() || printing.is_full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    printed?;
    Ok(problems)
}

fn filter(ctx: &Context, args: &QueryArgs) -> Result<Filter, CommandError> {
    let instant = |time: &Option<TimeArg>| time.as_ref().map(|time| time.resolve(ctx.now, ctx.zone())).transpose();
    Ok(Filter {
        types: patterns(&args.event_type),
        agents: patterns(&args.agent),
        sources: patterns(&args.source),
        after: instant(&args.after)?,
        before: instant(&args.before)?,
        constraints: patterns(&args.constraint),
        entities: patterns(&args.entity),
        text: args.text.as_deref().map(Needle::new),
        naive_zone: ctx.config.naive_zone.clone(),
    })
}

/// A log that is followed.
struct Followed {
    session: String,
    log: Follower,
    lines: Lines,
    /// What was last told of the whole file, which is no news as long as it stays so.
    told: Option<LineProblem>,
}

impl Followed {
    /// Shows what is new in it. `end` is what to say of a log all of which was shown.
    fn read_on(&mut self, question: &Question<'_>, printing: &mut Printing<'_>, end: &str) -> Result<(), CommandError> {
        let Self { session, log, lines, told } = self;
        let (ctx, path) = (question.ctx, log.path().display().to_string());
        let mut printed = Ok(());
        log.read_new(|news| {
            let found = match news {
                News::Line(line) => question.select(lines, session, line).unwrap_or_else(|problem| {
                    ctx.warn_left_out(&format!("skipped {path}:{}: {problem}", line.number));
                    None
                }),
                News::Problem(problem) if told.as_ref() == Some(&problem) => return,
                News::Problem(problem) => {
                    ctx.warn_left_out(&format!("skipped {problem}"));
                    *told = Some(problem).filter(|problem| problem.line.is_none());
                    return;
                }
                News::Restarted => return ctx.say(&format!("{path} {end}")),
                News::CutOff { read } => {
                    return ctx.warn(&format!(
                        "{path} was cut off after {read} bytes of it were read, and begins anew: what was added in between is lost"
                    ));
                }
            };
            if let (Ok(()), Some(found)) = (&printed, found) {
                printed = printing.print(&found);
            }
        });
        printed
    }
}

/// A log that was seen.
enum Seen {
    /// It is read on.
    Growing(Box<Followed>),
    /// It is compressed, and was shown whole: nobody adds to it.
    Whole,
}

/// Prints what is there and then what is added, until there are enough or nobody listens. An archive is shown only if it was there at first:
/// what is put into one later was shown before.
fn follow(dir: &LogDir, question: &Question<'_>, mut printing: Printing<'_>) -> Result<(), CommandError> {
    let (ctx, args) = (question.ctx, question.args);
    let mut seen: BTreeMap<PathBuf, Seen> = BTreeMap::new();
    let mut is_first_look = true;
    dir.to_read(ctx)?;
    while !printing.is_full() {
        let logs = dir.select_quietly(ctx, &args.sessions)?;
        // A log that is gone may have got something since the last look; should it come back it is a new one.
        let there: HashSet<&PathBuf> = logs.paths.iter().collect();
        for (_, gone) in seen.extract_if(.., |path, _| !there.contains(path)) {
            if let Seen::Growing(mut log) = gone {
                log.read_on(question, &mut printing, "is gone")?;
            }
        }
        for log in logs.files() {
            if !seen.contains_key(&log.path) {
                let is_meant = is_first_look || Layout::log_of(&log.path).is_none();
                seen.insert(log.path.clone(), begin(log, question, &mut printing, is_meant)?);
            }
            if let Some(Seen::Growing(log)) = seen.get_mut(&log.path) {
                log.read_on(question, &mut printing, "begins anew")?;
            }
        }
        is_first_look = false;
        printing.show()?;
        if !printing.is_full() {
            thread::sleep(args.interval);
        }
    }
    printing.finish(&[])
}

/// Begins with a log. One that is compressed is shown at once, if it is meant.
fn begin(
    log: &LogFile,
    question: &Question<'_>,
    printing: &mut Printing<'_>,
    is_meant: bool,
) -> Result<Seen, CommandError> {
    let alone = Logs::new(question.ctx, vec![log.clone()]);
    if !is_compressed(&log.path) {
        let follower = Follower::from_start(&log.path, &alone.options);
        let read_on = Followed { session: log.session.clone(), log: follower, lines: Lines::default(), told: None };
        return Ok(Seen::Growing(Box::new(read_on)));
    }
    if is_meant {
        question.ctx.report_problems(&show(&alone, question, printing)?);
    }
    Ok(Seen::Whole)
}

/// What is asked.
struct Question<'a> {
    ctx: &'a Context,
    args: &'a QueryArgs,
    filter: Filter,
}

/// An event that was found, as it will be printed.
enum Found {
    Item(Box<EventItem>),
    Raw(String),
}

impl Question<'_> {
    /// The event in a line, if it is meant.
    fn select(&self, lines: &mut Lines, session: &str, line: Line<'_>) -> Result<Option<Found>, Problem> {
        let Some(event) = self.filter.select(lines, line.text)? else { return Ok(None) };
        if self.args.raw {
            return Ok(Some(Found::Raw(line.text.to_owned())));
        }
        let (times, zone) = (self.ctx.times(), &self.filter.naive_zone);
        Ok(Some(Found::Item(Box::new(EventItem::new(times, zone, session, line.number, &event)))))
    }
}

/// Events on their way out.
struct Printing<'a> {
    way: Way<'a>,
    printed: u64,
    limit: u64,
}

/// How events are printed.
enum Way<'a> {
    Items(Sink<'a>),
    Lines(Box<dyn Write>),
}

impl<'a> Printing<'a> {
    fn new(ctx: &'a Context, args: &'a QueryArgs) -> Result<Self, CommandError> {
        let way = if args.raw {
            Way::Lines(Box::new(data_out()))
        } else {
            Way::Items(Sink::new(Printer::new(ctx, &args.output, &FIELDS)?)?)
        };
        Ok(Self { way, printed: 0, limit: args.limit.unwrap_or(u64::MAX) })
    }

    fn is_full(&self) -> bool {
        self.printed >= self.limit
    }

    fn print(&mut self, found: &Found) -> Result<(), CommandError> {
        if self.is_full() {
            return Ok(());
        }
        self.printed += 1;
        match (found, &mut self.way) {
            (Found::Item(item), Way::Items(sink)) => sink.push(item),
            (Found::Raw(line), Way::Lines(out)) => Ok(writeln!(out, "{line}")?),
            // An event is made to be printed in the way that was chosen.
            (Found::Item(_), Way::Lines(_)) | (Found::Raw(_), Way::Items(_)) => Ok(()),
        }
    }

    /// Shows what was printed so far.
    fn show(&mut self) -> Result<(), CommandError> {
        match &mut self.way {
            Way::Items(sink) => sink.show(),
            Way::Lines(out) => Ok(out.flush()?),
        }
    }

    fn finish(self, skipped: &[SkippedLine]) -> Result<(), CommandError> {
        match self.way {
            Way::Items(sink) => sink.finish(skipped),
            Way::Lines(mut out) => Ok(out.flush()?),
        }
    }
}
