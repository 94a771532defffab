//! `responses repair --collect`

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use crate::capture::fallback::{Collected, collect};
use crate::commands::context::Context;
use crate::commands::contract::{SCHEMA_VERSION, SkippedFile, path_text};
use crate::commands::error::{CommandError, all_done};
use crate::commands::out::text_out;
use crate::commands::output::print_json;
use crate::store::write::WriteOptions;

/// `repair --collect --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::commands) struct CollectedOutput {
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

pub(super) fn run(ctx: &Context, json: bool) -> Result<(), CommandError> {
    let settings = &ctx.config.settings;
    let write = WriteOptions { durability: settings.durability.value, compression: settings.compression.value };
    let collected = collect(&ctx.fallbacks(), &ctx.writing_tracker(write)?)?;
    report(ctx, &collected, json)
}

fn report(ctx: &Context, collected: &Collected, json: bool) -> Result<(), CommandError> {
    let kept = collected.kept.iter();
    let errors: Vec<_> = kept.map(|one| SkippedFile { path: path_text(&one.path), reason: one.why.clone() }).collect();
    for file in &errors {
        ctx.warn(&format!("{} stays: {}", file.path, file.reason));
    }
    let done = all_done(&errors, "could not be brought home");
    if json {
        let home = collected.brought.iter();
        print_json(&CollectedOutput {
            schema_version: SCHEMA_VERSION,
            collected: home.map(|one| CollectedFile { from: path_text(&one.from), path: path_text(&one.to) }).collect(),
            errors,
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
    done
}
