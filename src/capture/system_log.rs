//! The system's own logs as places for captured responses.
//!
//! `syslog` holds a summary of each response, `journald` the whole of it. What differs between operating systems is in `socket`.

mod journald;
#[cfg_attr(unix, path = "system_log/socket.rs")]
#[cfg_attr(not(unix), path = "system_log/no_socket.rs")]
mod socket;
mod syslog;

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use super::journal::visible;
use crate::store::prepared::Prepared;

/// A log of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemLog {
    /// The local syslog, which holds a summary.
    Syslog,
    /// The journal of systemd, which holds the whole.
    Journald,
}

impl fmt::Display for SystemLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syslog => "syslog",
            Self::Journald => "journald",
        })
    }
}

/// The local sockets that the system's logs listen on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sockets {
    /// Those of syslog; the first that takes a message gets it.
    pub syslog: Vec<PathBuf>,
    /// That of the journal.
    pub journald: PathBuf,
}

impl Default for Sockets {
    /// Where they are on Linux, the BSDs and macOS.
    fn default() -> Self {
        let syslog = ["/dev/log", "/run/systemd/journal/dev-log", "/var/run/syslog", "/var/run/log"];
        Self { syslog: syslog.map(PathBuf::from).to_vec(), journald: PathBuf::from("/run/systemd/journal/socket") }
    }
}

impl Sockets {
    /// Sends a response to a log. Nothing waits for a log that is slow: that is [`io::ErrorKind::WouldBlock`].
    ///
    /// # Errors
    /// What the operating system said, where there are several sockets of the last one that is there.
    pub(super) fn send(&self, log: SystemLog, response: &Prepared) -> io::Result<()> {
        match log {
            SystemLog::Syslog => self.send_syslog(&syslog::message(&Entry::of(response), std::process::id())),
            SystemLog::Journald => socket::send_journald(&self.journald, &journald::fields(&Entry::of(response))),
        }
    }

    fn send_syslog(&self, message: &str) -> io::Result<()> {
        let mut failed = io::Error::from(io::ErrorKind::NotFound);
        for path in &self.syslog {
            match socket::send_syslog(path, message) {
                Ok(()) => return Ok(()),
                Err(error) if is_absent(&error) && !is_absent(&failed) => {}
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }
}

/// True if an error says that nobody listens there, and not that a listener would not take the message.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::Unsupported
    )
}

/// What the logs tell of a response, redacted as it would be in a file.
struct Entry<'a> {
    time: Timestamp,
    agent: &'a str,
    session: &'a str,
    request: Cow<'a, str>,
    response: Cow<'a, str>,
    metadata: &'a str,
}

impl<'a> Entry<'a> {
    fn of(response: &'a Prepared) -> Self {
        let record = response.record();
        Self {
            time: response.time().instant(),
            agent: record.agent.as_deref().unwrap_or_default(),
            session: record.session_id.as_deref().unwrap_or_default(),
            request: record.request.get().reading_text(),
            response: record.response.get().reading_text(),
            metadata: record.metadata.get().text(),
        }
    }

    /// Its length in characters.
    fn response_length(&self) -> usize {
        self.response.chars().count()
    }

    /// One line for people.
    fn line(&self) -> String {
        let (agent, session) = (visible(self.agent), visible(self.session));
        format!("{agent} answered in session {session}: {} characters", self.response_length())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AgentName, Json, RecordTime, Redaction, SessionId};
    use crate::store::NewResponse;

    /// A response with everything in it that a log's format has to escape.
    pub(super) fn hostile() -> Prepared {
        let new = NewResponse {
            timestamp: RecordTime::utc("2026-11-21T09:30:12.417052789Z".parse().unwrap()),
            session_id: SessionId::new("s\"]\\1").unwrap(),
            agent: AgentName::new("QA\u{1b}[31m\nteam").unwrap(),
            request: format!("Ünïcode \"q\" \u{202e}{}", "x".repeat(200)),
            response: "one\ntwo ü\n".to_owned(),
            metadata: Json::parse(r#"{"tokens": 5}"#).unwrap(),
        };
        Prepared::of(&new, Redaction::On).unwrap()
    }

    #[test]
    fn an_entry_is_shown_in_one_line() {
        let response = hostile();
        let line = Entry::of(&response).line();
        assert_eq!(line, "QA\\u{1b}[31m\\nteam answered in session s\"]\\1: 10 characters");
    }
}
