//! Every style of rendered markdown. Only the terminal's own colours, and of these only such as are readable on dark
//! and on light.

use anstyle::{AnsiColor, Style};
use pulldown_cmark::HeadingLevel;

/// Marks that lead the eye and are not text: bars, rules, frames, labels.
pub(super) const MARK: Style = Style::new().dimmed();
/// Bullets and numbers.
pub(super) const BULLET: Style = AnsiColor::Cyan.on_default();
/// Code within text.
pub(super) const CODE: Style = AnsiColor::Cyan.on_default();
/// Lines that a diff adds, removes, and where.
pub(super) const ADDED: Style = AnsiColor::Green.on_default();
pub(super) const REMOVED: Style = AnsiColor::Red.on_default();
pub(super) const PLACE: Style = AnsiColor::Cyan.on_default();

/// A heading, and the line under it for the upper two levels.
pub(super) fn heading(level: HeadingLevel) -> (Style, Option<&'static str>) {
    let coloured = AnsiColor::Magenta.on_default().bold();
    match level {
        HeadingLevel::H1 => (coloured, Some("━")),
        HeadingLevel::H2 => (coloured, Some("─")),
        HeadingLevel::H3 => (coloured, None),
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => (Style::new().bold(), None),
    }
}
