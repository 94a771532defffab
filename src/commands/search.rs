//! `responses search`

mod document;
mod logs;
mod page;

use std::cell::RefCell;
use std::io::Write;
use std::mem;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::thread;

use clap::{Args, ValueEnum};

pub(super) use self::document::SearchItem;
pub(super) use self::logs::LogHit;

use self::document::{COUNT_FIELDS, ITEM_FIELDS, LINE_FIELDS, SearchLine};
use self::page::Page;
use super::args::{Format, OutputArgs, SelectionArgs};
use super::context::Context;
use super::contract::{SkippedFile, Times, path_text};
use super::error::{Code, CommandError};
use super::list::PathArgs;
use super::out::data_out;
use super::output::{Piece, Printer};
use crate::record::JsonRef;
use crate::store::search::{
    Boundaries, Case, Detail, Hit, InvalidPattern, Judged, Matcher, Newest, Part, Query, Question, Syntax, search,
};
use crate::store::{Error, Layout, ResponseTracker, Scanned};

/// So many times as many hits as are sent together may wait to be printed while others are looked for.
const WAITING: usize = 16;
/// As many hits are sent together when they are found faster than they are printed.
const TOGETHER: usize = 16;
/// Or as many as take up so many bytes.
const TOGETHER_BYTES: usize = 1 << 16;

/// Search what was asked and answered.
///
/// Each line of the texts is searched by itself. The texts are those that were said: quotes, line breaks and other characters are
/// found however the files spell them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses search timeout
  responses search 'connection (refused|reset)' --agent ops --since 7d -C 2
  responses search -F 'fn main() {' --in response
  responses search -e error -e warning --count
  responses search timeout --events logs/sessions
  responses search 'panicked at' --events .ai-agents/sessions --agent codex --since 7d --count
  responses search TODO --paths -0 | xargs -0 wc -c

Exit codes: 0 found, 3 nothing found, 1 failed, 2 usage, 4 something was skipped, under --strict.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct SearchArgs {
    /// Search the texts of the event logs below this directory instead
    ///
    /// A line matches in any text of an event, or in a message of a stream; its context are the lines around it in that text. --agent is who acted, which
    /// streams do not say; --since and --until leave out events that have no time.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::AnyPath, conflicts_with_all = ["within", "model", "tool", "status"])]
    events: Option<PathBuf>,
    /// A regular expression
    #[arg(value_name = "PATTERN", required_unless_present = "regexp")]
    pattern: Option<String>,
    /// A regular expression; repeatable, any of them is enough
    #[arg(short = 'e', long, value_name = "PATTERN", conflicts_with = "pattern", allow_hyphen_values = true)]
    regexp: Vec<String>,
    /// Take the pattern as it is written, not as a regular expression
    #[arg(short = 'F', long)]
    fixed_strings: bool,
    /// Only whole words
    #[arg(short, long)]
    word_regexp: bool,
    /// Upper and lower case are the same [default: unless the pattern has upper case]
    #[arg(short, long, overrides_with = "case_sensitive")]
    ignore_case: bool,
    /// Upper and lower case differ
    #[arg(short = 's', long, overrides_with = "ignore_case")]
    case_sensitive: bool,
    /// Only in this text [default: both]
    #[arg(long = "in", value_name = "TEXT")]
    within: Option<TextArg>,
    /// Lines to show before and after each match
    #[arg(short = 'C', long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    context: u64,
    /// Lines to show before each match
    #[arg(short = 'B', long, value_name = "N")]
    before_context: Option<u64>,
    /// Lines to show after each match
    #[arg(short = 'A', long, value_name = "N")]
    after_context: Option<u64>,
    /// Only how many lines match in each response, or log
    #[arg(short, long, conflicts_with_all = ["paths", "null"])]
    count: bool,
    /// At most so many matching lines of each response, or log
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_count: Option<u64>,
    /// At most so many responses; of logs, so many lines, or logs with --count or --paths
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// In which order [default: none on a terminal, else time; of logs, none]
    #[arg(long, value_name = "ORDER")]
    sort: Option<OrderArg>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    paths: PathArgs,
}

/// One of a response's texts.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum TextArg {
    /// What was asked
    Request,
    /// What was answered
    Response,
}

/// In which order responses are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OrderArg {
    /// As they are found, at once; never the same twice. JSON documents are sorted all the same. Of logs: by path and line
    None,
    /// Newest first, when all are found
    Time,
}

impl SearchArgs {
    fn query(&self) -> Query {
        Query {
            patterns: self.regexp.iter().chain(&self.pattern).cloned().collect(),
            syntax: if self.fixed_strings { Syntax::Literal } else { Syntax::Regex },
            case: match (self.ignore_case, self.case_sensitive) {
                (true, _) => Case::Insensitive,
                (_, true) => Case::Sensitive,
                _ => Case::Smart,
            },
            boundaries: if self.word_regexp { Boundaries::Words } else { Boundaries::Anywhere },
        }
    }

    fn parts(&self) -> &'static [Part] {
        match self.within {
            None => &[Part::Request, Part::Response],
            Some(TextArg::Request) => &[Part::Request],
            Some(TextArg::Response) => &[Part::Response],
        }
    }

    fn detail(&self) -> Detail {
        if self.count || self.paths.end().is_some() {
            return Detail::Count;
        }
        let or_context = |lines: Option<u64>| lines.unwrap_or(self.context);
        Detail::Lines { before: or_context(self.before_context), after: or_context(self.after_context) }
    }

    /// A path needs no more than one line.
    fn most_lines(&self) -> Option<u64> {
        if self.paths.end().is_some() { Some(1) } else { self.max_count }
    }

    fn order(&self, ctx: &Context) -> OrderArg {
        match self.sort {
            // The document begins with the total.
            _ if self.output.format() == Format::Json => OrderArg::Time,
            None if ctx.on_terminal() => OrderArg::None,
            chosen => chosen.unwrap_or(OrderArg::Time),
        }
    }
}

impl From<InvalidPattern> for CommandError {
    fn from(error: InvalidPattern) -> Self {
        let told = Self::new(Code::Usage, error.to_string());
        match error {
            InvalidPattern::Syntax { .. } => told.hint("-F takes the pattern as it is written"),
            InvalidPattern::LineBreak { .. } | InvalidPattern::Unusable(_) => told,
        }
    }
}

pub(super) fn run(ctx: &Context, args: &SearchArgs) -> Result<(), CommandError> {
    if let Some(directory) = &args.events {
        return logs::run(ctx, args, directory);
    }
    let matcher = Matcher::new(&args.query())?;
    let way = Way::new(ctx, args, &matcher)?;
    let tracker = ctx.tracker_for(&args.selection)?;
    let selection = ctx.select(&args.selection)?;
    let question = Question {
        matcher: &matcher,
        selection: &selection,
        parts: args.parts(),
        most_lines: args.most_lines(),
        detail: args.detail(),
        judged: if ctx.is_strict() { Judged::All } else { Judged::Doubtful },
    };
    let found = match args.order(ctx) {
        OrderArg::None => as_found(ctx, args.limit, &way, &tracker, question)?,
        OrderArg::Time => newest_first(ctx, args.limit, &way, &tracker, question)?,
    };
    if found == 0 {
        ctx.found_nothing();
    }
    Ok(())
}

/// What is printed of one hit.
type Shown = Vec<Piece>;

/// Prints hits while others are looked for, and gives their number.
fn as_found(
    ctx: &Context,
    limit: Option<usize>,
    way: &Way<'_>,
    tracker: &ResponseTracker,
    question: Question<'_>,
) -> Result<u64, CommandError> {
    let mut printed = 0;
    let mut progress = Some(ctx.start_progress());
    let skipped = thread::scope(|scope| {
        let (sender, hits) = mpsc::sync_channel(WAITING);
        let searching = scope.spawn(move || {
            let new = || Sending { sender: sender.clone(), waiting: Vec::new(), bytes: 0 };
            let send = |sending: &mut Sending, hit: Hit<'_>| sending.send(way.show(tracker.layout(), &hit));
            let scanned = search(tracker, question, new, send);
            // The hits end when the last sender is dropped, so none may leave this thread.
            scanned.map(|Scanned { found, skipped }| {
                found.into_iter().for_each(Sending::finish);
                skipped
            })
        });
        let hits = hits.into_iter().flatten().take(limit.unwrap_or(usize::MAX)).inspect(|_| {
            printed += 1;
            // The line that shows progress must be gone before anything else is shown.
            progress.take();
        });
        way.print(0, hits.flatten(), Vec::new)?;
        searching
            .join()
            .map_err(|_| CommandError::new(Code::Failed, "the search ended unexpectedly"))?
            .map_err(CommandError::from)
    })?;
    drop(progress);
    ctx.report_skipped(&skipped);
    Ok(printed)
}

/// Hits of one thread on their way to the one that prints: each at once as long as that keeps up, else several together.
struct Sending {
    sender: SyncSender<Vec<Shown>>,
    waiting: Vec<Shown>,
    /// What those that wait take up in memory, roughly.
    bytes: usize,
}

impl Sending {
    /// Breaks when nobody listens any more.
    fn send(&mut self, shown: Shown) -> ControlFlow<()> {
        self.bytes += bytes(&shown);
        self.waiting.push(shown);
        let must_wait = self.waiting.len() >= TOGETHER || self.bytes >= TOGETHER_BYTES;
        let hits = mem::take(&mut self.waiting);
        let sent = if must_wait { self.sender.send(hits).map_err(Into::into) } else { self.sender.try_send(hits) };
        match sent {
            Ok(()) => {
                self.bytes = 0;
                ControlFlow::Continue(())
            }
            Err(TrySendError::Full(hits)) => {
                self.waiting = hits;
                ControlFlow::Continue(())
            }
            Err(TrySendError::Disconnected(_)) => ControlFlow::Break(()),
        }
    }

    fn finish(self) {
        if !self.waiting.is_empty() {
            // Where nobody listens any more there is nothing left to do.
            _ = self.sender.send(self.waiting);
        }
    }
}

/// What this takes up in memory, in bytes, roughly.
fn bytes(shown: &Shown) -> usize {
    size_of::<Shown>() + shown.iter().map(|piece| size_of::<Piece>() + piece.bytes()).sum::<usize>()
}

/// Prints hits when all are found, newest first, and gives their number.
fn newest_first(
    ctx: &Context,
    limit: Option<usize>,
    way: &Way<'_>,
    tracker: &ResponseTracker,
    question: Question<'_>,
) -> Result<u64, CommandError> {
    let show = |hit: Hit<'_>| way.show(tracker.layout(), &hit);
    let scanned = ctx.watch(|| Newest::search(tracker, question, limit, show, bytes))?;
    ctx.report_skipped(&scanned.skipped);
    let late = RefCell::new(SkippedFile::of(&scanned.skipped));
    let total = scanned.found.total();
    let skip = |error: Error| {
        let (path, reason) = match error {
            Error::Data { path, problem } => (path, problem.to_string()),
            other => (tracker.layout().base().to_owned(), other.to_string()),
        };
        let below = path.strip_prefix(tracker.layout().base()).unwrap_or(&path);
        late.borrow_mut().push(SkippedFile { path: path_text(below), reason });
    };
    let hits = scanned.found.into_items(tracker, question, show).filter_map(|hit| hit.map_err(skip).ok());
    way.print(total, hits.flatten(), || late.take())?;
    Ok(total)
}

/// How hits are printed.
enum Way<'a> {
    /// The files' paths, each with this at its end.
    Paths(u8),
    /// Lines under headings, for people.
    Page(Page<'a>),
    /// Responses, as programs want them.
    Items(Times, &'a Matcher, Printer<'a>),
    /// A row for each line.
    Lines(Times, Printer<'a>),
}

impl<'a> Way<'a> {
    fn new(ctx: &'a Context, args: &'a SearchArgs, matcher: &'a Matcher) -> Result<Self, CommandError> {
        if let Some(end) = args.paths.end() {
            return Ok(Self::Paths(end));
        }
        let printer = |fields| Printer::new(ctx, &args.output, fields);
        Ok(match args.output.format() {
            Format::Json | Format::Ndjson => Self::Items(ctx.times(), matcher, printer(&ITEM_FIELDS)?),
            _ if args.count => Self::Items(ctx.times(), matcher, printer(&COUNT_FIELDS)?),
            Format::Table if args.output.fields.is_empty() => Self::Page(Page::new(ctx, matcher, args.detail())),
            _ => Self::Lines(ctx.times(), printer(&LINE_FIELDS)?),
        })
    }

    /// What is printed of a hit. Each thread that searches makes it of what it finds.
    fn show(&self, layout: &Layout, hit: &Hit<'_>) -> Shown {
        match self {
            Self::Paths(end) => {
                let mut path = layout.record(&hit.entry.path).into_os_string().into_encoded_bytes();
                path.push(*end);
                vec![Piece::Bytes(path)]
            }
            Self::Page(page) => vec![Piece::Bytes(page.hit(hit).into_bytes())],
            Self::Items(times, matcher, printer) => {
                let request = if printer.prints("request") { hit.request } else { JsonRef::NULL };
                vec![printer.piece(&SearchItem::new(*times, layout, matcher, request, hit))]
            }
            Self::Lines(times, printer) => {
                SearchLine::all(*times, layout, hit).map(|line| printer.piece(&line)).collect()
            }
        }
    }

    fn print(
        &self,
        total: u64,
        pieces: impl Iterator<Item = Piece>,
        skipped: impl FnOnce() -> Vec<SkippedFile>,
    ) -> Result<(), CommandError> {
        match self {
            Self::Items(.., printer) | Self::Lines(_, printer) => printer.print_pieces(total, pieces, skipped),
            Self::Page(page) => Ok(page.print(pieces)?),
            Self::Paths(_) => {
                let mut out = data_out();
                for piece in pieces {
                    piece.write(&mut out)?;
                }
                Ok(out.flush()?)
            }
        }
    }
}
