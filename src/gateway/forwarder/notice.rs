//! What people may want to know of a forwarder.

use std::path::PathBuf;
use std::time::Duration;

use crate::gateway::outbox::Gap;
use crate::gateway::outbox::cursor::Damage;
use crate::gateway::{ItemId, SendError};
use crate::store::Skipped;

/// Something that people may want to know.
#[derive(Debug)]
pub enum Notice {
    /// The cursor that was found can't be believed in all it says.
    Damaged(Damage),
    /// An attempt failed. The next is after so long.
    Failed {
        /// Why.
        error: SendError,
        /// How long until the next attempt.
        wait: Duration,
        /// How many failed, this one included, since one went well.
        in_a_row: u32,
    },
    /// The destination takes items again.
    Back,
    /// Something will never be taken.
    Refused {
        /// What.
        item: ItemId,
        /// Why.
        reason: String,
    },
    /// Files that are no records and can't be sent.
    Skipped(Vec<Skipped>),
    /// Event logs that were cut off or replaced, and are sent from their beginning.
    Restarted(Vec<PathBuf>),
    /// Event logs that can't be read.
    Unreadable(Vec<PathBuf>),
    /// So many files went before they could be sent.
    Vanished(usize),
    /// Event logs that went before all of them was sent.
    Lost(Vec<PathBuf>),
    /// Some were given up because too many waited.
    GivenUp(Gap),
}
