//! Lines of comma- or tab-separated values, and cells of Markdown tables, valid for any text.

/// One value of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Digits, sign, point and exponent; never changed.
    Number(String),
    /// Anything else.
    Text(String),
}

/// A line of CSV (RFC 4180) with its line break. Text that a spreadsheet would run as a formula gets an apostrophe before it.
#[must_use]
pub fn csv_line(cells: &[Cell]) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let values = cells.iter().map(|cell| match cell {
        Cell::Number(number) => number.clone(),
        Cell::Text(text) => defused(text),
    });
    // Writing to memory does not fail, and strings stay UTF-8.
    let written = writer.write_record(values).ok().and_then(|()| writer.into_inner().ok());
    written.and_then(|line| String::from_utf8(line).ok()).unwrap_or_default()
}

/// Text with an apostrophe before it if it begins as formulas do.
#[must_use]
pub fn defused(text: &str) -> String {
    let runs = text
        .trim_start_matches([' ', '\u{feff}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if runs { format!("'{text}") } else { text.to_owned() }
}

/// A line of tab-separated values with its line break. Tabs, line breaks and backslashes in text are written `\t`, `\n`, `\r`, `\\`.
#[must_use]
pub fn tsv_line(cells: &[Cell]) -> String {
    let escaped = |text: &str| {
        text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r").replace('\0', "\\0")
    };
    let values = cells.iter().map(|cell| match cell {
        Cell::Number(number) => number.clone(),
        Cell::Text(text) => escaped(text),
    });
    values.collect::<Vec<_>>().join("\t") + "\n"
}

/// A cell of a Markdown table: on one line, with what Markdown or HTML would act on escaped.
#[must_use]
pub fn markdown_cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for c in super::sanitise::visible_line(text).chars() {
        match c {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' => cell.extend(['\\', c]),
            '<' => cell.push_str("&lt;"),
            '>' => cell.push_str("&gt;"),
            '&' => cell.push_str("&amp;"),
            _ => cell.push(c),
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_left_alone() {
        let line = csv_line(&[Cell::Text("=1+1".into()), Cell::Number("-1".into()), Cell::Text("a,\"b\"\n".into())]);
        assert_eq!(line, "'=1+1,-1,\"a,\"\"b\"\"\n\"\n");
    }

    proptest! {
        #[test]
        fn csv_gives_back_what_it_was_given(texts in prop::collection::vec(any::<String>(), 1..5)) {
            let line = csv_line(&texts.iter().cloned().map(Cell::Text).collect::<Vec<_>>());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            let read: Vec<_> = record.iter().map(|v| v.strip_prefix('\'').unwrap_or(v).to_owned()).collect();
            let given: Vec<_> = texts.iter().map(|t| t.strip_prefix('\'').unwrap_or(t).to_owned()).collect();
            prop_assert_eq!(read, given);
        }

        #[test]
        fn tsv_is_always_one_line_of_as_many_cells(texts in prop::collection::vec(any::<String>(), 1..5)) {
            let line = tsv_line(&texts.iter().cloned().map(Cell::Text).collect::<Vec<_>>());
            prop_assert_eq!(line.matches('\n').count(), 1);
            prop_assert_eq!(line.trim_end_matches('\n').split('\t').count(), texts.len());
        }
    }
}
