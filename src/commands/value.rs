//! Values that flags give, and those that come on standard input.

use std::io::{self, Read};
use std::path::Path;

use super::error::{Code, CommandError};
use crate::record::DEFAULT_MAX_BYTES;
use crate::store::Error;

/// A flag's value: itself, a file's content, or standard input's.
pub(super) fn read_value(value: String) -> Result<String, CommandError> {
    if value == "-" {
        let mut text = String::new();
        stdin(&mut text)?;
        return Ok(text);
    }
    match value.strip_prefix('@') {
        None => Ok(value),
        Some(rest) if rest.starts_with('@') => Ok(rest.to_owned()),
        Some(file) => std::fs::read_to_string(file).map_err(|source| {
            let error = Error::Storage { action: "read", path: Path::new(file).to_owned(), source };
            CommandError::from(error)
                .hint("what follows an @ is the name of a file; a text that begins with @ gets another before it")
        }),
    }
}

/// All of standard input, as long as a record may be.
pub(super) fn stdin(text: &mut String) -> Result<(), CommandError> {
    let read = io::stdin().lock().take(DEFAULT_MAX_BYTES + 1).read_to_string(text);
    match read {
        Err(error) => Err(CommandError::new(Code::Failed, format!("cannot read standard input: {error}"))),
        Ok(length) if u64::try_from(length).unwrap_or(u64::MAX) > DEFAULT_MAX_BYTES => {
            Err(CommandError::new(Code::Refused, format!("standard input is larger than {DEFAULT_MAX_BYTES} bytes")))
        }
        Ok(_) => Ok(()),
    }
}
