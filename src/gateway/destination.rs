//! What a configuration says of a destination.
//!
//! The same words are the keys below `forward: <name>:` in a configuration file, and the arguments of `forward add`.

use std::ffi::OsString;
use std::fmt;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::secret::SecretError;
use super::transport::{
    FileOptions, FileTransport, HttpOptions, LoggingTransport, NullTransport, Transport, WebhookOptions,
    WebhookTransport,
};
#[cfg(feature = "otlp")]
use super::transport::{OtlpOptions, OtlpTransport};
#[cfg(feature = "redis")]
use super::transport::{RedisOptions, RedisTransport};

pub mod words;

/// The name of a destination: ASCII letters, digits, `-` and `_`, at most 64, of which a directory of its own is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DestinationName(String);

impl DestinationName {
    /// Checks a name from outside.
    ///
    /// # Errors
    /// It is empty, too long, or has other characters.
    pub fn new(text: &str) -> Result<Self, InvalidDestination> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let is_name = (1..=64).contains(&text.len()) && text.chars().all(fits);
        if is_name { Ok(Self(text.to_owned())) } else { Err(InvalidDestination::Name(text.to_owned())) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DestinationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why something can't be a destination.
#[derive(Debug, thiserror::Error)]
pub enum InvalidDestination {
    /// No such name is taken.
    #[error("`{0}` is not a name for a destination: use up to 64 letters, digits, `-` and `_`")]
    Name(String),
    /// It does not say how.
    #[error("no `transport`; there are {}", Target::WORDS.join(", "))]
    NoTransport,
    /// There is no such way.
    #[error("no transport `{given}`; there are {}", Target::WORDS.join(", "))]
    Unknown {
        /// What it says.
        given: String,
    },
    /// There is such a way, but not in this build.
    #[error("this program was built without the transport `{0}`: the feature of that name was off")]
    NotBuilt(&'static str),
    /// An option is missing, unknown or can't be what it says.
    #[error("{place}{why}")]
    Option {
        /// The options that it is among, with a colon and a space; empty for those of the transport.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// There is no secret where it should be.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

/// Where to send, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// By which people and files call it.
    pub name: DestinationName,
    /// Where to.
    pub target: Target,
    /// How much at once.
    pub batch: BatchLimits,
    /// How often, and after what delays.
    pub retry: RetryPolicy,
    /// When a destination is left alone for a while.
    pub breaker: BreakerPolicy,
    /// The directory of event logs that are sent too, if any are.
    pub events: Option<PathBuf>,
    /// How much may wait for it; `None` for any number of items.
    pub max_backlog: Option<NonZero<u64>>,
}

/// When a batch is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BatchLimits {
    /// At so many items.
    pub records: NonZero<usize>,
    /// At so many bytes of lines. A single item that is larger goes alone.
    #[serde(deserialize_with = "words::size")]
    pub bytes: u64,
    /// When its first item was found so long ago.
    #[serde(deserialize_with = "words::duration")]
    pub age: Duration,
}

impl Default for BatchLimits {
    /// 500 items, 4 MiB, one second.
    fn default() -> Self {
        let records = const { NonZero::new(500).unwrap() };
        Self { records, bytes: 4 << 20, age: Duration::from_secs(1) }
    }
}

/// How often a batch is tried in one round, and after what delays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetryPolicy {
    /// A round is a first attempt and so many more. Rounds follow each other without limit.
    pub max_retry_attempts: u32,
    /// The longest delay before the second attempt. Each next one may be twice as long.
    #[serde(deserialize_with = "words::duration")]
    pub delay: Duration,
    /// No delay is longer.
    #[serde(deserialize_with = "words::duration")]
    pub max_delay: Duration,
}

impl Default for RetryPolicy {
    /// Three more attempts, from one second to one minute.
    fn default() -> Self {
        Self { max_retry_attempts: 3, delay: Duration::from_secs(1), max_delay: Duration::from_mins(1) }
    }
}

/// When a destination that fails is left alone for a while. What waits for it stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BreakerPolicy {
    /// After so many failures, one after the other.
    pub failures: NonZero<u32>,
    /// For so long; then one attempt shows whether it is back.
    #[serde(deserialize_with = "words::duration")]
    pub pause: Duration,
}

impl Default for BreakerPolicy {
    /// Five failures, 30 seconds.
    fn default() -> Self {
        Self { failures: const { NonZero::new(5).unwrap() }, pause: Duration::from_secs(30) }
    }
}

/// Where to, with the options of that way.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// Nowhere.
    Null,
    /// The error output of the process, a short line for each item.
    Logging,
    /// A file.
    File(FileOptions),
    /// A webhook.
    Webhook(Box<HttpOptions>, WebhookOptions),
    /// A stream of a Redis server.
    #[cfg(feature = "redis")]
    Redis(Box<RedisOptions>),
    /// Logs of `OpenTelemetry`, by HTTP.
    #[cfg(feature = "otlp")]
    Otlp(Box<HttpOptions>, OtlpOptions),
}

/// What a transport needs from around the process.
pub struct Surroundings<'a> {
    /// Reads an environment variable: where secrets may be.
    pub variables: &'a dyn Fn(&str) -> Option<OsString>,
    /// Tells the present: for signatures, and delays that are given as dates.
    pub now: fn() -> Timestamp,
}

impl Target {
    /// The words for `transport`, of those that this build has.
    pub const WORDS: &'static [&'static str] = &[
        "null",
        "logging",
        "file",
        "webhook",
        #[cfg(feature = "redis")]
        "redis",
        #[cfg(feature = "otlp")]
        "otlp",
    ];

    fn read(transport: &str, mut options: Map<String, Value>) -> Result<Self, InvalidDestination> {
        match transport {
            "null" => read::<NoOptions>("", options).map(|_| Self::Null),
            "logging" => read::<NoOptions>("", options).map(|_| Self::Logging),
            "file" => read("", options).map(Self::File),
            "webhook" => {
                let http = read("", HttpOptions::take_from(&mut options))?;
                let own = read("", options).map_err(HttpOptions::among);
                own.map(|webhook| Self::Webhook(Box::new(http), webhook))
            }
            #[cfg(feature = "redis")]
            "redis" => read("", options).map(|redis| Self::Redis(Box::new(redis))),
            #[cfg(feature = "otlp")]
            "otlp" => {
                let http = read("", HttpOptions::take_from(&mut options))?;
                let own = read("", options).map_err(HttpOptions::among);
                own.map(|otlp| Self::Otlp(Box::new(http), otlp))
            }
            #[cfg(not(feature = "redis"))]
            "redis" => Err(InvalidDestination::NotBuilt("redis")),
            #[cfg(not(feature = "otlp"))]
            "otlp" => Err(InvalidDestination::NotBuilt("otlp")),
            other => Err(InvalidDestination::Unknown { given: other.to_owned() }),
        }
    }

    /// The word for `transport`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Logging => "logging",
            Self::File(_) => "file",
            Self::Webhook(..) => "webhook",
            #[cfg(feature = "redis")]
            Self::Redis(_) => "redis",
            #[cfg(feature = "otlp")]
            Self::Otlp(..) => "otlp",
        }
    }

    /// Where it leads, for people: a path or address, without anything secret.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Null => "nowhere".to_owned(),
            Self::Logging => "the error output".to_owned(),
            Self::File(options) => options.path.display().to_string(),
            Self::Webhook(http, _) => http.url.to_string(),
            #[cfg(feature = "redis")]
            Self::Redis(options) => format!("{} {}", options.url, options.stream),
            #[cfg(feature = "otlp")]
            Self::Otlp(http, _) => http.url.to_string(),
        }
    }

    /// Replaces the paths among the options.
    fn rebase(&mut self, place: &dyn Fn(&mut PathBuf)) {
        match self {
            Self::File(options) => place(&mut options.path),
            Self::Webhook(http, webhook) => http.paths().chain(webhook.secret_file.as_mut()).for_each(place),
            #[cfg(feature = "redis")]
            Self::Redis(options) => options.password_file.iter_mut().chain(options.ca_file.as_mut()).for_each(place),
            #[cfg(feature = "otlp")]
            Self::Otlp(http, _) => http.paths().for_each(place),
            Self::Null | Self::Logging => {}
        }
    }

    /// Makes the way there. Nothing is sent yet, and no connection made.
    ///
    /// # Errors
    /// A secret is missing, or the options can't go together.
    pub fn open(&self, surroundings: &Surroundings<'_>) -> Result<Box<dyn Transport>, InvalidDestination> {
        Ok(match self {
            Self::Null => Box::new(NullTransport),
            Self::Logging => Box::new(LoggingTransport::new(std::io::stderr())),
            Self::File(options) => Box::new(FileTransport::new(options.clone())),
            Self::Webhook(http, webhook) => Box::new(WebhookTransport::open(http, webhook, surroundings)?),
            #[cfg(feature = "redis")]
            Self::Redis(options) => Box::new(RedisTransport::open(options, surroundings)?),
            #[cfg(feature = "otlp")]
            Self::Otlp(http, otlp) => Box::new(OtlpTransport::open(http, otlp, surroundings)?),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoOptions {}

impl Destination {
    /// Replaces the paths among the options, which are relative to what the caller knows.
    pub fn rebase(&mut self, place: &dyn Fn(&str) -> PathBuf) {
        let replace = |path: &mut PathBuf| {
            if let Some(text) = path.to_str() {
                *path = place(text);
            }
        };
        self.target.rebase(&replace);
        self.events.iter_mut().for_each(replace);
    }

    /// Takes what stands below a name in a configuration.
    ///
    /// # Errors
    /// What is missing, unknown or impossible, by its key.
    pub fn read(name: &str, mut options: Map<String, Value>) -> Result<Self, InvalidDestination> {
        let name = DestinationName::new(name)?;
        let mut section = |place: &str| match options.shift_remove(place) {
            Some(Value::Object(section)) => section,
            // Anything else is told by the types below, which take no such member.
            Some(other) => Map::from_iter([(String::new(), other)]),
            None => Map::new(),
        };
        let batch = read("batch", section("batch"))?;
        let retry = read("retry", section("retry"))?;
        let breaker = read("breaker", section("breaker"))?;
        let max_backlog =
            options.shift_remove("max_backlog").map(|most| words::count("max_backlog", &most)).transpose()?;
        let events = options.shift_remove("events").map(|path| words::path("events", &path)).transpose()?;
        let transport = match options.shift_remove("transport") {
            Some(Value::String(transport)) => transport,
            // An unquoted `null` in YAML is no text, but there is no doubt what is meant.
            Some(Value::Null) => "null".to_owned(),
            Some(other) => return Err(InvalidDestination::Unknown { given: other.to_string() }),
            None => return Err(InvalidDestination::NoTransport),
        };
        Ok(Self { name, target: Target::read(&transport, options)?, batch, retry, breaker, events, max_backlog })
    }
}

fn read<T: DeserializeOwned>(place: &str, options: Map<String, Value>) -> Result<T, InvalidDestination> {
    let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
    T::deserialize(Value::Object(options)).map_err(|error| InvalidDestination::Option { place, why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn destination(options: Value) -> Result<Destination, InvalidDestination> {
        let Value::Object(options) = options else { panic!() };
        Destination::read("audit", options)
    }

    #[test]
    fn options_have_defaults_and_units() {
        let short = destination(json!({"transport": "file", "path": "/x"})).unwrap();
        assert_eq!(short.batch, BatchLimits::default());
        let all = destination(json!({
            "transport": "file", "path": "/x", "max_bytes": "1MiB", "keep": 3, "max_backlog": 10,
            "batch": {"records": 7, "bytes": "2MiB", "age": "250ms"},
            "retry": {"max_retry_attempts": 1, "delay": "10ms", "max_delay": "1s"},
            "breaker": {"failures": 2, "pause": "3s"},
        }))
        .unwrap();
        assert_eq!(all.batch.age, Duration::from_millis(250));
        assert_eq!(all.batch.bytes, 2 << 20);
        assert_eq!((all.retry.max_retry_attempts, all.breaker.pause), (1, Duration::from_secs(3)));
        assert_eq!(all.max_backlog.map(NonZero::get), Some(10));
        assert!(matches!(all.target, Target::File(FileOptions { max_bytes: Some(0x10_0000), keep: Some(3), .. })));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (options, said) in [
            (json!({}), "no `transport`; there are null,"),
            (json!({"transport": "pigeon"}), "no transport `pigeon`; there are null,"),
            (json!({"transport": "file"}), "missing field `path`"),
            (json!({"transport": "null", "path": "/x"}), "unknown field `path`"),
            (
                json!({"transport": "webhook", "url": "http://x", "token": "x"}),
                "unknown field `token`, expected one of `format`, `secret_env`, `secret_file`, `url`, `headers`, `token_env`",
            ),
            (json!({"transport": "null", "batch": {"record": 1}}), "batch: unknown field `record`, expected one of"),
            (json!({"transport": "null", "batch": {"records": 0}}), "batch: invalid value: integer `0`"),
            (json!({"transport": "null", "retry": {"delay": "soon"}}), "retry: `soon` is not a length of time"),
            (json!({"transport": "null", "retry": 3}), "retry: "),
            (json!({"transport": "null", "max_backlog": 0}), "max_backlog: "),
        ] {
            let error = destination(options.clone()).unwrap_err().to_string();
            assert!(error.starts_with(said), "{options}: {error}");
        }
        for name in ["", "a b", "../x", "a.b", &"x".repeat(65)] {
            assert!(DestinationName::new(name).is_err(), "{name}");
        }
    }
}
