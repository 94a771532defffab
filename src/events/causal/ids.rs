//! The names of events and of new sessions.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::record::{AgentName, InvalidId, SessionId};

/// What the name of an event begins with.
const PREFIX: &str = "evt_";
/// The digits of its number.
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The name of an event: `evt_` and eight lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(u32);

impl EventId {
    /// The name with these 32 bits, which the caller draws at random.
    #[must_use]
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Checks a name from outside; `None` if it is none.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        bits_of(text).map(Self)
    }

    /// Appends the name to a text.
    pub(super) fn push_to(self, out: &mut String) {
        out.push_str(PREFIX);
        out.extend((0..8).rev().map(|place| char::from(DIGITS[(self.0 >> (4 * place) & 0xf) as usize])));
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{:08x}", self.0)
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
        for (bits, name) in [(0xab, "evt_000000ab"), (0x1234_5678, "evt_12345678"), (0xfedc_ba98, "evt_fedcba98")] {
            let id = EventId::from_bits(bits);
            let mut pushed = String::new();
            id.push_to(&mut pushed);
            assert_eq!((id.to_string().as_str(), pushed.as_str(), EventId::new(name)), (name, name, Some(id)));
        }
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
