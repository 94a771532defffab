//! Event streams: everything that happens in an agent's sessions, an event a line (`docs/formats.md`, event streams).
//!
//! - [`read_line`] takes a line of any age, [`EventType`] names what sort of event it holds;
//! - [`Group`] puts the files of a session together, however many it was written to; [`read_sessions`] counts what happened in each, and
//!   [`tree`] puts them under those that started them; [`read_messages`] puts messages together from their pieces;
//! - [`StreamLogger`] writes, where and how [`StreamOptions`] say.

mod entry;
mod fact;
mod files;
mod halves;
mod kind;
mod logger;
mod messages;
mod options;
mod patterns;
mod sessions;
#[cfg(test)]
mod tests;
mod tree;

pub use entry::{Entry, Head, read as read_line, to_line};
pub use fact::{Call, calls, is_answer, is_failure};
pub use files::Group;
pub use kind::EventType;
pub use logger::{LogError, Logged, StreamLogger};
pub use messages::{Assembly, Message, MessageKind, read_messages};
pub use options::{InvalidOption, LineFormat, PromptLogging, StreamOptions};
pub use patterns::{FilePattern, Grain, InvalidPattern, SessionPattern, UnknownPattern};
pub use sessions::{Session, ToolTotals, read_sessions};
pub use tree::{Node, tree};
