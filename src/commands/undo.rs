//! `responses undo`

use std::io::Write;

use clap::Args;

use super::clear::{amount, left};
use super::context::Context;
use super::contract::{RestoredOutput, SCHEMA_VERSION};
use super::error::{Code, CommandError, all_done};
use super::out::text_out;
use super::output::print_json;
use crate::store::Error;
use crate::store::cleanup::{self, ReceiptId, Restored};

/// Take a clear back: every file returns with its bytes, name, mode and time.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses undo                        the newest clear
  responses undo 20261121_093012_417    that one; `responses trash list` names them")]
pub(super) struct UndoArgs {
    /// The receipt of the clear [default: the newest]
    receipt: Option<String>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, args: &UndoArgs) -> Result<(), CommandError> {
    let receipt = args.receipt.as_deref().map(parse_receipt).transpose()?;
    let tracker = ctx.tracker()?;
    let restored = cleanup::undo(tracker.layout(), receipt.as_ref()).map_err(|error| match error {
        Error::NotFound { base, .. } if receipt.is_none() => {
            CommandError::new(Code::NotFound, format!("there is nothing to undo in {}", base.display()))
        }
        error => error.into(),
    })?;
    report(ctx, &restored, args.json)
}

/// A receipt's name from outside.
pub(super) fn parse_receipt(text: &str) -> Result<ReceiptId, CommandError> {
    let named = |error: cleanup::InvalidReceiptId| CommandError::usage(error.to_string());
    ReceiptId::new(text).map_err(|error| named(error).hint("`responses trash list` names the receipts"))
}

/// Says what is back, and fails if something could not be put back.
pub(super) fn report(ctx: &Context, restored: &Restored, json: bool) -> Result<(), CommandError> {
    let errors = left(&restored.errors);
    for file in &errors {
        ctx.warn(&format!("{} stays in the trash: {}", file.path, file.reason));
    }
    let done = all_done(&errors, "could not be put back").map_err(|error| {
        error.hint("what is not back is still in the trash; move what took its name, then undo again")
    });
    if json {
        print_json(&RestoredOutput {
            schema_version: SCHEMA_VERSION,
            receipt: restored.receipt.to_string(),
            responses: restored.restored.responses,
            bytes: restored.restored.bytes,
            errors,
        })?;
    } else {
        let mut out = text_out();
        writeln!(out, "Restored {} from {}.", amount(restored.restored), restored.receipt)?;
        out.flush()?;
    }
    done
}
