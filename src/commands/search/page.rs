//! Hits laid out for reading: under a heading for each response its lines, with their numbers.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::commands::context::Context;
use crate::commands::output::local_time;
use crate::store::Entry;
use crate::store::search::{Detail, Hit, Line, Part};
use crate::ui::excerpt::excerpt;
use crate::ui::sanitise::visible_line;
use crate::ui::width::display_width;

const HEADING: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
const DIM: Style = Style::new().dimmed();
const PLACE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const FOUND: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
/// Stands where lines between two others are left out.
const GAP: &str = "--";

/// A page of hits.
pub(super) struct Page<'a> {
    ctx: &'a Context,
    detail: Detail,
}

impl<'a> Page<'a> {
    pub(super) fn new(ctx: &'a Context, detail: Detail) -> Self {
        Self { ctx, detail }
    }

    /// Prints hits as they come. A terminal shows each at once.
    pub(super) fn print(&self, out: &mut impl Write, hits: impl Iterator<Item = Hit>) -> io::Result<()> {
        for (index, hit) in hits.enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            self.heading(out, &hit.entry)?;
            self.lines(out, &hit.lines)?;
            if self.ctx.on_terminal() {
                out.flush()?;
            }
        }
        out.flush()
    }

    fn heading(&self, out: &mut impl Write, entry: &Entry) -> io::Result<()> {
        let time = entry.timestamp.and_then(|time| local_time(&time.to_rfc3339(), self.ctx.zone()));
        let about: Vec<_> = [Some(entry.agent().to_owned()), time].into_iter().flatten().collect();
        let (id, about) = (entry.id().to_string(), about.join(", "));
        writeln!(out, "{HEADING}{}{HEADING:#}  {DIM}{}{DIM:#}", visible_line(&id), visible_line(&about))
    }

    fn lines(&self, out: &mut impl Write, lines: &[Line]) -> io::Result<()> {
        let has_context = !matches!(self.detail, Detail::Count | Detail::Lines { before: 0, after: 0 });
        for (index, line) in lines.iter().enumerate() {
            let follows = |before: &Line| before.part == line.part && before.number + 1 == line.number;
            if has_context && index > 0 && !follows(&lines[index - 1]) {
                writeln!(out, "{DIM}{GAP}{DIM:#}")?;
            }
            self.line(out, line)?;
        }
        Ok(())
    }

    /// A colon stands behind the number of a line that matches, a hyphen behind that of another.
    fn line(&self, out: &mut impl Write, line: &Line) -> io::Result<()> {
        let sign = if line.ranges.is_empty() { '-' } else { ':' };
        let part = match line.part {
            Part::Request => "request",
            Part::Response => "response",
        };
        let place = format!("{part}{sign}{}{sign}", line.number);
        let width = self.ctx.width().map(|width| width.saturating_sub(display_width(&place)));
        writeln!(out, "{PLACE}{place}{PLACE:#}{}", excerpt(&line.text, &line.ranges, FOUND, width))
    }
}
