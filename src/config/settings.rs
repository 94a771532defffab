//! Every setting, with its layers and its default.

use std::num::NonZero;
use std::time::Duration;

use jiff::tz::TimeZone;
use serde_json::Value as Shown;

use super::keys::{self, Key};
use super::layers::{Layers, Names};
use super::limits::Limits;
use super::policies::{self, Policies};
use super::setting::{Origin, Place, Problem, Setting, Severity};
use super::streams::Streams;
use super::values::{self, Read};
use super::variables;
use super::yaml::Value;
use crate::capture::logger::{self, QueueSize, Way};
use crate::capture::{ExcludedAgents, Format, Policy};
use crate::record::Redaction;
use crate::store::cleanup::{Criteria, InvalidCriteria, Selectors};
use crate::store::retention::{self, Rules};
use crate::store::write::{Compression, Durability};

const DURABILITIES: [(&str, Durability); 2] = [("file", Durability::File), ("full", Durability::Full)];

/// The settings besides the place of the store.
#[derive(Debug, Clone, PartialEq)]
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
    /// The policies of retention.
    pub policies: Setting<Policies>,
    /// The name of the one that `tidy` follows; `None` for the one called `default`, if there is one.
    pub policy: Setting<Option<String>>,
    /// What was cleared so many days ago leaves the trash by itself; `None` for never.
    pub trash_days: Setting<Option<u64>>,
    /// Where and how event streams are written.
    pub streams: Streams,
}

/// The policy that `tidy` follows where none is named.
const DEFAULT_POLICY: &str = "default";

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
        let policies = layers.setting(key(&[keys::RETENTION_POLICIES]), policies::policies, Policies::default());
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
            policy: policy_name(layers, &policies),
            policies,
            trash_days: layers.setting(key(&[keys::TRASH_DAYS]), values::limit, Some(7)),
            streams: Streams::resolve(layers),
        }
    }

    /// What `tidy` is to do, with the name of its policy: that of the configuration, or what the documented `auto_cleanup_days` and
    /// `max_sessions` ask for; `None` if nothing does.
    ///
    /// # Errors
    /// If these two make no sense.
    pub fn tidying(&self) -> Result<Option<Criteria>, InvalidCriteria> {
        let name = self.policy.value.as_deref().unwrap_or(DEFAULT_POLICY);
        if let Some(policy) = self.policies.value.get(name) {
            return Ok(Some(policy.clone()));
        }
        let days = |days: u64| Duration::from_secs(days.saturating_mul(24 * 60 * 60));
        let sessions = self.max_sessions.value.and_then(NonZero::new);
        let limits = retention::Limits { sessions, ..retention::Limits::default() };
        let rules = Rules { older_than: self.auto_cleanup_days.value.map(days), limits, ..Rules::default() };
        if rules.is_empty() {
            return Ok(None);
        }
        Criteria::new(Selectors { rules, ..Selectors::default() }).map(Some)
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
            row(keys::RETENTION_POLICY, &self.policy, |name| name.clone().into()),
            row(keys::RETENTION_POLICIES, &self.policies, shown_policies),
            row(keys::TRASH_DAYS, &self.trash_days, |value| (*value).into()),
        ];
        rows.extend(self.limits.shown().map(|(key, setting)| (key.to_string(), setting)));
        rows.extend(self.streams.shown().map(|(key, setting)| (key.to_string(), setting)));
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

/// What each policy does, in words.
fn shown_policies(policies: &Policies) -> Shown {
    let members = policies.iter().map(|(name, criteria)| (name.to_owned(), criteria.to_string().into()));
    Shown::Object(members.collect())
}

/// The name of a policy that there is.
fn policy_name(layers: &mut Layers<'_>, policies: &Setting<Policies>) -> Setting<Option<String>> {
    let name = layers.setting(key(&[keys::RETENTION_POLICY]), policy_text, None);
    let unknown = name.value.as_deref().filter(|name| policies.value.get(name).is_none());
    if let (Some(unknown), Origin::File { path, line }) = (unknown, &name.origin) {
        let place = Place::Key { path: path.clone(), line: *line, key: keys::RETENTION_POLICY.to_string() };
        let message = format!("`{}` has no policy `{unknown}`", keys::RETENTION_POLICIES);
        layers.problems.push(Problem { severity: Severity::Error, place, message });
    }
    name
}

fn policy_text(value: &Value) -> Result<Read<Option<String>>, String> {
    values::text(value).map(|read| read.map(Some))
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
