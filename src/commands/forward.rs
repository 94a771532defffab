//! `responses forward`

mod add;
mod notices;
mod run;
mod status;
mod unit;

use std::ffi::OsString;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::args::OutputArgs;
use super::context::Context;
use super::contract::{DestinationOutput, ForwardRetryOutput, RetriedOutput, SCHEMA_VERSION};
use super::error::{Code, CommandError};
use super::output::{Field, Look, Printer, print_json};
use crate::config::{Configured, Place as ConfigPlace};
use crate::gateway::dead_letters::DeadLetters;
use crate::gateway::destination::{InvalidDestination, Surroundings};
use crate::gateway::{self, Destination, Place, SentAgain, Transport, send_again};
use crate::store::ResponseTracker;
use crate::ui::units::counted;

/// Forward what is recorded to other systems: each record at least once, with an id by which a receiver takes it once.
///
/// The store is the queue: whatever is recorded, by whomever, is found and sent when the destination is there. Recording never waits for it.
#[derive(Debug, Args)]
pub(super) struct ForwardArgs {
    #[command(subcommand)]
    command: ForwardCommand,
}

#[derive(Debug, Subcommand)]
enum ForwardCommand {
    Add(add::AddArgs),
    List(ListArgs),
    Remove(add::RemoveArgs),
    Run(run::RunArgs),
    Status(status::StatusArgs),
    Retry(RetryArgs),
    Unit(unit::UnitArgs),
}

/// List the destinations.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses forward list
  responses forward list --format tsv --fields name,transport --no-header")]
struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// Send dead letters once more. Those that are refused again stay, with the new reason.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses forward retry                  all destinations
  responses forward retry audit --json")]
struct RetryArgs {
    /// The destinations [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Print what became of them as JSON
    #[arg(long)]
    json: bool,
}

const FIELDS: [Field; 4] = [
    Field::shown("name", "Destination", Look::Text),
    Field::shown("transport", "Transport", Look::Text),
    Field::shown("place", "To", Look::LongText),
    Field::shown("origin", "From", Look::LongText).where_wide(),
];

pub(super) fn run(ctx: &Context, args: &ForwardArgs) -> Result<(), CommandError> {
    match &args.command {
        ForwardCommand::Add(args) => add::add(ctx, args),
        ForwardCommand::List(args) => list(ctx, args),
        ForwardCommand::Remove(args) => add::remove(ctx, args),
        ForwardCommand::Run(args) => run::run(ctx, args),
        ForwardCommand::Status(args) => status::run(ctx, args),
        ForwardCommand::Retry(args) => retry(ctx, args),
        ForwardCommand::Unit(args) => unit::run(ctx, args),
    }
}

fn list(ctx: &Context, args: &ListArgs) -> Result<(), CommandError> {
    let configured = &ctx.config.destinations;
    let items = configured.iter().map(|Configured { destination, origin }| DestinationOutput {
        name: destination.name.to_string(),
        transport: destination.target.word().to_owned(),
        place: destination.target.place(),
        origin: origin.to_string(),
    });
    let total = u64::try_from(configured.len()).unwrap_or(u64::MAX);
    Printer::new(ctx, &args.output, &FIELDS)?.print(total, items, Vec::new)
}

fn retry(ctx: &Context, args: &RetryArgs) -> Result<(), CommandError> {
    let tracker = ctx.tracker()?;
    let mut retried = Vec::new();
    for destination in chosen(ctx, &args.names)? {
        let letters = DeadLetters::new(place(&tracker, destination));
        let mut transport = open(destination)?;
        let SentAgain { sent, left, stopped } = send_again(&letters, &mut *transport, &destination.batch, ctx.now)?;
        _ = transport.close();
        let error = stopped.map(|error| error.to_string());
        retried.push(RetriedOutput { name: destination.name.to_string(), sent, left, error });
    }
    let left: u64 = retried.iter().map(|one| one.left).sum();
    if args.json {
        print_json(&ForwardRetryOutput { schema_version: SCHEMA_VERSION, destinations: retried })?;
    } else {
        for RetriedOutput { name, sent, left, error } in &retried {
            let why = error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
            ctx.say(&format!("{name}: {sent} sent, {left} left{why}"));
        }
    }
    match left {
        0 => Ok(()),
        left => Err(CommandError::new(Code::Failed, format!("{} not taken", counted(left, "dead letter")))),
    }
}

/// The destinations of those names, or all. What is wrong in the configuration of any is a failure here, since it may be one that was
/// meant.
fn chosen<'a>(ctx: &'a Context, names: &[String]) -> Result<Vec<&'a Destination>, CommandError> {
    let of_ours = |place: &ConfigPlace| matches!(place, ConfigPlace::Key { key, .. } if key.starts_with("forward"));
    if let Some(problem) = ctx.config.problems.iter().find(|problem| of_ours(&problem.place)) {
        return Err(CommandError::new(Code::Configuration, problem.to_string()));
    }
    let all = || ctx.config.destinations.iter().map(|one| &one.destination);
    let find = |name: &String| {
        let found = all().find(|destination| destination.name.as_str() == name);
        found.ok_or_else(|| {
            CommandError::new(Code::NotFound, format!("no destination `{name}`"))
                .hint("`responses forward list` shows them")
        })
    };
    let chosen: Vec<_> =
        if names.is_empty() { all().collect() } else { names.iter().map(find).collect::<Result<_, _>>()? };
    if chosen.is_empty() {
        return Err(
            CommandError::new(Code::NotFound, "there is no destination").hint("`responses forward add` adds one")
        );
    }
    Ok(chosen)
}

fn place(tracker: &ResponseTracker, destination: &Destination) -> Place {
    Place::new(tracker.layout().clone(), destination.name.clone())
}

/// The way to a destination, with its secrets from the environment or files.
fn open(destination: &Destination) -> Result<Box<dyn Transport>, InvalidDestination> {
    destination.target.open(&Surroundings { variables: &variable, now: Timestamp::now })
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

impl From<gateway::Error> for CommandError {
    fn from(error: gateway::Error) -> Self {
        let message = error.to_string();
        match error {
            gateway::Error::Store(error) => error.into(),
            gateway::Error::Running { .. } => {
                Self::new(Code::Busy, message).hint("one at a time forwards to a destination; this one is not needed")
            }
            gateway::Error::Destination(error) => error.into(),
        }
    }
}

impl From<InvalidDestination> for CommandError {
    fn from(error: InvalidDestination) -> Self {
        let message = error.to_string();
        match error {
            InvalidDestination::Secret(_) => Self::new(Code::Configuration, message)
                .hint("secrets come from the environment or a file: see `token_env` and `token_file`"),
            _ => Self::new(Code::Usage, message),
        }
    }
}
