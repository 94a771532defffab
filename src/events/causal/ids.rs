//! The names of events and of new sessions.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::record::{AgentName, InvalidId, SessionId};

/// What the name of an event begins with.
const PREFIX: &str = "evt_";

/// The name of an event: `evt_` and eight lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct EventId(String);

impl EventId {
    /// The name with these 32 bits, which the caller draws at random.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        Self(format!("{PREFIX}{bits:08x}"))
    }

    /// Checks a name from outside; `None` if it is none.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        is_event_id(text).then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The 32 bits that the name of an event stands for; `None` if it is none.
pub(super) fn bits_of(text: &str) -> Option<u32> {
    if is_event_id(text) { u32::from_str_radix(&text[PREFIX.len()..], 16).ok() } else { None }
}

/// True for `evt_` and eight lower-case hexadecimal digits.
pub(super) fn is_event_id(text: &str) -> bool {
    text.strip_prefix(PREFIX)
        .is_some_and(|digits| digits.len() == 8 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

/// The name of a session that begins now: `<agent>_<YYYYMMDD>_<HHMM>`, in UTC.
///
/// # Errors
/// An agent's name that is too long to be part of one.
pub fn new_session(agent: &AgentName, now: Timestamp) -> Result<SessionId, InvalidId> {
    let minute = now.to_zoned(TimeZone::UTC).strftime("%Y%m%d_%H%M");
    SessionId::new(format!("{agent}_{minute}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_events_and_sessions() {
        assert_eq!(EventId::from_bits(0xab).as_str(), "evt_000000ab");
        assert_eq!(EventId::new("evt_6513270e").unwrap().to_string(), "evt_6513270e");
        let wrong =
            ["", "evt_", "evt_6513270", "evt_6513270e0", "evt_6513270E", "evt_6513270g", "EVT_6513270e", "6513270e"];
        for wrong in wrong {
            assert_eq!(EventId::new(wrong), None, "{wrong}");
        }
        assert_eq!((bits_of("evt_000000ab"), bits_of("evt_000000AB")), (Some(0xab), None));
        let now = "2025-12-10T14:00:59.9Z".parse().unwrap();
        let session = new_session(&AgentName::new("claude").unwrap(), now).unwrap();
        assert_eq!(session.as_str(), "claude_20251210_1400");
    }
}
