//! `responses forward add` and `remove`

use std::io::Write;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use super::{open, place};
use crate::commands::context::Context;
use crate::commands::contract::{ForwardChangedOutput, Lag, SCHEMA_VERSION, path_text};
use crate::commands::error::{Code, CommandError};
use crate::commands::out::text_out;
use crate::commands::output::print_json;
use crate::config::{Configured, Origin, plan_add, plan_remove};
use crate::gateway::outbox::{Backlog, Outbox, backlog};
use crate::gateway::{Cause, Destination, SendError};
use crate::store::ResponseTracker;
use crate::ui::sanitise::visible_text;
use crate::ui::units::counted;

/// Add a destination to the configuration, after looking whether it is there.
///
/// The options are the keys that the configuration has below the destination's name; those of a group are written with a dot. Secrets are
/// never written there: `token_env` names an environment variable, `token_file` a file.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses forward add copy file path=/srv/log/responses.ndjson max_bytes=100MiB
  responses forward add audit webhook url=https://audit.example.org/in token_env=AUDIT_TOKEN
  responses forward add bus redis url=redis://localhost stream=responses --from now
  responses forward add slow null batch.records=50 retry.max_delay=5min

Of every transport: events (a directory of event logs that are sent too); batch.records, batch.bytes, batch.age; retry.max_retry_attempts, retry.delay,
retry.max_delay; breaker.failures, breaker.pause; max_backlog.")]
pub(super) struct AddArgs {
    /// What it is called: letters, digits, `-` and `_`
    name: String,
    /// The way there: null, logging, file, webhook, redis or otlp
    transport: String,
    /// Its options
    #[arg(value_name = "OPTION=VALUE")]
    options: Vec<String>,
    /// Whether what is in the store already is sent too [default: beginning, or where an earlier destination of that name ended]
    #[arg(long, value_name = "WHEN")]
    from: Option<FromArg>,
    /// Do not look whether it is there
    #[arg(long)]
    no_check: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Where forwarding begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FromArg {
    /// With the oldest record
    Beginning,
    /// With what is recorded from now on
    Now,
}

/// Take a destination out of the configuration.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses forward remove audit
  responses forward remove audit --forget  and what was delivered, and its dead letters")]
pub(super) struct RemoveArgs {
    /// The destination
    name: String,
    /// Forget what was delivered to it too, and delete its dead letters
    #[arg(long)]
    forget: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn add(ctx: &Context, args: &AddArgs) -> Result<(), CommandError> {
    let options = options(&args.transport, &args.options)?;
    // Asked first, so that what is wrong is told as an option and not as a line of a file.
    Destination::read(&args.name, options.clone())?;
    let addition = plan_add(&ctx.sources, &args.name, &options)?;
    check(ctx, &addition.destination, args.no_check)?;
    let tracker = ctx.tracker()?;
    let place = place(&tracker, &addition.destination);
    begin(ctx, &tracker, &addition.destination, args.from)?;
    let events = addition.destination.events.as_deref();
    let waits = ctx.watch(|| backlog(&tracker, &place, events, ctx.now))?;
    let copy = addition.edit.apply()?;
    if args.json {
        return print_json(&ForwardChangedOutput {
            schema_version: SCHEMA_VERSION,
            name: args.name.clone(),
            path: path_text(&addition.edit.path),
            backup: copy.as_deref().map(path_text),
            lag: Some(lag(waits)),
        });
    }
    let copy = copy.map(|path| format!(" (as it was: {})", path.display())).unwrap_or_default();
    let mut out = text_out();
    writeln!(out, "{}", visible_text(&format!("Wrote {}{copy}.", addition.edit.path.display())))?;
    let target = &addition.destination.target;
    let (records, to) = (counted(waits.records, "record"), visible_text(&target.place()).into_owned());
    writeln!(out, "{records} to send to {} ({to}), by `responses forward run`.", args.name)?;
    Ok(out.flush()?)
}

pub(super) fn lag(backlog: Backlog) -> Lag {
    Lag { records: backlog.records, bytes: backlog.bytes }
}

/// Looks whether the destination is there, or only whether there could be a way.
fn check(ctx: &Context, destination: &Destination, only_a_way: bool) -> Result<(), CommandError> {
    let mut transport = match open(destination) {
        Err(error) if only_a_way => {
            ctx.warn(&error.to_string());
            return Ok(());
        }
        opened => opened?,
    };
    if only_a_way {
        return Ok(());
    }
    let checked = transport.health_check();
    _ = transport.close();
    checked.map_err(|error| {
        let message = format!("cannot send to {}: {error}", destination.target.place());
        CommandError::new(Code::Failed, message).hint(hint(&error))
    })
}

fn hint(error: &SendError) -> &'static str {
    match error.cause() {
        Cause::Certificate => {
            "the address, the date, or the system's certificates may be wrong; --no-check adds it all the same"
        }
        Cause::Refused => "the address or the token may be wrong; --no-check adds it all the same",
        _ => "--no-check adds it all the same: what is recorded waits until it is there",
    }
}

/// Sets where forwarding begins, unless it is left as it is.
fn begin(
    ctx: &Context,
    tracker: &ResponseTracker,
    destination: &Destination,
    from: Option<FromArg>,
) -> Result<(), CommandError> {
    let place = place(tracker, destination);
    let Some(from) = from else {
        if !place.is_new() {
            let name = place.name();
            ctx.say(&format!("`{name}` was forwarded to before; it goes on from there (--from says otherwise)"));
        }
        return Ok(());
    };
    let (mut outbox, _) = Outbox::open(tracker.clone(), place, destination.events.as_deref())?;
    match from {
        FromArg::Beginning => outbox.begin_again()?,
        FromArg::Now => drop(ctx.watch(|| outbox.begin_now(ctx.now))?),
    }
    Ok(())
}

/// The options as the configuration has them.
fn options(transport: &str, given: &[String]) -> Result<Map<String, Value>, CommandError> {
    let mut options = Map::from_iter([("transport".to_owned(), Value::from(transport))]);
    for option in given {
        let wrong = || CommandError::usage(format!("`{option}` is not OPTION=VALUE"));
        let (key, text) = option.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(wrong)?;
        let (options, key) = match key.split_once('.') {
            None => (&mut options, key),
            Some((group, key)) => {
                let group = options.entry(group).or_insert_with(|| Value::Object(Map::new()));
                (group.as_object_mut().ok_or_else(wrong)?, key)
            }
        };
        if options.insert(key.to_owned(), value(text)).is_some() {
            return Err(CommandError::usage(format!("`{key}` is given twice")));
        }
    }
    Ok(options)
}

/// A value as YAML would have it; what is no scalar or list there is text.
fn value(text: &str) -> Value {
    match serde_saphyr::from_str::<Value>(text) {
        Ok(value @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_))) => value,
        _ => text.into(),
    }
}

pub(super) fn remove(ctx: &Context, args: &RemoveArgs) -> Result<(), CommandError> {
    let known = ctx.config.destinations.iter().find(|one| one.destination.name.as_str() == args.name);
    let Some(Configured { destination, origin: Origin::File { path, .. } }) = known else {
        let message = format!("no destination `{}`", args.name);
        return Err(CommandError::new(Code::NotFound, message).hint("`responses forward list` shows them"));
    };
    let edit = plan_remove(&ctx.sources, path, &args.name)?;
    if args.forget {
        place(&ctx.tracker()?, destination).forget()?;
    }
    let copy = edit.apply()?;
    if args.json {
        let (path, backup) = (path_text(&edit.path), copy.as_deref().map(path_text));
        let name = args.name.clone();
        return print_json(&ForwardChangedOutput { schema_version: SCHEMA_VERSION, name, path, backup, lag: None });
    }
    let copy = copy.map(|path| format!(" (as it was: {})", path.display())).unwrap_or_default();
    let mut out = text_out();
    writeln!(out, "{}", visible_text(&format!("Took {} out of {}{copy}.", args.name, edit.path.display())))?;
    Ok(out.flush()?)
}
