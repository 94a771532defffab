//! Records captured responses.

use std::path::PathBuf;

use crate::store::{Error, NewResponse, ResponseTracker};

/// Where a captured response went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The store has it, in this file.
    Store(PathBuf),
}

/// Records captured responses: what everything that captures writes through.
#[derive(Debug, Clone)]
pub struct Recorder {
    tracker: ResponseTracker,
}

impl Recorder {
    /// Records into that store.
    #[must_use]
    pub fn new(tracker: ResponseTracker) -> Self {
        Self { tracker }
    }

    /// The store.
    #[must_use]
    pub fn tracker(&self) -> &ResponseTracker {
        &self.tracker
    }

    /// Records a response and says where it is.
    ///
    /// # Errors
    /// As [`ResponseTracker::track`]; then it is nowhere.
    pub fn record(&self, new: &NewResponse) -> Result<Kept, Error> {
        self.tracker.track(new).map(Kept::Store)
    }
}
