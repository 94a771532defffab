//! What archiving tells: the plan, and what came of it.

use std::io::Write;

use super::super::args::{Format, OutputArgs};
use super::super::clear::{FIELDS, amount, rows};
use super::super::context::Context;
use super::super::contract::{
    ArchiveOutput, ClearedSession, NewArchiveOutput, Removed, SCHEMA_VERSION, SkippedFile, path_text,
};
use super::super::error::{CommandError, all_done};
use super::super::out::text_out;
use super::super::output::{Printer, print_json};
use crate::record::JsonRef;
use crate::store::Layout;
use crate::store::archive::{Archived, Left};
use crate::store::cleanup::{Plan, Totals};
use crate::ui::table::Tone;
use crate::ui::units;

/// Tells of one run.
pub(in crate::commands) struct Report<'a> {
    ctx: &'a Context,
    output: &'a OutputArgs,
    plan: &'a Plan,
}

impl<'a> Report<'a> {
    /// A report in the form that is asked for.
    pub(in crate::commands) fn new(ctx: &'a Context, output: &'a OutputArgs, plan: &'a Plan) -> Self {
        Self { ctx, output, plan }
    }

    /// Shows people the plan, before they are asked.
    pub(in crate::commands) fn plan(&self) -> Result<(), CommandError> {
        if self.output.format() == Format::Table && !self.plan.rows.is_empty() { self.rows() } else { Ok(()) }
    }

    /// Tells what was done; with none, that nothing was. Fails if something stays that was planned to go.
    pub(in crate::commands) fn done(&self, layout: &Layout, archived: Option<&Archived>) -> Result<(), CommandError> {
        match self.output.format() {
            Format::Table => self.summary(archived)?,
            Format::Json if self.output.fields.is_empty() => print_json(&self.document(layout, archived))?,
            _ => self.rows()?,
        }
        let Some(archived) = archived else { return Ok(()) };
        for path in &archived.foreign {
            self.ctx.say(&format!("{} is no record and stays where it is", path.display()));
        }
        let errors = left(&archived.errors);
        for file in &errors {
            self.ctx.warn(&format!("{}: {}", file.path, file.reason));
        }
        all_done(&errors, "could not be archived")
    }

    fn rows(&self) -> Result<(), CommandError> {
        let rows = planned(self.plan);
        let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let tone = |row: JsonRef<'_>| match row.member("action").map(JsonRef::text) {
            Some("\"archive\"") => Tone::Plain,
            _ => Tone::Dim,
        };
        Printer::new(self.ctx, self.output, &FIELDS)?.toned(tone).print(total, rows.into_iter(), Vec::new)
    }

    fn summary(&self, archived: Option<&Archived>) -> Result<(), CommandError> {
        let mut out = text_out();
        if !self.plan.rows.is_empty() {
            writeln!(out)?;
        }
        match archived {
            None if self.plan.removed.responses == 0 => writeln!(out, "Nothing to archive.")?,
            None => writeln!(out, "Would archive {}. Nothing was changed.", amount(self.plan.removed))?,
            Some(archived) => {
                let stored = archived.archives.iter().map(|one| one.stored).sum();
                let count = archived.archives.len();
                let made = if count == 1 { "1 new archive".to_owned() } else { format!("{count} new archives") };
                writeln!(out, "Archived {} in {made}, {}.", amount(archived.archived), units::bytes(stored))?;
                writeln!(out, "`responses restore SESSION` brings a session back.")?;
            }
        }
        Ok(out.flush()?)
    }

    fn document(&self, layout: &Layout, archived: Option<&Archived>) -> ArchiveOutput {
        let Totals { sessions, responses, bytes } = archived.map_or(self.plan.removed, |archived| archived.archived);
        ArchiveOutput {
            schema_version: SCHEMA_VERSION,
            dry_run: archived.is_none(),
            sessions: planned(self.plan),
            archives: archived.map(|archived| new_archives(layout, archived)).unwrap_or_default(),
            archived: Removed { sessions, responses, bytes },
            kept: self.plan.kept.sessions,
            errors: archived.map(|archived| left(&archived.errors)).unwrap_or_default(),
            foreign: archived.iter().flat_map(|archived| &archived.foreign).map(|path| path_text(path)).collect(),
        }
    }
}

/// The plan, in the words of archiving.
fn planned(plan: &Plan) -> Vec<ClearedSession> {
    let mut rows = rows(plan);
    for row in rows.iter_mut().filter(|row| row.action == "remove") {
        "archive".clone_into(&mut row.action);
        row.reason = row.reason.replacen("removed: ", "archived: ", 1);
    }
    rows
}

fn new_archives(layout: &Layout, archived: &Archived) -> Vec<NewArchiveOutput> {
    let output = |one: &crate::store::archive::NewArchive| NewArchiveOutput {
        archive: one.name.to_string(),
        session_id: one.session.clone(),
        responses: one.responses,
        bytes: one.bytes,
        stored_bytes: one.stored,
        path: path_text(&layout.archive(&one.name)),
    };
    archived.archives.iter().map(output).collect()
}

/// Files with which not everything was done, and why.
pub(in crate::commands) fn left(left: &[Left]) -> Vec<SkippedFile> {
    let file = |left: &Left| SkippedFile { path: path_text(&left.path), reason: left.why.to_string() };
    left.iter().map(file).collect()
}
