//! `responses archive`

mod report;

use std::num::NonZero;
use std::time::Duration;

use clap::Args;
use jiff::tz::TimeZone;

use super::args::OutputArgs;
use super::ask::{Answer, ask, can_ask};
use super::clear::amount;
use super::context::Context;
use super::contract::{ArchiveItem, SkippedFile, path_text};
use super::error::{Code, CommandError};
use super::output::{Field, Look, Printer};
use crate::record::RecordTime;
use crate::store::cleanup::{self, Breadth, Criteria, InvalidCriteria, Plan, Selectors};
use crate::store::retention::{Circumstances, Keep, Rules, parse_age, parse_count};
use crate::store::{Layout, Pattern, archive};

pub(super) use report::{Report, left};

/// How to get at what is in an archive that we do not take.
pub(super) const SALVAGE: &str =
    "`zstd -dc ARCHIVE | tar -tv` shows what is in an archive, up to where it is damaged; `tar -x` takes it out";

/// Move sessions into compressed archives, from which every byte comes back.
///
/// Each session becomes one file in `.archive` of the store, a tar in zstd that `tar --zstd -tf` lists. It is written, synced, read back and
/// compared with the originals before they go. `responses restore SESSION` brings a session back with its names, bytes, modes and
/// times; `--archived` lets other commands look into archives. A session is judged as a whole, by the time in the JSON of its newest response.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses archive release-1.4                  one session
  responses archive --older-than 90d --dry-run   what would be archived, and why
  responses archive --older-than 90d --keep-last 20
  responses archive --list                       what is archived, and how small
  responses search timeout --archived            look into archives too")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct ArchiveArgs {
    /// The sessions (`*` stands for anything)
    #[arg(value_name = "SESSION")]
    sessions: Vec<String>,
    /// Those whose newest response is older: 30d, 12h, 2weeks; a bare number is days
    #[arg(long, value_name = "AGE", value_parser = parse_age, allow_hyphen_values = true)]
    older_than: Option<Duration>,
    /// Never the N newest sessions; without another rule, all the rest
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    keep_last: Option<NonZero<u64>>,
    /// Every session
    #[arg(long)]
    all: bool,
    /// List the archives there are
    #[arg(long, conflicts_with_all = ["older_than", "keep_last", "all", "dry_run", "yes"])]
    list: bool,
    /// Only show what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Do not ask
    #[arg(short, long, visible_alias = "confirm")]
    yes: bool,
    #[command(flatten)]
    output: OutputArgs,
}

const LIST_FIELDS: [Field; 8] = [
    Field::shown("session_id", "Session", Look::LongText),
    Field::shown("created", "Archived", Look::Time),
    Field::shown("responses", "Responses", Look::Count),
    Field::shown("bytes", "Size", Look::Bytes),
    Field::shown("stored_bytes", "Stored", Look::Bytes),
    Field::shown("ratio", "Ratio", Look::Text),
    Field::shown("archive", "Archive", Look::LongText),
    Field::hidden("path", Look::Text),
];

pub(super) fn run(ctx: &Context, args: &ArchiveArgs) -> Result<(), CommandError> {
    if args.list {
        return list(ctx, args);
    }
    let criteria = criteria(args)?;
    // No flag here asks for the zone or for the space.
    let at = Circumstances { now: ctx.now, zone: TimeZone::UTC, space: None };
    let tracker = if args.dry_run { ctx.tracker_as_it_is()? } else { ctx.tracker()? };
    let planned = ctx.watch(|| cleanup::plan(&tracker, &criteria, &at))?;
    ctx.report_skipped(&planned.skipped);
    let plan = planned.found;
    if let Some(unknown) = unknown_session(args, &plan) {
        let message = format!("no responses of session `{unknown}` in {}", tracker.layout().base().display());
        return Err(CommandError::new(Code::NotFound, message)
            .hint("`responses sessions` lists those there are, `responses archive --list` those that are archived"));
    }
    let report = Report::new(ctx, &args.output, &plan);
    let acts = !args.dry_run && plan.removed.responses > 0;
    if acts && args.all && !args.yes && !can_ask() {
        let message = format!("--all without a terminal needs --yes; {} would go", amount(plan.removed));
        return Err(CommandError::new(Code::Refused, message).hint("--dry-run shows what would go"));
    }
    report.plan()?;
    let archived = if acts {
        confirm(args, &plan)?;
        let parts = archive::parts(&plan);
        Some(archive::apply(tracker.layout(), tracker.reader(), &parts, ctx.now)?)
    } else {
        None
    };
    report.done(tracker.layout(), archived.as_ref())
}

fn criteria(args: &ArchiveArgs) -> Result<Criteria, CommandError> {
    let keep = Keep { last: args.keep_last, ..Keep::default() };
    let rules = Rules { older_than: args.older_than, keep, ..Rules::default() };
    let selectors = Selectors {
        sessions: args.sessions.iter().map(|text| Pattern::new(text)).collect(),
        rules,
        breadth: if args.all { Breadth::Everything } else { Breadth::Selected },
        ..Selectors::default()
    };
    Criteria::new(selectors).map_err(|invalid| match invalid {
        InvalidCriteria::NothingSelected => CommandError::usage("nothing is selected to be archived")
            .hint("name sessions, or give --older-than, --keep-last or --all; --dry-run shows what would be archived"),
        invalid => CommandError::usage(invalid.to_string()),
    })
}

/// A session that was named exactly and does not exist.
fn unknown_session<'a>(args: &'a ArchiveArgs, plan: &Plan) -> Option<&'a str> {
    let known = |pattern: &Pattern| plan.rows.iter().any(|row| pattern.matches(&row.session_id));
    let named = args.sessions.iter().map(|text| (text.as_str(), Pattern::new(text)));
    named.filter(|(_, pattern)| pattern.exact().is_some()).find(|(_, p)| !known(p)).map(|(text, _)| text)
}

/// Asks, if there is a person.
fn confirm(args: &ArchiveArgs, plan: &Plan) -> Result<(), CommandError> {
    if args.yes || !can_ask() {
        return Ok(());
    }
    match ask(&format!("Archive {}?", amount(plan.removed)))? {
        Answer::Yes => Ok(()),
        Answer::No => Err(CommandError::new(Code::Refused, "nothing was changed")),
    }
}

/// The archives there are, or those of the sessions that are named.
fn list(ctx: &Context, args: &ArchiveArgs) -> Result<(), CommandError> {
    let tracker = ctx.tracker()?;
    let listed = archive::list(tracker.layout(), tracker.reader())?;
    ctx.report_skipped(&listed.skipped);
    let patterns: Vec<_> = args.sessions.iter().map(|text| Pattern::new(text)).collect();
    let meant = |summary: &archive::Summary| {
        patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(&summary.session))
    };
    let items: Vec<_> =
        listed.found.into_iter().filter(meant).map(|summary| item(ctx, tracker.layout(), summary)).collect();
    let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
    Printer::new(ctx, &args.output, &LIST_FIELDS)?.print(total, items.into_iter(), || SkippedFile::of(&listed.skipped))
}

fn item(ctx: &Context, layout: &Layout, summary: archive::Summary) -> ArchiveItem {
    ArchiveItem {
        path: path_text(&layout.archive(&summary.name)),
        archive: summary.name.to_string(),
        session_id: summary.session,
        created: summary.created.map(|created| ctx.times().show(RecordTime::utc(created))),
        responses: summary.responses,
        bytes: summary.bytes,
        stored_bytes: summary.stored,
        ratio: summary.bytes.and_then(|bytes| ratio(bytes, summary.stored)),
    }
}

/// How many times smaller, to two digits.
fn ratio(bytes: u64, stored: u64) -> Option<f64> {
    let hundredths = (u128::from(bytes) * 100).checked_div(u128::from(stored))?;
    Some(f64::from(u32::try_from(hundredths).ok()?) / 100.0)
}
