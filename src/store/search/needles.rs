//! Strings that must be in whatever a pattern matches, and in the bytes of any file that holds it.
//!
//! A file that has none of them need not be parsed, let alone decoded. That is sound by these rules:
//!
//! - A needle has no character that JSON must or may write with a backslash (`"`, `\`, `/`, controls), nor one that stands between
//!   the tokens of JSON, since a structured value is searched as it is laid out for reading: `,`, `:`, brackets, and spaces at the
//!   needle's beginning. So a needle always lies within one token, and each of its characters stands there for itself,
//! - or as `\u` and four digits. An escape hides an ASCII needle only if it stands for an ASCII character, or, where case is
//!   folded, for one of the two others that fold to one: U+212A, the Kelvin sign, to `k`, U+017F, the long s, to `s`. A needle
//!   with other characters, and U+FFFD, which any lone surrogate becomes, may be hidden by every escape.
//! - Case is folded by the same rules as in the pattern.

use std::cmp::Reverse;

use memchr::memmem;
use regex_automata::meta::Regex;
use regex_syntax::hir::{Hir, HirKind};
use regex_syntax::{ParserBuilder, escape};

use super::pattern::compile;

/// A pattern for which one of more strings than this is needed is faster found without.
const MOST: usize = 32;

/// Strings one of which is in everything that matches.
#[derive(Debug, Clone)]
pub(super) struct Needles {
    any: Regex,
    hidden_by: HiddenBy,
}

/// Which escapes may stand for a needle's characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HiddenBy {
    Ascii,
    WhatFoldsToAscii,
    Every,
}

impl HiddenBy {
    fn escape_of(self, unit: u16) -> bool {
        match self {
            Self::Ascii => unit < 0x80,
            Self::WhatFoldsToAscii => unit < 0x80 || matches!(unit, 0x17f | 0x212a),
            Self::Every => true,
        }
    }
}

impl Needles {
    /// The needles of patterns, any one of which is enough; `None` if there are no good ones. The patterns were parsed without
    /// folding of case; `folds` says whether it is folded.
    pub(super) fn of(patterns: &[Hir], folds: bool) -> Option<Self> {
        let strings = required_of_all(patterns)?;
        let hidden_by = match folds {
            _ if !strings.iter().all(|string| string.is_ascii()) => HiddenBy::Every,
            true => HiddenBy::WhatFoldsToAscii,
            false => HiddenBy::Ascii,
        };
        let parse = |string: &String| {
            let mut parser = ParserBuilder::new().case_insensitive(folds).build();
            parser.parse(&escape(string)).ok()
        };
        let parsed: Option<Vec<_>> = strings.iter().map(parse).collect();
        Some(Self { any: compile(&parsed?).ok()?, hidden_by })
    }

    /// False if no needle can be in a string of the JSON that these bytes are.
    pub(super) fn may_be_in(&self, json: &[u8]) -> bool {
        self.any.is_match(json) || self.may_hide_in(json)
    }

    /// True if an escape may stand for a character of a needle.
    fn may_hide_in(&self, json: &[u8]) -> bool {
        memmem::find_iter(json, b"\\u").any(|at| {
            let digits = json.get(at + 2..at + 6).and_then(|digits| std::str::from_utf8(digits).ok());
            let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
            unit.is_some_and(|unit| self.hidden_by.escape_of(unit))
        })
    }
}

/// Strings one of which is in every match of any of the expressions.
fn required_of_all(expressions: &[Hir]) -> Option<Vec<String>> {
    let mut strings = Vec::new();
    for expression in expressions {
        strings.extend(required(expression)?);
        if strings.len() > MOST {
            return None;
        }
    }
    // With none of them nothing matches, which is for the pattern itself to say.
    (!strings.is_empty()).then_some(strings)
}

/// Strings one of which is in every match.
fn required(expression: &Hir) -> Option<Vec<String>> {
    match expression.kind() {
        HirKind::Literal(literal) => needle_in(std::str::from_utf8(&literal.0).ok()?).map(|needle| vec![needle]),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(required).max_by_key(|strings| worth(strings)),
        HirKind::Alternation(branches) => required_of_all(branches),
        _ => None,
    }
}

/// Few strings that are long are rare, and fast to look for. From some length on it counts for more how few they are.
fn worth(strings: &[String]) -> (usize, Reverse<usize>, usize) {
    const LONG: usize = 5;
    let shortest = strings.iter().map(String::len).min().unwrap_or(0);
    (shortest.min(LONG), Reverse(strings.len()), shortest)
}

/// The longest part of a string that stands in JSON as it is.
fn needle_in(string: &str) -> Option<String> {
    let parts = string.split(|c: char| c < ' ' || r#""\/,:[]{}"#.contains(c)).map(|part| part.trim_start_matches(' '));
    parts.max_by_key(|part| part.len()).filter(|part| !part.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use regex_syntax::Parser;

    use super::*;

    fn strings(pattern: &str) -> Option<Vec<String>> {
        required_of_all(&[Parser::new().parse(pattern).unwrap()])
    }

    #[test]
    fn what_must_be_in_a_match_is_seen() {
        let needs = |pattern: &str, expected: &[&str]| {
            assert_eq!(strings(pattern), Some(expected.iter().map(|s| (*s).to_owned()).collect()), "{pattern}");
        };
        needs("timeout", &["timeout"]);
        needs("connection (refused|reset)", &["connection "]);
        needs("a+long needle.*b", &["long needle"]);
        needs("quoted\" (response|question) na.ve", &["quoted"]);
        needs("to (response|question)", &["response", "question"]);
        needs("(left|right) hand", &["hand"]);
        needs("one|other", &["one", "other"]);
        needs("src/store/scan\\.rs", &["scan.rs"]);
        needs(r#"\{"key": 1\}"#, &["key"]);
        needs("(?:retry){2,}", &["retry"]);
        for none in ["", "x*", "\\d+", "[ab]", "one|\\d", "\"", ": ", "  ", "(?i)x"] {
            assert_eq!(strings(none), None, "{none}");
        }
    }

    #[test]
    fn an_escape_hides_what_it_may_stand_for() {
        let needles = |text: &str, folds| Needles::of(&[Parser::new().parse(text).unwrap()], folds).unwrap();
        let may = |text: &str, folds, json: &str| needles(text, folds).may_be_in(json.as_bytes());
        assert!(
            may("task", false, r#"{"request": "t\u0061sk"}"#) && !may("task", false, r#"{"request": "t\u00e4sk"}"#)
        );
        assert!(!may("task", false, r#"{"request": "TASK"}"#) && may("task", true, r#"{"request": "TASK"}"#));
        assert!(!may("task", false, r#"{"request": "tas\u212a"}"#) && may("task", true, r#"{"request": "tas\u212A"}"#));
        assert!(
            may("task", true, r#"{"request": "ta\u017fk"}"#)
                && may("task", true, "{\"request\": \"ta\u{17f}\u{212a}\"}")
        );
        assert!(may("täsk", false, r#"{"request": "t\u00e4sk"}"#) && !may("täsk", false, r#"{"request": "t\n"}"#));
        assert!(may("\u{fffd}", false, r#"{"request": "\ud800"}"#));
    }
}
