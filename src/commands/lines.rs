//! Input of one thing a line, with a limit to how long one may be.

use std::io::{self, BufRead, Read};

use clap::ValueEnum;

/// How things come on standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    /// One object
    Json,
    /// One object a line
    Ndjson,
}

/// A line of input.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// As it stands there, with its line ending.
    Whole(Vec<u8>),
    /// It is longer than the limit. Nothing of it was kept.
    TooLong,
}

/// The next line; `None` at the end. A line of more than `most` bytes is read past, and no more of it held than that.
///
/// # Errors
/// What reading says.
pub(super) fn next_line(input: &mut impl BufRead, most: u64) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let limit = most.saturating_add(1);
    if input.by_ref().take(limit).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.ends_with(b"\n") || u64::try_from(line.len()).unwrap_or(u64::MAX) < limit {
        return Ok(Some(Line::Whole(line)));
    }
    drop(line);
    skip_line(input)?;
    Ok(Some(Line::TooLong))
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let available = input.fill_buf()?;
        let (used, ended) = match memchr::memchr(b'\n', available) {
            Some(at) => (at + 1, true),
            None => (available.len(), available.is_empty()),
        };
        input.consume(used);
        if ended {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_does_not_disturb_the_next() {
        let input = b"short\n\n123456789\n12345678\nlast";
        let mut input = io::BufReader::with_capacity(4, &input[..]);
        let mut lines = Vec::new();
        while let Some(line) = next_line(&mut input, 8).unwrap() {
            lines.push(match line {
                Line::Whole(line) => String::from_utf8(line).unwrap(),
                Line::TooLong => "too long".to_owned(),
            });
        }
        assert_eq!(lines, ["short\n", "\n", "too long", "12345678\n", "last"]);
        assert_eq!(next_line(&mut &b"123456789"[..], 8).unwrap(), Some(Line::TooLong));
    }
}
