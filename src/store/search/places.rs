//! Places in a text of many lines where one may match, found without going from line to line.
//!
//! What is looked for is the pattern without what looks around (`^`, `\b`), with line breaks taken out of its classes. So it matches wherever
//! the pattern matches in a line, perhaps elsewhere, and never across lines. The earliest place that it gives is thus in the first line of
//! which any is in.

use regex_automata::meta::Regex;
use regex_automata::{Input, Span};
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

use super::pattern::compile;

/// Finds places in a text where a line may match.
#[derive(Debug, Clone)]
pub(super) struct Places {
    regex: Regex,
    /// Whether a line that it matches in is one that the pattern matches.
    are_matches: bool,
}

/// A place in a text where a line may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// In bytes: in the line, or right behind it.
    pub(super) at: usize,
    /// Whether the line matches for certain, unless the place is behind the `\r` that belongs to the line break.
    pub(super) is_match: bool,
}

impl Places {
    /// Those that expressions find which [`within_line`] gave, any one of which is enough; `None` if they are too large.
    pub(super) fn of(within_lines: &[Hir], are_matches: bool) -> Option<Self> {
        Some(Self { regex: compile(within_lines).ok()?, are_matches })
    }

    /// The first place from the beginning of a line on.
    pub(super) fn next(&self, text: &str, from: usize) -> Option<Place> {
        let rest = Input::new(text).span(Span { start: from, end: text.len() }).earliest(true);
        let end = self.regex.search_half(&rest)?.offset();
        Some(Place { at: end, is_match: self.are_matches })
    }
}

/// The expression without line breaks and without what looks around, which is always true then.
pub(super) fn within_line(expression: &Hir) -> Hir {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0.clone()),
        HirKind::Class(class) => Hir::class(without_line_break(class)),
        HirKind::Repetition(repetition) => Hir::repetition(repetition.with(within_line(&repetition.sub))),
        HirKind::Capture(capture) => within_line(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(within_line).collect()),
        HirKind::Alternation(branches) => Hir::alternation(branches.iter().map(within_line).collect()),
    }
}

fn without_line_break(class: &Class) -> Class {
    match class {
        Class::Unicode(class) => {
            let mut class = class.clone();
            class.difference(&ClassUnicode::new([ClassUnicodeRange::new('\n', '\n')]));
            Class::Unicode(class)
        }
        Class::Bytes(class) => {
            let mut class = class.clone();
            class.difference(&ClassBytes::new([ClassBytesRange::new(b'\n', b'\n')]));
            Class::Bytes(class)
        }
    }
}
