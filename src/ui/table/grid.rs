//! Rows aligned in columns of known widths.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{ColumnConstraint, Width};

use super::Column;
use crate::ui::width::display_width;

/// Blanks between two columns.
pub(super) const BETWEEN: u16 = 2;
/// A cell wider than this (and than the terminal) sticks out of its column: one giant must not push all others out of
/// sight.
pub(super) const GIANT: usize = 300;
/// Holds a giant's place while the others are aligned. It can't be in any text, which was made visible before.
const PLACE: &str = "\u{1}";
/// As many rows are aligned together: all of them would take many times the memory of their text.
pub(super) const TOGETHER: usize = 256;

/// What each column takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Widths {
    columns: Vec<usize>,
    /// Cells that are wider are not counted.
    widest: usize,
}

impl Widths {
    /// Of so many columns without a cell.
    pub(super) fn new(columns: usize, widest: usize) -> Self {
        Self { columns: vec![0; columns], widest }
    }

    pub(super) fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// Makes room for the cells of a row.
    pub(super) fn fit<T: AsRef<str>>(&mut self, row: impl IntoIterator<Item = T>) {
        for (width, cell) in self.columns.iter_mut().zip(row) {
            let own = display_width(cell.as_ref());
            *width = if own > self.widest { *width } else { own.max(*width) };
        }
    }

    /// Makes room for all that there was room for elsewhere.
    pub(super) fn merge(mut self, other: Self) -> Self {
        for (width, other) in self.columns.iter_mut().zip(other.columns) {
            *width = other.max(*width);
        }
        self
    }
}

/// Columns of known widths.
pub(super) struct Grid<'a> {
    pub(super) columns: &'a [Column],
    pub(super) widths: Widths,
}

impl Grid<'_> {
    /// A line for each row, the cells of each column below one another.
    pub(super) fn lines<'r>(&self, rows: impl Iterator<Item = (Vec<Cow<'r, str>>, Style)>) -> Vec<u8> {
        let (rows, styles): (Vec<_>, Vec<_>) = rows.unzip();
        let widest = self.widths.widest;
        // No character takes more columns than bytes.
        let is_giant = |cell: &&Cow<'_, str>| cell.len() > widest && display_width(cell) > widest;
        let mut grid = comfy_table::Table::new();
        grid.load_style(comfy_table::presets::NOTHING);
        // All rows are one, whose cells have many lines: so the columns are measured and laid out once.
        let placed = |cell: &'_ Cow<'_, str>| if is_giant(&cell) { PLACE.to_owned() } else { cell.to_string() };
        let lines_of = |column: usize| rows.iter().map(|row| placed(&row[column])).collect::<Vec<_>>().join("\n");
        grid.add_row((0..self.columns.len()).map(lines_of));
        for (index, (column, width)) in self.columns.iter().zip(&self.widths.columns).enumerate() {
            if let Some(grid_column) = grid.column_mut(index) {
                let least = u16::try_from(*width).unwrap_or(u16::MAX).saturating_add(BETWEEN);
                grid_column.set_padding((0, BETWEEN)).set_cell_alignment(column.alignment);
                grid_column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        let mut lines = Vec::new();
        for ((line, row), style) in grid.lines().zip(&rows).zip(styles) {
            let giants = row.iter().filter(is_giant);
            let line = giants.fold(line.trim_end().to_owned(), |line, giant| line.replacen(PLACE, giant.trim_end(), 1));
            // Writing into memory does not fail.
            let _: io::Result<()> = writeln!(lines, "{style}{line}{style:#}");
        }
        lines
    }
}
