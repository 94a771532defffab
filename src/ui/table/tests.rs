use anstream::adapter::strip_str;
use proptest::prelude::*;

use super::grid::TOGETHER;
use super::*;
use crate::ui::width::display_width;

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

/// The table aligned by hand, all of it at once.
fn by_hand(titles: [&str; 3], rows: &[[String; 3]]) -> String {
    let shown = rows.iter().map(|row| row.each_ref().map(|cell| visible_line(cell).into_owned()));
    let rows: Vec<_> = std::iter::once(titles.map(str::to_owned)).chain(shown).collect();
    let widths = [0, 1].map(|column: usize| rows.iter().map(|row| display_width(&row[column])).max().unwrap_or(0));
    let blanks = |row: &[String; 3], column: usize| " ".repeat(widths[column] - display_width(&row[column]));
    let line = |row: &[String; 3]| {
        let [first, second, third] = row;
        let line = format!("{first}{}  {}{second}  {third}", blanks(row, 0), blanks(row, 1));
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}

#[test]
fn a_table_that_had_to_wait_in_a_file_is_the_same() {
    let text = "of words é ".to_owned() + &"as many as fit ".repeat(20);
    let row = |number: usize| {
        [text[..11 + number % 280].to_owned(), number.to_string(), text[..11 + number / 7 % 280].to_owned()]
    };
    let rows: Vec<_> = (0..16_000).map(row).collect();
    let mut table = Table::new([
        Column::new("a").shrinks(Shrink::Start),
        Column::new("b").right(),
        Column::new("c").shrinks(Shrink::End),
    ]);
    for row in &rows {
        table.push(Row::new(row));
    }
    assert!(rows.iter().flatten().map(String::len).sum::<usize>() > 9 << 19);
    assert!(plain(&table, None) == by_hand(["A", "B", "C"], &rows));
    let narrow = plain(&table, Some(60));
    assert_eq!(narrow.lines().count(), rows.len() + 1);
    assert!(narrow.lines().all(|line| display_width(line) <= 60));
}

proptest! {
    #[test]
    fn a_table_is_what_aligning_by_hand_gives(
        rows in prop::collection::vec(prop::array::uniform3("[a-z0-9漢é \t]{0,12}"), 0..600),
        last in prop::array::uniform3(".{0,40}"),
    ) {
        let mut table = Table::new([
            Column::new("a").shrinks(Shrink::Start),
            Column::new("b").right(),
            Column::new("c").shrinks(Shrink::End),
        ]);
        let rows = [rows, vec![last]].concat();
        for row in &rows {
            table.push(Row::new(row));
        }
        prop_assert_eq!(plain(&table, None), by_hand(["A", "B", "C"], &rows));
    }
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
