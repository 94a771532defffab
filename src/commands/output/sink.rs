//! Results that are printed as they are found. Only tables must wait for the last.

use std::io::Write;

use serde::Serialize;

use super::Printer;
use crate::commands::args::Format;
use crate::commands::context::{data_out, text_out};
use crate::commands::contract::SCHEMA_VERSION;
use crate::commands::error::CommandError;
use crate::record::JsonRef;
use crate::ui::json::to_safe_json;
use crate::ui::separated;
use crate::ui::table::{Header, Row, Table, Tone};

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
        let table = Table::new(printer.fields.iter().map(super::column));
        let mut sink = Self { printer, out: Box::new(data_out()), table, count: 0 };
        let nothing = std::iter::empty::<()>;
        match sink.printer.args.format() {
            Format::Json => write!(sink.out, "{{\"schema_version\":{SCHEMA_VERSION},\"items\":[")?,
            Format::Ndjson | Format::Table => {}
            Format::Csv => sink.printer.separated(&mut sink.out, nothing(), separated::csv_line)?,
            Format::Tsv => sink.printer.separated(&mut sink.out, nothing(), separated::tsv_line)?,
            Format::Markdown => sink.printer.markdown(&mut sink.out, nothing())?,
        }
        Ok(sink)
    }

    /// Prints a result.
    pub(in crate::commands) fn push<T: Serialize>(&mut self, item: &T) -> Result<(), CommandError> {
        self.count += 1;
        let printer = &self.printer;
        match printer.args.format() {
            Format::Json => {
                let comma = if self.count == 1 { "" } else { "," };
                write!(self.out, "{comma}\n{}", printer.object(item))?;
            }
            Format::Ndjson => writeln!(self.out, "{}", printer.object(item))?,
            Format::Csv => self.out.write_all(printer.on_line(item, separated::csv_line).as_bytes())?,
            Format::Tsv => self.out.write_all(printer.on_line(item, separated::tsv_line).as_bytes())?,
            Format::Markdown => writeln!(self.out, "{}", printer.markdown_row(item))?,
            Format::Table => self.table.push(printer.row(item)),
        }
        Ok(())
    }

    /// Shows what was printed so far, to someone who waits for more. Of a table the rows so far, without a header.
    pub(in crate::commands) fn show(&mut self) -> Result<(), CommandError> {
        if self.printer.args.format() == Format::Table {
            let table = std::mem::replace(&mut self.table, Table::new(self.printer.fields.iter().map(super::column)));
            let mut out = text_out();
            write!(out, "{}", table.render(self.printer.ctx.width(), Header::Hidden))?;
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
            Format::Table => {
                let header = if self.printer.args.no_header { Header::Hidden } else { Header::Shown };
                let mut out = text_out();
                write!(out, "{}", self.table.render(self.printer.ctx.width(), header))?;
                out.flush()?;
            }
            _ => {}
        }
        Ok(self.out.flush()?)
    }
}

impl Printer<'_> {
    /// A result as a row of a table.
    pub(super) fn row<T: Serialize>(&self, item: &T) -> Row {
        let tone = JsonRef::parse(&to_safe_json(item)).map_or(Tone::Plain, self.tone);
        Row::new(self.shown(&self.values(item))).tone(tone)
    }
}
