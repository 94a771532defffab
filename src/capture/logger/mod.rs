//! Loggers: how a program records the responses of its own agents while it runs.
//!
//! - [`SessionLogger`] logs the responses of one conversation, at once or through a queue, as its [`Options`] say;
//! - [`QueuedLogger`] is that queue: logging as a rule takes less than a microsecond, a thread behind it writes in groups and says at
//!   any time what is durable, by its [`Counters`], [`Latencies`] and [`Report`]s.

mod latency;
mod options;
mod queue;
mod queued;
mod session;

pub use latency::Latencies;
pub use options::{Options, QueueSize, Way};
pub use queue::{Counters, Failure, Refusal, Refused};
pub use queued::{QueuedLogger, Report};
pub use session::{LogError, Logged, SessionLogger};

#[cfg(test)]
mod tests;
