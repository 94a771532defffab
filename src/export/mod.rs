//! A selection of responses as one text or file: for other programs, or to be read.
//!
//! Each format is a [`Writer`] with a file of its own. A writer is handed one response after the other, in the order that [`Listing::into_sessions`](crate::store::Listing::into_sessions)
//! gives them, and writes as it goes: what it keeps in memory is bounded by one response (Parquet: by one row group).
//!
//! - [`ndjson`]: every record whole, to be imported again; [`csv`] and Parquet: fields for other programs;
//! - [`markdown`] and [`html`]: conversations for people.

mod contents;
pub mod csv;
mod fields;
pub mod html;
pub mod markdown;
pub mod ndjson;
#[cfg(feature = "parquet")]
pub mod parquet;
mod response;

use std::io::{self, Write};
use std::path::Path;

use jiff::tz::TimeZone;

pub use contents::Contents;
pub use response::Response;

/// How responses are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A JSON object a line, nothing left out.
    Ndjson,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Apache Parquet, in builds with the feature `parquet`.
    Parquet,
    /// Conversations in Markdown.
    Markdown,
    /// Conversations in one HTML file that needs nothing else.
    Html,
}

impl Format {
    /// The format that the ending of a file's name tells.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "csv" => Some(Self::Csv),
            "parquet" => Some(Self::Parquet),
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }
}

/// Writes responses in one format.
pub trait Writer {
    /// Writes one response. Those of a session come one after the other.
    ///
    /// # Errors
    /// Those of what is written to.
    fn write(&mut self, response: &Response) -> io::Result<()>;

    /// Writes what stands behind the last response.
    ///
    /// # Errors
    /// Those of what is written to.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A writer of responses to `out`. `contents` is what will come, times are shown in `zone`.
///
/// # Errors
/// Those of what is written to, and [`io::ErrorKind::Unsupported`] for a format that this build has not.
pub fn writer<'a>(
    format: Format,
    out: impl Write + Send + 'a,
    contents: &Contents,
    zone: &TimeZone,
) -> io::Result<Box<dyn Writer + 'a>> {
    Ok(match format {
        Format::Ndjson => Box::new(ndjson::Ndjson::new(out)),
        Format::Csv => Box::new(csv::Csv::new(out)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(parquet::Parquet::new(out)?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(io::Error::new(io::ErrorKind::Unsupported, "this build does not write Parquet")),
        Format::Markdown => Box::new(markdown::Markdown::new(out, zone.clone())),
        Format::Html => Box::new(html::Html::new(out, contents, zone.clone())?),
    })
}
