//! Hits laid out for reading: under a heading for each response its lines, with their numbers.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::commands::context::Context;
use crate::commands::out::{data_out, text_out, wants_styles};
use crate::commands::output::{Piece, local_time};
use crate::store::Entry;
use crate::store::search::{Detail, Hit, Line, Matcher, Part};
use crate::ui::excerpt::excerpt;
use crate::ui::sanitise::{visible_line, visible_text};

/// Stands where lines between two others are left out.
const GAP: &str = "--";

/// How the parts of a page look.
struct Styles {
    heading: Style,
    dim: Style,
    place: Style,
    found: Style,
}

impl Styles {
    const PLAIN: Self = Self { heading: Style::new(), dim: Style::new(), place: Style::new(), found: Style::new() };
    const COLOURED: Self = Self {
        heading: Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan))),
        dim: Style::new().dimmed(),
        place: Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green))),
        found: Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))),
    };
}

/// A page of hits.
pub(super) struct Page<'a> {
    ctx: &'a Context,
    matcher: &'a Matcher,
    detail: Detail,
    styles: Styles,
}

impl<'a> Page<'a> {
    pub(super) fn new(ctx: &'a Context, matcher: &'a Matcher, detail: Detail) -> Self {
        let styles = if wants_styles() { Styles::COLOURED } else { Styles::PLAIN };
        Self { ctx, matcher, detail, styles }
    }

    /// A hit as it stands on the page.
    pub(super) fn hit(&self, hit: &Hit<'_>) -> String {
        let lines: usize = hit.lines.iter().map(|line| line.text.len() + 32).sum();
        let mut text = String::with_capacity(128 + lines);
        // Writing into memory can't fail.
        _ = self.heading(&mut text, &hit.entry);
        _ = self.lines(&mut text, &hit.lines);
        text
    }

    /// Prints hits as they come, with a blank line between two. A terminal shows each at once.
    pub(super) fn print(&self, hits: impl Iterator<Item = Piece>) -> io::Result<()> {
        let mut out: Box<dyn Write> =
            if self.styles.found.is_plain() { Box::new(data_out()) } else { Box::new(text_out()) };
        for (index, hit) in hits.enumerate() {
            if index > 0 {
                out.write_all(b"\n")?;
            }
            hit.write(&mut out)?;
            if self.ctx.on_terminal() {
                out.flush()?;
            }
        }
        out.flush()
    }

    fn heading(&self, out: &mut String, entry: &Entry) -> fmt::Result {
        let time = entry.timestamp.and_then(|time| local_time(&time.to_rfc3339(), self.ctx.zone()));
        let about: Vec<_> = [Some(entry.agent().to_owned()), time].into_iter().flatten().collect();
        let (id, about) = (entry.id().to_string(), about.join(", "));
        let Styles { heading, dim, .. } = self.styles;
        writeln!(out, "{heading}{}{heading:#}  {dim}{}{dim:#}", visible_line(&id), visible_line(&about))
    }

    fn lines(&self, out: &mut String, lines: &[Line<'_>]) -> fmt::Result {
        let has_context = !matches!(self.detail, Detail::Count | Detail::Lines { before: 0, after: 0 });
        let dim = self.styles.dim;
        for (index, line) in lines.iter().enumerate() {
            let follows = |before: &Line<'_>| before.part == line.part && before.number + 1 == line.number;
            if has_context && index > 0 && !follows(&lines[index - 1]) {
                writeln!(out, "{dim}{GAP}{dim:#}")?;
            }
            self.line(out, line)?;
        }
        Ok(())
    }

    /// A colon stands behind the number of a line that matches, a hyphen behind that of another.
    fn line(&self, out: &mut String, line: &Line<'_>) -> fmt::Result {
        let sign = if line.is_match { ':' } else { '-' };
        let part = match line.part {
            Part::Request => "request",
            Part::Response => "response",
        };
        let Styles { place, found, .. } = self.styles;
        if self.ctx.width().is_none() && found.is_plain() {
            write!(out, "{part}{sign}{}{sign}", line.number)?;
            out.push_str(&visible_text(line.text));
        } else {
            write!(out, "{place}{part}{sign}{}{sign}{place:#}", line.number)?;
            let taken = part.len() + 2 * sign.len_utf8() + digits(line.number);
            let width = self.ctx.width().map(|width| width.saturating_sub(taken));
            let ranges = if line.is_match { self.matcher.ranges(line.text) } else { Vec::new() };
            out.push_str(&excerpt(line.text, &ranges, found, width));
        }
        out.push('\n');
        Ok(())
    }
}

fn digits(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |log| usize::try_from(log).unwrap_or(0) + 1)
}
