//! `responses events stats`

use std::collections::BTreeMap;
use std::io::Write;

use clap::Args;

use super::logs::{LogDir, SessionArgs, report};
use crate::commands::context::Context;
use crate::commands::contract::EventStatsOutput;
use crate::commands::error::CommandError;
use crate::commands::out::text_out;
use crate::commands::output::{local_time, print_json};
use crate::events::causal::Totals;
use crate::events::log::fold;
use crate::ui::sanitise::visible_line;
use crate::ui::table::{Column, Header, Row, Table};
use crate::ui::units;

/// Count events by type, agent, source and session.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events stats
  responses events stats --session 'fix-*' --json")]
pub(super) struct EventStatsArgs {
    #[command(flatten)]
    sessions: SessionArgs,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &EventStatsArgs) -> Result<(), CommandError> {
    let logs = dir.select(ctx, &args.sessions)?;
    let folded = fold(&logs.paths, &logs.options, || Totals::new(&ctx.config.naive_zone));
    let skipped = report(ctx, &folded.problems);
    let mut sessions = BTreeMap::new();
    for (file, events) in &folded.found.files {
        *sessions.entry(logs.session(*file).to_owned()).or_default() += events;
    }
    let stats = EventStatsOutput::new(ctx.times(), &folded.found, sessions, skipped);
    if args.json { print_json(&stats) } else { print(ctx, &stats) }
}

fn print(ctx: &Context, stats: &EventStatsOutput) -> Result<(), CommandError> {
    let mut out = text_out();
    let time = |time: &Option<String>| time.as_deref().and_then(|time| local_time(time, ctx.zone()));
    let (events, sessions) =
        (units::counted(stats.total_events, "event"), units::counted(stats.total_sessions, "session"));
    write!(out, "{events} in {sessions}, {}", units::counted(stats.failures, "failure"))?;
    if let (Some(first), Some(last)) = (time(&stats.first_event), time(&stats.last_event)) {
        write!(out, ", from {first} to {last}")?;
    }
    writeln!(out)?;
    let groups =
        [("Type", &stats.types), ("Agent", &stats.agents), ("Source", &stats.sources), ("Session", &stats.sessions)];
    for (title, names) in groups.into_iter().filter(|(_, names)| !names.is_empty()) {
        let mut table = Table::new([Column::new(title), Column::new("Events").right()]);
        let mut names: Vec<_> = names.iter().collect();
        names.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        for (name, events) in names {
            table.push(Row::new(vec![visible_line(name).into_owned(), units::count(*events)]));
        }
        write!(out, "\n{}", table.render(ctx.width(), Header::Shown))?;
    }
    Ok(out.flush()?)
}
