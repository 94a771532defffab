//! `responses hook`
//!
//! An agent's hook must never hurt its host: without a subcommand this ends with 0, says nothing, and takes no longer than it
//! must, whatever comes. Only an answer that no place could take is named on stderr.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::args::{ClientArg, GlobalArgs};
use super::context::{Context, fallbacks, sources};
use super::error::CommandError;
use super::hook_install::{self, InstallArgs, StatusArgs, UninstallArgs};
use crate::capture::hook::{MAX_EVENT_BYTES, Outcome, Place, Told, Verbosity, handle};
use crate::capture::{Recorder, Retry, Sockets};
use crate::config::{Config, Origin};
use crate::store::write::WriteOptions;
use crate::store::{Options, ResponseTracker};

/// Record what an agent's hook tells on standard input. Always ends with 0 and prints nothing.
///
/// The store is the one of the agent's working directory, unless --dir names another. What goes wrong is written to
/// .log/hook.log in the store. An answer that the store can't take goes to ~/.claude-mpm-fallback/responses, and one that no
/// place takes is named on stderr.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  responses hook install                   let Claude Code tell its events
  responses hook status
  responses hook < event.json
  responses hook --dir ~/answers --client codex '{\"type\": \"agent-turn-complete\", ...}'")]
pub(super) struct HookArgs {
    #[command(subcommand)]
    pub(super) command: Option<HookCommand>,
    #[command(flatten)]
    event: EventArgs,
}

/// What is done about hooks, besides taking an event.
#[derive(Debug, Subcommand)]
pub(super) enum HookCommand {
    Install(InstallArgs),
    Status(StatusArgs),
    Uninstall(UninstallArgs),
}

/// What is known of an event besides the event itself.
#[derive(Debug, Args)]
struct EventArgs {
    /// Who sends the event [default: recognised by what it holds]
    #[arg(long, value_name = "CLIENT")]
    client: Option<ClientArg>,
    /// The event's name, where the event does not say it
    #[arg(long, value_name = "EVENT")]
    event: Option<EventArg>,
    /// The event, instead of standard input
    #[arg(value_name = "JSON")]
    json: Option<OsString>,
}

/// The events that a payload without a name can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum EventArg {
    /// An agent is about to be asked
    PreTool,
    /// An agent has answered
    PostTool,
    /// The user has asked
    UserPrompt,
    /// A subagent has ended
    SubagentStop,
    /// The main thread has ended its turn
    Stop,
}

/// Does what is to be done about hooks.
pub(super) fn run(ctx: &Context, command: &HookCommand) -> Result<(), CommandError> {
    match command {
        HookCommand::Install(args) => hook_install::install(ctx, args),
        HookCommand::Status(args) => hook_install::status(ctx, args),
        HookCommand::Uninstall(args) => hook_install::uninstall(ctx, args),
    }
}

/// Takes the event that came, without ever failing.
pub(super) fn take_event(global: &GlobalArgs, args: HookArgs) {
    let args = args.event;
    // Whatever goes wrong in here is ours, and nothing of it may be seen by the host.
    panic::set_hook(Box::new(|_| {}));
    _ = panic::catch_unwind(AssertUnwindSafe(|| {
        let now = Timestamp::now();
        let input = match args.json {
            Some(json) => json.into_encoded_bytes(),
            None => stdin(),
        };
        let told = Told {
            client: args.client.map(ClientArg::meant),
            event: args.event.map(|event| event_name(event).to_owned()),
        };
        if let Outcome::Lost(lost) = handle(&input, &told, |cwd| locate(global, cwd), now) {
            // With stderr gone too there is nobody left to tell.
            _ = writeln!(io::stderr(), "{lost}");
        }
    }));
}

fn event_name(event: EventArg) -> &'static str {
    match event {
        EventArg::PreTool => "PreToolUse",
        EventArg::PostTool => "PostToolUse",
        EventArg::UserPrompt => "UserPromptSubmit",
        EventArg::SubagentStop => "SubagentStop",
        EventArg::Stop => "Stop",
    }
}

/// What comes on standard input, as far as it is looked at. The rest is read too, so that the host's write does not fail.
fn stdin() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock();
    if io::stdin().is_terminal() {
        return bytes;
    }
    let most = u64::try_from(MAX_EVENT_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    _ = (&mut input).take(most).read_to_end(&mut bytes);
    _ = io::copy(&mut input.take(1 << 30), &mut io::sink());
    bytes
}

/// The store for an agent that works in `cwd`; `None` if tracking is off there.
///
/// A mistake in the configuration must not cost an answer: the next layer decides, and the store's log says so.
fn locate(global: &GlobalArgs, cwd: &Path) -> Option<Place> {
    let mut sources = sources(global);
    if cwd.is_absolute() {
        cwd.clone_into(&mut sources.working_directory);
    }
    let config = Config::resolve_leniently(&sources);
    if !config.settings.enabled.value {
        return None;
    }
    let settings = &config.settings;
    let options = Options {
        reader: config.reader(),
        write: WriteOptions { durability: settings.durability.value, compression: settings.compression.value },
        redaction: settings.redact.value,
        ..Options::default()
    };
    let store = match config.store_origin {
        // These are relative to where this process runs, as everywhere.
        Origin::Flag | Origin::Environment(_) => config.store.clone(),
        // What was found is relative to the agent's directory.
        _ => sources.working_directory.join(&config.store),
    };
    // Even if something else stands in the place of the store, the answer must go somewhere.
    let recorder = Recorder::new(ResponseTracker::unchecked(store, options))
        .with_retry(Retry::SHORT)
        .with_format(settings.format.value, Sockets::default())
        .with_fallbacks(fallbacks(&sources));
    let complaint = config.error().map(|error| error.to_string());
    Some(Place {
        recorder,
        policy: settings.policy(),
        pending_ttl: settings.pending_ttl.value,
        verbosity: if settings.debug.value { Verbosity::Everything } else { Verbosity::Problems },
        complaint,
    })
}

/// True if these arguments of the process mean an event of a hook, whether or not they can be parsed: then even a mistake in
/// them must end with 0 and say nothing.
pub(super) fn is_event(args: impl Iterator<Item = OsString>) -> bool {
    let mut words = positionals(args.skip(1));
    words.next().is_some_and(|word| word == "hook")
        && !words.next().is_some_and(|word| ["install", "status", "uninstall", "help"].iter().any(|verb| word == *verb))
}

/// The arguments that are neither flags nor values of the global flags.
fn positionals(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let mut value_follows = false;
    args.filter(move |arg| {
        let is_value = std::mem::take(&mut value_follows);
        let with_value =
            ["--dir", "--config", "--color", "--client", "--event"].iter().any(|flag| arg == OsStr::new(flag));
        value_follows = with_value && !is_value;
        !is_value && !arg.as_encoded_bytes().starts_with(b"-")
    })
}
