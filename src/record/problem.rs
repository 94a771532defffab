//! Why a file could not be taken as a record.

use super::json::{JsonError, Kind};

/// Why a file in the store could not be read as a response record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Not text in UTF-8.
    #[error("not UTF-8 text (first bad byte at offset {offset})")]
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8, from 0.
        offset: usize,
    },
    /// The JSON ends too early, as after a crash of the writer.
    #[error("truncated: {0}")]
    Truncated(JsonError),
    /// Not JSON.
    #[error("not JSON: {0}")]
    Json(JsonError),
    /// JSON, but not an object.
    #[error("not a response record: the top level is {0}, not an object")]
    NotAnObject(Kind),
    /// An object that has neither request nor response under any of their names.
    #[error("not a response record: it has neither `request` nor `response`")]
    NotARecord,
    /// A damaged gzip stream.
    #[error("damaged gzip data: {0}")]
    Gzip(String),
    /// An archive that can't be used.
    #[error("{0}")]
    Archive(String),
    /// Larger than we are willing to read, as stored.
    #[error("larger than {} (limits.file_size)", size(*max_bytes))]
    TooLarge {
        /// The limit that was in force, in bytes.
        max_bytes: u64,
    },
    /// Larger than we are willing to read, without its compression.
    #[error("decompresses to more than {} (limits.decompressed_size)", size(*max_bytes))]
    TooLargeInside {
        /// The limit that was in force, in bytes.
        max_bytes: u64,
    },
    /// Nested deeper than we are willing to read.
    #[error("nested more than {max_depth} deep (limits.depth)")]
    TooDeep {
        /// The limit that was in force.
        max_depth: u64,
    },
    /// A symbolic link; these are never followed inside a store.
    #[error("a symbolic link, not followed")]
    SymbolicLink,
    /// A FIFO, socket, device or directory under a record's name.
    #[error("not a regular file")]
    NotRegular,
    /// A directory on which another file system is mounted; these are not entered.
    #[error("on another file system, not entered")]
    OtherFileSystem,
    /// It was listed and went before it could be opened, as what is cleared or archived at that moment.
    #[error("no longer there")]
    Gone,
    /// The operating system refused.
    #[error("{0}")]
    Io(String),
}

impl From<JsonError> for Problem {
    fn from(error: JsonError) -> Self {
        if error.truncated { Self::Truncated(error) } else { Self::Json(error) }
    }
}

/// A limit in the largest unit that does not round it: `64 MiB`, `1000 bytes`.
fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = units.into_iter().find(|(unit, _)| bytes > 0 && bytes.is_multiple_of(*unit));
    unit.map_or_else(|| format!("{bytes} bytes"), |(unit, name)| format!("{} {name}", bytes / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_named_with_the_setting_that_changes_them() {
        assert_eq!(Problem::TooLarge { max_bytes: 256 << 20 }.to_string(), "larger than 256 MiB (limits.file_size)");
        let inside = Problem::TooLargeInside { max_bytes: 1000 };
        assert_eq!(inside.to_string(), "decompresses to more than 1000 bytes (limits.decompressed_size)");
        assert_eq!(Problem::TooDeep { max_depth: 10 }.to_string(), "nested more than 10 deep (limits.depth)");
        assert_eq!((size(0), size(3 << 30), size(1536)), ("0 bytes".into(), "3 GiB".into(), "1536 bytes".into()));
    }
}
