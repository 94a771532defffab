//! The summaries of many records, most of which are written alike.

use super::facts::{KEYS, Said, set_text};
use super::model::Summary;
use super::outline::{self, Wanted};
use super::picker::{Picked, Picker};
use super::problem::Problem;
use super::reader::{Reader, unmarked};
use super::shape::{METADATA, Shape, name_of};
use super::time::WrittenTime;

/// What the summary of a usual record is made of.
static WANTED: Wanted = Wanted::new(&["timestamp", "session_id", "agent"], METADATA, &KEYS);

/// The numbers of the record's own members among these.
const TIMESTAMP: usize = 0;
const SESSION: usize = 1;
const AGENT: usize = 2;

/// Makes summaries of records as [`Reader::summarise`] does. What the records look like is remembered, so that most of them are compared with
/// others before them rather than taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Summariser {
    picker: Picker,
}

impl Default for Summariser {
    fn default() -> Self {
        Self { picker: Picker::new(&WANTED) }
    }
}

impl Summariser {
    /// The summary of one record, in the memory of one that nobody needs any more. After an error it says nothing.
    ///
    /// # Errors
    /// Exactly why these bytes are not a record.
    pub(crate) fn read(&mut self, reader: &Reader, bytes: &[u8], summary: &mut Summary) -> Result<(), Problem> {
        let plain = reader.plain(bytes)?;
        let Ok(text) = simdutf8::basic::from_utf8(&plain) else { return reader.summarise_plain(&plain, summary) };
        let text = unmarked(text);
        // What looks like another is not measured again, but never nested deeper than this.
        let may_be_known = reader.max_depth > 2 * u64::from(outline::DEEPEST);
        if may_be_known && let Some(members) = self.picker.known(text) {
            fill(summary, members, reader);
            return Ok(());
        }
        let mut shape = Shape::default();
        shape.fill(text, reader.max_depth)?;
        reader.summarise_shape(&shape, summary);
        // What looks like a usual record has the same keys, and so it is one.
        if may_be_known && shape.is_usual() {
            self.picker.learn(text);
        }
        Ok(())
    }
}

fn fill(summary: &mut Summary, members: Picked<'_, '_>, reader: &Reader) {
    let written = members.text(TIMESTAMP).and_then(|text| WrittenTime::parse(&text));
    let name = |member| members.get(member).and_then(name_of);
    summary.written = written;
    summary.timestamp = written.and_then(|time| time.in_zone(&reader.naive_zone));
    set_text(&mut summary.session_id, name(SESSION).as_deref());
    set_text(&mut summary.agent, name(AGENT).as_deref());
    summary.facts.read(&Said::by(|key| members.get(WANTED.own.len() + key)));
}

/// Summarises files one after the other, with and without what those before looked like, for the fuzzer: true if both give the same, and each
/// file that is read twice in a row as well.
#[doc(hidden)]
#[must_use]
pub fn summarises_alike<'a>(reader: &Reader, files: impl IntoIterator<Item = &'a [u8]>) -> bool {
    let mut summariser = Summariser::default();
    let mut summary = Summary::default();
    let mut is_alike = |file: &[u8]| {
        let read = summariser.read(reader, file, &mut summary).map(|()| summary.clone());
        read == reader.summarise(file)
    };
    files.into_iter().all(|file| is_alike(file) && is_alike(file))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    const USUAL: &str = r#"{"timestamp": "2026-01-01T00:00:59Z", "session_id": "s", "agent": "ops", "request": "q",
        "response": "r", "metadata": {"model": "m", "tokens": 5, "tools_used": ["a", "b"], "error": null}}"#;

    #[test]
    fn a_record_that_looks_like_one_before_it_is_not_taken_apart() {
        let mut summariser = Summariser::default();
        summariser.read(&Reader::default(), USUAL.as_bytes(), &mut Summary::default()).unwrap();
        let like_it =
            USUAL.replace("\"q\"", r#""a\n \"longer\" one, naïve""#).replace("\"m\"", "\"\"").replace('5', "70");
        assert!(summariser.picker.known(&like_it).is_some());
        for other in [r#""q": 1, "request""#, r#""agent_name": "other", "agent""#] {
            assert!(summariser.picker.known(&USUAL.replacen(r#""agent""#, other, 1)).is_none(), "{other}");
        }
    }

    #[test]
    fn only_usual_records_are_remembered() {
        let mut summariser = Summariser::default();
        for unusual in [("\"agent\"", "\"agent_name\""), ("\"request\"", "\"request_summary\""), ("\"ops\"", "null")] {
            let file = USUAL.replacen(unusual.0, unusual.1, 1);
            summariser.read(&Reader::default(), file.as_bytes(), &mut Summary::default()).unwrap();
            assert!(summariser.picker.known(&file).is_none(), "{file}");
        }
    }

    #[test]
    fn limits_hold_for_records_that_look_alike() {
        let nested = USUAL.replace("null", r#"{"a": [[[[[["x"]]]]]]}"#);
        let shallow = Reader { max_depth: 5, ..Reader::default() };
        let small = Reader { max_bytes: 20, ..Reader::default() };
        let mut summariser = Summariser::default();
        for reader in [Reader::default(), shallow, small] {
            for file in [USUAL, &nested] {
                let read = summariser.read(&reader, file.as_bytes(), &mut Summary::default());
                assert_eq!(read.err(), reader.summarise(file.as_bytes()).err());
            }
        }
    }

    /// Records of few forms, as stores have them, with what is special about names and metadata.
    fn file() -> impl Strategy<Value = Vec<u8>> {
        let name = || select(vec!["\"ops\"", "\"\"", "null", "7", "true", r#""\u0061\ud800""#, "[1]", "{}"]);
        let metadata = select(vec![
            "{}",
            "null",
            "\"none\"",
            r#"{"tokens": 12, "agent": "qa"}"#,
            r#"{"tokens": 1.5e3, "duration": 0.25, "error": "no", "success": false}"#,
            r#"{"tokens": 1, "tokens": 2}"#,
            r#"{"usage": {"input_tokens": 1, "output_tokens": 2}, "tools_used": ["a", 1, "b"], "cwd": "/x"}"#,
            r#"{"tools_used": [1, 2, 3, 4, 5, 6], "exit_code": -1, "duration_ms": NaN}"#,
        ]);
        let agent = select(vec!["agent", "agent_name", "\\u0061gent", "unknown"]);
        let response = select(vec!["response", "response_content", "unknown", "metadata"]);
        let texts = select(vec!["\"\"", "\"a \\\"b\\\" \\n naïve\"", "null", "{\"a\": [1]}"]);
        let edge = || select(vec!["", "", "", "\u{feff}", " ", "}", "\u{7f}"]);
        (name(), name(), metadata, (agent, response), texts, (edge(), edge())).prop_map(
            |(session, name, metadata, (agent, response), text, (before, after))| {
                format!(
                    "{before}{{\"timestamp\": \"2026-01-01T00:00:00\", \"session_id\": {session}, \"{agent}\": {name}, \
                     \"request\": {text}, \"{response}\": {text}, \"metadata\": {metadata}}}{after}"
                )
                .into_bytes()
            },
        )
    }

    proptest! {
        #[test]
        fn what_records_look_like_changes_no_summary(files in vec(file(), 1..30)) {
            prop_assert!(summarises_alike(&Reader::default(), files.iter().map(Vec::as_slice)));
        }
    }
}
