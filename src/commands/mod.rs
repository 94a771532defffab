//! The command line: one verb a file, and what they share.
//!
//! A command takes its parsed arguments and the context, asks the library, and prints. Nothing else prints.

mod analyze;
mod archive;
mod args;
mod ask;
mod clear;
mod completions;
mod config;
mod context;
pub mod contract;
mod doctor;
mod error;
mod events;
mod export;
mod forward;
mod generate;
mod hook;
mod hook_install;
mod import;
mod lines;
mod list;
mod log;
mod log_sessions;
mod log_sources;
mod out;
mod output;
mod pin;
mod reading;
mod repair;
mod restore;
mod scrub;
mod search;
mod sessions;
mod stats;
mod tidy;
mod trash;
mod undo;
mod value;
mod verify;
mod view;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use args::GlobalArgs;
use context::Context;
use error::CommandError;

/// Keeps the record of what AI agents were asked and what they answered.
///
/// Captures, lists, reads, measures, analyses and tidies agents' responses, which lie in plain JSON files under
/// `.claude-mpm/responses`.
#[derive(Debug, Parser)]
#[command(name = "responses", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  responses list --agent engineer          the newest responses of one agent
  responses view latest                    the newest response, to read
  responses search timeout --since 7d       where that was asked or answered
  responses stats --since 7d --by model    a week's totals
  responses clear --older-than 30d         old sessions to the trash; `responses undo` takes it back

Exit codes: 0 done, 1 failed or not found, 2 usage or configuration,
3 search found nothing, 4 verify found damage, scrub --check found secrets, or something was skipped under --strict.";

#[derive(Debug, Subcommand)]
enum Command {
    List(list::ListArgs),
    Sessions(sessions::SessionsArgs),
    View(view::ViewArgs),
    Search(search::SearchArgs),
    Stats(stats::StatsArgs),
    Analyze(analyze::AnalyzeArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Log(log::LogArgs),
    Events(events::EventsArgs),
    Hook(hook::HookArgs),
    Forward(forward::ForwardArgs),
    Clear(clear::ClearArgs),
    Tidy(tidy::TidyArgs),
    Pin(pin::PinArgs),
    Unpin(pin::UnpinArgs),
    Undo(undo::UndoArgs),
    Trash(trash::TrashArgs),
    Archive(archive::ArchiveArgs),
    Restore(restore::RestoreArgs),
    Doctor(doctor::DoctorArgs),
    Verify(verify::VerifyArgs),
    Repair(repair::RepairArgs),
    Scrub(scrub::ScrubArgs),
    Config(config::ConfigArgs),
    Completions(completions::CompletionsArgs),
    #[command(hide = true)]
    Generate(generate::GenerateArgs),
}

impl Command {
    /// False for those that work whatever the configuration says.
    fn is_configured(&self) -> bool {
        !matches!(self, Self::Config(_) | Self::Completions(_) | Self::Generate(_))
    }
}

/// Runs the command line of this process and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    survive_size_limit();
    let json_errors = error::wants_json(std::env::args_os());
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // A hook must never hurt its host, not even by a mistake in its own arguments.
        Err(error) if error.use_stderr() && hook::is_event(std::env::args_os()) => return ExitCode::SUCCESS,
        Err(error) => return error::report_usage(&error, json_errors),
    };
    if let Command::Hook(args @ hook::HookArgs { command: None, .. }) = cli.command {
        hook::take_event(&cli.global, args);
        return ExitCode::SUCCESS;
    }
    match run(cli) {
        Ok(code) => code,
        Err(error) => error.report(json_errors),
    }
}

/// Lets a write beyond the limit of file sizes fail, as one to a full disk does. Otherwise it ends the process, in the middle of its
/// work and visibly for the host of a hook.
fn survive_size_limit() {
    #[cfg(unix)]
    {
        // The flag itself interests nobody. If the signal can't be caught everything else works all the same.
        _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    }
}

fn run(cli: Cli) -> Result<ExitCode, CommandError> {
    let ctx = &if cli.command.is_configured() { Context::new(cli.global)? } else { Context::unchecked(cli.global) };
    if cli.command.is_configured() {
        ctx.warn_of_configuration(
            |problem| matches!(&cli.command, Command::Events(args) if args.is_stopped_by(problem)),
        );
    }
    match cli.command {
        Command::List(args) => list::run(ctx, &args),
        Command::Sessions(args) => sessions::run(ctx, &args),
        Command::View(args) => view::run(ctx, &args),
        Command::Search(args) => search::run(ctx, &args),
        Command::Stats(args) => stats::run(ctx, &args),
        Command::Analyze(args) => analyze::run(ctx, &args),
        Command::Export(args) => export::run(ctx, &args),
        Command::Import(args) => import::run(ctx, &args),
        Command::Log(args) => log::run(ctx, args),
        Command::Events(args) => events::run(ctx, args),
        // An event of a hook was taken before, without the context, whose errors are told.
        Command::Hook(args) => args.command.iter().try_for_each(|command| hook::run(ctx, command)),
        Command::Forward(args) => forward::run(ctx, &args),
        Command::Clear(args) => clear::run(ctx, &args),
        Command::Tidy(args) => tidy::run(ctx, &args),
        Command::Pin(args) => pin::run(ctx, &args),
        Command::Unpin(args) => pin::run_unpin(ctx, &args),
        Command::Undo(args) => undo::run(ctx, &args),
        Command::Trash(args) => trash::run(ctx, &args),
        Command::Archive(args) => archive::run(ctx, &args),
        Command::Restore(args) => restore::run(ctx, &args),
        Command::Doctor(args) => doctor::run(ctx, &args),
        Command::Verify(args) => verify::run(ctx, &args),
        Command::Repair(args) => repair::run(ctx, &args),
        Command::Scrub(args) => scrub::run(ctx, &args),
        Command::Config(args) => config::run(ctx, &args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Generate(args) => generate::run(&args, Cli::command()),
    }?;
    Ok(ctx.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The commands of which the help shows no example, themselves without commands below them.
    fn without_examples(command: &clap::Command, path: &str) -> Vec<String> {
        let below: Vec<_> = command.get_subcommands().filter(|below| !below.is_hide_set()).collect();
        if !below.is_empty() {
            return below
                .iter()
                .flat_map(|below| without_examples(below, &format!("{path} {}", below.get_name())))
                .collect();
        }
        let shown = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let is_used = shown.contains("Examples:") && shown.contains(path);
        if is_used { Vec::new() } else { vec![path.to_owned()] }
    }

    #[test]
    fn every_command_shows_how_it_is_used() {
        assert_eq!(without_examples(&Cli::command(), "responses"), [""; 0]);
    }
}
