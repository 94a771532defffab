//! A whole record without secrets.

use super::redact_json;
use crate::record::json::JsonRef;
use crate::record::{Problem, Reader, Record, to_exact_line};

/// The record with every string in it redacted, its names and unknown keys too; `None` if there is nothing to redact.
///
/// # Errors
/// Should it not be a record any more; then it must not be stored or shown, redacted or not.
pub fn redact_record(record: &Record) -> Result<Option<Record>, Problem> {
    let line = to_exact_line(record);
    let Some(redacted) = redact_json(JsonRef::parse(&line)?)? else { return Ok(None) };
    let reader = Reader { max_bytes: u64::MAX, ..Reader::default() };
    reader.read(redacted.get().text().as_bytes()).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_names_and_unknown_keys_goes_too() {
        let key = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        let file = format!(
            r#"{{"timestamp": "x {key}", "session_id": "{key}", "agent": "qa", "request": ["{key}"], "response": NaN,
                "metadata": {{"n": 1.50}}, "x-api-key": "{}", "{key}": 1}}"#,
            "k".repeat(20)
        );
        let record = Reader::default().read(file.as_bytes()).unwrap();
        let line = to_exact_line(&redact_record(&record).unwrap().unwrap());
        let (token, api) = ("[REDACTED:github-token]", "[REDACTED:api-key]");
        let expected = format!(
            r#"{{"timestamp":"x {token}","session_id":"{token}","agent":"qa","request":["{token}"],"response":NaN,"metadata":{{"n":1.50}},"x-api-key":"{api}","{token}":1}}"#
        );
        assert_eq!(line, expected);
        assert_eq!(redact_record(&Reader::default().read(line.as_bytes()).unwrap()), Ok(None));
    }
}
