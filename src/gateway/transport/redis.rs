//! To a stream of a Redis server.

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use redis::{
    Client, Connection, ConnectionLike, ErrorKind, IntoConnectionInfo, Pipeline, RedisError, TlsCertificates, Value,
};
use serde::Deserialize;

use super::{Cause, Refusal, SendError, Transport};
use crate::gateway::Item;
use crate::gateway::destination::{InvalidDestination, Surroundings, words};
use crate::gateway::secret::SecretSource;

mod fault;
mod url;

pub use url::RedisUrl;

/// The largest value that a server takes if it does not say otherwise, in bytes: its `proto-max-bulk-len`.
const USUAL_LARGEST: u64 = 512 << 20;

/// What a configuration says of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedisOptions {
    /// The server.
    pub url: RedisUrl,
    /// The key of the stream.
    #[serde(default = "responses")]
    pub stream: String,
    /// About so many entries are kept in it, the newest; `None` for all.
    pub max_length: Option<NonZero<u64>>,
    /// Who we are there; nothing for the server's default user.
    pub user: Option<String>,
    /// The environment variable with the password.
    pub password_env: Option<String>,
    /// The file with the password.
    pub password_file: Option<PathBuf>,
    /// So long it may take to connect, including TLS and the password.
    #[serde(default = "ten_seconds", deserialize_with = "words::duration")]
    pub connect_timeout: Duration,
    /// So long the server may stay silent.
    #[serde(default = "thirty_seconds", deserialize_with = "words::duration")]
    pub read_timeout: Duration,
    /// Authorities to trust instead of those of the system, in PEM.
    pub ca_file: Option<PathBuf>,
}

fn responses() -> String {
    "responses".to_owned()
}

fn ten_seconds() -> Duration {
    Duration::from_secs(10)
}

fn thirty_seconds() -> Duration {
    Duration::from_secs(30)
}

/// Adds items to a stream, each as an entry with the fields `id`, `kind`, `session_id` and `record`.
///
/// A batch is one transaction: an entry that a full server refused can't be overtaken by the next one, and a batch that was cut off leaves
/// nothing. One whose answer was lost comes again, so that whoever reads the stream passes over ids that it has seen.
pub struct RedisTransport {
    client: Client,
    options: RedisOptions,
    open: Option<Open>,
}

struct Open {
    connection: Connection,
    /// The largest value that the server takes, in bytes.
    largest: u64,
}

impl RedisTransport {
    /// A way to that stream. No connection is made yet.
    ///
    /// # Errors
    /// The password or the file with authorities is missing.
    pub fn open(options: &RedisOptions, surroundings: &Surroundings<'_>) -> Result<Self, InvalidDestination> {
        let source = SecretSource::of("password", options.password_env.as_deref(), options.password_file.as_deref())?;
        let password = source.map(|source| source.read(surroundings.variables)).transpose()?;
        let invalid = |error: RedisError| told(&error);
        let info = options.url.as_str().into_connection_info().map_err(invalid)?;
        let mut settings = info.redis_settings().clone();
        if let Some(user) = &options.user {
            settings = settings.set_username(user);
        }
        if let Some(password) = &password {
            settings = settings.set_password(password.expose());
        }
        let info = info.set_redis_settings(settings.set_lib_name("responses", env!("CARGO_PKG_VERSION")));
        let client = match &options.ca_file {
            None => Client::open(info),
            Some(path) => {
                let pem =
                    std::fs::read(path).map_err(|error| told(&format!("ca_file: {}: {error}", path.display())))?;
                Client::build_with_tls(info, TlsCertificates { client_tls: None, root_cert: Some(pem) })
            }
        };
        Ok(Self { client: client.map_err(invalid)?, options: options.clone(), open: None })
    }

    /// Does something with a connection, which is kept only if that succeeds.
    fn with<T>(&mut self, act: impl FnOnce(&mut Open, &RedisOptions) -> Result<T, SendError>) -> Result<T, SendError> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.connect().map_err(|error| fault::explain(&error, &self.options))?,
        };
        let done = act(&mut open, &self.options)?;
        self.open = Some(open);
        Ok(done)
    }

    fn connect(&self) -> Result<Open, RedisError> {
        let mut connection = self.client.get_connection_with_timeout(self.options.connect_timeout)?;
        connection.set_read_timeout(Some(self.options.read_timeout))?;
        connection.set_write_timeout(Some(self.options.read_timeout))?;
        let largest = largest(&mut connection)?;
        Ok(Open { connection, largest })
    }
}

/// The largest value that the server takes. Not everybody may ask for it; then it is what is usual.
fn largest(connection: &mut Connection) -> Result<u64, RedisError> {
    let answer = redis::cmd("CONFIG").arg("GET").arg("proto-max-bulk-len").query::<Vec<String>>(connection);
    match answer {
        Ok(pair) => Ok(pair.get(1).and_then(|size| size.parse().ok()).unwrap_or(USUAL_LARGEST)),
        Err(error) if error.is_io_error() => Err(error),
        Err(_) => Ok(USUAL_LARGEST),
    }
}

fn told(why: &dyn std::fmt::Display) -> InvalidDestination {
    InvalidDestination::Option { place: String::new(), why: why.to_string() }
}

/// The items that the server would end the connection for.
fn too_large(batch: &[Item], largest: u64) -> Vec<Refusal> {
    let reason = || format!("larger than a value of the server may be ({largest} bytes)");
    let is_too_large = |item: &Item| u64::try_from(item.record().len()).is_ok_and(|bytes| bytes > largest);
    let indexes = batch.iter().enumerate().filter(|(_, item)| is_too_large(item)).map(|(index, _)| index);
    indexes.map(|index| Refusal { index, reason: reason() }).collect()
}

/// The transaction that adds these items.
fn transaction(batch: &[Item], options: &RedisOptions) -> Pipeline {
    let mut pipeline = Pipeline::with_capacity(batch.len());
    pipeline.atomic();
    for item in batch {
        pipeline.cmd("XADD").arg(&options.stream);
        if let Some(most) = options.max_length {
            pipeline.arg("MAXLEN").arg("~").arg(most.get());
        }
        pipeline.arg("*").arg("id").arg(item.id.to_string()).arg("kind").arg(item.kind.word());
        pipeline.arg("session_id").arg(&item.session).arg("record").arg(item.record()).ignore();
    }
    pipeline
}

/// Executes a transaction, and ends with the first answer that does not come: what the crate has for this waits for each of the others as
/// long. Of several refusals the first counts, since the others follow from it.
fn execute(transaction: &Pipeline, connection: &mut Connection) -> Result<(), RedisError> {
    connection.send_packed_command(&transaction.get_packed_pipeline())?;
    let mut refusals: Vec<RedisError> = Vec::new();
    let mut added = 0;
    // One to `MULTI`, one to each entry, and one to `EXEC` with those of all entries in it.
    for _ in 0..transaction.len() + 2 {
        let answer = match connection.recv_response() {
            Ok(answer) => answer,
            // A server that refuses may end the connection, and has said why before.
            Err(error) => return Err(refusals.into_iter().next().unwrap_or(error)),
        };
        match answer {
            Value::ServerError(refusal) => refusals.push(refusal.into()),
            Value::Array(answers) => {
                added = answers.len();
                refusals.extend(answers.into_iter().filter_map(|answer| answer.extract_error().err()));
            }
            _ => {}
        }
    }
    match refusals.into_iter().next() {
        Some(refusal) => Err(refusal),
        None if added == transaction.len() => Ok(()),
        None => Err((ErrorKind::UnexpectedReturnType, "EXEC was not answered as it should be").into()),
    }
}

impl Transport for RedisTransport {
    fn send_batch(&mut self, batch: &[Item]) -> Result<(), SendError> {
        if batch.is_empty() {
            return Ok(());
        }
        self.with(|open, options| {
            let items = too_large(batch, open.largest);
            if let Some(first) = items.first() {
                let message = first.reason.clone();
                return Err(SendError::Permanent { cause: Cause::Refused, items, message });
            }
            let transaction = transaction(batch, options);
            execute(&transaction, &mut open.connection).map_err(|error| fault::explain(&error, options))
        })
    }

    /// Asks what there is under the stream's key: nothing, or a stream.
    fn health_check(&mut self) -> Result<(), SendError> {
        self.with(|open, options| {
            if !open.connection.check_connection() {
                return Err(SendError::transient(Cause::Connection, format!("{}: no answer to PING", options.url)));
            }
            match redis::cmd("TYPE").arg(&options.stream).query::<String>(&mut open.connection) {
                Ok(kind) if matches!(&*kind, "none" | "stream") => Ok(()),
                Ok(kind) => Err(fault::wrong_type(&kind, options)),
                // Whoever may only add entries may not ask.
                Err(error) if error.code() == Some("NOPERM") => Ok(()),
                Err(error) => Err(fault::explain(&error, options)),
            }
        })
    }

    fn close(&mut self) -> Result<(), SendError> {
        self.open = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::gateway::{ItemId, ItemKind};

    fn options(more: &serde_json::Value) -> RedisOptions {
        let mut all = json!({"url": "redis://localhost"});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    fn item(record: &str) -> Item {
        let id = ItemId::of(ItemKind::Response, b"o", record.as_bytes());
        Item::new(id, ItemKind::Response, "s".to_owned(), None, record)
    }

    #[test]
    fn a_batch_is_a_transaction_of_entries_with_ids() {
        let item = item("{}");
        let words = |options| {
            let packed = transaction(std::slice::from_ref(&item), &options).get_packed_pipeline();
            let text = String::from_utf8(packed).unwrap();
            text.split("\r\n")
                .filter(|word| !word.starts_with(['$', '*']) || *word == "*")
                .collect::<Vec<_>>()
                .join(" ")
        };
        let fields = format!("id {} kind response session_id s record {{}}", item.id);
        assert_eq!(words(options(&json!({}))).trim(), format!("MULTI XADD responses * {fields} EXEC"));
        let bounded = options(&json!({"stream": "x", "max_length": 1000}));
        assert_eq!(words(bounded).trim(), format!("MULTI XADD x MAXLEN ~ 1000 * {fields} EXEC"));
    }

    #[test]
    fn what_is_too_large_is_named() {
        let batch = [item("{}"), item("\"long\""), item("\"x\"")];
        let items = too_large(&batch, 4);
        assert_eq!(items.iter().map(|refusal| refusal.index).collect::<Vec<_>>(), [1]);
    }
}
