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

/// The widest label, in columns.
const LONGEST_LABEL: usize = 32;

/// The rows as lines of at most `width` columns, each with its label, its bar and its note.
///
/// A column is full where something ran for all of its time, and lighter the less it did; what ran at all shows in one column at least.
#[must_use]
pub fn render(lanes: &[Lane], width: usize) -> String {
    let labels: Vec<_> = lanes.iter().map(label).collect();
    let label_width = labels.iter().map(|label| display_width(label)).max().unwrap_or(0);
    let notes: Vec<_> = lanes.iter().map(|lane| visible_line(&lane.note).into_owned()).collect();
    let note_width = notes.iter().map(|note| display_width(note)).max().unwrap_or(0);
    let columns = width.saturating_sub(label_width + note_width + 4).max(LEAST);
    let mut text = String::new();
    for ((lane, label), note) in lanes.iter().zip(labels).zip(notes) {
        let pad = " ".repeat(label_width - display_width(&label));
        let line = format!("{label}{pad}  {}  {note}", bar(&lane.spans, columns));
        _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn label(lane: &Lane) -> String {
    let label = format!("{}{}", "  ".repeat(lane.depth.min(8)), visible_line(&lane.label));
    cut_end(&label, LONGEST_LABEL).into_owned()
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
        let line = render(&[lane(&"long ".repeat(20), 3, &[(0.0, 1.0)], "1m 00s")], 20);
        assert!(display_width(line.trim_end()) <= LONGEST_LABEL + LEAST + 4 + 6, "{line}");
        assert!(line.contains(&"█".repeat(LEAST)), "{line}");
    }
}
