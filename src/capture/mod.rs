//! Capture: how responses come into the store by themselves.
//!
//! - [`hook`]: what an agent's hook says, one event a process, made into records;
//! - [`install`]: putting that hook into the settings of agents' clients;
//! - [`Policy`]: which responses are kept;
//! - [`Recorder`]: where they go, and what becomes of those that their store can't take: a system log, [`Retry`], [`fallback`];
//! - [`logger`]: what programs log through that run agents themselves, directly or with a queue;
//! - [`session`]: which conversation a process belongs to;
//! - `pending`: requests that wait for their answer between those processes;
//! - `transcript`: the end of an agent's own log, for what its hooks leave out;
//! - `journal`: what went wrong, since a hook must tell nobody else.
//!
//! Nothing here prints, reads the environment or the command line. The present is a parameter; only waiting for a transcript,
//! which is bounded, and the latencies of loggers look at time passing.

mod client;
pub mod fallback;
mod format;
pub mod hook;
pub mod install;
mod journal;
pub mod logger;
mod lost;
mod pending;
mod policy;
mod recorder;
mod retry;
pub mod session;
mod system_log;
mod transcript;

pub use client::Client;
pub use fallback::Fallbacks;
pub use format::Format;
pub use journal::{JOURNAL_BYTES, problems};
pub use lost::{Lost, Tracked};
pub use pending::{DEFAULT_TTL, PendingCount, count_pending};
pub use policy::{Answerer, ExcludedAgents, Policy};
pub use recorder::{Kept, Recorder};
pub use retry::{Passing, Retry};
pub use system_log::{Sockets, SystemLog};
#[doc(hidden)]
pub use transcript::read_foreign_transcript;
