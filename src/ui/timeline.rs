//! Spans of time drawn as bars, one below the other.

use std::fmt::Write as _;

use super::sanitise::visible_line;
use super::width::{cut_end, display_width};

/// A row: something that ran for one or more spans of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// What it is called.
    pub label: String,
    /// By how much it is set in, in steps.
    pub depth: usize,
    /// When it ran, as parts of the whole time from 0 to 1.
    pub spans: Vec<(f64, f64)>,
    /// What stands after the bar.
    pub note: String,
}

/// The narrowest bar that still tells something, in columns.
const LEAST: usize = 16;

/// The widest label, in columns, and the widest where a line has no room for more.
const LONGEST_LABEL: usize = 32;
const LEAST_LABEL: usize = 8;

/// What stands between label, bar and note, in columns.
const GAPS: usize = 4;

/// The rows as lines of at most `width` columns, each with its label, its bar and its note.
///
/// A column is full where something ran for all of its time, and lighter the less it did; what ran at all shows in one column at least.
#[must_use]
pub fn render(lanes: &[Lane], width: usize) -> String {
    let notes: Vec<_> = lanes.iter().map(|lane| visible_line(&lane.note).into_owned()).collect();
    let note_width = notes.iter().map(|note| display_width(note)).max().unwrap_or(0);
    let longest = width.saturating_sub(LEAST + note_width + GAPS).clamp(LEAST_LABEL, LONGEST_LABEL);
    let labels: Vec<_> = lanes.iter().map(|lane| label(lane, longest)).collect();
    let label_width = labels.iter().map(|label| display_width(label)).max().unwrap_or(0);
    let columns = width.saturating_sub(label_width + note_width + GAPS).max(LEAST);
    let mut text = String::new();
    for ((lane, label), note) in lanes.iter().zip(labels).zip(notes) {
        let pad = " ".repeat(label_width - display_width(&label));
        let line = format!("{label}{pad}  {}  {note}", bar(&lane.spans, columns));
        _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn label(lane: &Lane, longest: usize) -> String {
    // What is set in too far would be nothing but blanks.
    let label = format!("{}{}", "  ".repeat(lane.depth.min(longest / 4)), visible_line(&lane.label));
    cut_end(&label, longest).into_owned()
}

/// One character a column.
fn bar(spans: &[(f64, f64)], columns: usize) -> String {
    (0..columns)
        .map(|column| {
            let (from, to) = (part(column, columns), part(column + 1, columns));
            let busy =
                spans.iter().map(|(start, end)| (end.min(to) - start.max(from)).max(0.0)).sum::<f64>() / (to - from);
            // What took no time at all still stands somewhere.
            let touched = spans.iter().any(|(start, _)| *start >= from && (*start < to || column + 1 == columns));
            shade(busy, touched)
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "no terminal has more columns than a double can count")]
fn part(column: usize, columns: usize) -> f64 {
    column as f64 / columns as f64
}

fn shade(busy: f64, touched: bool) -> char {
    match busy {
        busy if busy >= 0.75 => '█',
        busy if busy >= 0.5 => '▓',
        busy if busy >= 0.25 => '▒',
        busy if busy > 0.0 || touched => '░',
        _ => '·',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(label: &str, depth: usize, spans: &[(f64, f64)], note: &str) -> Lane {
        Lane { label: label.to_owned(), depth, spans: spans.to_vec(), note: note.to_owned() }
    }

    #[test]
    fn bars_stand_where_the_time_was() {
        let lanes = [
            lane("build", 0, &[(0.0, 0.5)], "5s"),
            lane("compile", 1, &[(0.125, 0.4)], "3s"),
            lane("日本\u{1b}[2J", 0, &[(0.5, 1.0)], "5s"),
            lane("instant", 0, &[(1.0, 1.0), (0.0, 0.0)], "0s"),
            lane("nothing", 0, &[], ""),
        ];
        insta::assert_snapshot!(render(&lanes, 40), @r"
        build      ████████████▓············  5s
          compile  ···███████···············  3s
        日本␛[2J   ············▓████████████  5s
        instant    ░·······················░  0s
        nothing    ·························
        ");
    }

    #[test]
    fn a_narrow_terminal_still_gets_bars() {
        for (width, at_most) in [(20, LEAST_LABEL + LEAST + GAPS + 6), (40, 40), (60, 60), (200, 200)] {
            let line = render(&[lane(&"long ".repeat(20), 3, &[(0.0, 1.0)], "1m 00s")], width);
            assert!(display_width(line.trim_end()) <= at_most, "{line}");
            assert!(line.contains(&"█".repeat(LEAST)), "{line}");
            assert!(line.trim_start().starts_with('l'), "{line}");
        }
    }
}
