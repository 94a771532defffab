//! The lines of a file, the last one first, in bounded memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// So much is read at a time.
const CHUNK: usize = 128 << 10;

/// What comes next on the way up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A whole line without its end.
    Line(Vec<u8>),
    /// A line that was longer than is kept.
    TooLong,
    /// The file begins here.
    Start,
    /// As much was read as may be.
    Enough,
}

/// Reads up a file, holding one line and one chunk at a time.
#[derive(Debug)]
pub(super) struct Backwards {
    file: File,
    /// Where what was read so far begins.
    position: u64,
    /// What was read and not yet given, in written order.
    held: Vec<u8>,
    /// The line that is being read is too long: what it is made of is dropped.
    dropping: bool,
    longest: usize,
    left: u64,
}

impl Backwards {
    /// From the end of the file: lines of at most `longest` bytes, `most` bytes in all.
    pub(super) fn new(mut file: File, longest: usize, most: u64) -> io::Result<Self> {
        let position = file.seek(SeekFrom::End(0))?;
        Ok(Self { file, position, held: Vec::new(), dropping: false, longest, left: most })
    }

    /// The bytes that are not read yet: all that the file has, before anything is.
    pub(super) fn length(&self) -> u64 {
        self.position
    }

    /// The next line upwards.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        let mut searched = 0;
        loop {
            let unsearched = self.held.len() - searched;
            if let Some(at) = self.held[..unsearched].iter().rposition(|&byte| byte == b'\n') {
                let line = self.held.split_off(at + 1);
                self.held.truncate(at);
                return Ok(self.finished(line));
            }
            if self.held.len() > self.longest {
                self.dropping = true;
                self.held.clear();
            }
            if self.position == 0 {
                return Ok(self.first());
            }
            if self.left == 0 {
                return Ok(Next::Enough);
            }
            searched = self.held.len();
            self.read_chunk()?;
        }
    }

    fn finished(&mut self, line: Vec<u8>) -> Next {
        if std::mem::take(&mut self.dropping) || line.len() > self.longest { Next::TooLong } else { Next::Line(line) }
    }

    /// The line with which the file begins, then the end.
    fn first(&mut self) -> Next {
        match std::mem::take(&mut self.held) {
            _ if std::mem::take(&mut self.dropping) => Next::TooLong,
            line if line.is_empty() => Next::Start,
            line => Next::Line(line),
        }
    }

    fn read_chunk(&mut self) -> io::Result<()> {
        let most = self.position.min(self.left).min(CHUNK as u64);
        let length = usize::try_from(most).unwrap_or(CHUNK);
        let start = self.position - most;
        let mut chunk = vec![0; length];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut chunk)?;
        chunk.append(&mut self.held);
        self.held = chunk;
        self.position = start;
        self.left -= most;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn lines(text: &str, longest: usize, most: u64) -> Vec<String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let mut backwards = Backwards::new(file, longest, most).unwrap();
        let mut found = Vec::new();
        loop {
            match backwards.next().unwrap() {
                Next::Line(line) => found.push(String::from_utf8(line).unwrap()),
                Next::TooLong => found.push("TOO LONG".to_owned()),
                Next::Start => return found,
                Next::Enough => {
                    found.push("ENOUGH".to_owned());
                    return found;
                }
            }
        }
    }

    #[test]
    fn lines_come_from_the_last_to_the_first() {
        assert_eq!(lines("", 99, 99), [""; 0]);
        assert_eq!(lines("a\nb\n\nc", 99, 99), ["c", "", "b", "a"]);
        assert_eq!(lines("a\nb\n", 99, 99), ["", "b", "a"]);
        let long = "x".repeat(3 * CHUNK + 7);
        assert_eq!(lines(&format!("{long}\nend"), usize::MAX, u64::MAX), ["end", &long]);
        assert_eq!(lines(&format!("a\n{long}\nend"), 100, u64::MAX), ["end", "TOO LONG", "a"]);
        assert_eq!(lines(&long, 100, u64::MAX), ["TOO LONG"]);
        assert_eq!(lines("first\nlast", 99, 7), ["last", "ENOUGH"]);
    }
}
