//! What is whole in a record whose end is missing, as after a crash of a writer that did not write whole files or not at all.

use super::compress::{decompress_prefix, is_gzip};
use super::json::{JsonRef, Kind};
use super::model::Record;
use super::problem::Problem;
use super::reader::Reader;

/// The keys whose value is worth keeping even if its own end is missing.
const ANSWERS: [&str; 2] = ["\"response\"", "\"response_content\""];

/// What could be saved of a record that ends too early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescued {
    /// Every value that was there whole, and the beginning of the response if that is where the text ends.
    pub record: Record,
    /// How much of the response there is.
    pub response: Saved,
}

/// How much of a response could be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// All of it.
    Whole,
    /// Its beginning.
    Beginning,
    /// Nothing.
    Nothing,
}

impl Saved {
    /// It in a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Beginning => "beginning",
            Self::Nothing => "nothing",
        }
    }
}

impl Reader {
    /// What is whole in bytes that [`Self::read`] refuses because they end too early; `None` if they are refused for another reason,
    /// or if too little is whole to be of use: a request or a response must be, and the time.
    ///
    /// Numbers and words at the very end are left out, since more of them may be missing. So is every text that was cut, but for the
    /// response.
    #[must_use]
    pub fn rescue(&self, bytes: &[u8]) -> Option<Rescued> {
        let plain = if is_gzip(bytes) { decompress_prefix(bytes, self.max_bytes)? } else { bytes.to_vec() };
        let text = whole_characters(&plain)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let closed = match self.read(text.as_bytes()) {
            // Of a torn gzip stream all may be there but its checksum.
            Ok(_) if is_gzip(bytes) => Closed { text: text.to_owned(), cut: false },
            Err(Problem::Truncated(_)) => close(text)?,
            _ => return None,
        };
        let record = self.read(closed.text.as_bytes()).ok()?;
        record.timestamp.time()?;
        let says_something = |value: JsonRef<'_>| match value.kind() {
            Kind::Null => false,
            Kind::String => value.as_str().is_some_and(|text| !text.trim().is_empty()),
            _ => true,
        };
        let response = match (says_something(record.response.get()), closed.cut) {
            (false, _) => Saved::Nothing,
            (true, true) => Saved::Beginning,
            (true, false) => Saved::Whole,
        };
        let useful = response == Saved::Whole || says_something(record.request.get());
        useful.then_some(Rescued { record, response })
    }
}

/// The text up to a character that was cut; `None` if anything else is not UTF-8.
fn whole_characters(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok(),
        Err(_) => None,
    }
}

/// An object whose end was missing, brought to an end.
struct Closed {
    text: String,
    /// The last value in it is a response that was cut.
    cut: bool,
}

/// Ends an object after the last value in it that is whole, or within the response if that is where the text ends. What is no JSON
/// otherwise stays none.
fn close(text: &str) -> Option<Closed> {
    let mut scan = Outline::new(text);
    let end = scan.run();
    let (kept, cut) = match end {
        End::InResponse { up_to } => (format!("{}\"", &text[..up_to]), true),
        End::Elsewhere => (text[..scan.safe.at].to_owned(), false),
    };
    let open = if cut { &scan.open[..] } else { scan.open.get(..scan.safe.depth)? };
    let closers = open.iter().rev().map(|bracket| if *bracket == b'{' { '}' } else { ']' });
    Some(Closed { text: kept.chars().chain(closers).collect(), cut })
}

/// Where the text ended.
enum End {
    /// In the text of the response, which is whole up to there.
    InResponse { up_to: usize },
    /// Anywhere else.
    Elsewhere,
}

/// A place behind a whole value, and how many brackets are open there.
#[derive(Clone, Copy, Default)]
struct Safe {
    at: usize,
    depth: usize,
}

/// One pass over the text that knows brackets and strings, and judges nothing.
struct Outline<'a> {
    text: &'a str,
    at: usize,
    open: Vec<u8>,
    safe: Safe,
    /// The key of the outermost object that was seen last, as it was written.
    key: &'a str,
    /// The next string is a key.
    key_next: bool,
}

impl<'a> Outline<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::new(), safe: Safe::default(), key: "", key_next: false }
    }

    fn run(&mut self) -> End {
        while let Some(byte) = self.text.as_bytes().get(self.at).copied() {
            match byte {
                b'{' | b'[' => {
                    self.open.push(byte);
                    self.key_next = byte == b'{';
                    self.step();
                    self.is_safe();
                }
                b'}' | b']' => {
                    self.open.pop();
                    // What was safe inside is within this value now.
                    self.key_next = false;
                    self.step();
                    self.is_safe();
                }
                b',' => {
                    self.key_next = self.open.last() == Some(&b'{');
                    self.step();
                }
                b':' => {
                    self.key_next = false;
                    self.step();
                }
                b'"' => match self.string() {
                    None => {}
                    Some(end) => return end,
                },
                byte if byte.is_ascii_whitespace() => self.step(),
                _ => self.word(),
            }
        }
        End::Elsewhere
    }

    fn step(&mut self) {
        self.at += 1;
    }

    fn is_safe(&mut self) {
        self.safe = Safe { at: self.at, depth: self.open.len() };
    }

    /// Steps over a string; says how the text ended if it ends in it.
    fn string(&mut self) -> Option<End> {
        let start = self.at;
        self.step();
        let mut whole = self.at;
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.at += self.escape_length(),
                Some(_) => self.step(),
                None => return Some(self.cut_at(whole)),
            }
            if self.at > self.text.len() {
                return Some(self.cut_at(whole));
            }
            whole = self.at;
        }
        self.step();
        match (self.key_next, self.open.len()) {
            (true, 1) => self.key = &self.text[start..self.at],
            (true, _) => {}
            (false, _) => self.is_safe(),
        }
        None
    }

    /// The length of the escape that begins here, whether all of it is there or not.
    fn escape_length(&self) -> usize {
        if self.text.as_bytes().get(self.at + 1) == Some(&b'u') { 6 } else { 2 }
    }

    fn cut_at(&self, whole: usize) -> End {
        let response = self.open.len() == 1 && !self.key_next && ANSWERS.contains(&self.key);
        if response { End::InResponse { up_to: self.text.floor_char_boundary(whole) } } else { End::Elsewhere }
    }

    /// Steps over a number or a word such as `true`. It is whole only if something follows.
    fn word(&mut self) {
        let rest = &self.text[self.at..];
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | ':' | '"' | '{' | '}' | '[' | ']');
        match rest.find(ends) {
            Some(length) => {
                self.at += length;
                self.is_safe();
            }
            None => self.at = self.text.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"{
  "timestamp": "2026-11-21T09:30:12.417052+00:00",
  "session_id": "s",
  "agent": "engineer",
  "request": "ask \"it\"",
  "response": "an answer \u00e9\ud83d\ude00 ü\nwith lines",
  "metadata": {"model": "m", "tokens": 1250, "usage": {"a": 1, "b": [1, 2]}, "ok": true}
}"#;

    fn rescue(text: &[u8]) -> Option<Rescued> {
        Reader::default().rescue(text)
    }

    fn cut_before(text: &str) -> Option<Rescued> {
        rescue(&WHOLE.as_bytes()[..WHOLE.find(text).unwrap()])
    }

    #[test]
    fn a_cut_response_is_kept_up_to_its_last_whole_character() {
        let rescued = cut_before("swer").unwrap();
        assert_eq!(rescued.response, Saved::Beginning);
        assert_eq!(rescued.record.response.get().as_str().unwrap(), "an an");
        assert_eq!(rescued.record.request.get().as_str().unwrap(), "ask \"it\"");
        assert_eq!(rescued.record.agent.as_deref(), Some("engineer"));
        // In the middle of an escape, and of a character.
        assert_eq!(cut_before("0e9").unwrap().record.response.get().as_str().unwrap(), "an answer ");
        let umlaut = WHOLE.find('ü').unwrap();
        let rescued = rescue(&WHOLE.as_bytes()[..=umlaut]).unwrap();
        assert_eq!(rescued.record.response.get().as_str().unwrap(), "an answer é\u{1f600} ");
    }

    #[test]
    fn what_may_be_half_is_left_out() {
        let metadata = |text: &str| cut_before(text).unwrap().record.metadata.get().to_strict();
        assert_eq!(metadata("50, \"usage"), r#"{"model":"m"}"#);
        assert_eq!(metadata(", \"usage"), r#"{"model":"m"}"#);
        assert_eq!(metadata("\"b\""), r#"{"model":"m","tokens":1250,"usage":{"a":1}}"#);
        assert_eq!(metadata(", 2]"), r#"{"model":"m","tokens":1250,"usage":{"a":1,"b":[]}}"#);
        assert_eq!(metadata("odel"), "{}");
        assert_eq!(cut_before("\"metadata").unwrap().response, Saved::Whole);
        assert_eq!(cut_before("\"response").unwrap().response, Saved::Nothing);
    }

    #[test]
    fn too_little_is_nothing() {
        for text in ["it\\\"", "\"request", "engineer", "09:30", "\"timestamp"] {
            assert_eq!(cut_before(text), None, "{text}");
        }
        assert_eq!(rescue(WHOLE.as_bytes()), None, "nothing is missing");
        assert_eq!(rescue(b"{\"request\": \"a\", oh"), None, "not JSON");
        assert_eq!(rescue(b"{\"timestamp\": \"yesterday\", \"request\": \"a\", "), None, "no time");
    }

    #[test]
    fn every_beginning_gives_whole_values_or_nothing() {
        let whole = Reader::default().read(WHOLE.as_bytes()).unwrap();
        for end in 0..WHOLE.len() {
            let Some(Rescued { record, response }) = rescue(&WHOLE.as_bytes()[..end]) else { continue };
            assert_eq!((&record.timestamp, &record.request), (&whole.timestamp, &whole.request));
            let (kept, all) = (record.response.get().as_str(), whole.response.get().as_str().unwrap());
            match response {
                Saved::Whole => assert_eq!(kept.as_deref(), Some(all.as_ref())),
                Saved::Beginning => assert!(all.starts_with(kept.unwrap().trim_end_matches('\u{fffd}'))),
                Saved::Nothing => assert!(kept.is_none_or(|kept| kept.is_empty())),
            }
        }
    }

    #[test]
    fn a_torn_gzip_stream_is_read_as_far_as_it_goes() {
        let long = WHOLE.replace("an answer", &"an answer of many words, ".repeat(4000));
        let bytes = crate::record::compress(long.as_bytes()).unwrap();
        let torn = rescue(&bytes[..bytes.len() - 4]).unwrap();
        assert_eq!(torn.record, Reader::default().read(long.as_bytes()).unwrap());
        let mut flipped = bytes.clone();
        let last = flipped.len() - 6;
        flipped[last] ^= 1;
        assert_eq!(rescue(&flipped), None, "damage is not an early end");
    }
}
