//! CSV (RFC 4180): a row for each response, the fields that lists have and the texts.
//!
//! For spreadsheets, and so not lossless: null and empty text look the same, and what would run as a formula gets an apostrophe. That is
//! why it can't be imported.

use std::borrow::Cow;
use std::io::{self, Write};

use super::fields::{text_of, time_of};
use super::{Response, Writer};
use crate::ui::separated::defused;

/// The columns, in their order.
pub const COLUMNS: [&str; 13] = [
    "id",
    "session_id",
    "agent",
    "timestamp",
    "model",
    "tokens",
    "duration",
    "exit_code",
    "error",
    "tools",
    "request",
    "response",
    "metadata",
];

/// Writes a header and a row for each response.
pub struct Csv<W: Write> {
    rows: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// A writer to `out`, which gets the header.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W) -> io::Result<Self> {
        let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        rows.write_record(COLUMNS).map_err(io_error)?;
        Ok(Self { rows })
    }
}

impl<W: Write> Writer for Csv<W> {
    fn write(&mut self, response: &Response) -> io::Result<()> {
        let (record, facts) = (&response.record, &response.facts);
        let text = |text: Option<Cow<'_, str>>| text.map(|text| defused(&text)).unwrap_or_default();
        let name = |name: &Option<String>| text(name.as_deref().map(Cow::from));
        let row = [
            defused(response.id.as_str()),
            name(&record.session_id),
            name(&record.agent),
            time_of(response).unwrap_or_default(),
            name(&facts.model),
            facts.tokens.map(|count| count.to_string()).unwrap_or_default(),
            facts.duration.map(|duration| duration.as_secs_f64().to_string()).unwrap_or_default(),
            facts.exit_code.map(|code| code.to_string()).unwrap_or_default(),
            name(&facts.error),
            defused(&facts.tools.join(", ")),
            text(text_of(record.request.get())),
            text(text_of(record.response.get())),
            record.metadata.get().to_strict(),
        ];
        self.rows.write_record(row).map_err(io_error)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.rows.flush()
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
