//! What a conversion made, on its way out.

use std::io::Write;
use std::path::Path;

use super::ConvertArgs;
use crate::commands::contract::{ConvertedEnd, LogOutput, SCHEMA_VERSION, SkippedFile, any_json};
use crate::commands::error::CommandError;
use crate::commands::out::data_out;
use crate::events::convert::LeftOut;
use crate::events::log::Problems;
use crate::events::{Family, Read};
use crate::record::{JsonRef, SessionId};
use crate::ui::json::to_safe_json;

/// Prints what is made as it is made, and remembers what is not.
pub(super) struct Made<W> {
    out: W,
    form: Form,
    /// How much was made.
    pub(super) total: u64,
    /// What was not converted.
    pub(super) left_out: LeftOut,
    skipped: Problems,
}

/// How it is printed.
enum Form {
    /// The new log itself, or the paths of the new files.
    Plain,
    /// A document, written by hand around its items so that a long log needs no memory.
    Json { to: Family },
}

impl Made<()> {
    /// Nothing yet, but that these files can't be read.
    pub(super) fn new(args: &ConvertArgs, skipped: Problems) -> Made<impl Write> {
        let form = if args.json { Form::Json { to: args.to.into() } } else { Form::Plain };
        Made { out: data_out(), form, total: 0, left_out: LeftOut::new(), skipped }
    }
}

impl<W: Write> Made<W> {
    /// Prints a line of the new log.
    pub(super) fn line(&mut self, line: &str) -> Result<(), CommandError> {
        match self.form {
            Form::Plain => writeln!(self.out, "{line}")?,
            Form::Json { .. } => {
                let item = any_json(JsonRef::parse(line).unwrap_or(JsonRef::NULL));
                self.item(&to_safe_json(&item))?;
            }
        }
        self.total += 1;
        Ok(())
    }

    /// Says where a response was recorded.
    pub(super) fn response(&mut self, session: &SessionId, path: &Path) -> Result<(), CommandError> {
        match self.form {
            Form::Plain => {
                self.out.write_all(path.as_os_str().as_encoded_bytes())?;
                writeln!(self.out)?;
            }
            Form::Json { .. } => self.item(&to_safe_json(&LogOutput::new(session, path)))?,
        }
        self.total += 1;
        Ok(())
    }

    fn item(&mut self, item: &str) -> Result<(), CommandError> {
        if self.total == 0 {
            self.begin()?;
        }
        let comma = if self.total == 0 { "" } else { "," };
        Ok(write!(self.out, "{comma}\n{item}")?)
    }

    fn begin(&mut self) -> Result<(), CommandError> {
        let Form::Json { to } = self.form else { return Ok(()) };
        Ok(write!(self.out, "{{\"schema_version\":{SCHEMA_VERSION},\"to\":\"{}\",\"items\":[", to.name())?)
    }

    /// Remembers what became of the rest of a log.
    pub(super) fn take(&mut self, read: Read<LeftOut>) {
        for (what, count) in read.found {
            *self.left_out.entry(what).or_default() += count;
        }
        self.skipped.append(read.problems);
    }

    /// Ends the document.
    pub(super) fn end(&mut self) -> Result<(), CommandError> {
        if let Form::Json { .. } = self.form {
            if self.total == 0 {
                self.begin()?;
            }
            let (left_out, skipped) = (self.left_out.clone(), SkippedFile::of_problems(&self.skipped));
            let end = to_safe_json(&ConvertedEnd { total: self.total, left_out, skipped });
            writeln!(self.out, "],{}", end.trim_start_matches('{'))?;
        }
        Ok(self.out.flush()?)
    }
}
