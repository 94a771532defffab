//! Items as log records.
//!
//! A response becomes the event `gen_ai.client.inference.operation.details` of the semantic conventions for generative AI
//! (<https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-events.md>), and an event of a log becomes a
//! record whose body it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::value::{AnyValue, KeyValue};
use crate::gateway::{Item, ItemKind};
use crate::record::{Facts, JsonRef, Reader, Status};

/// The event that tells all of one call.
const DETAILS: &str = "gen_ai.client.inference.operation.details";

/// What stands for a value that is required and that nobody knows, as elsewhere in the conventions.
const OTHER: &str = "_OTHER";

/// The models of providers that the conventions have names for, by what the models' names begin with.
const PROVIDERS: [(&str, &str); 12] = [
    ("claude", "anthropic"),
    ("gpt-", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("codex", "openai"),
    ("gemini", "gcp.gemini"),
    ("deepseek", "deepseek"),
    ("mistral", "mistral_ai"),
    ("command-", "cohere"),
    ("grok", "x_ai"),
    ("kimi", "moonshot_ai"),
];

/// Whether texts are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// What was asked and answered is sent.
    #[default]
    Full,
    /// Only what is known about it is sent.
    None,
}

/// `LogRecord`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogRecord<'a> {
    /// Nanoseconds since 1970, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_unix_nano: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_time_unix_nano: Option<String>,
    severity_number: u8,
    severity_text: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<AnyValue<'a>>,
    attributes: Vec<KeyValue<'a>>,
}

/// An item, and what it says.
pub(super) struct Event<'a> {
    item: &'a Item,
    said: Said<'a>,
}

enum Said<'a> {
    Response(Box<Response<'a>>),
    Event(JsonRef<'a>),
}

/// What a response says.
struct Response<'a> {
    agent: Option<String>,
    asked: Option<JsonRef<'a>>,
    answered: Option<JsonRef<'a>>,
    metadata: Option<JsonRef<'a>>,
    facts: Facts,
}

impl<'a> Event<'a> {
    /// Reads an item.
    ///
    /// # Errors
    /// Why it can't be told in this form.
    pub(super) fn of(item: &'a Item, reader: &Reader) -> Result<Self, String> {
        let whole = JsonRef::parse(item.record()).map_err(|error| error.to_string())?;
        let said = match item.kind {
            ItemKind::Event | ItemKind::Gap => Said::Event(whole),
            ItemKind::Response => Said::Response(Box::new(Response::of(item, whole, reader)?)),
        };
        Ok(Self { item, said })
    }

    /// `SeverityNumber`, and its name.
    fn severity(&self) -> (u8, &'static str) {
        match &self.said {
            Said::Response(response) if response.facts.status == Status::Error => (17, "ERROR"),
            _ if self.item.kind == ItemKind::Gap => (13, "WARN"),
            _ => (9, "INFO"),
        }
    }

    /// The record of it, which was first seen at `observed`.
    pub(super) fn to_record(&self, observed: Timestamp, content: Content) -> LogRecord<'_> {
        let (severity_number, severity_text) = self.severity();
        let mut attributes = vec![KeyValue::text("log.record.uid", self.item.id.to_string())];
        if !self.item.session.is_empty() {
            attributes.push(KeyValue::text("gen_ai.conversation.id", self.item.session.as_str()));
        }
        let (event_name, body) = match &self.said {
            Said::Response(response) => {
                attributes.extend(response.attributes(content));
                (Some(DETAILS), None)
            }
            Said::Event(event) => (None, Some(AnyValue::of(*event))),
        };
        let time_unix_nano = self.item.time.and_then(nanoseconds);
        let observed_time_unix_nano = nanoseconds(observed);
        LogRecord {
            time_unix_nano,
            observed_time_unix_nano,
            severity_number,
            severity_text,
            event_name,
            body,
            attributes,
        }
    }
}

/// A time as OTLP has it, which knows none before 1970.
fn nanoseconds(time: Timestamp) -> Option<String> {
    u64::try_from(time.as_nanosecond()).ok().map(|time| time.to_string())
}

impl<'a> Response<'a> {
    fn of(item: &'a Item, whole: JsonRef<'a>, reader: &Reader) -> Result<Self, String> {
        let plain = reader.open(item.record().as_bytes()).map_err(|problem| problem.to_string())?;
        let summary = reader.parts(&plain).map_err(|problem| problem.to_string())?.summary();
        let known = |key| whole.member(key).filter(|value| !value.is_null());
        Ok(Self {
            agent: summary.agent,
            asked: known("request"),
            answered: known("response"),
            metadata: known("metadata"),
            facts: summary.facts,
        })
    }

    fn attributes(&self, content: Content) -> Vec<KeyValue<'_>> {
        let mut attributes = vec![
            KeyValue::text("gen_ai.operation.name", "invoke_agent"),
            KeyValue::text("gen_ai.provider.name", self.provider()),
        ];
        attributes.extend(self.agent.as_deref().map(|agent| KeyValue::text("gen_ai.agent.name", agent)));
        attributes.extend(self.detail("agent_id").map(|id| KeyValue::new("gen_ai.agent.id", AnyValue::of(id))));
        if let Some(model) = &self.facts.model {
            attributes.push(KeyValue::text("gen_ai.request.model", model.as_str()));
            attributes.push(KeyValue::text("gen_ai.response.model", model.as_str()));
        }
        attributes.extend(self.usage());
        if self.facts.status == Status::Error {
            attributes.push(KeyValue::text("error.type", self.error_type()));
            attributes.extend(self.facts.error.as_deref().map(|error| KeyValue::text("error.message", error)));
        }
        if content == Content::Full {
            attributes
                .extend(self.asked.map(|text| KeyValue::new("gen_ai.input.messages", message("user", text, None))));
            let reason = if self.facts.status == Status::Error { "error" } else { "stop" };
            let answer = |text| KeyValue::new("gen_ai.output.messages", message("assistant", text, Some(reason)));
            attributes.extend(self.answered.map(answer));
        }
        attributes.extend(self.metadata.map(|all| KeyValue::new("responses.metadata", AnyValue::of(all))));
        attributes
    }

    fn detail(&self, key: &str) -> Option<JsonRef<'a>> {
        self.metadata.and_then(|metadata| metadata.member(key)).filter(|value| !value.is_null())
    }

    /// Who made the model: what the metadata says, or what the model's name tells.
    fn provider(&self) -> String {
        let said = self.detail("provider").and_then(|provider| provider.as_str().map(String::from));
        let model = self.facts.model.as_deref().unwrap_or_default();
        let known = || PROVIDERS.iter().find(|(start, _)| model.starts_with(start)).map(|(_, name)| (*name).to_owned());
        said.or_else(known).unwrap_or_else(|| OTHER.to_owned())
    }

    /// A word for what went wrong: the exit code, if that is all that is known in a word.
    fn error_type(&self) -> String {
        match self.facts.exit_code {
            Some(code) if code != 0 => code.to_string(),
            _ => OTHER.to_owned(),
        }
    }

    /// The tokens. Those that a cache provided count as input, as the conventions want it.
    fn usage(&self) -> Vec<KeyValue<'_>> {
        let usage = self.detail("usage");
        let count = |key: &str| usage?.member(key)?.as_i128().and_then(|count| u64::try_from(count).ok());
        let (created, read) = (count("cache_creation_input_tokens"), count("cache_read_input_tokens"));
        let input = [count("input_tokens"), created, read].into_iter().flatten().reduce(u64::saturating_add);
        let all = [
            ("gen_ai.usage.input_tokens", input),
            ("gen_ai.usage.output_tokens", count("output_tokens")),
            ("gen_ai.usage.cache_creation.input_tokens", created),
            ("gen_ai.usage.cache_read.input_tokens", read),
        ];
        all.into_iter().filter_map(|(key, value)| Some(KeyValue::count(key, value?))).collect()
    }
}

/// Messages with the one that is known, in the form that the conventions prescribe.
fn message<'a>(role: &'static str, text: JsonRef<'a>, finish_reason: Option<&'static str>) -> AnyValue<'a> {
    let part = AnyValue::map([KeyValue::text("type", "text"), KeyValue::text("content", text.reading_text())]);
    let members = [KeyValue::text("role", role), KeyValue::new("parts", AnyValue::list([part]))];
    let reason = finish_reason.map(|reason| KeyValue::text("finish_reason", reason));
    AnyValue::list([AnyValue::map(members.into_iter().chain(reason))])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::gateway::ItemId;

    fn of(kind: ItemKind, record: &Value, content: Content) -> Value {
        let text = record.to_string();
        let id = ItemId::of(kind, b"o", text.as_bytes());
        let time = Some("2026-11-21T12:00:00.000000001Z".parse().unwrap());
        let item = Item::new(id, kind, "release-1.4".to_owned(), time, &text);
        let event = Event::of(&item, &Reader::default()).unwrap();
        serde_json::to_value(event.to_record("2026-11-21T12:00:01Z".parse().unwrap(), content)).unwrap()
    }

    /// The attributes by their names, without the wrapping of simple values.
    fn attributes(record: &Value) -> serde_json::Map<String, Value> {
        let pair = |attribute: &Value| {
            let value = attribute["value"].as_object().unwrap().values().next().cloned().unwrap_or_default();
            (attribute["key"].as_str().unwrap().to_owned(), value)
        };
        record["attributes"].as_array().unwrap().iter().map(pair).collect()
    }

    #[test]
    fn a_response_is_an_event_of_the_conventions() {
        let response = json!({
            "timestamp": "2026-11-21T12:00:00+00:00", "session_id": "release-1.4", "agent": "engineer",
            "request": "Fix it", "response": "Fixed.",
            "metadata": {"model": "claude-opus-4", "agent_id": "a1", "usage": {"input_tokens": 1,
                "cache_creation_input_tokens": 20, "cache_read_input_tokens": 300, "output_tokens": 4000}},
        });
        let record = of(ItemKind::Response, &response, Content::Full);
        assert_eq!(record["timeUnixNano"], "1795262400000000001");
        assert_eq!((&record["severityNumber"], &record["eventName"]), (&json!(9), &json!(DETAILS)));
        insta::assert_json_snapshot!(attributes(&record));
    }

    #[test]
    fn a_failure_is_an_error_and_what_is_unknown_is_left_out() {
        let response = json!({"agent": "qa", "request": {"task": 1}, "response": null, "metadata": {"exit_code": 2, "error": "no"}});
        let record = of(ItemKind::Response, &response, Content::None);
        assert_eq!((&record["severityNumber"], &record["severityText"]), (&json!(17), &json!("ERROR")));
        let attributes = attributes(&record);
        assert_eq!((&attributes["error.type"], &attributes["error.message"]), (&json!("2"), &json!("no")));
        assert_eq!(attributes["gen_ai.provider.name"], OTHER);
        for absent in
            ["gen_ai.request.model", "gen_ai.usage.input_tokens", "gen_ai.input.messages", "gen_ai.output.messages"]
        {
            assert!(!attributes.contains_key(absent), "{absent}");
        }
    }

    #[test]
    fn an_event_is_a_body() {
        let record = of(ItemKind::Event, &json!({"type": "task_started", "n": 1}), Content::Full);
        assert_eq!(record["body"]["kvlistValue"]["values"][1], json!({"key": "n", "value": {"intValue": "1"}}));
        assert_eq!((&record["eventName"], &record["severityText"]), (&Value::Null, &json!("INFO")));
        let gap = of(ItemKind::Gap, &json!({"gap": {"records": 3}}), Content::Full);
        assert_eq!(gap["severityText"], "WARN");
    }
}
