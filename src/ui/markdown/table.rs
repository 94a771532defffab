//! Tables in rendered markdown.

use anstyle::Style;
use pulldown_cmark::Alignment;

use super::palette::MARK;
use super::wrap::{Blanks, Inline, Line, Overlong, wrap};
use crate::ui::width::{Demand, cut_end, share_out};

/// Words up to this long are broken only if there is no other way.
const LONGEST_WORD: usize = 24;
/// A table with columns that would have to be narrower is shown as a list of records instead.
const NARROWEST: usize = 8;
/// The most of a column's title before each field of a record.
const LONGEST_LABEL: usize = 30;

/// A table as it was parsed. The first row is the header.
pub(super) struct Grid {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Vec<Inline>>>,
    row: Vec<Vec<Inline>>,
}

impl Grid {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new(), row: Vec::new() }
    }

    pub(super) fn push_cell(&mut self, cell: Vec<Inline>) {
        self.row.push(cell);
    }

    pub(super) fn end_row(&mut self) {
        let mut row = std::mem::take(&mut self.row);
        row.resize(self.alignments.len(), Vec::new());
        self.rows.push(row);
    }

    /// The table in lines of at most `width` columns: framed if there is room enough, else a record for each row.
    pub(super) fn lines(&self, width: usize) -> Vec<String> {
        let room = width.saturating_sub(3 * self.alignments.len() + 1);
        let natural = self.widths(usize::MAX);
        let words = self.widths(1);
        let at_least = |narrowest: usize| {
            let demands = natural.iter().zip(&words);
            let demands = demands.map(|(most, word)| Demand { least: narrowest.min(*word).max(1), most: *most });
            let shares = share_out(&demands.collect::<Vec<_>>(), room);
            Some(shares).filter(|shares| shares.iter().fold(0, |sum: usize, share| sum.saturating_add(*share)) <= room)
        };
        match (NARROWEST..=LONGEST_WORD).rev().find_map(at_least) {
            Some(widths) => self.framed(&widths),
            None => self.records(width),
        }
    }

    /// What each column takes if its text is wrapped at a width: at one column, that is its longest word.
    fn widths(&self, width: usize) -> Vec<usize> {
        let mut widths = vec![0; self.alignments.len()];
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                let lines = wrap(cell, width, Overlong::StickOut);
                *widest = lines.iter().map(|line| line.width).fold(*widest, usize::max);
            }
        }
        widths
    }

    fn framed(&self, widths: &[usize]) -> Vec<String> {
        let rows: Vec<_> = self.rows.iter().map(|row| Self::cells(row, widths)).collect();
        // Rows of several lines would run into one another.
        let parted = rows.iter().skip(1).flatten().any(|cell| cell.len() > 1);
        let mut lines = vec![rule(widths, ['┌', '┬', '┐'])];
        for (index, row) in rows.iter().enumerate() {
            if index == 1 || (index > 1 && parted) {
                lines.push(rule(widths, ['├', '┼', '┤']));
            }
            let height = row.iter().map(Vec::len).max().unwrap_or(0).max(1);
            lines.extend((0..height).map(|height| self.framed_line(row, height, widths)));
        }
        lines.push(rule(widths, ['└', '┴', '┘']));
        lines
    }

    fn cells(row: &[Vec<Inline>], widths: &[usize]) -> Vec<Vec<Line>> {
        row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width, Overlong::Break)).collect()
    }

    fn framed_line(&self, row: &[Vec<Line>], height: usize, widths: &[usize]) -> String {
        let bar = format!("{MARK}│{MARK:#}");
        let mut line = bar.clone();
        for ((cell, width), alignment) in row.iter().zip(widths).zip(&self.alignments) {
            let (text, columns) = cell.get(height).map_or(("", 0), |line| (&line.text, line.width));
            let blanks = width.saturating_sub(columns);
            let left = match alignment {
                Alignment::Right => blanks,
                Alignment::Center => blanks / 2,
                Alignment::Left | Alignment::None => 0,
            };
            line.extend([&" ".repeat(left + 1), text, &" ".repeat(blanks - left + 1), &bar]);
        }
        line
    }

    fn records(&self, width: usize) -> Vec<String> {
        let Some((header, rows)) = self.rows.split_first() else { return Vec::new() };
        let labels: Vec<_> = header.iter().map(|title| label(title)).collect();
        let mut lines = Vec::new();
        for row in rows {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            for (label, cell) in labels.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
                let field = [std::slice::from_ref(label), cell].concat();
                let field = wrap(&field, width.saturating_sub(2), Overlong::StickOut);
                lines.extend(field.iter().enumerate().map(|(index, line)| {
                    let indent = if index == 0 { "" } else { "  " };
                    format!("{indent}{}", line.text)
                }));
            }
        }
        if rows.is_empty() {
            lines.extend(header.iter().flat_map(|title| wrap(title, width, Overlong::StickOut)).map(|line| line.text));
        }
        lines
    }
}

fn rule(widths: &[usize], [left, middle, right]: [char; 3]) -> String {
    let columns: Vec<_> = widths.iter().map(|width| "─".repeat(width + 2)).collect();
    format!("{MARK}{left}{}{right}{MARK:#}", columns.join(&middle.to_string()))
}

/// A column's title as it stands before each of its fields.
fn label(title: &[Inline]) -> Inline {
    let text: String = title
        .iter()
        .map(|inline| match inline {
            Inline::Text { text, .. } => text,
            Inline::Break => " ",
        })
        .collect();
    let text = format!("{}: ", cut_end(&text, LONGEST_LABEL));
    Inline::Text { text, style: Style::new().bold(), blanks: Blanks::Collapse }
}
