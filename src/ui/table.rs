//! Tables without lines: one row a line, two blanks between columns.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comfy_table::CellAlignment;

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
    cells: Vec<String>,
    tone: Tone,
}

impl Row {
    /// A plain row. Cells may hold anything: control characters and newlines are made visible here.
    pub fn new<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> Self {
        let cells = cells.into_iter().map(|cell| visible_line(cell.as_ref()).into_owned()).collect();
        Self { cells, tone: Tone::Plain }
    }

    /// With another look.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
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
    pub fn push(&mut self, mut row: Row) {
        row.cells.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines, styled. With a `width` (that of the terminal) the columns that may shrink are cut to fit;
    /// without one (a pipe) nothing is.
    #[must_use]
    pub fn render(&self, width: Option<usize>, header: Header) -> String {
        let limits = self.limits(width, header);
        let titles = self.columns.iter().zip(&limits).map(|(column, limit)| cut_end(&column.title, *limit)).collect();
        let (mut rows, mut styles): (Vec<_>, Vec<_>) = match header {
            Header::Shown => (vec![titles], vec![Style::new().bold()]),
            Header::Hidden => (Vec::new(), Vec::new()),
        };
        for row in &self.rows {
            rows.push(self.fitted(row, &limits));
            styles.push(row.tone.style());
        }
        let mut text = String::new();
        for (line, style) in self.aligned(&rows, width).zip(styles) {
            let _ = writeln!(text, "{style}{line}{style:#}");
        }
        text
    }

    /// The most that each column may take.
    fn limits(&self, width: Option<usize>, header: Header) -> Vec<usize> {
        let no_limits = vec![usize::MAX; self.columns.len()];
        let Some(width) = width else { return no_limits };
        let widths = self.widths(header);
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

    /// What each column takes if nothing is cut.
    fn widths(&self, header: Header) -> Vec<usize> {
        let title = |column: &Column| if header == Header::Shown { display_width(&column.title) } else { 0 };
        let mut widths: Vec<_> = self.columns.iter().map(title).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = display_width(cell).max(*width);
            }
        }
        widths
    }

    fn fitted<'a>(&self, row: &'a Row, limits: &[usize]) -> Vec<Cow<'a, str>> {
        let cells = row.cells.iter().zip(&self.columns).zip(limits);
        let fitted = cells.map(|((cell, column), limit)| match column.shrink {
            Shrink::Never => Cow::Borrowed(cell.as_str()),
            Shrink::End => cut_end(cell, *limit),
            Shrink::Start => cut_start(cell, *limit),
        });
        fitted.collect()
    }

    /// A line for each row, the cells of each column below one another.
    fn aligned(&self, rows: &[Vec<Cow<'_, str>>], width: Option<usize>) -> impl Iterator<Item = String> {
        let widest = width.unwrap_or(0).max(GIANT);
        let is_giant = move |cell: &&Cow<'_, str>| display_width(cell) > widest;
        let mut grid = comfy_table::Table::new();
        grid.load_style(comfy_table::presets::NOTHING);
        for row in rows {
            grid.add_row(row.iter().map(|cell| if is_giant(&cell) { PLACE } else { cell }));
        }
        for (index, column) in self.columns.iter().enumerate() {
            if let Some(grid_column) = grid.column_mut(index) {
                grid_column.set_padding((0, BETWEEN)).set_cell_alignment(column.alignment);
            }
        }
        let lines: Vec<_> = grid.lines().collect();
        lines.into_iter().zip(rows).map(move |(line, row)| {
            let giants = row.iter().filter(is_giant);
            giants.fold(line.trim_end().to_owned(), |line, giant| line.replacen(PLACE, giant.trim_end(), 1))
        })
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
