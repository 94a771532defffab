//! Tables without lines: one row a line, two blanks between columns.

mod grid;
mod rows;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::{self, Write};
use std::iter;

use anstyle::Style;
use comfy_table::CellAlignment;
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;

pub use self::rows::{Row, Tone};

use self::grid::{BETWEEN, GIANT, Grid, TOGETHER, Widths};
use self::rows::Rows;
use super::sanitise::visible_line;
use super::width::{Demand, cut_end, cut_start, share_out};

/// No column is cut to less than this.
const NARROWEST: usize = 8;

/// What may be cut from a cell when the terminal is too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shrink {
    /// Nothing.
    Never,
    /// Its end.
    End,
    /// Its beginning: for ids, where the end alone is accepted as input.
    Start,
}

/// Whether the names of the columns are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// As the first line.
    Shown,
    /// Not at all.
    Hidden,
}

/// A column: its name, its alignment, and what gives way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    title: String,
    alignment: CellAlignment,
    shrink: Shrink,
}

impl Column {
    /// A column that is aligned to the left and never cut.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: visible_line(title).to_uppercase(), alignment: CellAlignment::Left, shrink: Shrink::Never }
    }

    /// Aligned to the right, for numbers.
    #[must_use]
    pub fn right(self) -> Self {
        Self { alignment: CellAlignment::Right, ..self }
    }

    /// With what may be cut from it.
    #[must_use]
    pub fn shrinks(self, shrink: Shrink) -> Self {
        Self { shrink, ..self }
    }
}

/// Rows in columns.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Rows,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Rows::default() }
    }

    /// Adds a row. Cells that are missing at its end are blank; cells that no column is there for are not shown.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines, as [`Table::write`] writes them.
    #[must_use]
    pub fn render(&self, width: Option<usize>, header: Header) -> String {
        let mut text = Vec::new();
        // Writing into memory can't fail, and nothing but text is written.
        _ = self.write(&mut text, width, header);
        String::from_utf8(text).unwrap_or_default()
    }

    /// Writes the table as lines, styled. With a `width` (that of the terminal) the columns that may shrink are cut to fit;
    /// without one (a pipe) nothing is.
    ///
    /// # Errors
    /// Those of writing, and of reading what was too much for memory.
    pub fn write(&self, out: &mut impl Write, width: Option<usize>, header: Header) -> io::Result<()> {
        let titles: &[Column] = if header == Header::Shown { &self.columns } else { &[] };
        let limits = self.limits(width, titles)?;
        let titles: Vec<_> = titles.iter().zip(&limits).map(|(column, limit)| cut_end(&column.title, *limit)).collect();
        let mut widths = Widths::new(self.columns.len(), width.unwrap_or(0).max(GIANT));
        widths.fit(&titles);
        let widths = self.widths(widths, |widths, row| widths.fit(self.fitted(row, &limits)))?;
        let grid = Grid { columns: &self.columns, widths };
        if !titles.is_empty() {
            out.write_all(&grid.lines(iter::once((titles, Style::new().bold()))))?;
        }
        let lines = |rows: &[Row]| grid.lines(rows.iter().map(|row| (self.fitted(row, &limits), row.style())));
        self.rows.show(|rows| on_threads(rows, lines).iter().try_for_each(|lines| out.write_all(lines)))
    }

    /// The most that each column may take.
    fn limits(&self, width: Option<usize>, titles: &[Column]) -> io::Result<Vec<usize>> {
        let no_limits = vec![usize::MAX; self.columns.len()];
        let Some(width) = width else { return Ok(no_limits) };
        let mut widths = Widths::new(self.columns.len(), usize::MAX);
        widths.fit(titles.iter().map(|column| &column.title));
        let widths = self.widths(widths, |widths, row| widths.fit(row.cells()))?;
        let widths = widths.columns();
        let blanks = usize::from(BETWEEN) * self.columns.len().saturating_sub(1);
        let may_shrink = |index: &usize| self.columns[*index].shrink != Shrink::Never;
        let (shrinking, fixed): (Vec<_>, Vec<_>) = (0..widths.len()).partition(may_shrink);
        let taken = fixed.iter().fold(blanks, |sum, index| sum.saturating_add(widths[*index]));
        let demand = |index: &usize| Demand { least: NARROWEST.min(widths[*index]), most: widths[*index] };
        let demands: Vec<_> = shrinking.iter().map(demand).collect();
        let mut limits = no_limits;
        for (index, limit) in shrinking.iter().zip(share_out(&demands, width.saturating_sub(taken))) {
            limits[*index] = limit;
        }
        Ok(limits)
    }

    /// Widths in which all rows have room, as `fit` makes it for each.
    fn widths(&self, mut widths: Widths, fit: impl Fn(&mut Widths, &Row) + Sync) -> io::Result<Widths> {
        self.rows.show(|rows| {
            let fitting = |rows: &[Row]| {
                let mut widths = widths.clone();
                for row in rows {
                    fit(&mut widths, row);
                }
                widths
            };
            widths = on_threads(rows, fitting).into_iter().fold(widths.clone(), Widths::merge);
            Ok(())
        })?;
        Ok(widths)
    }

    fn fitted<'a>(&self, row: &'a Row, limits: &[usize]) -> Vec<Cow<'a, str>> {
        let cells = row.cells().zip(&self.columns).zip(limits);
        let fitted = cells.map(|((cell, column), limit)| match column.shrink {
            Shrink::Never => Cow::Borrowed(cell),
            Shrink::End => cut_end(cell, *limit),
            Shrink::Start => cut_start(cell, *limit),
        });
        fitted.collect()
    }
}

/// What is made of some rows after the other. Where there are many, several threads make it.
fn on_threads<T: Send>(rows: &[Row], make: impl Fn(&[Row]) -> T + Send + Sync) -> Vec<T> {
    if rows.len() <= TOGETHER { vec![make(rows)] } else { rows.par_chunks(TOGETHER).map(make).collect() }
}
