//! What everything that speaks HTTP shares: one client, its options, and what its answers mean.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use ureq::Agent;
use ureq::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{SendError, tls};
use crate::gateway::destination::{InvalidDestination, Surroundings, words};
use crate::gateway::secret::SecretSource;

mod answer;
mod fault;
mod url;

pub(super) use answer::{Answer, Retryable};
pub use url::HttpUrl;

/// No answer is read further, in bytes: the limit that OTLP recommends.
const LONGEST_ANSWER: u64 = 4 << 20;

/// What a configuration says of a destination that speaks HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpOptions {
    /// Where to.
    pub url: HttpUrl,
    /// Further headers of every request.
    #[serde(default)]
    pub headers: BTreeMap<String, HeaderSource>,
    /// The environment variable with a token, sent as `Authorization: Bearer`.
    pub token_env: Option<String>,
    /// The file with that token.
    pub token_file: Option<PathBuf>,
    /// Whether bodies are compressed; `None` for what is usual with the destination.
    pub gzip: Option<bool>,
    /// So long it may take to connect, including TLS.
    #[serde(default = "ten_seconds", deserialize_with = "words::duration")]
    pub connect_timeout: Duration,
    /// So long an answer may take after the request was sent.
    #[serde(default = "thirty_seconds", deserialize_with = "words::duration")]
    pub read_timeout: Duration,
    /// So long everything may take together.
    #[serde(default = "two_minutes", deserialize_with = "words::duration")]
    pub timeout: Duration,
    /// Authorities to trust besides those of the system, in PEM.
    pub ca_file: Option<PathBuf>,
}

/// Where the value of a header comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields, expecting = "a header is a text, {env: NAME} or {file: PATH}")]
pub enum HeaderSource {
    /// It is no secret.
    Text(String),
    /// It is in an environment variable.
    Environment {
        /// The variable.
        env: String,
    },
    /// It is in a file.
    File {
        /// The file.
        file: PathBuf,
    },
}

fn ten_seconds() -> Duration {
    Duration::from_secs(10)
}

fn thirty_seconds() -> Duration {
    Duration::from_secs(30)
}

fn two_minutes() -> Duration {
    Duration::from_mins(2)
}

impl HttpOptions {
    const KEYS: [&str; 9] =
        ["url", "headers", "token_env", "token_file", "gzip", "connect_timeout", "read_timeout", "timeout", "ca_file"];

    /// Takes out of a transport's options those that every destination with HTTP has.
    pub(in crate::gateway) fn take_from(options: &mut Map<String, Value>) -> Map<String, Value> {
        Self::KEYS.iter().filter_map(|key| options.shift_remove_entry(*key)).collect()
    }

    /// Names these options too where one is told to be unknown among a transport's own.
    pub(in crate::gateway) fn among(error: InvalidDestination) -> InvalidDestination {
        match error {
            InvalidDestination::Option { place, why } if why.starts_with("unknown field") => {
                InvalidDestination::Option { place, why: format!("{why}, `{}`", Self::KEYS.join("`, `")) }
            }
            other => other,
        }
    }

    /// The paths among the options.
    pub(in crate::gateway) fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let headers = self.headers.values_mut().filter_map(|source| match source {
            HeaderSource::File { file } => Some(file),
            _ => None,
        });
        self.token_file.iter_mut().chain(self.ca_file.as_mut()).chain(headers)
    }

    /// The headers that every request has.
    fn headers(&self, surroundings: &Surroundings<'_>) -> Result<HeaderMap, InvalidDestination> {
        let mut headers = HeaderMap::new();
        for (name, source) in &self.headers {
            let place = || format!("headers: {name}: ");
            let invalid = |why: &str| InvalidDestination::Option { place: place(), why: why.to_owned() };
            let key: HeaderName = name.parse().map_err(|_| invalid("this can't be the name of a header"))?;
            if RESERVED.contains(&key) {
                return Err(invalid("this header says what is sent, and is not to be chosen"));
            }
            let text = source.read(surroundings)?;
            let value = HeaderValue::from_str(&text).map_err(|_| invalid("its value can't be sent in a header"))?;
            headers.insert(key, value);
        }
        if let Some(source) = SecretSource::of("token", self.token_env.as_deref(), self.token_file.as_deref())? {
            let token = source.read(surroundings.variables)?;
            let bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
            let why = || format!("the secret in {source} can't be sent in a header");
            let unfit = |_| InvalidDestination::Option { place: "token: ".to_owned(), why: why() };
            headers.insert(header::AUTHORIZATION, bearer.map_err(unfit)?);
        }
        Ok(headers)
    }
}

/// Headers that describe a body or its connection.
const RESERVED: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::HOST,
];

impl HeaderSource {
    fn read(&self, surroundings: &Surroundings<'_>) -> Result<String, InvalidDestination> {
        let source = match self {
            Self::Text(text) => return Ok(text.clone()),
            Self::Environment { env } => SecretSource::Environment(env.clone()),
            Self::File { file } => SecretSource::File(file.clone()),
        };
        Ok(source.read(surroundings.variables)?.expose().to_owned())
    }
}

/// A client for one URL. It keeps its connection, follows no redirect, and sends secrets to nobody else.
pub(super) struct Client {
    agent: Agent,
    url: HttpUrl,
    headers: HeaderMap,
    compression: Option<Compression>,
    now: fn() -> Timestamp,
}

/// The body of a request, as it travels.
pub(super) struct Body(pub(super) Vec<u8>);

impl Client {
    /// A client; nothing is sent yet. `gzip` is what is usual with the destination.
    ///
    /// # Errors
    /// A secret is missing, or something can't be sent.
    pub(super) fn open(
        options: &HttpOptions,
        usual: Option<Compression>,
        surroundings: &Surroundings<'_>,
    ) -> Result<Self, InvalidDestination> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("responses/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(options.connect_timeout))
            .timeout_connect(Some(options.connect_timeout))
            .timeout_recv_response(Some(options.read_timeout))
            .timeout_recv_body(Some(options.read_timeout))
            .timeout_global(Some(options.timeout));
        let config =
            if options.url.is_https() { config.tls_config(tls::config(options.ca_file.as_deref())?) } else { config };
        let compression = match options.gzip {
            None => usual,
            Some(wanted) => wanted.then(Compression::fast),
        };
        Ok(Self {
            agent: config.build().into(),
            url: options.url.clone(),
            headers: options.headers(surroundings)?,
            compression,
            now: surroundings.now,
        })
    }

    /// The present.
    pub(super) fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Brings a body into the form in which it travels.
    pub(super) fn body(&self, bytes: Vec<u8>) -> Body {
        let Some(compression) = self.compression else { return Body(bytes) };
        let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), compression);
        // Writing into memory does not fail.
        let written: io::Result<_> = encoder.write_all(&bytes).and_then(|()| encoder.finish());
        Body(written.unwrap_or_default())
    }

    /// Sends a body and gives the answer, whatever it says.
    ///
    /// # Errors
    /// There is no answer.
    pub(super) fn post(&self, body: &Body, headers: HeaderMap) -> Result<Answer, SendError> {
        let mut request = self.agent.post(self.url.as_str());
        if let Some(all) = request.headers_mut() {
            all.extend(self.headers.clone());
            all.extend(headers);
            if self.compression.is_some() {
                all.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
        }
        let response = request.send(&body.0[..]).map_err(|error| fault::explain(&error, &self.url))?;
        let (parts, body) = response.into_parts();
        let mut bytes = Vec::new();
        let read = body.into_reader().take(LONGEST_ANSWER + 1).read_to_end(&mut bytes);
        let whole = read.is_ok_and(|length| u64::try_from(length).is_ok_and(|length| length <= LONGEST_ANSWER));
        Ok(Answer::new(parts.status, &parts.headers, whole.then_some(bytes), self.now()))
    }
}
