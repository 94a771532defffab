//! An agent's event comes from another program. Whatever it is, a hook understands it or says why not, and does nothing else.

use std::path::Path;

use responses::capture::Client;
use responses::capture::hook::{Outcome, Told, handle};

/// Takes the bytes as an event of each client, with tracking off.
pub fn check(bytes: &[u8]) {
    for client in [None, Some(Client::Claude), Some(Client::Codex), Some(Client::Gemini)] {
        let told = Told { client, event: None };
        let outcome = handle(bytes, &told, |_: &Path| None, jiff::Timestamp::UNIX_EPOCH);
        assert!(matches!(outcome, Outcome::Off | Outcome::Ignored), "{outcome:?}");
    }
}
