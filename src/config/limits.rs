//! How much is read at most, so that no file can use up the memory.

use serde_json::Value as Shown;

use super::keys::{self, Key};
use super::layers::{Layers, Names};
use super::setting::Setting;
use super::values::{self, Read};
use super::yaml::Value;
use crate::record::{DEFAULT_MAX_BYTES, DEFAULT_MAX_DEPTH, Reader};

/// The largest of what is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes as stored.
    pub file_size: Setting<u64>,
    /// The largest content of a compressed file, in bytes.
    pub decompressed_size: Setting<u64>,
    /// The deepest nesting of JSON.
    pub depth: Setting<u64>,
    /// The longest line of a file or input of lines, in bytes.
    pub line_length: Setting<u64>,
}

impl Limits {
    /// Puts the layers together.
    pub(super) fn resolve(layers: &mut Layers<'_>) -> Self {
        let mut limit =
            |keys, read, default| layers.setting(Names { variable: None, keys, deprecated: None }, read, default);
        Self {
            file_size: limit(&[keys::FILE_SIZE], size, DEFAULT_MAX_BYTES),
            decompressed_size: limit(&[keys::DECOMPRESSED_SIZE], size, DEFAULT_MAX_BYTES),
            depth: limit(&[keys::DEPTH], number, DEFAULT_MAX_DEPTH),
            line_length: limit(&[keys::LINE_LENGTH], size, DEFAULT_MAX_BYTES),
        }
    }

    /// A reader of records within these limits.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader {
            max_bytes: self.file_size.value,
            max_bytes_inside: self.decompressed_size.value,
            max_depth: self.depth.value,
            ..Reader::default()
        }
    }

    /// Each by its key, as JSON has it.
    pub(super) fn shown(&self) -> [(Key, Setting<Shown>); 4] {
        let shown = |setting: &Setting<u64>| Setting { value: setting.value.into(), origin: setting.origin.clone() };
        [
            (keys::FILE_SIZE, shown(&self.file_size)),
            (keys::DECOMPRESSED_SIZE, shown(&self.decompressed_size)),
            (keys::DEPTH, shown(&self.depth)),
            (keys::LINE_LENGTH, shown(&self.line_length)),
        ]
    }
}

/// A size with its unit, or a number of bytes. Nothing fits into 0.
fn size(value: &Value) -> Result<Read<u64>, String> {
    let bytes = match value {
        Value::Integer(number) => u64::try_from(*number).ok(),
        Value::Text(text) => text.trim().parse::<bytesize::ByteSize>().ok().map(|size| size.as_u64()),
        _ => None,
    };
    let refused = || format!("must be a size such as 64MiB, not {value}");
    bytes.filter(|bytes| *bytes > 0).map(Read::Proper).ok_or_else(refused)
}

/// A count above 0.
fn number(value: &Value) -> Result<Read<u64>, String> {
    match values::count(value)? {
        Read::Proper(0) | Read::Sloppy(0) => Err("must be 1 or more, not 0".to_owned()),
        read => Ok(read),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_and_are_not_zero() {
        let text = |text: &str| size(&Value::Text(text.to_owned()));
        assert_eq!(text("256 MiB"), Ok(Read::Proper(256 << 20)));
        assert_eq!(text("1kB"), Ok(Read::Proper(1000)));
        assert_eq!(size(&Value::Integer(4096)), Ok(Read::Proper(4096)));
        assert_eq!(text("many"), Err("must be a size such as 64MiB, not `many`".to_owned()));
        assert!(size(&Value::Integer(0)).is_err() && size(&Value::Integer(-1)).is_err() && text("0").is_err());
        assert!(number(&Value::Integer(0)).is_err() && number(&Value::Integer(1)).is_ok());
    }
}
