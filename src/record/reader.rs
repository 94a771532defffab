//! Bytes to records.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::compress::{decompress, is_gzip};
use super::facts::set_text;
use super::json::{Json, JsonRef};
use super::model::{Record, Stamp, Summary};
use super::problem::Problem;
use super::shape::Shape;
use super::time::WrittenTime;
use super::zone::LazyZone;

/// Largest record that is read unless told otherwise, as stored and as decompressed: 64 MiB.
pub const DEFAULT_MAX_BYTES: u64 = 64 << 20;
/// Deepest nesting that is read unless told otherwise.
pub const DEFAULT_MAX_DEPTH: u64 = 1_000_000;

/// Reads records of every shape.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The zone of timestamps that have no offset.
    pub naive_zone: LazyZone,
    /// Largest record that is read, in bytes, as stored.
    pub max_bytes: u64,
    /// Largest record that is read, in bytes, as decompressed.
    pub max_bytes_inside: u64,
    /// Deepest nesting that is read: arrays and objects within another.
    pub max_depth: u64,
}

impl Default for Reader {
    /// UTC for naive timestamps, [`DEFAULT_MAX_BYTES`] and [`DEFAULT_MAX_DEPTH`].
    fn default() -> Self {
        Self {
            naive_zone: TimeZone::UTC.into(),
            max_bytes: DEFAULT_MAX_BYTES,
            max_bytes_inside: DEFAULT_MAX_BYTES,
            max_depth: DEFAULT_MAX_DEPTH,
        }
    }
}

impl Reader {
    /// The whole record.
    ///
    /// # Errors
    /// Exactly why these bytes are not one.
    pub fn read(&self, bytes: &[u8]) -> Result<Record, Problem> {
        let bytes = self.plain(bytes)?;
        let mut shape = Shape::default();
        self.fill_shape(&mut shape, &bytes)?;
        let owned = |value: Option<JsonRef<'_>>| value.map_or_else(Json::null, JsonRef::to_json);
        Ok(Record {
            timestamp: self.stamp(&shape),
            session_id: shape.session().map(Cow::into_owned),
            agent: shape.agent_name().map(Cow::into_owned),
            request: owned(shape.request),
            response: owned(shape.response),
            metadata: shape.metadata.filter(|m| !m.is_null()).map_or_else(Json::empty_object, JsonRef::to_json),
            extra: shape.extra.into_iter().map(|(key, value)| (key.into_owned(), value.to_json())).collect(),
        })
    }

    /// The record without its texts. Takes and refuses exactly what [`Self::read`] does.
    ///
    /// # Errors
    /// Exactly why these bytes are not a record.
    pub fn summarise(&self, bytes: &[u8]) -> Result<Summary, Problem> {
        let mut summary = Summary::default();
        self.summarise_plain(&self.plain(bytes)?, &mut summary)?;
        Ok(summary)
    }

    /// The same of bytes without compression, in the memory of a summary that nobody needs any more.
    pub(super) fn summarise_plain(&self, plain: &[u8], summary: &mut Summary) -> Result<(), Problem> {
        let mut shape = Shape::default();
        self.fill_shape(&mut shape, plain)?;
        self.summarise_shape(&shape, summary);
        Ok(())
    }

    pub(super) fn summarise_shape(&self, shape: &Shape<'_>, summary: &mut Summary) {
        summary.written = written(shape);
        summary.timestamp = summary.written.and_then(|time| time.in_zone(&self.naive_zone));
        set_text(&mut summary.session_id, shape.session().as_deref());
        set_text(&mut summary.agent, shape.agent_name().as_deref());
        summary.facts.read(&shape.said());
    }

    /// The bytes of a record file without compression.
    ///
    /// # Errors
    /// They are damaged gzip, or too many.
    pub fn open<'a>(&self, bytes: &'a [u8]) -> Result<Plain<'a>, Problem> {
        self.plain(bytes).map(Plain)
    }

    /// The record that stands in a file's text, with nothing of it decoded yet. Takes and refuses exactly what [`Self::read`] does.
    ///
    /// # Errors
    /// Exactly why these bytes are not a record.
    pub fn parts<'a>(&'a self, plain: &'a Plain<'_>) -> Result<Parts<'a>, Problem> {
        let mut parts = Parts { shape: Shape::default(), reader: self };
        self.fill_shape(&mut parts.shape, plain.bytes())?;
        Ok(parts)
    }

    /// The bytes without compression.
    pub(super) fn plain<'a>(&self, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, Problem> {
        let too_large = u64::try_from(bytes.len()).unwrap_or(u64::MAX) > self.max_bytes;
        match bytes {
            _ if too_large => Err(Problem::TooLarge { max_bytes: self.max_bytes }),
            _ if is_gzip(bytes) => decompress(bytes, self.max_bytes_inside).map(Cow::Owned),
            _ => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// Fills in the shape of a file's text.
    fn fill_shape<'a>(&self, shape: &mut Shape<'a>, bytes: &'a [u8]) -> Result<(), Problem> {
        if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
            return shape.fill(unmarked(text), self.max_depth);
        }
        // Only the slower way tells where.
        let text = |bytes| std::str::from_utf8(bytes).map(unmarked);
        let error = match text(bytes) {
            Ok(text) => return shape.fill(text, self.max_depth),
            Err(error) => error,
        };
        // A file that ends in the middle of a character was cut, if what stands before was cut as well.
        let whole_part = text(&bytes[..error.valid_up_to()]).unwrap_or_default();
        match shape.fill(whole_part, self.max_depth) {
            Err(cut @ Problem::Truncated(_)) if error.error_len().is_none() => Err(cut),
            _ => Err(Problem::NotUtf8 { offset: error.valid_up_to() }),
        }
    }

    fn stamp(&self, shape: &Shape<'_>) -> Stamp {
        let time = written(shape).and_then(|time| time.in_zone(&self.naive_zone));
        match (time, shape.timestamp) {
            (Some(time), _) => Stamp::Read(time),
            (None, Some(value)) => Stamp::Unread(value.to_json()),
            (None, None) => Stamp::Unread(Json::null()),
        }
    }
}

/// The bytes of a record file without compression, whatever they are.
#[derive(Debug, Clone)]
pub struct Plain<'a>(Cow<'a, [u8]>);

impl Plain<'_> {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A record borrowed from its file's text.
pub struct Parts<'a> {
    shape: Shape<'a>,
    reader: &'a Reader,
}

impl<'a> Parts<'a> {
    /// The record without its texts.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        self.reader.summarise_shape(&self.shape, &mut summary);
        summary
    }

    /// What was asked, if the file says it.
    #[must_use]
    pub fn request(&self) -> Option<JsonRef<'a>> {
        self.shape.request
    }

    /// What was answered, if the file says it.
    #[must_use]
    pub fn response(&self) -> Option<JsonRef<'a>> {
        self.shape.response
    }
}

/// A text without the byte order mark that some editors leave.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// When the response was given, as it was written.
fn written(shape: &Shape<'_>) -> Option<WrittenTime> {
    WrittenTime::parse(&shape.timestamp?.as_str()?)
}
