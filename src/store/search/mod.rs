//! Searching the texts of responses.
//!
//! What is searched is what was asked and answered, decoded: a line break in a text is a line break however the file spells it.
//! Each line is searched by itself. A value that is no string is searched as it is laid out for reading.
//!
//! [`search`] shows the hits as they are found, [`Newest`] brings them into order.

mod lines;
mod needles;
mod newest;
mod pattern;
mod places;
mod written;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::memmem;

pub use self::lines::{Line, Part, TextLine};
pub use self::newest::Newest;
pub use self::pattern::{Boundaries, Case, InvalidPattern, Matcher, Query, Syntax};

use self::lines::{Matching, NumberedLine, with_surroundings};
use super::entry::Entry;
use super::error::Error;
use super::scan::{Scan, Scanned};
use super::select::Selection;
use super::tracker::ResponseTracker;
use crate::record::{JsonRef, Kind, Parts, Problem, Reader, Summary};

/// What is looked for, where, and what of it is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What is looked for.
    pub matcher: &'a Matcher,
    /// In which responses.
    pub selection: &'a Selection,
    /// In which of their texts, in this order.
    pub parts: &'a [Part],
    /// Of one response, only so many of the first lines that match.
    pub most_lines: Option<u64>,
    /// What is told of a hit.
    pub detail: Detail,
    /// Which files are judged.
    pub judged: Judged,
}

/// What is told of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// How many lines match.
    Count,
    /// The lines that match, with so many lines before and after each.
    Lines {
        /// Lines before one that matches.
        before: u64,
        /// Lines after one that matches.
        after: u64,
    },
}

/// Which files are judged, and reported if they are no records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Judged {
    /// All but those in which nothing can be found, that look whole, and that look like records. They are not even parsed.
    #[default]
    Doubtful,
    /// Every one.
    All,
}

/// A response in which something was found, as long as its file is at hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'t> {
    /// The response.
    pub entry: Entry,
    /// What was asked.
    pub request: JsonRef<'t>,
    /// How many lines match.
    pub count: u64,
    /// The lines, in the order of the question's parts. Empty where only their number was asked for.
    pub lines: Vec<Line<'t>>,
}

/// Shows every hit to `each` as soon as it is found, in no particular order and on several threads, each of which has a gatherer that
/// `new` makes. The search ends early when `each` breaks.
///
/// # Errors
/// If the store exists and can't be listed.
pub fn search<G: Send>(
    tracker: &ResponseTracker,
    question: Question<'_>,
    new: impl Fn() -> G + Sync,
    each: impl Fn(&mut G, Hit<'_>) -> ControlFlow<()> + Sync,
) -> Result<Scanned<Vec<G>>, Error> {
    let stop = AtomicBool::new(false);
    let progress = tracker.options().progress.as_deref();
    let scan = Scan::new(tracker.layout(), tracker.reader(), progress).reaching(tracker.options().reach).until(&stop);
    // Each thread has a matcher of its own, since they would wait for each other with one.
    let new = || (new(), question.matcher.clone(), Rooms::default());
    let scanned = scan.visit(new, |(gatherer, matcher, rooms), file| {
        let own = Question { matcher, ..question };
        let entry = |summary| file.entry(summary);
        let shown = own.look_in(tracker.reader(), file.bytes, rooms, entry, |hit| each(gatherer, hit))?;
        if shown.is_some_and(|flow| flow.is_break()) {
            stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    })?;
    let found = scanned.found.into_iter().map(|(gatherer, ..)| gatherer).collect();
    Ok(Scanned { found, skipped: scanned.skipped })
}

/// Room for the texts of one response, to be used again for those of the next.
#[derive(Debug, Default)]
struct Rooms([String; 2]);

impl Rooms {
    /// Longer texts do not keep their room.
    const MOST: usize = 1 << 18;

    fn tidy(&mut self) {
        self.0.iter_mut().filter(|room| room.capacity() > Self::MOST).for_each(|room| *room = String::new());
    }
}

impl Question<'_> {
    /// What `each` makes of what is found in the bytes of one file. `entry` adds to a summary what is known of the file itself.
    fn look_in<T>(
        &self,
        reader: &Reader,
        bytes: &[u8],
        rooms: &mut Rooms,
        entry: impl FnOnce(Summary) -> Entry,
        each: impl FnOnce(Hit<'_>) -> T,
    ) -> Result<Option<T>, Problem> {
        let plain = reader.open(bytes)?;
        if self.judged == Judged::Doubtful && !self.may_be_in(plain.bytes()) && looks_whole(plain.bytes()) {
            return Ok(None);
        }
        let parts = reader.parts(&plain)?;
        let texts = self.texts_of(&parts, rooms);
        let (count, lines) = self.lines_of(&texts);
        let shown = (count > 0).then(|| {
            let entry = entry(parts.summary());
            let request = parts.request().unwrap_or(JsonRef::NULL);
            self.selection.matches(&entry).then(|| each(Hit { entry, request, count, lines }))
        });
        rooms.tidy();
        Ok(shown.flatten())
    }

    /// False if nothing can be found in the file with these bytes.
    fn may_be_in(&self, plain: &[u8]) -> bool {
        self.matcher.may_be_in(plain) && (self.matcher.may_be_written_in(plain) || !has_only_strings(plain))
    }

    /// The texts in which something may be found. Others are not even decoded.
    fn texts_of<'t>(&self, parts: &Parts<'t>, rooms: &'t mut Rooms) -> Vec<(Part, &'t str)> {
        let value = |part: &Part| match part {
            Part::Request => parts.request(),
            Part::Response => parts.response(),
        };
        let may_match = |value: &JsonRef<'_>| match value.kind() {
            Kind::String => self.matcher.may_be_in_strings(value.text().as_bytes()),
            _ => self.matcher.may_be_in(value.text().as_bytes()),
        };
        let texts = self.parts.iter().zip(&mut rooms.0);
        let texts =
            texts.filter_map(|(part, room)| Some((*part, value(part).filter(may_match)?.reading_text_in(room))));
        texts.collect()
    }

    /// How many lines match, and those that are wanted.
    fn lines_of<'t>(&self, texts: &[(Part, &'t str)]) -> (u64, Vec<Line<'t>>) {
        let mut left = self.most_lines.unwrap_or(u64::MAX);
        let most = left;
        let mut lines = Vec::new();
        for (part, text) in texts {
            let matching = Matching::new(self.matcher, text).take(usize::try_from(left).unwrap_or(usize::MAX));
            left -= match self.detail {
                Detail::Count => matching.fold(0, |count, _| count + 1),
                Detail::Lines { before, after } => {
                    let matching: Vec<_> = matching.collect();
                    lines.extend(near(text, &matching, before, after).map(|(line, is_match)| Line {
                        part: *part,
                        number: line.number,
                        text: line.text,
                        is_match,
                    }));
                    matching.iter().fold(0, |count, _| count + 1)
                }
            };
        }
        (most - left, lines)
    }
}

/// How many lines of a text match, and those that are wanted.
#[must_use]
pub fn lines_in(matcher: &Matcher, text: &str, detail: Detail) -> (u64, Vec<TextLine>) {
    let matching = Matching::new(matcher, text);
    match detail {
        Detail::Count => (matching.fold(0, |count, _| count + 1), Vec::new()),
        Detail::Lines { before, after } => {
            let matching: Vec<_> = matching.collect();
            let line = |(line, is_match): (NumberedLine<'_>, bool)| {
                let ranges = if is_match { matcher.ranges(line.text) } else { Vec::new() };
                TextLine { number: line.number, text: line.text.to_owned(), ranges }
            };
            let lines = near(text, &matching, before, after).map(line).collect();
            (matching.iter().fold(0, |count, _| count + 1), lines)
        }
    }
}

/// The matching lines of a text with so many lines before and after each, and which of them match.
fn near<'t>(
    text: &'t str,
    matching: &[NumberedLine<'t>],
    before: u64,
    after: u64,
) -> impl Iterator<Item = (NumberedLine<'t>, bool)> {
    let near =
        if (before, after) == (0, 0) { matching.to_vec() } else { with_surroundings(text, matching, before, after) };
    let mut ahead = matching.iter().peekable();
    near.into_iter().map(move |line| (line, ahead.next_if(|one| one.number == line.number).is_some()))
}

/// True if in the record that these bytes are whatever is asked and answered is a string or nothing, provided that there is no `\u` escape in it.
fn has_only_strings(plain: &[u8]) -> bool {
    ["\"request", "\"response"].iter().all(|key| {
        // Behind a backslash no key begins.
        let mut places = memmem::find_iter(plain, key).filter(|at| !plain[..*at].ends_with(b"\\"));
        places.all(|at| {
            let behind = &plain[at + key.len()..];
            let colon = memchr::memchr(b'"', behind).map(|end| behind[end + 1..].trim_ascii_start());
            let value = colon.and_then(|colon| colon.strip_prefix(b":")).map(<[u8]>::trim_ascii_start);
            matches!(value, Some([b'"' | b'n', ..]))
        })
    })
}

/// True if the bytes look like a whole record: an object from its beginning to its end that has one of the keys that make it one. What
/// was cut short, emptied or overwritten with zeros does not; what is wrong in the middle is only seen by parsing.
fn looks_whole(plain: &[u8]) -> bool {
    let bytes = plain.strip_prefix("\u{feff}".as_bytes()).unwrap_or(plain).trim_ascii();
    let has = |key: &[u8]| memmem::find(bytes, key).is_some();
    bytes.starts_with(b"{") && bytes.ends_with(b"}") && (has(b"\"request") || has(b"\"response"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_string_is_seen() {
        let strings = |json: &str| has_only_strings(json.as_bytes());
        assert!(
            strings(r#"{"request": "say \"request\": 1", "response" :null}"#) && strings(r#"{"request_summary":"x"}"#)
        );
        assert!(!strings(r#"{"request": {"task": 1}}"#) && !strings(r#"{"request": "x", "response_content" : [1]}"#));
        assert!(!strings(r#"{"request": "x", "request": 1}"#) && !strings(r#"{"request": "x", "response": NaN}"#));
        assert!(!strings(r#"{"task": "x", "to": ["request"]}"#) && !strings("{\"request"));
    }
}
