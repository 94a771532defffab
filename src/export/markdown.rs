//! Markdown: conversations to read.
//!
//! Texts stand in block quotes, since nothing in a quote, such as a heading or a code fence that never ends, reaches what comes behind
//! it. Raw HTML in them is escaped, and control characters are made visible.

use std::borrow::Cow;
use std::io::{self, Write};

use jiff::tz::TimeZone;
use pulldown_cmark::{Event, Options, Parser};

use super::{Response, Writer};
use crate::record::{JsonRef, Kind};
use crate::ui::sanitise::visible_text;
use crate::ui::separated::markdown_cell;
use crate::ui::units;

/// Writes a heading for each session, and below it one for each response.
pub struct Markdown<W> {
    out: W,
    zone: TimeZone,
    session: Option<String>,
}

impl<W: Write> Markdown<W> {
    /// A writer to `out`, with times in `zone`.
    pub fn new(out: W, zone: TimeZone) -> Self {
        Self { out, zone, session: None }
    }

    fn section(&mut self, heading: &str, value: JsonRef<'_>) -> io::Result<()> {
        writeln!(self.out, "**{heading}**\n")?;
        let text = value.reading_text();
        let shown = match value.kind() {
            Kind::Null => Cow::Borrowed("(none)"),
            Kind::String => without_html(&visible_text(&text)).into_owned().into(),
            _ => fenced(&visible_text(&text)).into(),
        };
        for line in shown.lines() {
            writeln!(self.out, "{}", format_args!("> {line}").to_string().trim_end())?;
        }
        writeln!(self.out)
    }
}

impl<W: Write> Writer for Markdown<W> {
    fn write(&mut self, response: &Response) -> io::Result<()> {
        if self.session.as_deref() != Some(response.session()) {
            writeln!(self.out, "# {}\n", markdown_cell(response.session()))?;
            self.session = Some(response.session().to_owned());
        }
        writeln!(self.out, "## {}\n", markdown_cell(response.agent()))?;
        writeln!(self.out, "{}\n", facts(response, &self.zone).join(" · "))?;
        self.section("Request", response.record.request.get())?;
        self.section("Response", response.record.response.get())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// When, by which model, and how it went.
fn facts(response: &Response, zone: &TimeZone) -> Vec<String> {
    let facts = &response.facts;
    let time =
        response.time().map(|time| time.instant().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string());
    let parts = [
        Some(time.unwrap_or_else(|| "at an unknown time".to_owned())),
        facts.model.as_deref().map(markdown_cell),
        facts.tokens.map(|tokens| format!("{} tokens", units::count(tokens))),
        facts.duration.map(units::duration),
        (!facts.tools.is_empty()).then(|| markdown_cell(&facts.tools.join(", "))),
        facts.error.as_deref().map(|error| format!("**error:** {}", markdown_cell(error))),
    ];
    parts.into_iter().flatten().collect()
}

/// The text as a block of code, which it can't end.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}json\n{text}\n{fence}")
}

/// The same Markdown with its raw HTML as text.
fn without_html(text: &str) -> Cow<'_, str> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let html = Parser::new_ext(text, options).into_offset_iter().filter_map(|(event, range)| match event {
        Event::Html(_) | Event::InlineHtml(_) => Some(range),
        _ => None,
    });
    let (mut shown, mut copied) = (String::new(), 0);
    for range in html {
        shown.push_str(&text[copied..range.start]);
        shown.push_str(&text[range.clone()].replace('<', "&lt;"));
        copied = range.end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[copied..]);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_text_and_code_stays() {
        assert_eq!(without_html("a <b>c</b> `<d>` <https://e.org>"), "a &lt;b>c&lt;/b> `<d>` <https://e.org>");
        assert_eq!(
            without_html("<script>\nx < y\n</script>\n\n```\n<f>\n```"),
            "&lt;script>\nx &lt; y\n&lt;/script>\n\n```\n<f>\n```"
        );
        assert!(matches!(without_html("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn a_fence_is_longer_than_any_in_it() {
        assert_eq!(fenced("a ```` b"), "`````json\na ```` b\n`````");
    }
}
