//! `responses clear`

mod report;
mod selectors;

use clap::Args;
use jiff::tz::TimeZone;

use super::args::{Format, OutputArgs};
use super::ask::{Answer, ask, can_ask};
use super::context::Context;
use super::contract::EmptiedOutput;
use super::error::{Code, CommandError};
use super::output::print_json;
use crate::store::cleanup::{self, Breadth, Criteria, Mode, Plan};
use crate::store::retention::{Circumstances, Limit};
use crate::store::{Pattern, ResponseTracker, archive, trash};
pub(super) use report::{FIELDS, rows};
pub(super) use report::{amount, left};
use report::{document, failures, report_archived, show, summary};
use selectors::SelectorArgs;

/// Move responses to the trash, or with --purge delete them for good.
///
/// A session is judged as a whole, by the time in the JSON of its newest response; with --agent, single responses are. Pinned sessions
/// always stay. Rules also keep what has no readable time, what is dated in the future, and what was written in the last 10 minutes,
/// unless it is a copy of something much older. Hours, days, weeks, months and years are those of the local zone (--utc: of UTC).
/// Without a terminal it acts without asking when what it does can be undone; --purge and --all need --yes then.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses clear --older-than 30d --dry-run    what would go, and why
  responses clear --older-than 30d              move it to the trash; `responses undo` takes it back
  responses clear --session 'test-*'
  responses clear --agent qa --older-than 2weeks --keep-last 20
  responses clear --max-sessions 100 --max-size 2GiB
  responses clear --keep-daily 7 --keep-weekly 8 --keep-errors --group-by agent
  responses clear --policy nightly --dry-run    a policy of the configuration
  responses clear --older-than 90d --archive    to compressed archives instead of the trash
  responses clear --all --purge --yes           everything, for good")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct ClearArgs {
    #[command(flatten)]
    selectors: SelectorArgs,
    /// Only show what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Do not ask
    #[arg(short, long, visible_alias = "confirm")]
    yes: bool,
    /// Delete for good instead of moving to the trash
    #[arg(long)]
    purge: bool,
    /// Move to archives instead of the trash; `responses restore` brings them back
    #[arg(long, conflicts_with = "purge")]
    archive: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// What someone agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Consent {
    /// To be shown what would be done.
    DryRun,
    /// To be asked.
    Asked,
    /// To everything.
    Given,
}

/// Where what is cleared goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// To the trash.
    Trash,
    /// To compressed archives.
    Archive,
    /// Nowhere: it is deleted.
    Nowhere,
}

impl Target {
    /// How files leave their places; those that are archived do so in a way of their own.
    fn mode(self) -> Mode {
        match self {
            Self::Trash | Self::Archive => Mode::Trash,
            Self::Nowhere => Mode::Purge,
        }
    }
}

/// A clear that was asked for.
#[derive(Debug)]
pub(super) struct Order<'a> {
    pub(super) criteria: Criteria,
    pub(super) consent: Consent,
    pub(super) target: Target,
    pub(super) output: &'a OutputArgs,
    /// What left the trash with it.
    pub(super) emptied: Option<EmptiedOutput>,
}

pub(super) fn run(ctx: &Context, args: &ClearArgs) -> Result<(), CommandError> {
    let consent = match (args.dry_run, args.yes) {
        (true, _) => Consent::DryRun,
        (false, true) => Consent::Given,
        (false, false) => Consent::Asked,
    };
    let target = match (args.purge, args.archive) {
        (true, _) => Target::Nowhere,
        (false, true) => Target::Archive,
        (false, false) => Target::Trash,
    };
    let criteria = args.selectors.criteria(ctx)?;
    carry_out(ctx, &Order { criteria, consent, target, output: &args.output, emptied: None })
}

/// Plans, shows, asks and acts.
pub(super) fn carry_out(ctx: &Context, order: &Order<'_>) -> Result<(), CommandError> {
    let dry_run = order.consent == Consent::DryRun;
    let tracker = if dry_run { ctx.tracker_as_it_is()? } else { ctx.tracker()? };
    let at = circumstances(ctx, &tracker, order)?;
    let planned = ctx.watch(|| cleanup::plan(&tracker, &order.criteria, &at))?;
    ctx.report_skipped(&planned.skipped);
    let plan = planned.found;
    if let Some(unknown) = unknown_session(&order.criteria, &plan) {
        let base = tracker.layout().base().display();
        let message = format!("no responses of session `{unknown}` in {base}");
        return Err(CommandError::new(Code::NotFound, message).hint("`responses sessions` lists those there are"));
    }
    let acts = !dry_run && plan.removed.responses > 0;
    if acts {
        needs_yes(order, &plan)?;
    }
    if order.output.format() == Format::Table && !plan.rows.is_empty() {
        show(ctx, order.output, &plan)?;
    }
    warn_of_unmet(ctx, &plan, &at);
    if acts {
        confirm(order, &plan)?;
    }
    if acts && order.target == Target::Archive {
        let archived = archive::apply(tracker.layout(), tracker.reader(), &archive::parts(&plan), ctx.now)?;
        return report_archived(ctx, order, &plan, &archived);
    }
    let apply = || cleanup::apply(tracker.layout(), &plan, order.target.mode(), ctx.now);
    let cleared = acts.then(apply).transpose()?;
    match order.output.format() {
        Format::Table => summary(order, &plan, cleared.as_ref())?,
        Format::Json if order.output.fields.is_empty() => print_json(&document(order, &plan, cleared.as_ref()))?,
        _ => show(ctx, order.output, &plan)?,
    }
    failures(ctx, cleared.as_ref())
}

/// What the rules ask for besides the records. The local zone is looked up only if they do.
fn circumstances(ctx: &Context, tracker: &ResponseTracker, order: &Order<'_>) -> Result<Circumstances, CommandError> {
    let rules = order.criteria.rules();
    let zone = if rules.keep.periods.is_empty() { TimeZone::UTC } else { ctx.zone().clone() };
    let space = if rules.limits.free.is_some() { trash::space(tracker.layout(), order.target.mode())? } else { None };
    Ok(Circumstances { now: ctx.now, zone, space })
}

/// A session that was named exactly and does not exist.
fn unknown_session(criteria: &Criteria, plan: &Plan) -> Option<String> {
    let known = |pattern: &Pattern| plan.rows.iter().any(|row| pattern.matches(&row.session_id));
    let mut exact = criteria.sessions().iter().filter(|pattern| pattern.exact().is_some());
    exact.find(|pattern| !known(pattern)).and_then(|pattern| pattern.exact()).map(str::to_owned)
}

/// Says which limits are not kept, and why not.
fn warn_of_unmet(ctx: &Context, plan: &Plan, at: &Circumstances) {
    for limit in &plan.unmet {
        ctx.warn(&match limit {
            Limit::Free(_) if at.space.is_none() => {
                format!("{limit}: how much is free here can't be told, so nothing goes for it")
            }
            _ => format!("{limit}: not reached, what is left is kept for other reasons"),
        });
    }
}

/// Makes sure that a script said `--yes` to what can't be taken back.
fn needs_yes(order: &Order<'_>, plan: &Plan) -> Result<(), CommandError> {
    let flag = match (order.target, order.criteria.breadth()) {
        (Target::Nowhere, _) => "--purge",
        (_, Breadth::Everything) => "--all",
        (_, Breadth::Selected) => return Ok(()),
    };
    if order.consent == Consent::Given || can_ask() {
        return Ok(());
    }
    let message = format!("{flag} without a terminal needs --yes; {} would go", amount(plan.removed));
    Err(CommandError::new(Code::Refused, message).hint("--dry-run shows what would go"))
}

/// Asks, if there is a person.
fn confirm(order: &Order<'_>, plan: &Plan) -> Result<(), CommandError> {
    if order.consent == Consent::Given || !can_ask() {
        return Ok(());
    }
    let amount = amount(plan.removed);
    let question = match order.target {
        Target::Nowhere => format!("Delete {amount} for good?"),
        Target::Archive => format!("Move {amount} to archives?"),
        Target::Trash => format!("Move {amount} to the trash?"),
    };
    match ask(&question)? {
        Answer::Yes => Ok(()),
        Answer::No => Err(CommandError::new(Code::Refused, "nothing was changed")),
    }
}
