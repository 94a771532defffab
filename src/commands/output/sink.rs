//! Results that are printed as they are found. Only tables must wait for the last.

use std::io::Write;

use serde::Serialize;

use super::Printer;
use crate::commands::args::Format;
use crate::commands::contract::SCHEMA_VERSION;
use crate::commands::error::CommandError;
use crate::commands::out::{data_out, text_out};
use crate::ui::json::to_safe_json;
use crate::ui::table::{Header, Table};

/// A way out for results of one kind that come one after the other, however many there are.
pub(in crate::commands) struct Sink<'a> {
    printer: Printer<'a>,
    out: Box<dyn Write>,
    table: Table,
    count: u64,
}

impl<'a> Sink<'a> {
    /// Begins to print.
    pub(in crate::commands) fn new(printer: Printer<'a>) -> Result<Self, CommandError> {
        let mut out: Box<dyn Write> = Box::new(data_out());
        printer.begin(&mut out)?;
        if printer.args.format() == Format::Json {
            write!(out, "{{\"schema_version\":{SCHEMA_VERSION},\"items\":[")?;
        }
        let table = Table::new(printer.fields.iter().map(super::column));
        Ok(Self { printer, out, table, count: 0 })
    }

    /// Prints a result.
    pub(in crate::commands) fn push<T: Serialize>(&mut self, item: &T) -> Result<(), CommandError> {
        self.count += 1;
        if self.printer.args.format() == Format::Json {
            self.out.write_all(if self.count == 1 { b"\n" } else { b",\n" })?;
        }
        let piece = self.printer.piece(item);
        piece.write(&mut self.out)?;
        piece.add_to(&mut self.table);
        Ok(())
    }

    /// Shows what was printed so far, to someone who waits for more. Of a table the rows so far, without a header.
    pub(in crate::commands) fn show(&mut self) -> Result<(), CommandError> {
        if self.printer.args.format() == Format::Table {
            let table = std::mem::replace(&mut self.table, Table::new(self.printer.fields.iter().map(super::column)));
            let mut out = text_out();
            table.write(&mut out, self.printer.ctx.width(), Header::Hidden)?;
            out.flush()?;
        }
        Ok(self.out.flush()?)
    }

    /// Prints what comes after the last result.
    pub(in crate::commands) fn finish<S: Serialize>(mut self, skipped: &[S]) -> Result<(), CommandError> {
        match self.printer.args.format() {
            Format::Json => {
                writeln!(self.out, "],\"total\":{},\"skipped\":{}}}", self.count, to_safe_json(&skipped))?;
            }
            Format::Table => self.printer.table(&self.table)?,
            _ => {}
        }
        Ok(self.out.flush()?)
    }
}
