//! The metadata of a captured record, in the order that records have it (`docs/formats.md`, onto the record).

use serde_json::{Map, Value, json};

use super::event::{Delegation, Measured, Scene};
use crate::capture::transcript::{Account, Usage};
use crate::record::{Json, JsonRef};

/// What is kept beside the texts. What is not known is left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Metadata {
    pub(super) model: Option<String>,
    pub(super) measured: Measured,
    pub(super) agent_id: Option<String>,
    pub(super) tool_use_id: Option<String>,
    pub(super) error: Option<String>,
    pub(super) version: Option<String>,
}

impl Metadata {
    /// What is known of a subagent from who delegated to it.
    pub(super) fn of(delegation: &Delegation) -> Self {
        Self {
            model: delegation.model.clone(),
            agent_id: delegation.agent_id.clone(),
            tool_use_id: delegation.tool_use_id.clone(),
            ..Self::default()
        }
    }

    /// Takes in what a transcript tells, where nobody else told it.
    pub(super) fn fill_from(&mut self, account: &Account) {
        let usage = account.usage();
        self.model = self.model.take().or_else(|| account.model.clone());
        self.version = self.version.take().or_else(|| account.version.clone());
        let measured = &mut self.measured;
        // Of the transcript the sums are taken together or not at all: they must be of the same calls.
        if usage.is_some() {
            (measured.tokens, measured.usage) = (usage.map(Usage::total), usage);
        }
        measured.duration = measured.duration.or_else(|| account.duration());
        if account.whole {
            measured.tools = Some(account.tools.clone());
        }
    }

    /// As a JSON object.
    pub(super) fn to_json(&self, scene: &Scene) -> Json {
        Json::from_value(&Value::Object(self.to_map(scene)))
    }

    fn to_map(&self, scene: &Scene) -> Map<String, Value> {
        let measured = &self.measured;
        let mut map = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                map.insert(key.to_owned(), value);
            }
        };
        put("model", self.model.clone().or_else(|| scene.model.clone()).map(Value::from));
        put("tokens", measured.tokens.map(Value::from));
        put("usage", measured.usage.map(usage_json));
        put("duration", measured.duration.map(Value::from));
        put("tools_used", measured.tools.clone().filter(|tools| !tools.is_empty()).map(Value::from));
        put("agent_id", self.agent_id.clone().map(Value::from));
        put("tool_use_id", self.tool_use_id.clone().map(Value::from));
        if let Some(turn) = &scene.turn {
            put(turn.key(), Some(turn.as_str().into()));
        }
        put("cwd", scene.cwd.clone().map(Value::from));
        put("exit_code", measured.exit_code.map(Value::from));
        put("error", self.error.clone().map(Value::from));
        let mut source = json!({"client": scene.client.name()});
        if let Some(version) = &self.version {
            source["version"] = version.as_str().into();
        }
        put("source", Some(source));
        map
    }

    /// What a record's metadata becomes with this: what it has stays, but a measured duration and an error are better known
    /// to whoever waited for the agent. `None` if its metadata is not such as can be added to.
    pub(super) fn added_to(&self, old: JsonRef<'_>, scene: &Scene) -> Option<Json> {
        let mut map: Map<String, Value> = serde_json::from_str(old.text()).ok()?;
        for (key, value) in self.to_map(scene) {
            if !map.contains_key(&key) || matches!(key.as_str(), "duration" | "error") {
                map.insert(key, value);
            }
        }
        Some(Json::from_value(&Value::Object(map)))
    }
}

fn usage_json(usage: Usage) -> Value {
    json!({
        "input_tokens": usage.input,
        "cache_creation_input_tokens": usage.cache_creation,
        "cache_read_input_tokens": usage.cache_read,
        "output_tokens": usage.output,
    })
}
