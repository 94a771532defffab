//! The records of an NDJSON text, a line each.

use std::io::{self, BufRead, Read};

use crate::record::{Problem, Reader, Record};

/// A line that is no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub number: u64,
    /// Why.
    pub problem: Problem,
}

/// Reads the lines of a text as records of any shape that the store's reader takes. Blank lines are passed over, and so is a byte
/// order mark. No line longer than the reader's limit is held in memory.
#[derive(Debug)]
pub struct Lines<'a, R> {
    input: R,
    reader: &'a Reader,
    number: u64,
    line: Vec<u8>,
}

impl<'a, R: BufRead> Lines<'a, R> {
    /// The lines of `input`, which are judged by `reader`.
    pub fn new(input: R, reader: &'a Reader) -> Self {
        Self { input, reader, number: 0, line: Vec::new() }
    }

    /// The number of the last line that was read, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The size of the last line, in bytes.
    pub fn size(&self) -> usize {
        self.line.len()
    }

    /// Reads on to the next line that is not blank; `None` at the end.
    ///
    /// # Errors
    /// The input can't be read.
    pub fn next_record(&mut self) -> io::Result<Option<Result<Record, BadLine>>> {
        while let Some(whole) = self.read_line()? {
            let problem = |problem| BadLine { number: self.number, problem };
            if !whole {
                return Ok(Some(Err(problem(Problem::TooLarge { max_bytes: self.reader.max_bytes }))));
            }
            if !self.line.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(self.reader.read(&self.line).map_err(problem)));
            }
        }
        Ok(None)
    }

    /// Reads one line; false if it is too long to be kept. `None` at the end.
    fn read_line(&mut self) -> io::Result<Option<bool>> {
        let most = self.reader.max_bytes.saturating_add(1);
        self.line.clear();
        if (&mut self.input).take(most).read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let length = u64::try_from(self.line.len()).unwrap_or(u64::MAX);
        let whole = self.line.ends_with(b"\n") || length < most;
        if !whole {
            self.line = Vec::new();
            self.input.skip_until(b'\n')?;
        }
        Ok(Some(whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of each line: the request, or the number of a bad one.
    fn read(text: &str, max_bytes: u64) -> Vec<Result<String, u64>> {
        let reader = Reader { max_bytes, ..Reader::default() };
        let mut lines = Lines::new(text.as_bytes(), &reader);
        let mut found = Vec::new();
        while let Some(line) = lines.next_record().unwrap() {
            let request = line.map(|record| record.request.get().as_str().unwrap().into_owned());
            found.push(request.map_err(|bad| bad.number));
        }
        found
    }

    #[test]
    fn each_line_is_a_record_or_has_a_number() {
        let text = "\u{feff}{\"request\": \"a\"}\r\n\n  \n{\"request\": \n[]\n{\"request\": \"b\"}";
        assert_eq!(read(text, 100), [Ok("a".to_owned()), Err(4), Err(5), Ok("b".to_owned())]);
        assert_eq!(read("", 100), []);
    }

    #[test]
    fn a_line_that_is_too_long_hides_no_other() {
        let long = format!("{{\"request\": \"{}\"}}", "x".repeat(100));
        let text = format!("{long}\n{{\"request\": \"a\"}}\n{long}");
        assert_eq!(read(&text, 20), [Err(1), Ok("a".to_owned()), Err(3)]);
    }
}
