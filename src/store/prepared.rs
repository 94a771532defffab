//! A response as it will be stored: between the moment it was found to be valid and the moment it is on disk somewhere.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::Error;
use super::files;
use super::side;
use super::tracker::{NewResponse, ResponseTracker, check, redacted, refuse_secret_names};
use super::write::{Durability, WriteOptions, publish, sync_up_to_store};
use crate::record::{
    AgentName, InvalidId, Json, Outgoing, Record, RecordTime, Redaction, SessionId, Stamp, Value, names, redact,
    to_canonical,
};

/// A response without secrets, held to the schema, in its canonical bytes.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    record: Record,
    bytes: Vec<u8>,
    session: SessionId,
    agent: AgentName,
    time: RecordTime,
}

impl Prepared {
    /// Makes a response ready to be stored.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it breaks the schema, holds a secret in a name, or can't be redacted.
    pub(crate) fn of(new: &NewResponse, redaction: Redaction) -> Result<Self, Error> {
        let Clean { request, response, metadata, .. } = Clean::of(new, redaction)?;
        let record = Record {
            timestamp: Stamp::Read(new.timestamp),
            session_id: Some(new.session_id.as_str().to_owned()),
            agent: Some(new.agent.as_str().to_owned()),
            request: Json::string(&request),
            response: Json::string(&response),
            metadata: metadata.into_owned(),
            extra: Vec::new(),
        };
        Self::checked(record, new.session_id.clone(), new.agent.clone(), new.timestamp)
    }

    /// The canonical bytes of a response alone. Each of its texts is encoded straight into them.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(super) fn bytes_of(new: &NewResponse, redaction: Redaction) -> Result<Vec<u8>, Error> {
        checked_bytes(&Clean::of(new, redaction)?.outgoing())
    }

    /// Makes a record that is stored elsewhere ready to be stored here too, exactly as it is.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it breaks the schema, [`Error::InvalidId`] if it lacks a name.
    pub(crate) fn again(record: Record) -> Result<Self, Error> {
        let (session, agent, time) = names_of(&record)?;
        Self::checked(record, session, agent, time)
    }

    /// Makes a record ready that need not be valid: what was saved of an old one is stored in its old types.
    ///
    /// # Errors
    /// [`Error::InvalidId`] if it lacks a name, [`Error::Invalid`] if it has no time.
    pub(super) fn unchecked(record: Record) -> Result<Self, Error> {
        let (session, agent, time) = names_of(&record)?;
        Ok(Self { bytes: to_canonical(&record), record, session, agent, time })
    }

    fn checked(record: Record, session: SessionId, agent: AgentName, time: RecordTime) -> Result<Self, Error> {
        let bytes = checked_bytes(&Outgoing::from(&record))?;
        Ok(Self { record, bytes, session, agent, time })
    }

    /// The same with other metadata, in which there are no secrets.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it breaks the schema.
    pub(crate) fn with_metadata(&self, metadata: Json) -> Result<Self, Error> {
        let record = Record { metadata, ..self.record.clone() };
        Self::checked(record, self.session.clone(), self.agent.clone(), self.time)
    }

    /// The record.
    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    /// Its canonical bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// When the response was given.
    pub(crate) fn time(&self) -> RecordTime {
        self.time
    }

    /// The conversation.
    pub(super) fn session(&self) -> &SessionId {
        &self.session
    }

    /// The name of its file without number and ending.
    pub(super) fn stem(&self) -> String {
        names::record_stem(&self.agent, self.time.instant())
    }
}

/// The parts of a response without their secrets.
struct Clean<'a> {
    new: &'a NewResponse,
    request: Cow<'a, str>,
    response: Cow<'a, str>,
    metadata: Cow<'a, Json>,
}

impl<'a> Clean<'a> {
    fn of(new: &'a NewResponse, redaction: Redaction) -> Result<Self, Error> {
        let (request, response, metadata) = (new.request.as_str(), new.response.as_str(), &new.metadata);
        if redaction == Redaction::Off {
            let (request, response) = (request.into(), response.into());
            return Ok(Self { new, request, response, metadata: Cow::Borrowed(metadata) });
        }
        refuse_secret_names(Some(new.session_id.as_str()), Some(new.agent.as_str()))?;
        // Texts are looked through before they are encoded: what is not escaped need not be decoded.
        let (request, response) = (redact(request), redact(response));
        let metadata = redacted("metadata", metadata)?.map_or(Cow::Borrowed(metadata), Cow::Owned);
        Ok(Self { new, request, response, metadata })
    }

    fn outgoing(&self) -> Outgoing<'_> {
        Outgoing {
            timestamp: Cow::Owned(Stamp::Read(self.new.timestamp)),
            session_id: Some(self.new.session_id.as_str()),
            agent: Some(self.new.agent.as_str()),
            request: Value::Text(&self.request),
            response: Value::Text(&self.response),
            metadata: self.metadata.get(),
            extra: &[],
        }
    }
}

/// The canonical bytes of a record that breaks no rule.
fn checked_bytes(record: &Outgoing<'_>) -> Result<Vec<u8>, Error> {
    check(record)?;
    Ok(record.to_canonical())
}

/// What a record's file is called by.
fn names_of(record: &Record) -> Result<(SessionId, AgentName, RecordTime), Error> {
    let Stamp::Read(time) = record.timestamp else {
        return Err(Error::Invalid { rules: vec!["/timestamp: can't be read".to_owned()] });
    };
    let session = SessionId::new(record.session_id.clone().ok_or(InvalidId::Empty("session id"))?)?;
    let agent = AgentName::new(record.agent.clone().ok_or(InvalidId::Empty("agent name"))?)?;
    Ok((session, agent, time))
}

impl ResponseTracker {
    /// Makes sure that the directory of the store is there.
    ///
    /// # Errors
    /// [`Error::Storage`] if it can't be made.
    pub(crate) fn create(&self) -> Result<(), Error> {
        let base = self.layout().base();
        files::create_private_dir(base).map_err(Error::storage("create", base))
    }

    /// Stores a response and gives the path of its file.
    ///
    /// # Errors
    /// [`Error::Storage`] if it could not be made durable; then nothing was left behind.
    pub(crate) fn put(&self, response: &Prepared) -> Result<PathBuf, Error> {
        let directory = self.layout().session(&response.session);
        publish(&directory, &response.stem(), &response.bytes, self.options().write)
    }

    /// The same unless a record of the same bytes is there already under one of the names it could have, in a file that is not
    /// `taken` by another. Either way its entry is durable then, so that the record may be deleted where it came from.
    ///
    /// Only for those who hold the lock of the store: two at once would both find that it is not there.
    ///
    /// # Errors
    /// [`Error::Storage`] if it could not be made durable.
    pub(crate) fn put_once(&self, response: &Prepared, taken: &BTreeSet<PathBuf>) -> Result<PathBuf, Error> {
        let directory = self.layout().session(&response.session);
        if let Some(path) = self.already(response, &directory, taken)? {
            sync_up_to_store(&directory)?;
            return Ok(path);
        }
        let options = WriteOptions { durability: Durability::Full, ..self.options().write };
        publish(&directory, &response.stem(), &response.bytes, options)
    }

    /// The file of a session that holds this very response, unless it is taken.
    fn already(
        &self,
        response: &Prepared,
        directory: &Path,
        taken: &BTreeSet<PathBuf>,
    ) -> Result<Option<PathBuf>, Error> {
        let stem = response.stem();
        let names = side::names(directory).map_err(Error::storage("read", directory))?;
        let ours = names.iter().filter(|name| name.to_str().is_some_and(|name| is_numbered(name, &stem)));
        let mut paths = ours.map(|name| directory.join(name)).filter(|path| !taken.contains(path));
        Ok(paths.find(|path| {
            let read = self.layout().relative(path).and_then(|relative| self.read(relative).ok());
            read.is_some_and(|record| to_canonical(&record) == response.bytes)
        }))
    }
}

/// True for the file names that a record of that stem can have: `<stem>.json`, `<stem>-1.json.gz` and so on.
pub(super) fn is_numbered(name: &str, stem: &str) -> bool {
    let Some(rest) = names::stem(name).and_then(|name| name.strip_prefix(stem)) else { return false };
    let digits = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    rest.is_empty() || rest.strip_prefix('-').is_some_and(digits)
}
