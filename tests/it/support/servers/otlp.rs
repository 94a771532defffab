//! A real receiver of `OpenTelemetry` logs, and what is strict about their form in JSON.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use super::process::Server;
use crate::support::left_out;

/// Rotel, a receiver that prints what it understood. `tests/run` brings it.
pub(crate) struct Collector {
    directory: TempDir,
    port: u16,
    _server: Server,
}

impl Collector {
    /// Starts a receiver; with nothing to start, says what is left out.
    pub(crate) fn start(what: &str) -> Option<Self> {
        let program = std::env::var_os("RESPONSES_ROTEL").map_or_else(usual_place, PathBuf::from);
        if !program.exists() {
            left_out(&format!("{what}, `rotel` is not there (`tests/run` installs it)"));
            return None;
        }
        let directory = TempDir::new().unwrap();
        let (http, grpc) = (super::free_address(), super::free_address());
        let args = [
            "start",
            "--otlp-http-endpoint",
            &http.to_string(),
            "--otlp-grpc-endpoint",
            &grpc.to_string(),
            "--exporter",
            "blackhole",
            "--debug-log",
            "logs",
            "--debug-log-verbosity",
            "detailed",
            "--pid-file",
            "pid",
        ];
        let server = Server::start(directory.path(), program, args);
        let collector = Self { directory, port: http.port(), _server: server };
        collector.until(|_| TcpStream::connect(http).is_ok());
        Some(collector)
    }

    /// Where to send to, without the path.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it printed, as soon as it has all of these words.
    pub(crate) fn log(&self, words: &[&str]) -> String {
        self.until(|log| words.iter().all(|word| log.contains(word)))
    }

    fn until(&self, done: impl Fn(&str) -> bool) -> String {
        let mut log = String::new();
        for _ in 0..2000 {
            log =
                String::from_utf8_lossy(&fs::read(self.directory.path().join("log")).unwrap_or_default()).into_owned();
            if done(&log) {
                return log;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the receiver did not get there: {log}");
    }
}

/// Where `tests/run` puts it.
fn usual_place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/servers/rotel/rotel/rotel-agent")
}

/// `ExportLogsServiceRequest`, as strictly as the published mapping allows: no unknown or original field names, no null, 64-bit
/// numbers as text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Request {
    resource_logs: Vec<ResourceLogs>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ResourceLogs {
    resource: Resource,
    scope_logs: Vec<ScopeLogs>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resource {
    attributes: Vec<KeyValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ScopeLogs {
    #[serde(rename = "scope")]
    _scope: Scope,
    log_records: Vec<RawRecord>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scope {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "version")]
    _version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawRecord {
    #[serde(default)]
    time_unix_nano: String,
    observed_time_unix_nano: String,
    severity_number: u8,
    severity_text: String,
    #[serde(default)]
    event_name: String,
    body: Option<AnyValue>,
    attributes: Vec<KeyValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyValue {
    key: String,
    value: AnyValue,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct AnyValue {
    #[serde(rename = "stringValue")]
    string: Option<String>,
    #[serde(rename = "boolValue")]
    bool: Option<bool>,
    #[serde(rename = "intValue")]
    int: Option<String>,
    #[serde(rename = "doubleValue")]
    double: Option<f64>,
    #[serde(rename = "arrayValue")]
    array: Option<ArrayValue>,
    #[serde(rename = "kvlistValue")]
    kvlist: Option<KvList>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArrayValue {
    values: Vec<AnyValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KvList {
    values: Vec<KeyValue>,
}

/// A log record, with plain values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LogRecord {
    pub(crate) resource: BTreeMap<String, Value>,
    pub(crate) time: Option<u64>,
    pub(crate) severity: (u8, String),
    pub(crate) event: String,
    pub(crate) body: Value,
    pub(crate) attributes: BTreeMap<String, Value>,
}

/// The records in a body, which must be in the form that OTLP prescribes.
pub(crate) fn log_records(body: &[u8]) -> Vec<LogRecord> {
    let request: Request = serde_json::from_slice(body).unwrap_or_else(|error| panic!("not OTLP: {error}"));
    let mut records = Vec::new();
    for logs in request.resource_logs {
        let resource = map(logs.resource.attributes);
        let raw = logs.scope_logs.into_iter().flat_map(|scope| scope.log_records);
        records.extend(raw.map(|raw| record(raw, &resource)));
    }
    records
}

fn record(raw: RawRecord, resource: &BTreeMap<String, Value>) -> LogRecord {
    assert!(raw.observed_time_unix_nano.parse::<u64>().is_ok() && (1..=24).contains(&raw.severity_number));
    LogRecord {
        resource: resource.clone(),
        time: (!raw.time_unix_nano.is_empty()).then(|| raw.time_unix_nano.parse().unwrap()),
        severity: (raw.severity_number, raw.severity_text),
        event: raw.event_name,
        body: raw.body.map(plain).unwrap_or_default(),
        attributes: map(raw.attributes),
    }
}

/// Attributes by their keys, which must differ and be there.
fn map(attributes: Vec<KeyValue>) -> BTreeMap<String, Value> {
    let mut map = BTreeMap::new();
    for KeyValue { key, value } in attributes {
        assert!(!key.is_empty());
        assert!(map.insert(key.clone(), plain(value)).is_none(), "`{key}` twice");
    }
    map
}

/// A value, of which at most one type may be set.
fn plain(value: AnyValue) -> Value {
    let set = [
        value.string.map(Value::from),
        value.bool.map(Value::from),
        value.int.map(|number| number.parse::<i64>().unwrap().into()),
        value.double.map(Value::from),
        value.array.map(|array| array.values.into_iter().map(plain).collect()),
        value.kvlist.map(|list| map(list.values).into_iter().collect()),
    ];
    let mut set = set.into_iter().flatten();
    let value = set.next().expect("some receivers refuse a value without a type");
    assert!(set.next().is_none(), "a value of two types");
    value
}
