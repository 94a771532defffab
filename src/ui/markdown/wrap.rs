//! Styled text broken into lines.

use std::fmt::Write as _;

use anstyle::Style;

use crate::ui::width::{clusters, display_width};

/// A part of a paragraph.
#[derive(Debug, Clone)]
pub(super) enum Inline {
    Text {
        text: String,
        style: Style,
        blanks: Blanks,
    },
    /// A new line, wherever the one before ends.
    Break,
}

/// What several blanks in a row mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blanks {
    /// One blank.
    Collapse,
    /// As many blanks, as in code.
    Keep,
}

/// What becomes of a word that no line is long enough for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overlong {
    /// It sticks out, so that a link can still be copied.
    StickOut,
    /// It is broken.
    Break,
}

/// A line with its styles, and the columns it takes.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) width: usize,
    /// The style that is switched on at its end.
    style: Style,
}

impl Line {
    fn push(&mut self, text: &str, style: Style, columns: usize) {
        if style != self.style {
            let _ = write!(self.text, "{:#}{style}", self.style);
            self.style = style;
        }
        self.text.push_str(text);
        self.width += columns;
    }

    fn push_blanks(&mut self, columns: usize, next: Style) {
        // An underlined link of two words has a line under the blank as well, two such links side by side don't.
        let style = if self.style == next { next } else { Style::new() };
        for _ in 0..columns {
            self.push(" ", style, 1);
        }
    }

    fn end(mut self) -> Self {
        self.push("", Style::new(), 0);
        self
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Breaks text into lines of at most `width` columns, between words and between wide characters (which stand for
/// words).
pub(super) fn wrap(inlines: &[Inline], width: usize, overlong: Overlong) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    for word in atoms(inlines).chunk_by(|_, next| next.before == Before::Glue) {
        let columns: usize = word.iter().map(|atom| atom.width).sum();
        let before = word[0].before;
        let blanks = if let Before::Blanks(blanks) = before { blanks } else { 0 };
        if !line.is_empty() && (before == Before::Break || line.width + blanks + columns > width) {
            lines.push(std::mem::take(&mut line).end());
        } else if !line.is_empty() {
            line.push_blanks(blanks, word[0].style);
        }
        for atom in word {
            if overlong == Overlong::StickOut || columns <= width {
                line.push(atom.text, atom.style, atom.width);
            } else {
                push_broken(&mut lines, &mut line, atom, width);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line.end());
    }
    lines
}

fn push_broken(lines: &mut Vec<Line>, line: &mut Line, atom: &Atom<'_>, width: usize) {
    for (cluster, columns) in clusters(atom.text) {
        if !line.is_empty() && line.width + columns > width {
            lines.push(std::mem::take(line).end());
        }
        line.push(cluster, atom.style, columns);
    }
}

/// Text in one style that is never parted.
#[derive(Debug)]
struct Atom<'a> {
    text: &'a str,
    style: Style,
    width: usize,
    before: Before,
}

/// What may happen before an atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// No new line: it is one word with the atom before.
    Glue,
    /// Perhaps a new line, else nothing.
    Nothing,
    /// Perhaps a new line, else so many blanks.
    Blanks(usize),
    /// A new line.
    Break,
}

fn atoms(inlines: &[Inline]) -> Vec<Atom<'_>> {
    let mut atoms: Vec<Atom<'_>> = Vec::new();
    let mut before = Before::Nothing;
    for inline in inlines {
        let Inline::Text { text, style, blanks } = inline else {
            before = Before::Break;
            continue;
        };
        for piece in text.split_inclusive(is_blank) {
            let word = piece.trim_end_matches(is_blank);
            for part in parts(word) {
                if before == Before::Glue && atoms.last().is_none_or(|last| may_part(last.text, part)) {
                    before = Before::Nothing;
                }
                atoms.push(Atom { text: part, style: *style, width: display_width(part), before });
                before = Before::Glue;
            }
            if word.len() < piece.len() {
                before = one_more_blank(before, *blanks);
            }
        }
    }
    atoms
}

fn one_more_blank(before: Before, blanks: Blanks) -> Before {
    match before {
        Before::Break => Before::Break,
        Before::Blanks(number) if blanks == Blanks::Keep => Before::Blanks(number + 1),
        _ => Before::Blanks(1),
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n')
}

/// A word in parts that a new line may come between. Only words with wide characters have several.
fn parts(word: &str) -> Vec<&str> {
    if word.is_ascii() {
        return if word.is_empty() { Vec::new() } else { vec![word] };
    }
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    let mut previous = "";
    for (cluster, _) in clusters(word) {
        if end > start && may_part(previous, cluster) {
            parts.push(&word[start..end]);
            start = end;
        }
        previous = cluster;
        end += cluster.len();
    }
    parts.push(&word[start..]);
    parts
}

/// Whether a new line may come between the end of one text and the beginning of the other: beside a wide character, but
/// not so that a closing mark begins a line or an opening one ends it.
fn may_part(one: &str, other: &str) -> bool {
    let (Some(last), Some(first)) = (one.chars().next_back(), other.chars().next()) else { return false };
    let wide = |c: char| unicode_width::UnicodeWidthChar::width(c) == Some(2);
    (wide(last) || wide(first)) && !closes(first) && !opens(last)
}

fn closes(c: char) -> bool {
    "、。，．：；！？」』】〕〉》）］｝ー々〜…‥・)]}>.,:;!?'\"”’%".contains(c)
}

fn opens(c: char) -> bool {
    "「『【〔〈《（［｛([{<'\"“‘".contains(c)
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Inline {
        styled(text, Style::new())
    }

    fn styled(text: &str, style: Style) -> Inline {
        Inline::Text { text: text.to_owned(), style, blanks: Blanks::Collapse }
    }

    fn wrapped(inlines: &[Inline], width: usize, overlong: Overlong) -> Vec<String> {
        wrap(inlines, width, overlong).into_iter().map(|line| strip_str(&line.text).to_string()).collect()
    }

    #[test]
    fn words_go_to_the_next_line() {
        let lines = wrapped(&[text("  one two\nthree   four ")], 9, Overlong::StickOut);
        assert_eq!(lines, ["one two", "three", "four"]);
    }

    #[test]
    fn a_word_in_two_styles_is_one_word() {
        let inlines = [text("a "), styled("bol", Style::new().bold()), text("d, and")];
        assert_eq!(wrapped(&inlines, 6, Overlong::StickOut), ["a", "bold,", "and"]);
        let line = &wrap(&inlines, 80, Overlong::StickOut)[0];
        assert_eq!((line.text.as_str(), line.width), ("a \u{1b}[1mbol\u{1b}[0md, and", 11));
    }

    #[test]
    fn styles_end_with_the_line() {
        let lines = wrap(&[styled("one two", Style::new().bold())], 4, Overlong::StickOut);
        assert!(lines.iter().all(|line| line.text.starts_with("\u{1b}[1m") && line.text.ends_with("\u{1b}[0m")));
    }

    #[test]
    fn long_words_stick_out_or_break() {
        let inlines = [text("see https://example.org/x now")];
        assert_eq!(wrapped(&inlines, 8, Overlong::StickOut), ["see", "https://example.org/x", "now"]);
        assert_eq!(wrapped(&inlines, 8, Overlong::Break), ["see", "https://", "example.", "org/x", "now"]);
    }

    #[test]
    fn wide_text_breaks_without_blanks_but_not_before_a_full_stop() {
        assert_eq!(wrapped(&[text("これは長い文。")], 12, Overlong::StickOut), ["これは長い", "文。"]);
    }

    #[test]
    fn blanks_in_code_are_kept() {
        let code = Inline::Text { text: "a   b".to_owned(), style: Style::new(), blanks: Blanks::Keep };
        assert_eq!(wrapped(&[text("x  "), code], 80, Overlong::StickOut), ["x a   b"]);
    }

    #[test]
    fn a_break_is_a_new_line() {
        assert_eq!(wrapped(&[text("a"), Inline::Break, text("b"), Inline::Break], 80, Overlong::StickOut), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn no_line_exceeds_the_width(words in prop::collection::vec("\\PC{1,8}", 0..30), width in 16_usize..60) {
            for line in wrapped(&[text(&words.join(" "))], width, Overlong::StickOut) {
                prop_assert!(display_width(&line) <= width, "{line:?}");
            }
        }

        #[test]
        fn nothing_is_lost(pieces in prop::collection::vec("\\PC{0,20}", 0..8), width in 1_usize..40) {
            let inlines: Vec<_> = pieces.iter().map(|piece| text(piece)).collect();
            let shown = wrapped(&inlines, width, Overlong::Break).concat().replace(' ', "");
            prop_assert_eq!(shown, pieces.concat().replace(' ', ""));
        }
    }
}
