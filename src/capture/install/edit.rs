//! Putting an item into a JSON text and taking one out again, with every other byte left where it is.

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::document::{Container, Document};

/// Appends an item, in the manner of its surroundings. Members of objects have a key.
pub(super) fn append(document: &Document<'_>, container: &Container, key: Option<&str>, value: &Value) -> String {
    let manner = Manner::of(document);
    let at = document.token_end(container.close);
    let layout = manner.layout(document, container, at);
    let text = document.text;
    let (before, trailing) = match container.items.last() {
        None => (text[..at].to_owned(), None),
        Some(last) => match document.comma_after(container, container.items.len() - 1) {
            trailing @ Some(_) => (text[..at].to_owned(), trailing),
            // The comma goes right behind the item, the new item behind what comments on the old one.
            None => (format!("{},{}", &text[..last.end], &text[last.end..at]), None),
        },
    };
    let separator = manner.separator(&layout, container);
    let item = manner.item(&layout, key, value);
    let comma = if trailing.is_some() { "," } else { "" };
    let space = &text[at..container.close];
    let end = match &layout {
        Layout::Block { .. } if container.items.is_empty() && !space.contains('\n') => {
            format!("{}{}", manner.newline, document.indent(container.open))
        }
        _ => space.to_owned(),
    };
    format!("{before}{separator}{item}{comma}{end}{}", &text[container.close..])
}

/// Takes an item out, and the comma and space that came with it.
pub(super) fn remove(document: &Document<'_>, container: &Container, index: usize) -> String {
    let item = &container.items[index];
    let comma = document.comma_after(container, index);
    // The last item has its comma before it, unless one trails.
    let before = index.checked_sub(1).filter(|_| comma.is_none());
    let before = before.and_then(|before| document.comma_after(container, before));
    let mut start = document.token_end(item.start);
    let mut end = comma.map_or(item.end, |comma| comma + 1);
    if start == container.open + 1 && document.token_end(container.close) == end {
        end = container.close;
    }
    let rest = document.text[end..].trim_start_matches([' ', '\t', '\r']);
    if document.is_line_comment_end(start) && !rest.starts_with('\n') {
        // What follows must not become part of the comment before.
        start += document.text[start..].find('\n').map_or(0, |newline| newline + 1);
    }
    without(document.text, before.map(|comma| comma..comma + 1), start..end)
}

/// The text without a part of it, and another one before that.
fn without(text: &str, before: Option<Range<usize>>, cut: Range<usize>) -> String {
    let before = before.unwrap_or(0..0);
    [&text[..before.start], &text[before.end..cut.start], &text[cut.end..]].concat()
}

/// Where a new item goes.
enum Layout {
    /// On lines of its own.
    Block { indent: String },
    /// Behind the others.
    Inline,
}

/// How a text is written.
struct Manner {
    newline: &'static str,
    /// What each level is indented by.
    unit: String,
    /// What stands behind a colon and a comma within a line.
    gap: &'static str,
    lines: Lines,
}

/// Whether a text has lines at all.
#[derive(PartialEq, Eq)]
enum Lines {
    One,
    Many,
}

impl Manner {
    fn of(document: &Document<'_>) -> Self {
        let text = document.text;
        let root = document.root();
        let first = document.container(&root).items.first().cloned();
        let newline = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let unit = first.as_ref().filter(|first| document.begins_line(first.start)).map(|first| {
            let outer = document.indent(root.span.start);
            document.indent(first.start).strip_prefix(outer).unwrap_or("  ").to_owned()
        });
        let one_line = first.is_some() && !text[root.span.clone()].contains('\n');
        let spaced =
            document.members(&root).first().is_none_or(|member| text[..member.value.span.start].ends_with([' ', '\t']));
        Self {
            newline,
            unit: unit.unwrap_or_else(|| "  ".to_owned()),
            gap: if spaced { " " } else { "" },
            lines: if one_line { Lines::One } else { Lines::Many },
        }
    }

    fn layout(&self, document: &Document<'_>, container: &Container, at: usize) -> Layout {
        let deeper = || format!("{}{}", document.indent(container.open), self.unit);
        match container.items.last() {
            Some(last) if document.begins_line(last.start) => {
                Layout::Block { indent: document.indent(last.start).to_owned() }
            }
            // Behind a comment to the end of the line there is no room in that line.
            _ if document.is_line_comment_end(at) => Layout::Block { indent: deeper() },
            Some(_) => Layout::Inline,
            None if self.lines == Lines::One => Layout::Inline,
            None => Layout::Block { indent: deeper() },
        }
    }

    fn separator(&self, layout: &Layout, container: &Container) -> String {
        match layout {
            Layout::Block { indent } => format!("{}{indent}", self.newline),
            Layout::Inline if container.items.is_empty() => String::new(),
            Layout::Inline => self.gap.to_owned(),
        }
    }

    fn item(&self, layout: &Layout, key: Option<&str>, value: &Value) -> String {
        let (gap, value) = match layout {
            Layout::Block { indent } => {
                let written = written(value, PrettyFormatter::with_indent(self.unit.as_bytes()));
                // A string holds no line end that is not escaped, so each one is the layout's.
                (" ", written.replace('\n', &format!("{}{indent}", self.newline)))
            }
            Layout::Inline if self.gap.is_empty() => (self.gap, written(value, CompactFormatter)),
            Layout::Inline => (self.gap, written(value, Spaced)),
        };
        match key {
            Some(key) => format!("{}:{gap}{value}", Value::from(key)),
            None => value,
        }
    }
}

fn written(value: &Value, formatter: impl Formatter) -> String {
    let mut bytes = Vec::new();
    // Writing a value into memory does not fail, and what is written is UTF-8.
    _ = value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter));
    String::from_utf8(bytes).unwrap_or_default()
}

/// On one line, with a space behind each colon and comma.
struct Spaced;

impl Spaced {
    fn between<W: ?Sized + std::io::Write>(writer: &mut W, first: bool) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }
}

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, first: bool) -> std::io::Result<()> {
        Self::between(writer, first)
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, first: bool) -> std::io::Result<()> {
        Self::between(writer, first)
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}
