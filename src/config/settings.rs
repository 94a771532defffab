//! Every setting, with its layers and its default.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde_json::Value as Shown;

use super::keys::{self, Key};
use super::layers::{Layers, Names};
use super::limits::Limits;
use super::setting::{Origin, Place, Problem, Setting, Severity};
use super::values::{self, Read};
use super::variables;
use super::yaml::Value;
use crate::capture::logger::{self, QueueSize, Way};
use crate::capture::{ExcludedAgents, Format, Policy};
use crate::record::Redaction;
use crate::store::write::{Compression, Durability};

const DURABILITIES: [(&str, Durability); 2] = [("file", Durability::File), ("full", Durability::Full)];

/// The settings besides the place of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether capture records anything. An explicit `responses log` always does.
    pub enabled: Setting<bool>,
    /// Whether capture records the main thread's answers too, and not only those of agents that work was delegated to.
    pub track_all_agents: Setting<bool>,
    /// Agents that capture does not record.
    pub excluded_agents: Setting<ExcludedAgents>,
    /// Responses of fewer characters are not captured.
    pub min_response_length: Setting<u64>,
    /// Sessions older than this are cleared by themselves; `None` for never.
    pub auto_cleanup_days: Setting<Option<u64>>,
    /// As many sessions are kept; `None` for all.
    pub max_sessions: Setting<Option<u64>>,
    /// The IANA name of the zone of naive timestamps; `None` for the local one.
    pub naive_timezone: Setting<Option<String>>,
    /// Whether secrets are taken out.
    pub redact: Setting<Redaction>,
    /// What is durable when a write is acknowledged.
    pub durability: Setting<Durability>,
    /// Whether loggers queue what they are given.
    pub use_async: Setting<bool>,
    /// Whether loggers write directly all the same, to find a fault.
    pub debug_sync: Setting<bool>,
    /// Where loggers write.
    pub format: Setting<Format>,
    /// How many responses may wait in a logger's queue.
    pub max_queue_size: Setting<u64>,
    /// How record files are stored.
    pub compression: Setting<Compression>,
    /// How long a request waits for its response.
    pub pending_ttl: Setting<Duration>,
    /// How much is read at most.
    pub limits: Limits,
    /// Whether capture says more than usual in its log.
    pub debug: Setting<bool>,
}

const fn key(keys: &'static [Key]) -> Names {
    Names { variable: None, keys, deprecated: None }
}

const fn replaced(keys: &'static [Key], deprecated: &'static str) -> Names {
    Names { variable: None, keys, deprecated: Some((deprecated, keys[0])) }
}

impl Settings {
    /// Puts the layers together.
    pub(super) fn resolve(layers: &mut Layers<'_>) -> Self {
        let enabled = Names {
            variable: Some(variables::ENABLED),
            keys: &[keys::TRACKING_ENABLED, keys::LOGGING_ENABLED],
            deprecated: None,
        };
        let debug = Names { variable: Some(variables::DEBUG), ..Names::default() };
        Self {
            enabled: layers.setting(enabled, values::boolean, true),
            track_all_agents: layers.setting(key(&[keys::TRACK_ALL_AGENTS]), values::boolean, true),
            excluded_agents: layers
                .setting(key(&[keys::EXCLUDED_AGENTS]), values::texts, Vec::new())
                .map(ExcludedAgents::new),
            min_response_length: layers.setting(key(&[keys::MIN_RESPONSE_LENGTH]), values::count, 0),
            auto_cleanup_days: layers.setting(key(&[keys::AUTO_CLEANUP_DAYS]), values::limit, None),
            max_sessions: layers.setting(key(&[keys::MAX_SESSIONS]), values::limit, None),
            naive_timezone: layers.setting(key(&[keys::NAIVE_TIMEZONE]), zone_name, None),
            redact: layers.setting(key(&[keys::REDACT]), redaction, Redaction::On),
            durability: layers.setting(key(&[keys::DURABILITY]), durability, Durability::File),
            use_async: layers.setting(replaced(&[keys::USE_ASYNC], variables::USE_ASYNC_LOG), values::boolean, true),
            debug_sync: layers.setting(replaced(&[keys::DEBUG_SYNC], variables::LOG_SYNC), values::boolean, false),
            format: layers.setting(replaced(&[keys::FORMAT], variables::LOG_FORMAT), format, Format::Json),
            max_queue_size: queue_size(layers),
            compression: layers.setting(key(&[keys::ENABLE_COMPRESSION]), compression, Compression::None),
            pending_ttl: layers.setting(key(&[keys::PENDING_TTL]), values::duration, Duration::from_hours(24)),
            limits: Limits::resolve(layers),
            debug: layers.setting(debug, values::boolean, false),
        }
    }

    /// Which responses capture keeps.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            all_agents: self.track_all_agents.value,
            excluded: self.excluded_agents.value.clone(),
            min_length: self.min_response_length.value,
        }
    }

    /// How loggers log.
    #[must_use]
    pub fn logger(&self) -> logger::Options {
        let queued = self.use_async.value && !self.debug_sync.value;
        let size = QueueSize::nearest(self.max_queue_size.value);
        let way = if queued { Way::Queued(size) } else { Way::Direct };
        logger::Options { enabled: self.enabled.value, policy: self.policy(), way }
    }

    /// Every setting by its name, as JSON has it, in the order of the sections.
    #[must_use]
    pub fn shown(&self) -> Vec<(String, Setting<Shown>)> {
        let durability = |meant| DURABILITIES.iter().find(|(_, value)| *value == meant).map(|(word, _)| *word);
        let mut rows = vec![
            row(keys::TRACKING_ENABLED, &self.enabled, |value| (*value).into()),
            row(keys::TRACK_ALL_AGENTS, &self.track_all_agents, |value| (*value).into()),
            row(keys::EXCLUDED_AGENTS, &self.excluded_agents, |agents| agents.names().into()),
            row(keys::MIN_RESPONSE_LENGTH, &self.min_response_length, |value| (*value).into()),
            row(keys::AUTO_CLEANUP_DAYS, &self.auto_cleanup_days, |value| (*value).into()),
            row(keys::MAX_SESSIONS, &self.max_sessions, |value| (*value).into()),
            row(keys::NAIVE_TIMEZONE, &self.naive_timezone, |name| name.clone().into()),
            row(keys::REDACT, &self.redact, |value| (*value == Redaction::On).into()),
            row(keys::DURABILITY, &self.durability, |value| durability(*value).into()),
            row(keys::USE_ASYNC, &self.use_async, |value| (*value).into()),
            row(keys::DEBUG_SYNC, &self.debug_sync, |value| (*value).into()),
            row(keys::FORMAT, &self.format, |format| format.word().into()),
            row(keys::MAX_QUEUE_SIZE, &self.max_queue_size, |value| (*value).into()),
            row(keys::ENABLE_COMPRESSION, &self.compression, |value| (*value == Compression::Gzip).into()),
            row(keys::PENDING_TTL, &self.pending_ttl, |value| humantime::format_duration(*value).to_string().into()),
        ];
        rows.extend(self.limits.shown().map(|(key, setting)| (key.to_string(), setting)));
        rows.push(("debug".to_owned(), shown(&self.debug, |value| (*value).into())));
        rows
    }
}

fn row<T>(key: Key, setting: &Setting<T>, show: impl FnOnce(&T) -> Shown) -> (String, Setting<Shown>) {
    (key.to_string(), shown(setting, show))
}

fn shown<T>(setting: &Setting<T>, show: impl FnOnce(&T) -> Shown) -> Setting<Shown> {
    Setting { value: show(&setting.value), origin: setting.origin.clone() }
}

fn zone_name(value: &Value) -> Result<Read<Option<String>>, String> {
    let (Read::Proper(name) | Read::Sloppy(name)) = values::text(value)?;
    TimeZone::get(name.trim()).map_err(|error| error.to_string())?;
    Ok(Read::Proper(Some(name.trim().to_owned())))
}

fn redaction(value: &Value) -> Result<Read<Redaction>, String> {
    values::boolean(value).map(|read| read.map(|on| if on { Redaction::On } else { Redaction::Off }))
}

fn compression(value: &Value) -> Result<Read<Compression>, String> {
    values::boolean(value).map(|read| read.map(|on| if on { Compression::Gzip } else { Compression::None }))
}

fn durability(value: &Value) -> Result<Read<Durability>, String> {
    values::choice(value, &DURABILITIES)
}

fn format(value: &Value) -> Result<Read<Format>, String> {
    values::choice(value, &Format::WORDS)
}

/// A queue of a size that fits into memory, and holds something.
fn queue_size(layers: &mut Layers<'_>) -> Setting<u64> {
    let setting = layers.setting(key(&[keys::MAX_QUEUE_SIZE]), values::count, 10_000);
    let largest = QueueSize::LARGEST.get();
    let value = u64::try_from(QueueSize::nearest(setting.value).get()).unwrap_or(u64::MAX);
    if let (false, Origin::File { path, line }) = (value == setting.value, &setting.origin) {
        let place = Place::Key { path: path.clone(), line: *line, key: keys::MAX_QUEUE_SIZE.to_string() };
        let message = format!("{} is out of range (1 to {largest}), {value} is taken", setting.value);
        layers.problems.push(Problem { severity: Severity::Warning, place, message });
    }
    setting.map(|_| value)
}
