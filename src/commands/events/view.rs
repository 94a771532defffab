//! `responses events view`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use clap::{Args, ValueHint};
use jiff::Timestamp;

use super::logs::LogDir;
use crate::commands::args::{Format, OutputArgs, TimeArg};
use crate::commands::context::Context;
use crate::commands::contract::{MessageOutput, SkippedFile};
use crate::commands::error::{Code, CommandError};
use crate::commands::out::text_out;
use crate::commands::output::{Field, Look, Printer, local_time};
use crate::events::stream::{Entry, Group, Message, MessageKind, read_messages};
use crate::events::{Family, Layout, Read, sources};
use crate::record::Pattern;
use crate::record::{RecordTime, SessionId};
use crate::ui::markdown;
use crate::ui::sanitise::{visible_line, visible_text};

/// Read a streamed session as a conversation: its pieces put together to messages.
///
/// Pieces of text and thought become one message as long as nothing else of that session comes between; a whole message or thought takes the
/// place of its pieces; a tool's result stands under its call. History is left out, since it repeats what was said.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events view tiger-castle
  responses events view logs/sessions/tiger-castle --role user --role assistant
  responses events view tiger-castle --type '*_delta' --since 2h --json")]
pub(super) struct EventViewArgs {
    /// A session, a file, or a directory of files
    #[arg(value_name = "SESSION|PATH", value_hint = ValueHint::AnyPath)]
    what: String,
    /// Only events of this type (repeatable; `*` stands for anything)
    #[arg(long = "type", value_name = "TYPE", help_heading = "Selection")]
    kind: Vec<String>,
    /// Only what this role says (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ROLE", help_heading = "Selection")]
    role: Vec<String>,
    /// Only this session of those that are kept together (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ID", help_heading = "Selection")]
    session: Vec<String>,
    /// Only what happened at this time or later
    #[arg(long, value_name = "TIME", help_heading = "Selection")]
    since: Option<TimeArg>,
    /// Only what happened before this time
    #[arg(long, value_name = "TIME", help_heading = "Selection")]
    until: Option<TimeArg>,
    #[command(flatten)]
    output: OutputArgs,
}

const FIELDS: [Field; 7] = [
    Field::shown("timestamp", "Time", Look::Time),
    Field::shown("role", "Role", Look::Text),
    Field::shown("kind", "Kind", Look::Text),
    Field::hidden("session_id", Look::LongText),
    Field::hidden("end", Look::Time),
    Field::hidden("pieces", Look::Count),
    Field::shown("text", "Text", Look::LongText),
];

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &EventViewArgs) -> Result<(), CommandError> {
    let filter = Filter::new(ctx, args)?;
    let printer = Printer::new(ctx, &args.output, &FIELDS)?;
    let Read { found: files, mut problems } = files(ctx, dir, &args.what)?;
    let read = ctx.watch(|| read_messages(&files, &ctx.read_options(), ctx.naive_zone(), |entry| filter.lets(entry)));
    problems.append(read.problems);
    ctx.report_problems(&problems);
    if args.output.format() == Format::Table && args.output.fields.is_empty() {
        let mut out = text_out();
        for message in &read.found {
            show(&mut out, ctx, message)?;
        }
        if read.found.is_empty() {
            ctx.say("no message of it fits");
        }
        return Ok(out.flush()?);
    }
    let total = u64::try_from(read.found.len()).unwrap_or(u64::MAX);
    let items = read.found.into_iter().map(|message| MessageOutput::new(ctx.times(), message));
    printer.print(total, items, || SkippedFile::of_problems(&problems))
}

/// The files of a session that is named by its name, its directory, or one of its files, and what can't even be looked at there.
fn files(ctx: &Context, dir: &LogDir, what: &str) -> Result<Read<Vec<PathBuf>>, CommandError> {
    let options = dir.stream_options(ctx)?;
    let directory = Layout::new(&options.directory);
    let path = match Path::new(what) {
        path if path.exists() => path.to_owned(),
        _ => directory.stream(&options.session_pattern, &SessionId::new(what)?),
    };
    if !path.exists() {
        let message = format!("no stream of a session `{what}` in {}", directory.base().display());
        return Err(
            CommandError::new(Code::NotFound, message).hint("`responses sessions --events DIR` lists those there are")
        );
    }
    let Read { found, problems } = sources(&path)?;
    let streams = found.into_iter().filter(|source| source.family == Some(Family::Stream));
    let groups = Group::of(streams.map(|source| source.path).collect(), ctx.session_pattern());
    if groups.is_empty() {
        ctx.report_problems(&problems);
        let message = format!("{} holds no event stream", path.display());
        return Err(CommandError::new(Code::NotFound, message).hint("other logs are read by `responses analyze`"));
    }
    Ok(Read { found: groups.into_iter().flat_map(|group| group.files).collect(), problems })
}

/// Which events are meant.
struct Filter {
    kinds: Vec<Pattern>,
    roles: Vec<Pattern>,
    sessions: Vec<Pattern>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Filter {
    fn new(ctx: &Context, args: &EventViewArgs) -> Result<Self, CommandError> {
        let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
        let instant = |time: &Option<TimeArg>| time.as_ref().map(|time| time.resolve(ctx.now, ctx.zone())).transpose();
        Ok(Self {
            kinds: patterns(&args.kind),
            roles: patterns(&args.role),
            sessions: patterns(&args.session),
            since: instant(&args.since)?,
            until: instant(&args.until)?,
        })
    }

    fn lets(&self, entry: &Entry<'_>) -> bool {
        let head = &entry.head;
        let fits = |patterns: &[Pattern], name: Option<&str>| {
            patterns.is_empty() || name.is_some_and(|name| patterns.iter().any(|pattern| pattern.matches(name)))
        };
        let time = entry.time.map(RecordTime::instant);
        fits(&self.kinds, Some(head.kind().name()))
            && fits(&self.roles, head.speaker())
            && fits(&self.sessions, head.session.as_deref())
            && self.since.is_none_or(|since| time.is_some_and(|time| time >= since))
            && self.until.is_none_or(|until| time.is_some_and(|time| time < until))
    }
}

const LABEL: Style = Style::new().dimmed();
const SPEAKER: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));

/// Lines longer than this are tiring to read, however wide the terminal is.
const WIDEST: usize = 100;

fn show(out: &mut impl Write, ctx: &Context, message: &Message) -> io::Result<()> {
    let time =
        message.time.and_then(|time| local_time(&time.to_rfc3339(), ctx.zone())).unwrap_or_else(|| "-".to_owned());
    let speaker = message.role.as_deref().unwrap_or(message.kind.name());
    let kind =
        if message.kind == MessageKind::Text || speaker == message.kind.name() { "" } else { message.kind.name() };
    let session = message.session.as_deref().unwrap_or("");
    let details: Vec<_> = [kind, session].into_iter().filter(|part| !part.is_empty()).map(visible_line).collect();
    write!(out, "{LABEL}{time}{LABEL:#}  {SPEAKER}{}{SPEAKER:#}", visible_line(speaker))?;
    if !details.is_empty() {
        write!(out, "  {LABEL}{}{LABEL:#}", details.join(" · "))?;
    }
    writeln!(out)?;
    let text = match (ctx.width(), message.kind) {
        (Some(width), MessageKind::Text | MessageKind::Thought) => {
            markdown::render(&message.text, width.min(WIDEST)).into()
        }
        _ => visible_text(&message.text),
    };
    writeln!(out, "{}\n", text.trim_end())
}
