//! Whether a readable file is also a valid record, or at least one of the shapes that older tools wrote.

use super::json::JsonRef;
use super::problem::Problem;
use super::reader::Reader;
use super::schema::{Violation, validate};

/// What the schema says of a record that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is valid.
    Valid,
    /// It breaks only rules that older tools did not have (`docs/formats.md`, shapes that are read).
    Older(Vec<Violation>),
    /// It breaks these rules, which no tool had leave to.
    Invalid(Vec<Violation>),
}

/// The keys that only older shapes have.
const OLD_KEYS: [&str; 4] = ["/agent_name", "/request_summary", "/response_content", "/microseconds"];

impl Reader {
    /// Judges the bytes of a record file by the schema.
    ///
    /// # Errors
    /// Exactly why these bytes are no record at all, as [`Self::read`] says it.
    pub fn judge(&self, bytes: &[u8]) -> Result<Verdict, Problem> {
        let plain = self.open(bytes)?;
        let parts = self.parts(&plain)?;
        // A record that was taken apart is UTF-8.
        let text = std::str::from_utf8(plain.bytes()).unwrap_or_default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let broken = validate(text)?;
        if broken.is_empty() {
            return Ok(Verdict::Valid);
        }
        let names = parts.summary();
        let whole = JsonRef::parse(text)?;
        let (agent, metadata) = (whole.member("agent"), whole.member("metadata"));
        let is_older = |broken: &Violation| match broken.pointer.as_str() {
            "/agent" => names.agent.is_some() || agent.is_some_and(JsonRef::is_null),
            // That there is one of them is known: else it would be no record.
            "/request" | "/response" => true,
            "/timestamp" => names.written.is_some(),
            "/metadata" => metadata.is_some_and(JsonRef::is_null),
            pointer => OLD_KEYS.contains(&pointer) || is_null_in(metadata, pointer),
        };
        let (older, invalid): (Vec<_>, Vec<_>) = broken.into_iter().partition(is_older);
        Ok(if invalid.is_empty() { Verdict::Older(older) } else { Verdict::Invalid(invalid) })
    }
}

/// True if a key of the metadata is null: older tools wrote what they did not know like that.
fn is_null_in(metadata: Option<JsonRef<'_>>, pointer: &str) -> bool {
    let key = pointer.strip_prefix("/metadata/");
    metadata.zip(key).and_then(|(metadata, key)| metadata.member(key)).is_some_and(JsonRef::is_null)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str) -> Verdict {
        Reader::default().judge(text.as_bytes()).unwrap()
    }

    fn with(from: &str, to: &str) -> Verdict {
        let whole = r#"{"timestamp": "2026-11-21T09:30:12.417052+00:00", "session_id": "s", "agent": "a", "request": "q",
            "response": "r", "metadata": {"tokens": 5}}"#;
        assert!(whole.contains(from));
        judge(&whole.replace(from, to))
    }

    #[test]
    fn what_older_tools_wrote_is_told_from_what_nobody_should_have() {
        assert_eq!(with("\"q\"", "\"q\""), Verdict::Valid);
        let older = [
            ("+00:00", ""),
            ("\"agent\"", "\"agent_name\""),
            ("\"request\": \"q\"", "\"request_summary\": null"),
            ("\"r\"", "{\"a\": 1}"),
            ("{\"tokens\": 5}", "null"),
            (": 5", ": null"),
            ("\"metadata\": {", "\"microseconds\": 7, \"metadata\": {"),
        ];
        for (from, to) in older {
            assert!(matches!(with(from, to), Verdict::Older(_)), "{from} -> {to}: {:?}", with(from, to));
        }
        let invalid = [
            ("2026-11-21", "yesterday "),
            ("\"s\"", "7"),
            (": 5", ": \"5\""),
            (": 5", ": -5"),
            ("\"agent\"", "\"own\""),
        ];
        for (from, to) in invalid {
            assert!(matches!(with(from, to), Verdict::Invalid(_)), "{from} -> {to}: {:?}", with(from, to));
        }
        assert_eq!(Reader::default().judge(b"{}"), Err(Problem::NotARecord));
    }
}
