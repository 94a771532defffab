//! The rows of a table until the last is there: only then is it known how wide the columns are.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

use anstyle::{AnsiColor, Style};

use crate::ui::sanitise::visible_line;

/// Parts the cells of a row. It can't be in them, since they were made visible before.
const NEXT_CELL: char = '\n';
/// Ends a row. It can't be in a cell either.
const END: u8 = 0;
/// So many bytes of rows are kept in memory. What is more lies in a temporary file, without a name where the system knows such files.
const KEPT: usize = 4 << 20;
/// So many rows are handed out at once.
const AT_ONCE: usize = 4096;

/// How a row looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// As all the others.
    #[default]
    Plain,
    /// Failed, or to be deleted.
    Bad,
    /// Succeeded.
    Good,
    /// Of less interest.
    Dim,
}

impl Tone {
    const ALL: [Self; 4] = [Self::Plain, Self::Bad, Self::Good, Self::Dim];

    pub(super) fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Dim => Style::new().dimmed(),
        }
    }

    fn letter(self) -> u8 {
        match self {
            Self::Plain => b'p',
            Self::Bad => b'b',
            Self::Good => b'g',
            Self::Dim => b'd',
        }
    }
}

/// A row: a text for each column, and how they look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The cells, with [`NEXT_CELL`] between them, so that a row takes up little memory.
    text: Box<str>,
    tone: Tone,
}

impl Row {
    /// A plain row. Cells may hold anything: control characters and newlines are made visible here.
    pub fn new<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> Self {
        let mut text = String::new();
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                text.push(NEXT_CELL);
            }
            text.push_str(&visible_line(cell.as_ref()));
        }
        Self { text: text.into(), tone: Tone::Plain }
    }

    /// With another look.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// What it takes up in memory, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.text.len()
    }

    /// The cells, and then blank ones without end.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.text.split(NEXT_CELL).chain(std::iter::repeat(""))
    }

    pub(super) fn style(&self) -> Style {
        self.tone.style()
    }

    /// The row that was put into bytes like these, without what ended it.
    fn taken(bytes: &[u8]) -> Option<Self> {
        let (letter, text) = bytes.split_first()?;
        let tone = Tone::ALL.into_iter().find(|tone| tone.letter() == *letter)?;
        Some(Self { text: std::str::from_utf8(text).ok()?.into(), tone })
    }
}

/// Rows in the order in which they came, of any number.
#[derive(Debug, Default)]
pub(super) struct Rows {
    aside: Aside,
    /// The last of them.
    bytes: Vec<u8>,
    /// That there is no place but memory.
    stay: bool,
}

/// The first rows, in a file.
#[derive(Debug, Default)]
struct Aside {
    file: Option<File>,
    /// So much of the file holds rows. What is behind that could not be written whole.
    length: u64,
}

impl Aside {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.length))?;
        file.write_all(bytes)?;
        self.length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    fn read(&self) -> io::Result<Box<dyn BufRead + '_>> {
        let Some(mut file) = self.file.as_ref() else { return Ok(Box::new(io::empty())) };
        file.seek(SeekFrom::Start(0))?;
        Ok(Box::new(BufReader::with_capacity(1 << 16, file.take(self.length))))
    }
}

impl Rows {
    pub(super) fn push(&mut self, row: Row) {
        let Row { text, tone } = row;
        self.bytes.push(tone.letter());
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(END);
        if self.bytes.len() >= KEPT && !self.stay {
            match self.aside.add(&self.bytes) {
                Ok(()) => self.bytes.clear(),
                Err(_) => self.stay = true,
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.aside.length == 0
    }

    /// Shows all rows, in their order, many at once.
    pub(super) fn show(&self, mut each: impl FnMut(&[Row]) -> io::Result<()>) -> io::Result<()> {
        let mut all = self.aside.read()?.chain(self.bytes.as_slice());
        let mut rows = Vec::new();
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let is_last = all.read_until(END, &mut bytes)? == 0;
            if !is_last {
                bytes.pop();
                rows.push(Row::taken(&bytes).ok_or(io::ErrorKind::InvalidData)?);
            }
            if rows.len() == AT_ONCE || is_last {
                each(&rows)?;
                rows.clear();
            }
            if is_last {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_rows_than_memory_is_for_come_back_as_they_were() {
        let row = |number: usize| {
            Row::new([number.to_string(), "x".repeat(number % 700), "\0 \n".to_owned()]).tone(Tone::ALL[number % 4])
        };
        let mut rows = Rows::default();
        assert!(rows.is_empty());
        (0..30_000).for_each(|number| rows.push(row(number)));
        assert!(rows.aside.length > 2 * KEPT as u64 && !rows.bytes.is_empty());
        // Twice, as a table needs it.
        for _ in 0..2 {
            let mut number = 0;
            rows.show(|some| {
                assert!(some.len() <= AT_ONCE);
                for shown in some {
                    assert_eq!(*shown, row(number));
                    number += 1;
                }
                Ok(())
            })
            .unwrap();
            assert_eq!(number, 30_000);
        }
    }
}
