//! Event logs: what agents did, a JSON object a line, in files that grow.
//!
//! - [`log`]: the base of all of them: how a line is added, how lines are read, and how a growing log is followed;
//! - [`causal`]: logs of what agents did and why;
//! - [`archive`](mod@archive): logs put aside, compressed, and taken back;
//! - [`activity`]: what one agent worked on, which files it touched and which tools it called;
//! - [`stream`]: everything that happens in the sessions of agents, piece by piece;
//! - [`recognise()`] tells what sort of log a file is, [`sources`] which logs a directory holds, and [`overview()`] which sessions these tell of;
//! - [`convert`] makes logs of one family into those of another;
//! - [`Layout`], where logs lie, the only place that joins their paths.
//!
//! As in the store, nothing here prints, reads the environment or looks at the clock.

pub mod activity;
pub mod archive;
pub mod causal;
pub mod convert;
mod error;
mod layout;
pub mod log;
mod names;
mod overview;
mod read;
mod recognise;
pub mod stream;

pub use error::Error;
pub use layout::{Layout, LogFile};
pub use overview::{LogSession, activity_names, log_name, overview, stream_overview};
pub use read::Read;
pub use recognise::{Family, Source, followed, is_compressed, recognise, sources};
