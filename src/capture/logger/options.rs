//! How a logger logs.

use crate::capture::Policy;

/// How a logger logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether it records anything.
    pub enabled: bool,
    /// Which responses it records.
    pub policy: Policy,
    /// When it writes them.
    pub way: Way,
}

impl Default for Options {
    /// Queues everything.
    fn default() -> Self {
        Self { enabled: true, policy: Policy::default(), way: Way::default() }
    }
}

/// When a logger writes what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Before the call returns.
    Direct,
    /// Soon, from a queue of this size.
    Queued(QueueSize),
}

impl Default for Way {
    fn default() -> Self {
        Self::Queued(QueueSize::default())
    }
}

/// How many responses may be accepted and not yet written: 1 to 100,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueueSize(usize);

impl QueueSize {
    /// The largest.
    pub const LARGEST: Self = Self(100_000);

    /// This size, or the nearest that there is.
    #[must_use]
    pub fn nearest(size: u64) -> Self {
        Self(usize::try_from(size).unwrap_or(usize::MAX).clamp(1, Self::LARGEST.0))
    }

    /// The size.
    #[must_use]
    pub fn get(self) -> usize {
        self.0
    }
}

impl Default for QueueSize {
    /// 10,000
    fn default() -> Self {
        Self(10_000)
    }
}
