//! Apache Parquet: the columns of CSV, typed, for tools that analyse.
//!
//! Rows are written in groups, each bounded in rows and in bytes of text, so that memory is. Texts that are no strings, and the metadata,
//! are JSON text; that is why it can't be imported.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, GzipLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use super::fields::text_of;
use super::{Response, Writer};

/// The columns. `timestamp` is an instant, `duration` seconds.
const SCHEMA: &str = "
message response {
  REQUIRED BYTE_ARRAY id (STRING);
  OPTIONAL BYTE_ARRAY session_id (STRING);
  OPTIONAL BYTE_ARRAY agent (STRING);
  OPTIONAL INT64 timestamp (TIMESTAMP(MICROS,true));
  OPTIONAL BYTE_ARRAY model (STRING);
  OPTIONAL INT64 tokens;
  OPTIONAL DOUBLE duration;
  OPTIONAL INT64 exit_code;
  OPTIONAL BYTE_ARRAY error (STRING);
  REQUIRED group tools (LIST) {
    REPEATED group list {
      REQUIRED BYTE_ARRAY element (STRING);
    }
  }
  OPTIONAL BYTE_ARRAY request (STRING);
  OPTIONAL BYTE_ARRAY response (STRING);
  REQUIRED BYTE_ARRAY metadata (JSON);
}";
/// A row group has so many rows at most.
const MOST_ROWS: usize = 20_000;
/// And so many bytes of text, but for its last row.
const MOST_BYTES: usize = 16 << 20;

/// Writes row groups, and at the end what tells where they are.
pub struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    rows: Rows,
}

impl<W: Write + Send> Parquet<W> {
    /// A writer to `out`.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W) -> io::Result<Self> {
        let schema = parse_message_type(SCHEMA).map_err(io_error)?;
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("responses ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::GZIP(GzipLevel::default()));
        // A dictionary is of no use where hardly two values are equal.
        for texts in ["id", "request", "response", "metadata"] {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(texts), false);
        }
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties.build())).map_err(io_error)?;
        Ok(Self { file, rows: Rows::default() })
    }

    fn write_group(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.count == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(io_error)?;
        rows.write(&mut group).map_err(io_error)?;
        group.close().map_err(io_error)?;
        Ok(())
    }
}

impl<W: Write + Send> Writer for Parquet<W> {
    fn write(&mut self, response: &Response) -> io::Result<()> {
        self.rows.add(response);
        if self.rows.count >= MOST_ROWS || self.rows.bytes >= MOST_BYTES { self.write_group() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.write_group()?;
        self.file.finish().map_err(io_error)?;
        self.file.inner_mut().flush()
    }
}

/// The values of a column that are there, and of each row whether one is.
struct Values<T> {
    values: Vec<T>,
    there: Vec<i16>,
}

impl<T> Default for Values<T> {
    fn default() -> Self {
        Self { values: Vec::new(), there: Vec::new() }
    }
}

impl<T> Values<T> {
    fn add(&mut self, value: Option<T>) {
        self.there.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    fn write<D: DataType<T = T>, W: Write + Send>(self, group: &mut SerializedRowGroupWriter<'_, W>) -> Done {
        column::<D, W>(group, &self.values, Some(&self.there), None)
    }
}

/// Lists of texts, as Parquet has them: of each text, or of the place of an empty list, whether it is there and whether it goes on with
/// a list.
#[derive(Default)]
struct Lists {
    values: Vec<ByteArray>,
    there: Vec<i16>,
    goes_on: Vec<i16>,
}

impl Lists {
    fn add(&mut self, texts: &[String]) {
        self.values.extend(texts.iter().map(|text| bytes(text)));
        let places = texts.len().max(1);
        self.there.extend(std::iter::repeat_n(i16::from(!texts.is_empty()), places));
        self.goes_on.push(0);
        self.goes_on.extend(std::iter::repeat_n(1, places - 1));
    }
}

/// The rows of a group, by column.
#[derive(Default)]
struct Rows {
    count: usize,
    bytes: usize,
    id: Vec<ByteArray>,
    session: Values<ByteArray>,
    agent: Values<ByteArray>,
    timestamp: Values<i64>,
    model: Values<ByteArray>,
    tokens: Values<i64>,
    duration: Values<f64>,
    exit_code: Values<i64>,
    error: Values<ByteArray>,
    tools: Lists,
    request: Values<ByteArray>,
    response: Values<ByteArray>,
    metadata: Vec<ByteArray>,
}

impl Rows {
    fn add(&mut self, response: &Response) {
        let (record, facts) = (&response.record, &response.facts);
        let name = |name: &Option<String>| name.as_deref().map(bytes);
        let text = |json: &crate::record::Json| text_of(json.get()).map(|text| bytes(&text));
        let metadata = record.metadata.get().to_strict();
        let texts = [text(&record.request), text(&record.response)];
        self.count += 1;
        self.bytes += metadata.len() + texts.iter().flatten().map(ByteArray::len).sum::<usize>();
        let [request, answer] = texts;
        self.id.push(bytes(response.id.as_str()));
        self.session.add(name(&record.session_id));
        self.agent.add(name(&record.agent));
        self.timestamp.add(response.time().map(|time| time.instant().as_microsecond()));
        self.model.add(name(&facts.model));
        self.tokens.add(facts.tokens.and_then(|count| count.try_into().ok()));
        self.duration.add(facts.duration.map(|duration| duration.as_secs_f64()));
        self.exit_code.add(facts.exit_code);
        self.error.add(name(&facts.error));
        self.tools.add(&facts.tools);
        self.request.add(request);
        self.response.add(answer);
        self.metadata.push(bytes(&metadata));
    }

    /// Writes the columns in the order of the schema.
    fn write<W: Write + Send>(self, group: &mut SerializedRowGroupWriter<'_, W>) -> Done {
        column::<ByteArrayType, W>(group, &self.id, None, None)?;
        self.session.write::<ByteArrayType, W>(group)?;
        self.agent.write::<ByteArrayType, W>(group)?;
        self.timestamp.write::<Int64Type, W>(group)?;
        self.model.write::<ByteArrayType, W>(group)?;
        self.tokens.write::<Int64Type, W>(group)?;
        self.duration.write::<DoubleType, W>(group)?;
        self.exit_code.write::<Int64Type, W>(group)?;
        self.error.write::<ByteArrayType, W>(group)?;
        let Lists { values, there, goes_on } = &self.tools;
        column::<ByteArrayType, W>(group, values, Some(there), Some(goes_on))?;
        self.request.write::<ByteArrayType, W>(group)?;
        self.response.write::<ByteArrayType, W>(group)?;
        column::<ByteArrayType, W>(group, &self.metadata, None, None)
    }
}

type Done = Result<(), ParquetError>;

/// Writes the next column of a group.
fn column<D: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[D::T],
    there: Option<&[i16]>,
    goes_on: Option<&[i16]>,
) -> Done {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    column.typed::<D>().write_batch(values, there, goes_on)?;
    column.close()
}

fn bytes(text: &str) -> ByteArray {
    ByteArray::from(text.as_bytes().to_vec())
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source.to_string()),
        },
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::super::{Contents, Format, csv, writer};
    use super::*;
    use crate::record::Reader;
    use crate::store::Entry;

    fn response(number: usize) -> Response {
        let file = format!(
            r#"{{"timestamp": "2026-01-01T00:00:00.123456+01:00", "session_id": "s", "agent": null, "request": "r {number}", "response": {{"a": [{number}, NaN]}},
                "metadata": {{"tokens": {number}, "duration": 1.5, "tools_used": [{}]}}}}"#,
            ["", "\"Bash\"", "\"Bash\", \"Read\""][number % 3]
        );
        let reader = Reader::default();
        let entry = Entry::new("s/x.json".into(), 1, None, reader.summarise(file.as_bytes()).unwrap());
        Response::new(&entry, reader.read(file.as_bytes()).unwrap())
    }

    #[test]
    fn rows_are_read_back_typed_from_every_group() {
        let count = MOST_ROWS + 10;
        let file = tempfile::tempfile().unwrap();
        let mut writer = writer(Format::Parquet, &file, &Contents::default(), &jiff::tz::TimeZone::UTC).unwrap();
        (0..count).for_each(|number| writer.write(&response(number)).unwrap());
        writer.finish().unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        let mut read = 0;
        for (number, row) in reader.get_row_iter(None).unwrap().enumerate() {
            let row = row.unwrap();
            let fields: Vec<_> = row.get_column_iter().collect();
            let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, csv::COLUMNS);
            assert_eq!(fields[2].1, &Field::Null);
            assert_eq!(fields[3].1, &Field::TimestampMicros(1_767_222_000_123_456));
            assert_eq!(fields[5].1, &Field::Long(number.try_into().unwrap()));
            assert_eq!(fields[6].1, &Field::Double(1.5));
            let Field::ListInternal(tools) = fields[9].1 else { panic!("{:?}", fields[9]) };
            assert_eq!(tools.elements().len(), number % 3);
            assert_eq!(fields[10].1, &Field::Str(format!("r {number}")));
            assert_eq!(fields[11].1, &Field::Str(format!("{{\"a\":[{number},\"NaN\"]}}")));
            read += 1;
        }
        assert_eq!(read, count);
    }
}
