//! Tables without lines: one row a line, two blanks between columns.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ColumnConstraint, Width};

use super::sanitise::visible_line;
use super::width::{Demand, cut_end, cut_start, display_width, share_out};

/// Blanks between two columns.
const BETWEEN: u16 = 2;
/// No column is cut to less than this.
const NARROWEST: usize = 8;
/// A cell wider than this (and than the terminal) sticks out of its column: one giant must not push all others out of
/// sight.
const GIANT: usize = 300;
/// Holds a giant's place while the others are aligned. It can't be in any text, which was made visible before.
const PLACE: &str = "\u{1}";
/// Parts the cells of a row. It can't be in them either.
const NEXT_CELL: char = '\n';
/// As many rows are aligned together.
const TOGETHER: usize = 256;

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

/// How a row looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// As all the others.
    #[default]
    Plain,
    /// Failed, or to be deleted.
    Bad,
    /// Succeeded.
    Good,
    /// Of less interest.
    Dim,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Dim => Style::new().dimmed(),
        }
    }
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

/// A row: a text for each column, and how they look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The cells, with [`NEXT_CELL`] between them, so that a row takes up little memory.
    text: Box<str>,
    tone: Tone,
}

impl Row {
    /// A plain row. Cells may hold anything: control characters and newlines are made visible here.
    pub fn new<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> Self {
        let mut text = String::new();
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                text.push(NEXT_CELL);
            }
            text.push_str(&visible_line(cell.as_ref()));
        }
        Self { text: text.into(), tone: Tone::Plain }
    }

    /// With another look.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// What it takes up in memory, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.text.len()
    }

    /// The cells, and then blank ones without end.
    fn cells(&self) -> impl Iterator<Item = &str> {
        self.text.split(NEXT_CELL).chain(std::iter::repeat(""))
    }
}

/// Rows in columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
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
    /// Those of writing.
    pub fn write(&self, out: &mut impl Write, width: Option<usize>, header: Header) -> io::Result<()> {
        let titles = || self.columns.iter().map(|column| column.title.as_str());
        let header: Vec<Vec<&str>> = if header == Header::Shown { vec![titles().collect()] } else { Vec::new() };
        let limits = self.limits(width, &header);
        let fitted_header = || {
            header
                .iter()
                .map(|titles| titles.iter().zip(&limits).map(|(title, limit)| cut_end(title, *limit)).collect())
        };
        let widest = width.unwrap_or(0).max(GIANT);
        let all = fitted_header().chain(self.rows.iter().map(|row| self.fitted(row, &limits)));
        let grid = Grid { columns: &self.columns, widths: widths(self.columns.len(), all, widest), widest };
        for titles in fitted_header() {
            grid.write(out, &[titles], |_| Style::new().bold())?;
        }
        for rows in self.rows.chunks(TOGETHER) {
            let cells: Vec<_> = rows.iter().map(|row| self.fitted(row, &limits)).collect();
            grid.write(out, &cells, |index| rows[index].tone.style())?;
        }
        Ok(())
    }

    /// The most that each column may take.
    fn limits(&self, width: Option<usize>, header: &[Vec<&str>]) -> Vec<usize> {
        let no_limits = vec![usize::MAX; self.columns.len()];
        let Some(width) = width else { return no_limits };
        let rows = self.rows.iter().map(|row| row.cells().take(self.columns.len()).collect());
        let widths = widths(self.columns.len(), header.iter().cloned().chain(rows), usize::MAX);
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
        limits
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

/// What each column takes, of cells that are no giants.
fn widths<T: AsRef<str>>(columns: usize, rows: impl Iterator<Item = Vec<T>>, widest: usize) -> Vec<usize> {
    let mut widths = vec![0; columns];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(&row) {
            let own = display_width(cell.as_ref());
            *width = if own > widest { *width } else { own.max(*width) };
        }
    }
    widths
}

/// Columns of known widths, in which rows are aligned some at a time: all together would take many times the memory of their text.
struct Grid<'a> {
    columns: &'a [Column],
    widths: Vec<usize>,
    widest: usize,
}

impl Grid<'_> {
    /// Writes a line for each row, the cells of each column below one another.
    fn write(
        &self,
        out: &mut impl Write,
        rows: &[Vec<Cow<'_, str>>],
        style: impl Fn(usize) -> Style,
    ) -> io::Result<()> {
        let is_giant = |cell: &&Cow<'_, str>| display_width(cell) > self.widest;
        let mut grid = comfy_table::Table::new();
        grid.load_style(comfy_table::presets::NOTHING);
        for row in rows {
            grid.add_row(row.iter().map(|cell| if is_giant(&cell) { PLACE } else { cell }));
        }
        for (index, (column, width)) in self.columns.iter().zip(&self.widths).enumerate() {
            if let Some(grid_column) = grid.column_mut(index) {
                let least = u16::try_from(*width).unwrap_or(u16::MAX).saturating_add(BETWEEN);
                grid_column.set_padding((0, BETWEEN)).set_cell_alignment(column.alignment);
                grid_column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        for (index, (line, row)) in grid.lines().zip(rows).enumerate() {
            let giants = row.iter().filter(is_giant);
            let line = giants.fold(line.trim_end().to_owned(), |line, giant| line.replacen(PLACE, giant.trim_end(), 1));
            let style = style(index);
            writeln!(out, "{style}{line}{style:#}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use proptest::prelude::*;

    use super::*;

    fn plain(table: &Table, width: Option<usize>) -> String {
        strip_str(&table.render(width, Header::Shown)).to_string()
    }

    fn responses() -> Table {
        let mut table = Table::new([
            Column::new("id").shrinks(Shrink::Start),
            Column::new("tokens").right(),
            Column::new("request").shrinks(Shrink::End),
        ]);
        table.push(Row::new(["s-1/engineer-20250811_143022_123", "1,204", "Fix the\nflaky test in the reader"]));
        table.push(Row::new(["s-1/qa-20250811_150000_001", "87", "漢字かな交じり文を読む"]).tone(Tone::Bad));
        table
    }

    #[test]
    fn a_pipe_gets_everything() {
        let expected = "\
ID                                TOKENS  REQUEST
s-1/engineer-20250811_143022_123   1,204  Fix the flaky test in the reader
s-1/qa-20250811_150000_001            87  漢字かな交じり文を読む
";
        assert_eq!(plain(&responses(), None), expected);
    }

    #[test]
    fn a_terminal_gets_what_fits() {
        let expected = "\
ID                 TOKENS  REQUEST
…50811_143022_123   1,204  Fix the flaky te…
…50811_150000_001      87  漢字かな交じり文…
";
        assert_eq!(plain(&responses(), Some(44)), expected);
    }

    #[test]
    fn rows_have_their_colour_and_the_header_is_bold() {
        let shown = responses().render(None, Header::Shown);
        assert!(shown.starts_with("\u{1b}[1mID "), "{shown:?}");
        assert!(shown.contains("\u{1b}[31ms-1/qa"), "{shown:?}");
        assert!(!responses().render(None, Header::Hidden).contains("TOKENS"));
    }

    #[test]
    fn hostile_cells_stay_one_line() {
        let mut table = Table::new([Column::new("agent\u{1b}[2J")]);
        table.push(Row::new(["a\u{1b}[31m\nb", "surplus"]));
        table.push(Row::new::<&str>([]));
        assert_eq!(plain(&table, None), "AGENT␛[2J\na␛[31m b\n\n");
    }

    #[test]
    fn a_giant_does_not_push_the_others_away() {
        let giant = "x".repeat(70_000);
        let mut table = Table::new([Column::new("agent"), Column::new("size").right()]);
        table.push(Row::new([giant.as_str(), "1"]));
        table.push(Row::new(["qa", "20"]));
        assert_eq!(plain(&table, None), format!("AGENT  SIZE\n{giant}         1\nqa       20\n"));
    }

    #[test]
    fn rows_far_apart_are_aligned_too() {
        let mut table = Table::new([Column::new("n").right(), Column::new("agent"), Column::new("session")]);
        for number in 0..2 * TOGETHER {
            table.push(Row::new([number.to_string(), "qa".to_owned(), "s".to_owned()]));
        }
        table.push(Row::new(["1234567", "engineer", "s"]));
        let shown = plain(&table, None);
        assert!(shown.lines().skip(1).all(|line| line.len() == "1234567  engineer  s".len()), "{shown}");
        assert_eq!(shown.lines().nth(1), Some("      0  qa        s"));
        assert_eq!(plain(&table, Some(16)).lines().next(), Some("      N  AGENT     SESSION"));
    }

    proptest! {
        #[test]
        fn no_line_exceeds_a_wide_enough_terminal(
            rows in prop::collection::vec(prop::collection::vec(any::<String>(), 3), 0..5),
            width in 28_usize..120,
        ) {
            let columns = ["session", "agent", "what was asked"].map(|title| Column::new(title).shrinks(Shrink::End));
            let mut table = Table::new(columns);
            let number = rows.len();
            for row in rows {
                table.push(Row::new(row));
            }
            let shown = plain(&table, Some(width));
            prop_assert_eq!(shown.lines().count(), number + 1);
            for line in shown.lines() {
                prop_assert!(display_width(line) <= width, "{:?}", line);
                prop_assert_eq!(line, line.trim_end());
            }
        }
    }
}
