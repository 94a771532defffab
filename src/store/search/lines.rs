//! The lines of a text that match, and those around them.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::pattern::Matcher;
use super::places::Place;

/// A line of a text, without its line break (`\n` or `\r\n`). What follows the last line break is a line unless it is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberedLine<'t> {
    /// From 1.
    pub(super) number: u64,
    pub(super) text: &'t str,
}

/// The matching lines of a text, in order.
pub(super) struct Matching<'m, 't> {
    matcher: &'m Matcher,
    text: &'t str,
    /// Where the next line begins.
    at: usize,
    /// How many lines are before that.
    passed: u64,
}

impl<'m, 't> Matching<'m, 't> {
    pub(super) fn new(matcher: &'m Matcher, text: &'t str) -> Self {
        Self { matcher, text, at: 0, passed: 0 }
    }

    /// The line around a place, which becomes the last that was passed, and where it ends in the text.
    fn pass_line_at(&mut self, place: usize) -> (NumberedLine<'t>, usize) {
        let bytes = self.text.as_bytes();
        let start = memrchr(b'\n', &bytes[self.at..place]).map_or(self.at, |before| self.at + before + 1);
        let end = memchr(b'\n', &bytes[place..]).map_or(bytes.len(), |after| place + after);
        self.passed += count(memchr_iter(b'\n', &bytes[self.at..start]).count()) + 1;
        self.at = end + 1;
        let text = without_return(&self.text[start..end]);
        (NumberedLine { number: self.passed, text }, start + text.len())
    }
}

impl<'t> Iterator for Matching<'_, 't> {
    type Item = NumberedLine<'t>;

    fn next(&mut self) -> Option<NumberedLine<'t>> {
        while self.at < self.text.len() {
            let Place { at, is_match } = self.matcher.next_place(self.text, self.at)?;
            let (line, end) = self.pass_line_at(at);
            if (is_match && at <= end) || self.matcher.is_match(line.text) {
                return Some(line);
            }
        }
        None
    }
}

/// All lines of a text.
fn all(text: &str) -> impl Iterator<Item = NumberedLine<'_>> {
    let lines = text.split_terminator('\n').map(without_return);
    (1..).zip(lines).map(|(number, text)| NumberedLine { number, text })
}

/// These lines of a text together with so many lines before and after each.
pub(super) fn with_surroundings<'t>(
    text: &'t str,
    matching: &[NumberedLine<'t>],
    before: u64,
    after: u64,
) -> Vec<NumberedLine<'t>> {
    let mut ahead = matching.iter().peekable();
    let near = |line: &NumberedLine<'t>| {
        while ahead.next_if(|one| one.number.saturating_add(after) < line.number).is_some() {}
        ahead.peek().is_some_and(|one| one.number.saturating_sub(before) <= line.number)
    };
    let Some(last) = matching.last() else { return Vec::new() };
    all(text).take_while(|line| line.number <= last.number.saturating_add(after)).filter(near).collect()
}

fn without_return(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Which text of a response a line is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What was asked.
    Request,
    /// What was answered.
    Response,
}

/// A line of a text that was found, or that stands near one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// Its number in the text, from 1.
    pub number: u64,
    /// The line, without its line break.
    pub text: String,
    /// Where the matches in it are, in bytes. A line that only stands near another has none; one that matches nothing but empty text
    /// has one empty range.
    pub ranges: Vec<Range<usize>>,
}

/// A line of a response's text that was found, or that stands near one. Where the matches in it are is for
/// [`Matcher::ranges`](super::Matcher::ranges) to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'t> {
    /// Which text it is in.
    pub part: Part,
    /// Its number there, from 1.
    pub number: u64,
    /// The line, without its line break.
    pub text: &'t str,
    /// Whether it matches, or only stands near one that does.
    pub is_match: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::pattern::{Case, Query};
    use super::*;

    fn matcher(pattern: &str) -> Matcher {
        Matcher::new(&Query { patterns: vec![pattern.to_owned()], ..Query::default() }).unwrap()
    }

    fn numbers(pattern: &str, text: &str) -> Vec<u64> {
        Matching::new(&matcher(pattern), text).map(|line| line.number).collect()
    }

    #[test]
    fn lines_are_those_of_grep() {
        assert_eq!(numbers("", "a\n\nb"), [1, 2, 3]);
        assert_eq!(numbers("", "a\n\n"), [1, 2]);
        assert_eq!(numbers("", ""), [0; 0]);
        assert_eq!(numbers("^$", "a\r\n\r\nb"), [2]);
        assert_eq!(numbers("a$", "a\r\nba\nab"), [1, 2]);
        assert_eq!(numbers("\\Aneedle\\z", "x\nneedle\nneedles\r\nneedle"), [2, 4]);
        assert_eq!(numbers("needle[^x]*needle", "needle\nneedle\nneedle needle"), [3]);
    }

    #[test]
    fn surroundings_are_not_repeated() {
        let text = "1\n2 x\n3\n4 x\n5\n6\n7\n8 x";
        let matching: Vec<_> = Matching::new(&matcher("x"), text).collect();
        let around = |before, after| {
            with_surroundings(text, &matching, before, after).iter().map(|line| line.number).collect::<Vec<_>>()
        };
        assert_eq!(around(0, 0), [2, 4, 8]);
        assert_eq!(around(1, 1), [1, 2, 3, 4, 5, 7, 8]);
        assert_eq!(around(0, 2), [2, 3, 4, 5, 6, 8]);
        assert_eq!(around(u64::MAX, 0), [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    proptest! {
        #[test]
        fn no_line_is_passed_over(
            text in "([abé ]{0,4}(\n|\r\n|\r)?){0,12}",
            pattern in prop::sample::select(vec![
                "a", "ab", "^a", "a$", "b.a", "a|b b", "^$", "", "a\\s*b", "[^a]b", "a\\b", "\\Ba", "a\\s", "\\s", "\\W+a", "b\r", "\r", "[^a]",
                "(?s)a.b", "(?s).", "(?m)a$", "(?m)^b", "(?mR)a$", "(?mR)^b", "\\r$", "a{2,}?", "a??", "(a|^)b", "(?:^|\\s)(a)+(?:$|\\s)",
                "(?i)A\\z", "\\b", "\\B", "\\b{start}a", "\\bé", "[[:^alpha:]]a", "\\s{2}", "a*?\\s", "[\\s&&[^ ]]", "[^\\S\\n]", "[\\s--[ \\r\t]]",
            ]),
            folds: bool,
        ) {
            let case = if folds { Case::Insensitive } else { Case::Sensitive };
            let query = Query { patterns: vec![pattern.to_owned()], case, ..Query::default() };
            let quick = Matcher::new(&query).unwrap();
            let obvious: Vec<_> = all(&text).filter(|line| quick.is_match(line.text)).collect();
            let found: Vec<_> = Matching::new(&quick, &text).collect();
            prop_assert_eq!(found, obvious);
        }
    }
}
