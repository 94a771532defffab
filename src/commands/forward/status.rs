//! `responses forward status`

use std::fmt::Write as _;
use std::io::Write as _;

use clap::Args;
use jiff::Timestamp;

use super::add::lag;
use super::{chosen, place};
use crate::commands::context::Context;
use crate::commands::contract::{DestinationStatusOutput, ForwardErrorOutput, ForwardStatusOutput, SCHEMA_VERSION};
use crate::commands::error::{Code, CommandError};
use crate::commands::out::{data_out, text_out};
use crate::commands::output::{local_time, print_json};
use crate::gateway::dead_letters::DeadLetters;
use crate::gateway::outbox::backlog;
use crate::gateway::{Destination, Status};
use crate::record::RecordTime;
use crate::store::ResponseTracker;
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// Show what waits for each destination, and how it stands with it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses forward status
  responses forward status audit --json | jq .destinations[0].lag
  responses forward status --prometheus > /var/lib/node_exporter/responses.prom

Exit codes: 0 all is well, 4 a destination needs to be seen to.")]
pub(super) struct StatusArgs {
    /// The destinations [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// Print it as metrics in Prometheus' text format
    #[arg(long, conflicts_with = "json")]
    prometheus: bool,
}

pub(super) fn run(ctx: &Context, args: &StatusArgs) -> Result<(), CommandError> {
    let tracker = ctx.tracker_as_it_is()?;
    let of = |destination| status(ctx, &tracker, destination);
    let destinations = chosen(ctx, &args.names)?.into_iter().map(of).collect::<Result<Vec<_>, _>>()?;
    let unhealthy: Vec<_> = destinations.iter().filter(|one| !one.healthy).map(|one| one.name.clone()).collect();
    if args.json {
        let healthy = unhealthy.is_empty();
        print_json(&ForwardStatusOutput { schema_version: SCHEMA_VERSION, healthy, destinations })?;
    } else if args.prometheus {
        let mut out = data_out();
        out.write_all(metrics(&destinations).as_bytes())?;
        out.flush()?;
    } else {
        print(ctx, &destinations)?;
    }
    if unhealthy.is_empty() {
        return Ok(());
    }
    Err(CommandError::new(Code::Unhealthy, format!("needs to be seen to: {}", unhealthy.join(", "))))
}

fn status(
    ctx: &Context,
    tracker: &ResponseTracker,
    destination: &Destination,
) -> Result<DestinationStatusOutput, CommandError> {
    let place = place(tracker, destination);
    let waits = ctx.watch(|| backlog(tracker, &place, destination.events.as_deref(), ctx.now))?;
    let letters = u64::try_from(DeadLetters::new(place.clone()).read()?.len()).unwrap_or(u64::MAX);
    let status = Status::read(&place);
    let problems = problems(&status, letters, destination.retry.max_retry_attempts);
    let time = |time: Timestamp| ctx.times().show(RecordTime::utc(time));
    Ok(DestinationStatusOutput {
        name: destination.name.to_string(),
        transport: destination.target.word().to_owned(),
        place: destination.target.place(),
        healthy: problems.is_empty(),
        problems,
        to_skip: destination.max_backlog.map_or(0, |most| waits.records.saturating_sub(most.get())),
        lag: lag(waits),
        last_success: status.last_success.map(time),
        last_error: status.last_error.map(|failure| ForwardErrorOutput {
            time: time(failure.time),
            cause: failure.cause,
            message: failure.message,
        }),
        failures_in_a_row: status.failures_in_a_row,
        breaker: if status.breaker.is_empty() { "closed".to_owned() } else { status.breaker },
        paused_until: status.paused_until.map(time),
        dead_letters: letters,
        sent: status.sent,
        refused: status.refused,
        vanished: status.vanished,
        given_up: status.given_up,
    })
}

/// What must be seen to: attempts fail again and again, or there are dead letters.
fn problems(status: &Status, letters: u64, attempts: u32) -> Vec<String> {
    let fails = status.failures_in_a_row > attempts || status.breaker == "open";
    let why = || status.last_error.as_ref().map(|error| format!(": {}", error.message)).unwrap_or_default();
    let attempts = || units::counted(u64::from(status.failures_in_a_row), "attempt");
    let failing = fails.then(|| format!("{} failed{}", attempts(), why()));
    let letters = (letters > 0).then(|| units::counted(letters, "dead letter"));
    let dead = letters.map(|letters| format!("{letters}; `responses forward retry` sends again what was refused"));
    failing.into_iter().chain(dead).collect()
}

fn print(ctx: &Context, destinations: &[DestinationStatusOutput]) -> Result<(), CommandError> {
    let mut out = text_out();
    for one in destinations {
        let state = if one.healthy { "ok" } else { "needs to be seen to" };
        writeln!(out, "{} ({} to {}): {state}", one.name, one.transport, visible_line(&one.place))?;
        let waiting = units::counted(one.lag.records, "record");
        writeln!(out, "  waiting       {waiting}, {}", units::bytes(one.lag.bytes))?;
        if one.to_skip > 0 {
            writeln!(out, "  to skip       {}, more than `max_backlog` allows", units::counted(one.to_skip, "record"))?;
        }
        let shown = |time: &Option<String>| time.as_ref().and_then(|time| local_time(time, ctx.zone()));
        writeln!(out, "  last success  {}", shown(&one.last_success).unwrap_or_else(|| "never".to_owned()))?;
        if let Some(error) = &one.last_error {
            let time = local_time(&error.time, ctx.zone()).unwrap_or_default();
            writeln!(out, "  last error    {time}  {}", visible_line(&error.message))?;
        }
        if let Some(until) = shown(&one.paused_until) {
            writeln!(out, "  paused until  {until}")?;
        }
        writeln!(out, "  sent          {}, {} refused", units::count(one.sent), units::count(one.refused))?;
        if one.given_up > 0 {
            writeln!(out, "  given up      {}", units::count(one.given_up))?;
        }
        for problem in &one.problems {
            writeln!(out, "  problem       {}", visible_line(problem))?;
        }
    }
    Ok(out.flush()?)
}

/// The text format of Prometheus, version 0.0.4. Names of destinations need no escapes.
fn metrics(destinations: &[DestinationStatusOutput]) -> String {
    type Read = fn(&DestinationStatusOutput) -> Option<String>;
    let seconds = |time: &Option<String>| -> Option<String> {
        let time: Timestamp = time.as_ref()?.parse().ok()?;
        Some(time.as_second().to_string())
    };
    let rows: [(&str, &str, &str, Read); 11] = [
        ("up", "gauge", "1 if nothing must be seen to", |one| Some(u8::from(one.healthy).to_string())),
        ("lag_records", "gauge", "Records that wait", |one| Some(one.lag.records.to_string())),
        ("lag_bytes", "gauge", "Bytes of the files that wait", |one| Some(one.lag.bytes.to_string())),
        ("to_skip_records", "gauge", "Records of these that will be given up because too many wait", |one| {
            Some(one.to_skip.to_string())
        }),
        ("dead_letters", "gauge", "Records that were refused", |one| Some(one.dead_letters.to_string())),
        ("breaker_open", "gauge", "1 if attempts pause", |one| Some(u8::from(one.breaker == "open").to_string())),
        ("failures_in_a_row", "gauge", "Failed attempts since one went well", |one| {
            Some(one.failures_in_a_row.to_string())
        }),
        ("sent_total", "counter", "Records that were taken", |one| Some(one.sent.to_string())),
        ("refused_total", "counter", "Records that were refused", |one| Some(one.refused.to_string())),
        ("vanished_total", "counter", "Records that went before they could be sent", |one| {
            Some(one.vanished.to_string())
        }),
        ("given_up_total", "counter", "Records given up because too many waited", |one| Some(one.given_up.to_string())),
    ];
    let mut text = String::new();
    let mut add = |name: &str, kind: &str, help: &str, value: &dyn Fn(&DestinationStatusOutput) -> Option<String>| {
        let _ = writeln!(text, "# HELP responses_forward_{name} {help}.\n# TYPE responses_forward_{name} {kind}");
        for one in destinations {
            if let Some(value) = value(one) {
                let _ = writeln!(text, "responses_forward_{name}{{destination=\"{}\"}} {value}", one.name);
            }
        }
    };
    for (name, kind, help, read) in rows {
        add(name, kind, help, &read);
    }
    let last = "When something was last taken, in seconds since 1970";
    add("last_success_timestamp_seconds", "gauge", last, &|one| seconds(&one.last_success));
    text
}
