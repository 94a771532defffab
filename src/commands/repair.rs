//! `responses repair`

use std::io::Write;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use super::context::{Context, text_out};
use super::contract::{SCHEMA_VERSION, SkippedFile, path_text};
use super::error::{Code, CommandError};
use super::output::print_json;
use crate::capture::fallback::{Collected, collect};
use crate::store::write::WriteOptions;

/// Bring the store into order.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses repair --collect        bring home what the store could not take when it came")]
pub(super) struct RepairArgs {
    /// Bring responses home that the store could not take when they came (`responses doctor` counts them)
    #[arg(long, required = true)]
    collect: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// `repair --collect --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CollectedOutput {
    /// 1
    schema_version: u32,
    /// What is home now.
    collected: Vec<CollectedFile>,
    /// What could not be brought home, and why.
    errors: Vec<SkippedFile>,
}

/// A response that came home.
#[derive(Debug, Serialize, JsonSchema)]
struct CollectedFile {
    /// Where it was.
    from: String,
    /// Where it is now.
    path: String,
}

pub(super) fn run(ctx: &Context, args: &RepairArgs) -> Result<(), CommandError> {
    let settings = &ctx.config.settings;
    let write = WriteOptions { durability: settings.durability.value, compression: settings.compression.value };
    let collected = collect(&ctx.fallbacks(), &ctx.writing_tracker(write)?)?;
    report(ctx, &collected, args.json)
}

fn report(ctx: &Context, collected: &Collected, json: bool) -> Result<(), CommandError> {
    for file in &collected.kept {
        ctx.warn(&format!("{} stays: {}", file.path.display(), file.why));
    }
    if json {
        let home = collected.brought.iter();
        print_json(&CollectedOutput {
            schema_version: SCHEMA_VERSION,
            collected: home.map(|one| CollectedFile { from: path_text(&one.from), path: path_text(&one.to) }).collect(),
            errors: collected
                .kept
                .iter()
                .map(|one| SkippedFile { path: path_text(&one.path), reason: one.why.clone() })
                .collect(),
        })?;
    } else {
        let mut out = text_out();
        match collected.brought.len() {
            0 => writeln!(out, "There is nothing to bring home.")?,
            1 => writeln!(out, "Brought 1 response home.")?,
            several => writeln!(out, "Brought {several} responses home.")?,
        }
        out.flush()?;
    }
    match collected.kept.len() {
        0 => Ok(()),
        count => Err(CommandError::new(Code::Failed, format!("{count} files could not be brought home"))),
    }
}
