//! Capture: how responses come into the store by themselves.
//!
//! - [`hook`]: what an agent's hook says, one event a process, made into records;
//! - [`Policy`]: which responses are kept;
//! - [`Recorder`]: where they go;
//! - `pending`: requests that wait for their answer between those processes;
//! - `transcript`: the end of an agent's own log, for what its hooks leave out;
//! - `journal`: what went wrong, since a hook must tell nobody else.
//!
//! Nothing here prints, reads the environment or the command line. The present is a parameter; only waiting for a transcript,
//! which is bounded, looks at time passing.

mod format;
pub mod hook;
mod journal;
mod pending;
mod policy;
mod recorder;
mod transcript;

pub use format::Format;
pub use journal::{JOURNAL_BYTES, problems};
pub use pending::DEFAULT_TTL;
pub use policy::{Answerer, ExcludedAgents, Policy};
pub use recorder::{Kept, Recorder};
