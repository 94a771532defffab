//! One file's text without its secrets.

use std::borrow::Cow;

use crate::record::{JsonRef, Problem, Reader, Secrets, compress, is_gzip, redact_counting, redact_json_counting};

/// The bytes of a file without the secrets in its strings, compressed if they were; `None` if there are none. Everything but these
/// strings stays byte for byte.
///
/// # Errors
/// Why these bytes are no JSON text.
pub(super) fn scrub(bytes: &[u8], reader: &Reader, secrets: &mut Secrets) -> Result<Option<Vec<u8>>, Problem> {
    let plain = reader.open(bytes)?;
    let text = std::str::from_utf8(plain.bytes()).map_err(|error| Problem::NotUtf8 { offset: error.valid_up_to() })?;
    let Some(scrubbed) = scrub_text(text, secrets)? else { return Ok(None) };
    let scrubbed = scrubbed.into_bytes();
    if is_gzip(bytes) {
        return compress(&scrubbed).map(Some).map_err(|error| Problem::Io(error.to_string()));
    }
    Ok(Some(scrubbed))
}

fn scrub_text(text: &str, secrets: &mut Secrets) -> Result<Option<String>, Problem> {
    let value = JsonRef::parse(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    let Some(scrubbed) = redact_json_counting(value, secrets)? else { return Ok(None) };
    let start = value.text().as_ptr().addr() - text.as_ptr().addr();
    let end = start + value.text().len();
    Ok(Some([&text[..start], scrubbed.get().text(), &text[end..]].concat()))
}

/// What secrets there are in bytes that are no record, as far as can be told.
pub(super) fn secrets_in(bytes: &[u8], reader: &Reader) -> Secrets {
    let mut secrets = Secrets::default();
    if let Ok(plain) = reader.open(bytes) {
        let text: Cow<'_, str> = String::from_utf8_lossy(plain.bytes());
        _ = redact_counting(&text, &mut secrets);
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> String {
        format!("ghp_{}", "a1B2c3D4e5F6".repeat(3))
    }

    #[test]
    fn all_but_the_strings_with_secrets_stays_byte_for_byte() {
        let file = |secret: &str| {
            format!(
                "\u{feff} \r\n{{\t\"request\" :\"\\u0061 {secret} \\/\", \"n\": [1.50, NaN],\"x\":\"\\u0061\\/\" }}\n\n"
            )
        };
        let mut secrets = Secrets::default();
        let scrubbed = scrub(file(&key()).as_bytes(), &Reader::default(), &mut secrets).unwrap().unwrap();
        // The string itself is written anew, with no more escapes than JSON demands.
        let expected = file("[REDACTED:github-token]").replace("\\u0061 [", "a [").replace("] \\/", "] /");
        assert_eq!(String::from_utf8(scrubbed.clone()).unwrap(), expected);
        assert_eq!(secrets.by_kind().collect::<Vec<_>>(), [("github-token", 1)]);
        assert_eq!(scrub(&scrubbed, &Reader::default(), &mut Secrets::default()), Ok(None));
    }

    #[test]
    fn what_was_compressed_is() {
        let file = compress(format!("{{\"request\": \"{}\"}}\n", key()).as_bytes()).unwrap();
        let scrubbed = scrub(&file, &Reader::default(), &mut Secrets::default()).unwrap().unwrap();
        assert!(is_gzip(&scrubbed));
        let plain = crate::record::decompress(&scrubbed, 1000).unwrap();
        assert_eq!(plain, b"{\"request\": \"[REDACTED:github-token]\"}\n");
    }

    #[test]
    fn a_damaged_file_is_looked_at_all_the_same() {
        let torn = format!("{{\"request\": \"{} \u{fffd}", key());
        let mut bytes = torn.into_bytes();
        bytes.pop();
        assert!(scrub(&bytes, &Reader::default(), &mut Secrets::default()).is_err());
        assert_eq!(secrets_in(&bytes, &Reader::default()).count(), 1);
    }
}
