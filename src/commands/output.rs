//! Results in every format. A result is a struct of the [contract](super::contract); its JSON is where every other format
//! takes its values from, so that a field means the same everywhere.

mod sink;

use std::io::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::args::{Format, OutputArgs};
use super::context::Context;
use super::contract::{SCHEMA_VERSION, SkippedFile};
use super::error::CommandError;
use super::out::{data_out, text_out};
use crate::record::{JsonRef, Kind};
use crate::ui::json::to_safe_json;
use crate::ui::sanitise::{visible_beginning, visible_text};
use crate::ui::separated;
use crate::ui::table::{Column, Header, Row, Shrink, Table, Tone};
use crate::ui::units;

pub(super) use sink::Sink;

/// How a field looks in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// As it is.
    Text,
    /// As it is, cut at the end if the terminal is narrow.
    LongText,
    /// An id, cut at the beginning, since its end identifies it.
    Id,
    /// A count.
    Count,
    /// A size in bytes.
    Bytes,
    /// Seconds.
    Seconds,
    /// A fraction of one.
    Share,
    /// A point in time, in the zone of the context.
    Time,
    /// An object of names and counts.
    Names,
    /// Yes, or nothing at all.
    Mark,
}

/// One field of a result.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// Its key in the JSON.
    pub(super) name: &'static str,
    /// The column's title; fields without one are in tables only when asked for by name.
    pub(super) title: Option<&'static str>,
    /// How it looks.
    pub(super) look: Look,
    /// What a narrow terminal does without.
    pub(super) room: Room,
}

/// Whether a column is worth its room on a narrow terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// It is always shown.
    Always,
    /// Not on terminals of less than [`NARROW`] columns, unless it is asked for.
    WhereWide,
}

/// Terminals below this width do without some columns.
const NARROW: usize = 110;

impl Field {
    /// A field that tables show.
    pub(super) const fn shown(name: &'static str, title: &'static str, look: Look) -> Self {
        Self { name, title: Some(title), look, room: Room::Always }
    }

    /// The same, but not on narrow terminals.
    pub(super) const fn where_wide(self) -> Self {
        Self { room: Room::WhereWide, ..self }
    }

    /// A field that tables show only when it is asked for.
    pub(super) const fn hidden(name: &'static str, look: Look) -> Self {
        Self { name, title: None, look, room: Room::Always }
    }
}

/// A printer of results of one kind.
pub(super) struct Printer<'a> {
    ctx: &'a Context,
    args: &'a OutputArgs,
    fields: Vec<Field>,
    /// Which result is shown in which tone.
    tone: fn(JsonRef<'_>) -> Tone,
}

impl<'a> Printer<'a> {
    /// A printer for results that have these fields.
    pub(super) fn new(ctx: &'a Context, args: &'a OutputArgs, fields: &[Field]) -> Result<Self, CommandError> {
        let tabular = matches!(args.format(), Format::Table | Format::Markdown);
        let narrow = args.format() == Format::Table && ctx.width().is_some_and(|width| width < NARROW);
        let shown = |field: &&Field| (!tabular || field.title.is_some()) && (!narrow || field.room == Room::Always);
        let chosen = if args.fields.is_empty() {
            fields.iter().filter(shown).copied().collect()
        } else {
            args.fields.iter().map(|name| known(name.trim(), fields)).collect::<Result<_, _>>()?
        };
        Ok(Self { ctx, args, fields: chosen, tone: |_| Tone::Plain })
    }

    /// Shows each result in a tone that is read off its JSON object.
    pub(super) fn toned(mut self, tone: fn(JsonRef<'_>) -> Tone) -> Self {
        self.tone = tone;
        self
    }

    /// True if this field will be printed.
    pub(super) fn prints(&self, name: &str) -> bool {
        let all_json = self.args.fields.is_empty() && matches!(self.args.format(), Format::Json | Format::Ndjson);
        all_json || self.fields.iter().any(|field| field.name == name)
    }

    /// Prints results as they come; tables alone must wait for the last. What had to be skipped meanwhile is added by `skipped`
    /// when all results are through.
    pub(super) fn print<T: Serialize>(
        &self,
        total: u64,
        items: impl Iterator<Item = T>,
        skipped: impl FnOnce() -> Vec<SkippedFile>,
    ) -> Result<(), CommandError> {
        self.print_pieces(total, items.map(|item| self.piece(&item)), skipped)
    }

    /// The same of what was made of the results by [`Printer::piece`].
    pub(super) fn print_pieces(
        &self,
        total: u64,
        mut pieces: impl Iterator<Item = Piece>,
        skipped: impl FnOnce() -> Vec<SkippedFile>,
    ) -> Result<(), CommandError> {
        if self.args.format() == Format::Table {
            let mut table = Table::new(self.fields.iter().map(column));
            pieces.for_each(|piece| piece.add_to(&mut table));
            return self.table(&table);
        }
        let mut out = data_out();
        self.begin(&mut out)?;
        if self.args.format() == Format::Json {
            write!(out, "{{\"schema_version\":{SCHEMA_VERSION},\"total\":{total},\"items\":[")?;
            Self::separated_by_commas(&mut out, &mut pieces)?;
            writeln!(out, "],\"skipped\":{}}}", to_safe_json(&skipped()))?;
        } else {
            pieces.try_for_each(|piece| piece.write(&mut out))?;
        }
        Ok(out.flush()?)
    }

    /// The document is written by hand around the items, so that a million of them need no memory.
    fn separated_by_commas(out: &mut impl Write, pieces: &mut impl Iterator<Item = Piece>) -> io::Result<()> {
        for (index, piece) in pieces.enumerate() {
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            piece.write(out)?;
        }
        Ok(())
    }

    /// What comes before the first result: the names of the fields.
    fn begin(&self, out: &mut impl Write) -> io::Result<()> {
        let names = || self.fields.iter().map(|field| separated::Cell::Text(field.name.to_owned())).collect::<Vec<_>>();
        match self.args.format() {
            Format::Csv if !self.args.no_header => out.write_all(separated::csv_line(&names()).as_bytes()),
            Format::Tsv if !self.args.no_header => out.write_all(separated::tsv_line(&names()).as_bytes()),
            Format::Markdown => self.markdown_header(out),
            Format::Csv | Format::Tsv | Format::Json | Format::Ndjson | Format::Table => Ok(()),
        }
    }

    fn markdown_header(&self, out: &mut impl Write) -> io::Result<()> {
        let titles: Vec<_> = self.fields.iter().map(|field| title(field)).collect();
        writeln!(out, "| {} |", titles.join(" | "))?;
        let rule = |field: &Field| if is_number(field.look) { "---:" } else { "---" };
        writeln!(out, "| {} |", self.fields.iter().map(rule).collect::<Vec<_>>().join(" | "))
    }

    /// What is printed of a result. Any thread may make it.
    pub(super) fn piece<T: Serialize>(&self, item: &T) -> Piece {
        let text = to_safe_json(item);
        let whole = JsonRef::of_valid(&text);
        let text = match self.args.format() {
            Format::Table => return Piece::Row(Row::new(self.shown(whole)).tone((self.tone)(whole))),
            Format::Json if self.args.fields.is_empty() => text,
            Format::Ndjson if self.args.fields.is_empty() => text + "\n",
            Format::Json => self.object(whole),
            Format::Ndjson => self.object(whole) + "\n",
            Format::Csv => self.on_line(whole, separated::csv_line),
            Format::Tsv => self.on_line(whole, separated::tsv_line),
            Format::Markdown => {
                let cells: Vec<_> = self.shown(whole).iter().map(|cell| separated::markdown_cell(cell)).collect();
                format!("| {} |\n", cells.join(" | "))
            }
        };
        Piece::Bytes(text.into_bytes())
    }

    /// The JSON of an item with the chosen fields alone.
    fn object(&self, item: JsonRef<'_>) -> String {
        let members = self.fields.iter().zip(self.values(item));
        let members: Vec<_> = members.map(|(field, value)| format!("\"{}\":{}", field.name, value.text())).collect();
        format!("{{{}}}", members.join(","))
    }

    /// The chosen fields of an item.
    fn values<'j>(&self, item: JsonRef<'j>) -> Vec<JsonRef<'j>> {
        let members = item.members();
        let value = |field: &Field| {
            let found = members.iter().find(|(name, _)| name == field.name);
            found.map_or(JsonRef::NULL, |(_, value)| *value)
        };
        self.fields.iter().map(value).collect()
    }

    /// A result on a line of separated values. A spreadsheet gets the plain value of each chosen field, and whether it is text.
    fn on_line(&self, item: JsonRef<'_>, line: fn(&[separated::Cell]) -> String) -> String {
        let cell = |value: JsonRef<'_>| match value.kind() {
            Kind::Number => separated::Cell::Number(value.text().to_owned()),
            Kind::Null => separated::Cell::Text(String::new()),
            _ => separated::Cell::Text(value.as_str().map_or_else(|| value.text().to_owned(), String::from)),
        };
        let text = line(&self.values(item).into_iter().map(cell).collect::<Vec<_>>());
        if self.ctx.on_terminal() { visible_text(&text).into_owned() } else { text }
    }

    fn table(&self, table: &Table) -> Result<(), CommandError> {
        let header = if self.args.no_header { Header::Hidden } else { Header::Shown };
        let mut out = text_out();
        table.write(&mut out, self.ctx.width(), header)?;
        Ok(out.flush()?)
    }

    /// The cells of a row as people read them.
    fn shown(&self, item: JsonRef<'_>) -> Vec<String> {
        let pairs = self.fields.iter().zip(self.values(item));
        pairs.map(|(field, value)| shown(field.look, value, self.ctx.zone())).collect()
    }
}

/// A result as it is printed.
pub(super) enum Piece {
    /// By itself: text, but for paths.
    Bytes(Vec<u8>),
    /// In a table.
    Row(Row),
}

impl Piece {
    /// Rows have no text of their own.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => out.write_all(bytes),
            Self::Row(_) => Ok(()),
        }
    }

    fn add_to(self, table: &mut Table) {
        if let Self::Row(row) = self {
            table.push(row);
        }
    }

    /// What it takes up in memory, in bytes, roughly.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.capacity(),
            Self::Row(row) => row.bytes(),
        }
    }
}

fn known(name: &str, fields: &[Field]) -> Result<Field, CommandError> {
    fields.iter().find(|field| field.name == name).copied().ok_or_else(|| {
        let names: Vec<_> = fields.iter().map(|field| field.name).collect();
        CommandError::usage(format!("no field `{name}`")).hint(format!("fields are {}", names.join(", ")))
    })
}

fn title(field: &Field) -> &'static str {
    field.title.unwrap_or(field.name)
}

fn is_number(look: Look) -> bool {
    matches!(look, Look::Count | Look::Bytes | Look::Seconds | Look::Share)
}

fn column(field: &Field) -> Column {
    let column = Column::new(title(field));
    match field.look {
        Look::Text | Look::Time | Look::Mark => column,
        Look::LongText | Look::Names => column.shrinks(Shrink::End),
        Look::Id => column.shrinks(Shrink::Start),
        Look::Count | Look::Bytes | Look::Seconds | Look::Share => column.right(),
    }
}

/// Longest text in a cell of a table, in columns, also where no terminal limits it: a prompt can have a million.
const LONGEST_CELL: usize = 200;

/// A JSON value as people read it; what is absent is a hyphen.
fn shown(look: Look, value: JsonRef<'_>, zone: &TimeZone) -> String {
    if value.is_null() {
        return "-".to_owned();
    }
    let count = || value.as_i128().and_then(|count| u64::try_from(count).ok());
    let number = || value.as_f64();
    let as_is = || value.as_str().map_or_else(|| value.text().to_owned(), String::from);
    let known = match look {
        Look::Text | Look::Id => None,
        Look::LongText => Some(visible_beginning(&as_is(), LONGEST_CELL)),
        Look::Count => count().map(units::count),
        Look::Bytes => count().map(units::bytes),
        Look::Seconds => number().and_then(|s| std::time::Duration::try_from_secs_f64(s).ok()).map(units::duration),
        Look::Share => number().map(units::percent),
        Look::Time => value.as_str().and_then(|text| local_time(&text, zone)),
        Look::Names => Some(names(value)),
        Look::Mark => value.as_bool().map(|yes| if yes { "yes" } else { "" }.to_owned()),
    };
    known.unwrap_or_else(as_is)
}

/// An RFC 3339 time on the wall clock of a zone.
pub(super) fn local_time(text: &str, zone: &TimeZone) -> Option<String> {
    let instant: Timestamp = text.parse().ok()?;
    Some(instant.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// `engineer 3, qa 1`: names with their counts, most first.
fn names(value: JsonRef<'_>) -> String {
    let mut counts: Vec<_> = value.members().into_iter().map(|(k, v)| (v.as_i128().unwrap_or(0), k)).collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    counts.iter().map(|(count, name)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}

/// Prints one JSON document.
pub(super) fn print_json<T: Serialize>(document: &T) -> Result<(), CommandError> {
    let mut out = data_out();
    writeln!(out, "{}", to_safe_json(document))?;
    Ok(out.flush()?)
}
