//! `responses generate`, hidden: the files that are made from the code and checked in.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use clap_complete::Shell;
use schemars::{JsonSchema, schema_for};

use super::analyze;
use super::contract;
use super::doctor;
use super::error::CommandError;
use super::hook_install;
use super::repair;
use super::search;
use crate::store::Error;

/// Write the completion scripts, manual pages and JSON Schemas into a directory.
#[derive(Debug, Args)]
pub(super) struct GenerateArgs {
    /// Where to write `completions/`, `man/` and `schemas/`
    out: PathBuf,
}

pub(super) fn run(args: &GenerateArgs, mut command: clap::Command) -> Result<(), CommandError> {
    command.build();
    let made = completions(&command).into_iter().chain(manual(&command)?).chain(schemas());
    for (name, content) in made {
        write(&args.out.join(name), &content)?;
    }
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> Result<(), CommandError> {
    let directory = path.parent().unwrap_or(Path::new(""));
    let failed = |source| Error::Storage { action: "write", path: path.to_owned(), source };
    Ok(fs::create_dir_all(directory).and_then(|()| fs::write(path, content)).map_err(failed)?)
}

type Made = (String, Vec<u8>);

fn completions(command: &clap::Command) -> Vec<Made> {
    let script = |shell: &Shell| {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut command.clone(), "responses", &mut script);
        (
            format!(
                "completions/responses.{}",
                shell.to_possible_value().map_or("txt".into(), |v| v.get_name().to_owned())
            ),
            script,
        )
    };
    Shell::value_variants().iter().map(script).collect()
}

/// A page for the command and one for each of its commands and of theirs, as `git` has them.
fn manual(command: &clap::Command) -> Result<Vec<Made>, CommandError> {
    let mut pages = Vec::new();
    pages_of(command.clone(), "responses", &mut pages)?;
    Ok(pages)
}

fn pages_of(mut command: clap::Command, name: &str, pages: &mut Vec<Made>) -> Result<(), CommandError> {
    if command.find_subcommand("help").is_some() {
        // Help has no page, so none refers to it.
        command = command.mut_subcommand("help", |help| help.hide(true));
    }
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        pages_of(sub.clone(), &format!("{name}-{}", sub.get_name()), pages)?;
    }
    let mut roff = Vec::new();
    clap_mangen::Man::new(command).title(name.to_uppercase()).render(&mut roff)?;
    pages.push((format!("man/{name}.1"), roff));
    Ok(())
}

fn schemas() -> Vec<Made> {
    vec![
        schema::<contract::ListOutput<contract::Item>>("list"),
        schema::<contract::ListOutput<contract::FullItem>>("view-session"),
        schema::<contract::FullItem>("view"),
        schema::<contract::ListOutput<search::SearchItem>>("search"),
        schema::<contract::ListOutput<contract::SessionOutput>>("sessions"),
        schema::<contract::StatsOutput>("stats"),
        schema::<contract::SessionStatsOutput>("stats-session"),
        schema::<analyze::AnalysisOutput>("analyze"),
        schema::<contract::ClearOutput>("clear"),
        schema::<contract::RestoredOutput>("restored"),
        schema::<contract::ListOutput<contract::ReceiptOutput>>("trash-list"),
        schema::<contract::ListOutput<contract::TrashedFileOutput>>("trash-files"),
        schema::<contract::EmptiedOutput>("trash-empty"),
        schema::<contract::PinsOutput>("pins"),
        schema::<contract::ArchiveOutput>("archive"),
        schema::<contract::ListOutput<contract::ArchiveItem>>("archive-list"),
        schema::<contract::UnarchivedOutput>("restore"),
        schema::<contract::LogOutput>("log"),
        schema::<contract::EventListOutput<contract::EventItem>>("events-query"),
        schema::<contract::EventListOutput<contract::CommitmentItem>>("events-commitments"),
        schema::<contract::EventListOutput<contract::FailureItem>>("events-failures"),
        schema::<contract::EventStatsOutput>("events-stats"),
        schema::<contract::GraphOutput>("events-graph"),
        schema::<contract::ExplainOutput>("events-explain"),
        schema::<contract::ValidatedOutput>("events-validate"),
        schema::<contract::AppendedOutput>("events-append"),
        schema::<contract::EmittedOutput>("events-emit"),
        schema::<contract::ConvertedOutput<serde_json::Map<String, serde_json::Value>>>("events-convert"),
        schema::<contract::ConvertedOutput<contract::LogOutput>>("events-convert-responses"),
        schema::<contract::ArchivedOutput>("events-archive"),
        schema::<contract::StorageOutput>("events-storage"),
        schema::<contract::ExportOutput>("export"),
        schema::<contract::ImportOutput>("import"),
        schema::<contract::ScrubOutput>("scrub"),
        schema::<doctor::DoctorOutput>("doctor"),
        schema::<contract::VerifyOutput>("verify"),
        schema::<contract::RepairOutput>("repair"),
        schema::<repair::CollectedOutput>("repair-collect"),
        schema::<contract::ClosedLogsOutput>("repair-events"),
        schema::<contract::NormalisedOutput>("repair-normalise"),
        schema::<hook_install::ChangeOutput>("hook-install"),
        schema::<contract::ListOutput<hook_install::HooksOutput>>("hook-status"),
        schema::<contract::ListOutput<contract::SettingOutput>>("config-show"),
        schema::<contract::ListOutput<contract::ConfigFileOutput>>("config-path"),
        schema::<contract::ListOutput<contract::ConfigProblemOutput>>("config-check"),
        schema::<contract::MigratedOutput>("config-migrate"),
        schema::<contract::ListOutput<contract::DestinationOutput>>("forward-list"),
        schema::<contract::ForwardChangedOutput>("forward-add"),
        schema::<contract::ForwardRunOutput>("forward-run"),
        schema::<contract::ForwardStatusOutput>("forward-status"),
        schema::<contract::ForwardRetryOutput>("forward-retry"),
        schema::<contract::ActivityOutput>("analyze-activity"),
        schema::<contract::CausalOutput>("analyze-causal"),
        schema::<contract::StreamOutput>("analyze-stream"),
        schema::<contract::ListOutput<contract::LogSessionOutput>>("sessions-events"),
        schema::<contract::LogStatsOutput>("stats-events"),
        schema::<contract::ListOutput<search::LogHit>>("search-events"),
        schema::<contract::ListOutput<contract::MessageOutput>>("events-view"),
        schema::<contract::NotedOutput>("events-note"),
        schema::<contract::ErrorOutput>("error"),
    ]
}

fn schema<T: JsonSchema>(name: &str) -> Made {
    let text = serde_json::to_string_pretty(&schema_for!(T)).unwrap_or_default();
    (format!("schemas/{name}.schema.json"), (text + "\n").into_bytes())
}
