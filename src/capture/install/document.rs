//! What stands where in the text of a settings file.
//!
//! Settings may hold comments and trailing commas. They are masked by spaces of equal length, so that [`JsonRef`] stays the only
//! judge of what is JSON and every position it gives is one of the text itself.

use std::ops::Range;

use crate::record::{JsonError, JsonRef, Kind};

/// The white space of JSON.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// A settings text that is JSON, with comments or without.
#[derive(Debug)]
pub(super) struct Document<'a> {
    /// The text as it is.
    pub(super) text: &'a str,
    /// The text with comments and trailing commas blanked out.
    masked: String,
    /// Where each `//` comment ends.
    line_comment_ends: Vec<usize>,
    /// Where trailing commas were.
    trailing_commas: Vec<usize>,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
}

/// A member of an object: `span` begins at its key.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// The key, decoded.
    pub(super) key: String,
    /// From the key to the end of the value.
    pub(super) span: Range<usize>,
    /// The value.
    pub(super) value: Node,
}

/// An object or array by its brackets and what is between them.
#[derive(Debug, Clone)]
pub(super) struct Container {
    /// The position of the opening bracket.
    pub(super) open: usize,
    /// The position of the closing bracket.
    pub(super) close: usize,
    /// Where its members or elements stand.
    pub(super) items: Vec<Range<usize>>,
}

impl<'a> Document<'a> {
    /// Checks that the text is one JSON value.
    pub(super) fn parse(text: &'a str) -> Result<Self, JsonError> {
        let mut document =
            Self { text, masked: String::new(), line_comment_ends: Vec::new(), trailing_commas: Vec::new() };
        document.mask();
        JsonRef::parse(&document.masked)?;
        Ok(document)
    }

    /// The whole value.
    pub(super) fn root(&self) -> Node {
        let start = self.masked.len() - self.masked.trim_start_matches(SPACE).len();
        self.node(start..self.masked.trim_end_matches(SPACE).len())
    }

    fn node(&self, span: Range<usize>) -> Node {
        let kind = self.look(&span).map_or(Kind::Null, JsonRef::kind);
        Node { span, kind }
    }

    fn look(&self, span: &Range<usize>) -> Option<JsonRef<'_>> {
        // What was taken from a valid text is valid itself.
        JsonRef::parse(&self.masked[span.clone()]).ok()
    }

    fn place(&self, value: JsonRef<'_>) -> Range<usize> {
        let start = value.text().as_ptr().addr() - self.masked.as_ptr().addr();
        start..start + value.text().len()
    }

    /// The members of an object, in written order.
    pub(super) fn members(&self, object: &Node) -> Vec<Member> {
        let mut from = object.span.start;
        let mut members = Vec::new();
        for (key, value) in self.look(&object.span).map(JsonRef::members).unwrap_or_default() {
            let span = self.place(value);
            // Between two members there is nothing but space and a comma, so the next quote begins the key.
            let start = self.masked[from..].find('"').map_or(span.start, |offset| from + offset);
            from = span.end;
            members.push(Member { key: key.into_owned(), span: start..span.end, value: self.node(span) });
        }
        members
    }

    /// The member of that name. Of equal keys the last counts, as in every client.
    pub(super) fn member(&self, object: &Node, key: &str) -> Option<Node> {
        self.members(object).into_iter().rev().find(|member| member.key == key).map(|member| member.value)
    }

    /// The elements of an array.
    pub(super) fn elements(&self, array: &Node) -> Vec<Node> {
        let elements = self.look(&array.span).map(JsonRef::elements).unwrap_or_default();
        elements.into_iter().map(|element| self.node(self.place(element))).collect()
    }

    /// The text of a string.
    pub(super) fn string(&self, node: &Node) -> Option<String> {
        Some(self.look(&node.span)?.as_str()?.into_owned())
    }

    /// An object or array as a container; an empty one for anything else.
    pub(super) fn container(&self, node: &Node) -> Container {
        let items = match node.kind {
            Kind::Object => self.members(node).into_iter().map(|member| member.span).collect(),
            _ => self.elements(node).into_iter().map(|element| element.span).collect(),
        };
        Container { open: node.span.start, close: node.span.end.saturating_sub(1), items }
    }

    /// Where the last thing before `at` ends, be it a value, a bracket, a comma or a comment.
    pub(super) fn token_end(&self, at: usize) -> usize {
        self.text[..at].trim_end_matches(SPACE).len()
    }

    /// The comma behind an item, the trailing one too.
    pub(super) fn comma_after(&self, container: &Container, index: usize) -> Option<usize> {
        let end = container.items[index].end;
        match container.items.get(index + 1) {
            Some(next) => self.masked[end..next.start].find(',').map(|offset| end + offset),
            None => self.trailing_commas.iter().copied().find(|comma| (end..container.close).contains(comma)),
        }
    }

    /// True if a `//` comment is what ends at `at`, so that the line must end there.
    pub(super) fn is_line_comment_end(&self, at: usize) -> bool {
        self.line_comment_ends.iter().any(|end| self.token_end(*end) == at)
    }

    /// True if nothing but space and comments stands before `at` in its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        let line = self.line_start(at);
        line > 0 && self.masked[line..at].trim_matches(SPACE).is_empty()
    }

    /// The white space at the beginning of the line of `at`.
    pub(super) fn indent(&self, at: usize) -> &'a str {
        let line = &self.text[self.line_start(at)..at];
        &line[..line.len() - line.trim_start_matches(SPACE).len()]
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Blanks out comments, trailing commas and a byte order mark.
    fn mask(&mut self) {
        let bytes = self.text.as_bytes();
        let mut masked = bytes.to_vec();
        if self.text.starts_with('\u{feff}') {
            masked[..3].fill(b' ');
        }
        let (mut at, mut comma, mut last) = (0, None, "[");
        while at < bytes.len() {
            let end = token_at(self.text, at);
            match &self.text[at..end] {
                comment if comment.starts_with("//") => {
                    masked[at..end].fill(b' ');
                    self.line_comment_ends.push(end);
                }
                comment if comment.starts_with("/*") => blank(&mut masked[at..end]),
                space if space.trim_matches(SPACE).is_empty() => {}
                token => {
                    if let (Some(comma), "}" | "]") = (comma, token) {
                        masked[comma] = b' ';
                        self.trailing_commas.push(comma);
                    }
                    // A comma that no value comes before trails nothing.
                    comma = (token == "," && !["[", "{", ",", ":"].contains(&last)).then_some(at);
                    last = token;
                }
            }
            at = end;
        }
        // Whole characters were replaced by spaces, so this is what it was: UTF-8.
        self.masked = String::from_utf8(masked).unwrap_or_default();
    }
}

/// Spaces for everything but line ends, so that errors keep their lines.
fn blank(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
}

/// The end of what begins at `at`: a string, a comment, or one character. What never ends is one character, for the parser to refuse.
fn token_at(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let one = rest.chars().next().map_or(1, char::len_utf8);
    let length = if rest.starts_with("//") {
        Some(rest.find('\n').unwrap_or(rest.len()))
    } else if let Some(comment) = rest.strip_prefix("/*") {
        comment.find("*/").map(|inside| inside + 4)
    } else if rest.starts_with('"') {
        string_length(rest.as_bytes())
    } else {
        None
    };
    at + length.unwrap_or(one)
}

/// The length of the string literal at the beginning, if it ends.
fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_seen_through() {
        let text =
            "\u{feff}// ü\r\n{\"a\": [1, /* , ] */ 2, // x\n], \"b//\": \"/* \\\" */\", \"a\": {\"é\": null,},}\n";
        let document = Document::parse(text).unwrap();
        let members = document.members(&document.root());
        let seen: Vec<_> = members.iter().map(|m| (m.key.as_str(), &text[m.span.clone()])).collect();
        assert_eq!(seen[0], ("a", "\"a\": [1, /* , ] */ 2, // x\n]"));
        assert_eq!(seen[1], ("b//", "\"b//\": \"/* \\\" */\""));
        assert_eq!(seen[2].0, "a");
        let elements = document.elements(&members[0].value);
        assert_eq!(elements.iter().map(|e| &text[e.span.clone()]).collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(document.string(&members[1].value).as_deref(), Some("/* \" */"));
        assert_eq!(document.member(&document.root(), "a").map(|node| node.kind), Some(Kind::Object));
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_line() {
        for (text, line) in [
            ("", 1),
            ("{", 1),
            ("{\n/* x", 2),
            ("{\n\"a\": 1,,}", 2),
            ("{/*\n*/ x}", 2),
            ("[,]", 1),
            ("{,}", 1),
            ("[1,,]", 1),
            ("{} {}", 1),
        ] {
            assert_eq!(Document::parse(text).map(|_| ()).map_err(|error| error.line), Err(line), "{text:?}");
        }
    }
}
