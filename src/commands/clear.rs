//! `responses clear`

use std::io::Write;
use std::time::Duration;

use clap::Args;

use super::args::{Format, OutputArgs, parse_age, parse_size};
use super::ask::{Answer, ask, can_ask};
use super::context::{Context, text_out};
use super::contract::{ClearOutput, ClearedSession, Removed, SCHEMA_VERSION, SkippedFile};
use super::error::{Code, CommandError};
use super::output::{Field, Look, Printer, print_json};
use crate::record::JsonRef;
use crate::store::Pattern;
use crate::store::cleanup::{self, Action, Breadth, Cleared, Criteria, InvalidCriteria, Mode, Plan, Selectors, Totals};
use crate::ui::table::Tone;
use crate::ui::units;

/// Move responses to the trash, or with --purge delete them for good.
///
/// A session is judged as a whole, by the time in the JSON of its newest response; with --agent, single responses are. What has no
/// readable time is kept by every rule of age, number or size. Without a terminal it acts without asking when what it does can
/// be undone; --purge and --all need --yes then.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses clear --older-than 30d --dry-run    what would go, and why
  responses clear --older-than 30d              move it to the trash; `responses undo` takes it back
  responses clear --session 'test-*'
  responses clear --agent qa --older-than 2weeks --keep-last 20
  responses clear --max-sessions 100 --max-size 2GiB
  responses clear --all --purge --yes           everything, for good")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct ClearArgs {
    /// Only this session (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ID", help_heading = "What to clear")]
    session: Vec<String>,
    /// Only the responses of this agent, each by itself (repeatable; `*` stands for anything)
    #[arg(long, value_name = "NAME", help_heading = "What to clear")]
    agent: Vec<String>,
    /// What is older: 30d, 12h, 2weeks; a bare number is days
    #[arg(long, value_name = "AGE", value_parser = parse_age, help_heading = "What to clear")]
    older_than: Option<Duration>,
    /// Never the N newest sessions (with --agent, responses); without another rule, all the rest
    #[arg(long, value_name = "N", help_heading = "What to clear")]
    keep_last: Option<usize>,
    /// The oldest sessions above this number
    #[arg(long, value_name = "N", help_heading = "What to clear")]
    max_sessions: Option<usize>,
    /// The oldest until the rest fits: 500MB, 2GiB
    #[arg(long, value_name = "SIZE", value_parser = parse_size, help_heading = "What to clear")]
    max_size: Option<u64>,
    /// Everything
    #[arg(long, help_heading = "What to clear")]
    all: bool,
    /// Only show what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Do not ask
    #[arg(short, long, visible_alias = "confirm")]
    yes: bool,
    /// Delete for good instead of moving to the trash
    #[arg(long)]
    purge: bool,
    #[command(flatten)]
    output: OutputArgs,
}

impl ClearArgs {
    /// What the configuration asks for, to the trash and without a question.
    pub(super) fn configured(
        older_than: Option<Duration>,
        max_sessions: Option<usize>,
        dry_run: bool,
        output: OutputArgs,
    ) -> Self {
        let (session, agent) = (Vec::new(), Vec::new());
        let (keep_last, max_size, all, yes, purge) = (None, None, false, true, false);
        Self { session, agent, older_than, keep_last, max_sessions, max_size, all, dry_run, yes, purge, output }
    }
}

const FIELDS: [Field; 5] = [
    Field::shown("action", "Action", Look::Text),
    Field::shown("session_id", "Session", Look::LongText),
    Field::shown("responses", "Responses", Look::Count),
    Field::shown("bytes", "Size", Look::Bytes),
    Field::shown("reason", "Reason", Look::LongText),
];

pub(super) fn run(ctx: &Context, args: &ClearArgs) -> Result<(), CommandError> {
    let criteria = criteria(args)?;
    let tracker = if args.dry_run { ctx.tracker_as_it_is()? } else { ctx.tracker()? };
    let planned = ctx.watch(|| cleanup::plan(&tracker, &criteria, ctx.now))?;
    ctx.report_skipped(&planned.skipped);
    let plan = planned.found;
    let base = tracker.layout().base();
    if let Some(unknown) = unknown_session(args, &plan) {
        let message = format!("no responses of session `{unknown}` in {}", base.display());
        return Err(CommandError::new(Code::NotFound, message).hint("`responses sessions` lists those there are"));
    }
    let acts = !args.dry_run && plan.removed.responses > 0;
    if acts {
        needs_yes(args, &plan)?;
    }
    if args.output.format() == Format::Table && !plan.rows.is_empty() {
        show(ctx, args, &plan)?;
    }
    let cleared = if acts {
        confirm(args, &plan)?;
        let mode = if args.purge { Mode::Purge } else { Mode::Trash };
        Some(cleanup::apply(tracker.layout(), &plan, mode, ctx.now)?)
    } else {
        None
    };
    match args.output.format() {
        Format::Table => summary(args, &plan, cleared.as_ref())?,
        Format::Json if args.output.fields.is_empty() => print_json(&document(args, &plan, cleared.as_ref()))?,
        _ => show(ctx, args, &plan)?,
    }
    failures(ctx, cleared.as_ref())
}

fn criteria(args: &ClearArgs) -> Result<Criteria, CommandError> {
    let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
    let selectors = Selectors {
        sessions: patterns(&args.session),
        agents: patterns(&args.agent),
        older_than: args.older_than,
        keep_last: args.keep_last,
        max_sessions: args.max_sessions,
        max_bytes: args.max_size,
        breadth: if args.all { Breadth::Everything } else { Breadth::Selected },
    };
    Criteria::new(selectors).map_err(|invalid| {
        let error = CommandError::usage(invalid.to_string());
        match invalid {
            InvalidCriteria::NothingSelected => error.hint(
                "give --session, --agent, --older-than, --keep-last, --max-sessions, --max-size or --all; --dry-run shows what would go",
            ),
            InvalidCriteria::ZeroAge => error.hint("--all removes everything"),
            _ => error.hint("`responses clear --help` shows what goes together"),
        }
    })
}

/// A session that was named exactly and does not exist.
fn unknown_session<'a>(args: &'a ClearArgs, plan: &Plan) -> Option<&'a str> {
    let known = |pattern: &Pattern| plan.rows.iter().any(|row| pattern.matches(&row.session_id));
    let named = args.session.iter().map(|text| (text.as_str(), Pattern::new(text)));
    named.filter(|(_, pattern)| pattern.exact().is_some()).find(|(_, p)| !known(p)).map(|(text, _)| text)
}

fn show(ctx: &Context, args: &ClearArgs, plan: &Plan) -> Result<(), CommandError> {
    let rows = rows(plan);
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let tone = |row: JsonRef<'_>| match row.member("action").map(JsonRef::text) {
        Some("\"remove\"") => Tone::Bad,
        _ => Tone::Dim,
    };
    Printer::new(ctx, &args.output, &FIELDS)?.toned(tone).print(total, rows.into_iter(), Vec::new)
}

fn rows(plan: &Plan) -> Vec<ClearedSession> {
    let row = |row: &cleanup::Row| ClearedSession {
        session_id: row.session_id.clone(),
        responses: row.responses,
        bytes: row.bytes,
        action: match row.action() {
            Action::Remove => "remove".to_owned(),
            Action::Keep => "keep".to_owned(),
        },
        reason: row.reason.to_string(),
    };
    plan.rows.iter().map(row).collect()
}

/// `12 responses in 3 sessions, 30.2 KiB`
pub(super) fn amount(totals: Totals) -> String {
    let counted = |count: u64, one: &str| format!("{} {one}{}", units::count(count), if count == 1 { "" } else { "s" });
    let sessions = counted(totals.sessions, "session");
    format!("{} in {sessions}, {}", counted(totals.responses, "response"), units::bytes(totals.bytes))
}

/// Makes sure that a script said `--yes` to what can't be taken back.
fn needs_yes(args: &ClearArgs, plan: &Plan) -> Result<(), CommandError> {
    if args.yes || can_ask() || !(args.purge || args.all) {
        return Ok(());
    }
    let flag = if args.purge { "--purge" } else { "--all" };
    let message = format!("{flag} without a terminal needs --yes; {} would go", amount(plan.removed));
    Err(CommandError::new(Code::Refused, message).hint("--dry-run shows what would go"))
}

/// Asks, if there is a person.
fn confirm(args: &ClearArgs, plan: &Plan) -> Result<(), CommandError> {
    if args.yes || !can_ask() {
        return Ok(());
    }
    let amount = amount(plan.removed);
    let question =
        if args.purge { format!("Delete {amount} for good?") } else { format!("Move {amount} to the trash?") };
    match ask(&question)? {
        Answer::Yes => Ok(()),
        Answer::No => Err(CommandError::new(Code::Refused, "nothing was changed")),
    }
}

fn summary(args: &ClearArgs, plan: &Plan, cleared: Option<&Cleared>) -> Result<(), CommandError> {
    let mut out = text_out();
    if !plan.rows.is_empty() {
        writeln!(out)?;
    }
    match cleared {
        None if plan.removed.responses == 0 => writeln!(out, "Nothing to clear.")?,
        None => writeln!(out, "Would clear {}. Nothing was changed.", amount(plan.removed))?,
        Some(cleared) if args.purge => writeln!(out, "Deleted {} for good.", amount(cleared.removed))?,
        Some(Cleared { receipt, removed, .. }) => {
            let receipt = receipt.as_ref().map(|receipt| format!(" {receipt}")).unwrap_or_default();
            let amount = amount(*removed);
            writeln!(out, "Moved {amount} to the trash; `responses undo{receipt}` takes it back.")?;
        }
    }
    Ok(out.flush()?)
}

fn document(args: &ClearArgs, plan: &Plan, cleared: Option<&Cleared>) -> ClearOutput {
    let removed = cleared.map_or(plan.removed, |cleared| cleared.removed);
    ClearOutput {
        schema_version: SCHEMA_VERSION,
        dry_run: args.dry_run,
        receipt: cleared.and_then(|cleared| cleared.receipt.as_ref()).map(ToString::to_string),
        sessions: rows(plan),
        removed: Removed { sessions: removed.sessions, responses: removed.responses, bytes: removed.bytes },
        kept: plan.kept.sessions,
        errors: cleared.map(|cleared| left(&cleared.errors)).unwrap_or_default(),
    }
}

/// Files that stayed where they were, and why.
pub(super) fn left(left: &[cleanup::Left]) -> Vec<SkippedFile> {
    let file = |left: &cleanup::Left| SkippedFile {
        path: left.path.to_string_lossy().into_owned(),
        reason: left.why.to_string(),
    };
    left.iter().map(file).collect()
}

/// Names the files that stayed although they were planned to go; then the command has not done all it was asked.
fn failures(ctx: &Context, cleared: Option<&Cleared>) -> Result<(), CommandError> {
    let errors = cleared.map(|cleared| left(&cleared.errors)).unwrap_or_default();
    for file in &errors {
        ctx.warn(&format!("{} stays: {}", file.path, file.reason));
    }
    match errors.len() {
        0 => Ok(()),
        count => Err(CommandError::new(Code::Failed, format!("{count} planned files stay where they were"))),
    }
}
