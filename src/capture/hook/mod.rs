//! An agent's hook: one event on standard input, one process, and at most one record.
//!
//! The way goes from what came (`wire`), by one file for each client, to what happened (`event`), to what is kept (`keeper`).
//! One run of an agent is one record:
//!
//! - whoever stops writes it, with the request that waited for it in `pending` and the whole answer from the transcript;
//! - a tool use that delegated and has its answer writes it if nobody did, else it adds what only it knows to the record that
//!   is there. The record is written at once and amended in place rather than held back until everything is known, because
//!   nobody can tell whether another event will come: what was answered is on disk from the first moment it was known;
//! - the same words told twice of one turn are one record, new words are a new one.
//!
//! Requests and answers are linked by the ids of agents, tool uses and turns, never by the session alone; only where a client
//! gave no ids, by the whole text of the request within the session.

mod claude;
mod codex;
mod documented;
mod event;
mod gemini;
mod keeper;
mod metadata;
mod waiting;
mod wire;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use self::event::{Event, Scene};
use self::keeper::Keeper;
use self::wire::Wire;
use super::Client;
use super::journal;
use super::lost::Lost;
use super::pending::{DEFAULT_TTL, Pending};
use super::policy::Policy;
use super::recorder::Recorder;
use super::system_log::SystemLog;
use crate::record::SessionId;
use crate::store::ResponseTracker;

/// Largest event that is looked at: 16 MiB. Prompts and answers are far smaller.
pub const MAX_EVENT_BYTES: usize = 16 << 20;

/// What the caller knows of an event that does not say it itself.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Who sent it; otherwise it is recognised by what it holds.
    pub client: Option<Client>,
    /// The event's name, such as `PostToolUse`, for payloads without `hook_event_name`.
    pub event: Option<String>,
}

/// Where records go.
#[derive(Debug)]
pub struct Place {
    /// The store.
    pub recorder: Recorder,
    /// Which responses are kept.
    pub policy: Policy,
    /// As long a request waits for its answer.
    pub pending_ttl: Duration,
    /// What is written down there.
    pub verbosity: Verbosity,
    /// What was wrong while looking for it, to be written down there.
    pub complaint: Option<String>,
}

impl Place {
    /// The store of that tracker, with requests that wait for [`DEFAULT_TTL`].
    #[must_use]
    pub fn new(tracker: ResponseTracker) -> Self {
        Self {
            recorder: Recorder::new(tracker),
            policy: Policy::default(),
            pending_ttl: DEFAULT_TTL,
            verbosity: Verbosity::Problems,
            complaint: None,
        }
    }
}

/// What is written to a store's hook log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// What went wrong.
    Problems,
    /// What became of every event, too.
    Everything,
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A record was written, at that path below the store.
    Recorded(PathBuf),
    /// The store could not take the record. It is at that path, in a fallback place.
    Stranded(PathBuf),
    /// The record went to a log of the system.
    Logged(SystemLog),
    /// No place could take the record: whoever runs the hook should say so where a person may see it.
    Lost(Lost),
    /// The record at that path below the store has learnt something.
    Amended(PathBuf),
    /// Something waits for the events to come.
    Waiting,
    /// It is nothing that a record is made of, or was told before.
    Ignored,
    /// Tracking is off.
    Off,
    /// Something went wrong; the log says it too.
    Failed(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded(path) => write!(f, "recorded {}", path.display()),
            Self::Stranded(path) => write!(f, "stranded at {}", path.display()),
            Self::Logged(log) => write!(f, "sent to {log}"),
            Self::Lost(lost) => lost.fmt(f),
            Self::Amended(path) => write!(f, "amended {}", path.display()),
            Self::Waiting => f.write_str("waits for other events"),
            Self::Ignored => f.write_str("nothing to record"),
            Self::Off => f.write_str("tracking is off"),
            Self::Failed(problem) => write!(f, "failed: {problem}"),
        }
    }
}

/// Why a payload is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unread {
    #[error("the event has no session")]
    NoSession,
    #[error("the event has no `{0}`")]
    Missing(&'static str),
    #[error("the event has no name")]
    Nameless,
    #[error("unknown event `{0}`")]
    UnknownEvent(String),
}

/// Takes an event as an agent sent it, and does what is to be done for it.
///
/// `locate` is given the agent's working directory, or an empty path if the event names none, and gives the store; `None` means
/// that tracking is off, and then nothing is written. Nothing fails: what goes wrong is written to the store's hook log, one
/// line an event, and told as [`Outcome::Failed`].
pub fn handle(input: &[u8], told: &Told, locate: impl FnOnce(&Path) -> Option<Place>, now: Timestamp) -> Outcome {
    let wire = readable(input).and_then(Wire::parse);
    let understood = match &wire {
        Ok(wire) => understand(wire, told).map_err(|unread| unread.to_string()),
        Err(problem) => Err(problem.clone()),
    };
    // Most events are none of ours, and cost no look at the store.
    if let Ok((_, Event::Nothing)) = understood {
        return Outcome::Ignored;
    }
    let wire = wire.unwrap_or_default();
    let Some(place) = locate(&wire.path("cwd").unwrap_or_default()) else { return Outcome::Off };
    let mut problems: Vec<String> = place.complaint.iter().cloned().collect();
    let acted = understood.and_then(|(scene, event)| act(&scene, event, &place, now, &mut problems));
    let outcome = acted.unwrap_or_else(|problem| {
        problems.push(problem.clone());
        Outcome::Failed(problem)
    });
    let name = name_of(&wire, told);
    let at = if name.is_empty() { "event" } else { &name };
    let layout = place.recorder.tracker().layout();
    if !problems.is_empty() {
        journal::note(layout, now, at, &problems.join("; "));
    }
    if place.verbosity == Verbosity::Everything {
        journal::note_debug(layout, now, at, &outcome.to_string());
    }
    outcome
}

fn readable(input: &[u8]) -> Result<&str, String> {
    match input {
        _ if input.len() > MAX_EVENT_BYTES => Err(format!("larger than {MAX_EVENT_BYTES} bytes")),
        _ if input.trim_ascii().is_empty() => Err("nothing came on standard input".to_owned()),
        _ => {
            let text = std::str::from_utf8(input).map_err(|error| format!("not UTF-8: {error}"))?;
            Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
        }
    }
}

fn act(
    scene: &Scene,
    event: Event,
    place: &Place,
    now: Timestamp,
    problems: &mut Vec<String>,
) -> Result<Outcome, String> {
    let session = SessionId::new(scene.session.clone()).map_err(|error| error.to_string())?;
    let pending = Pending::new(place.recorder.tracker(), &session, place.pending_ttl, now);
    Keeper { place, session: &session, pending, scene, now, problems }.keep(event)
}

/// The event's own name, or the one that the caller told.
fn name_of(wire: &Wire<'_>, told: &Told) -> String {
    wire.text("hook_event_name").or_else(|| told.event.clone()).unwrap_or_default()
}

fn understand(wire: &Wire<'_>, told: &Told) -> Result<(Scene, Event), Unread> {
    if documented::is_meant(wire) {
        return Ok((documented::scene(wire), documented::event(wire, told.event.as_deref())?));
    }
    let name = name_of(wire, told);
    let client = told.client.unwrap_or_else(|| recognise(wire, &name));
    if client == Client::Codex && codex::is_notify(wire) {
        return Ok((codex::scene(wire)?, codex::notified(wire)?));
    }
    if name.is_empty() {
        return Err(Unread::Nameless);
    }
    match client {
        Client::Claude => Ok((claude::scene(wire)?, claude::event(wire, &name)?)),
        Client::Codex => Ok((codex::scene(wire)?, codex::event(wire, &name)?)),
        Client::Gemini => Ok((gemini::scene(wire)?, gemini::event(wire, &name)?)),
    }
}

/// The client, by what only its payloads hold.
fn recognise(wire: &Wire<'_>, name: &str) -> Client {
    if codex::is_notify(wire) || wire.has("turn_id") {
        Client::Codex
    } else if gemini::is_event(name) {
        Client::Gemini
    } else {
        Client::Claude
    }
}
