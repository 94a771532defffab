//! NDJSON: every record whole, in a line. What `responses import` reads.

use std::io::{self, Write};

use super::{Response, Writer};
use crate::record::to_exact_line;

/// Writes each record with all its keys, its values spelled as they are. Only the names of old shapes become the present ones, and a time
/// without an offset gets that of the zone it is read in.
#[derive(Debug)]
pub struct Ndjson<W> {
    out: W,
}

impl<W: Write> Ndjson<W> {
    /// A writer to `out`.
    pub fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write> Writer for Ndjson<W> {
    fn write(&mut self, response: &Response) -> io::Result<()> {
        writeln!(self.out, "{}", to_exact_line(&response.record))
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}
