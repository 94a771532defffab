//! Names to match.

use std::fmt;

/// A name to match: exact, or with `*` for any run of characters. `\*` is a star.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The literal pieces between the stars.
    pieces: Vec<String>,
}

impl Pattern {
    /// Reads a pattern. Every text is one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut pieces = vec![String::new()];
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, chars.peek()) {
                ('\\', Some('*')) => pieces.last_mut().into_iter().for_each(|piece| piece.push('*')),
                ('*', _) => {
                    pieces.push(String::new());
                    continue;
                }
                _ => {
                    pieces.last_mut().into_iter().for_each(|piece| piece.push(c));
                    continue;
                }
            }
            chars.next();
        }
        Self { pieces }
    }

    /// The pattern that only this very name fits, stars and all.
    #[must_use]
    pub fn exactly(name: &str) -> Self {
        Self { pieces: vec![name.to_owned()] }
    }

    /// The name, if the pattern has no star in it.
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        if let [only] = self.pieces.as_slice() { Some(only) } else { None }
    }

    /// True if the whole name fits.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let [first, middle @ .., last] = self.pieces.as_slice() else {
            return self.exact() == Some(name);
        };
        let Some(mut rest) = name.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
            return false;
        };
        for piece in middle {
            match rest.split_once(piece.as_str()) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        true
    }
}

impl fmt::Display for Pattern {
    /// The pattern as it would be written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pieces: Vec<_> = self.pieces.iter().map(|piece| piece.replace('*', "\\*")).collect();
        f.write_str(&pieces.join("*"))
    }
}
