//! HTML: conversations to read, in one file that needs nothing else and reaches for nothing.
//!
//! Stored text is hostile. It reaches the page through `escape` alone; the only tags and attributes there are, are those written
//! here and in `text`. Behind that stands a content security policy that allows our own style and script by their hashes and nothing else:
//! no other script, no image, no font, no connection, no form, no frame. A test holds the page to all of this.

mod escape;
mod head;
mod text;

use std::io::{self, Write};

use jiff::tz::TimeZone;

use self::escape::escape;
use super::{Contents, Response, Writer};
use crate::record::{JsonRef, Kind, Status};
use crate::ui::sanitise::{visible_line, visible_text};
use crate::ui::units;
use crate::ui::width::cut_end;

/// Exports of more responses begin with all of them closed, so that a browser lays out only what is opened.
const MOST_OPEN: u64 = 100;
/// So many columns of a request are shown of a closed response.
const PREVIEW: usize = 120;

/// Writes a section for each session, and in it an article for each response.
pub struct Html<W> {
    out: W,
    zone: TimeZone,
    session: Option<String>,
    sessions: u64,
    /// The attribute of responses that are open at first.
    open: &'static str,
}

impl<W: Write> Html<W> {
    /// A writer to `out`, which gets the head of the page.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(mut out: W, contents: &Contents, zone: TimeZone) -> io::Result<Self> {
        head::write(&mut out, contents, &zone)?;
        let open = if contents.responses > MOST_OPEN { "" } else { " open" };
        Ok(Self { out, zone, session: None, sessions: 0, open })
    }

    fn begin_session(&mut self, name: &str) -> io::Result<()> {
        self.end_session()?;
        self.sessions += 1;
        self.session = Some(name.to_owned());
        let (number, name) = (self.sessions, escape(&visible_line(name)).into_owned());
        writeln!(self.out, "<section id=\"s{number}\" aria-labelledby=\"h{number}\">\n<h2 id=\"h{number}\">{name}</h2>")
    }

    fn end_session(&mut self) -> io::Result<()> {
        if self.session.is_some() { writeln!(self.out, "</section>") } else { Ok(()) }
    }

    fn summary(&mut self, response: &Response) -> io::Result<()> {
        let agent = escape(&visible_line(response.agent())).into_owned();
        let failed = if response.facts.status == Status::Error { " <span class=\"failed\">failed</span>" } else { "" };
        let request = response.record.request.get().reading_text();
        // Enough of a long text to fill a line, so that not all of it is looked at twice.
        let begin: String = request.chars().take(4 * PREVIEW).collect();
        let preview = escape(&cut_end(&visible_line(&begin), PREVIEW)).into_owned();
        write!(self.out, "<summary><h3>{agent}</h3>{failed}")?;
        if let Some(time) = response.time() {
            let shown = time.instant().to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string();
            write!(self.out, " <time datetime=\"{}\">{}</time>", escape(&time.to_rfc3339()), escape(&shown))?;
        }
        writeln!(self.out, " <span class=\"preview\">{preview}</span></summary>")
    }

    fn facts(&mut self, response: &Response) -> io::Result<()> {
        let facts = &response.facts;
        let parts = [
            facts.model.clone(),
            facts.tokens.map(|tokens| format!("{} tokens", units::count(tokens))),
            facts.duration.map(units::duration),
            (!facts.tools.is_empty()).then(|| facts.tools.join(", ")),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().map(|part| escape(&visible_line(&part)).into_owned()).collect();
        if !parts.is_empty() {
            writeln!(self.out, "<p class=\"facts\">{}</p>", parts.join(" · "))?;
        }
        match &facts.error {
            Some(error) => writeln!(self.out, "<p class=\"error\">{}</p>", escape(&visible_text(error))),
            None => Ok(()),
        }
    }

    fn text(&mut self, class: &str, heading: &str, value: JsonRef<'_>) -> io::Result<()> {
        writeln!(self.out, "<div class=\"{class}\">\n<h4>{heading}</h4>")?;
        match value.kind() {
            Kind::Null => writeln!(self.out, "<p class=\"none\">(none)</p>")?,
            Kind::String => self.out.write_all(text::render(&value.reading_text()).as_bytes())?,
            _ => self.code(value)?,
        }
        writeln!(self.out, "</div>")
    }

    fn metadata(&mut self, metadata: JsonRef<'_>) -> io::Result<()> {
        if metadata.members().is_empty() {
            return Ok(());
        }
        writeln!(self.out, "<details class=\"metadata\"><summary>Metadata</summary>")?;
        self.code(metadata)?;
        writeln!(self.out, "</details>")
    }

    fn code(&mut self, value: JsonRef<'_>) -> io::Result<()> {
        writeln!(self.out, "<pre tabindex=\"0\"><code>{}</code></pre>", escape(&visible_text(&value.reading_text())))
    }
}

impl<W: Write> Writer for Html<W> {
    fn write(&mut self, response: &Response) -> io::Result<()> {
        if self.session.as_deref() != Some(response.session()) {
            self.begin_session(response.session())?;
        }
        writeln!(self.out, "<article><details{}>", self.open)?;
        self.summary(response)?;
        self.facts(response)?;
        self.text("request", "Request", response.record.request.get())?;
        self.text("response", "Response", response.record.response.get())?;
        self.metadata(response.record.metadata.get())?;
        writeln!(self.out, "</details></article>")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.end_session()?;
        head::write_end(&mut self.out)?;
        self.out.flush()
    }
}
