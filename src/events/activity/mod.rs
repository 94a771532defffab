//! Activity logs: the tasks, file accesses and tool calls of one agent's session (`docs/formats.md`, activity logs).
//!
//! - [`Event`] is what a log holds, [`read_line`] takes what any tool wrote of it;
//! - [`ActivityLogger`] notes down a session in memory and saves it; [`start_task`], [`finish_task`] and [`note`] add to a log at
//!   once, so that a task can begin in one process and end in another;
//! - [`read`] counts a log of any size into a [`Tally`], and [`Tally::analyse`] says what it comes to; [`compare`] sets two
//!   [`Analysis`] against each other.

mod analysis;
mod compare;
mod event;
mod line;
mod logger;
mod nesting;
mod read;
mod slowest;
mod tally;
mod tasks;
#[cfg(test)]
mod tests;
mod time;

pub use analysis::{Analysis, FileFigures, Instance, OpenTask, SlowCall, TaskFigures, ToolFigures, Velocity};
pub use compare::{Change, Comparison, compare};
pub use event::{Event, FileAccess, Operation, Task, ToolCall};
pub use line::{EventRef, Fault, read as read_line};
pub use logger::{ActivityLogger, NoOpenTask, SessionSummary};
pub use read::read;
pub use slowest::Call;
pub use tally::Tally;
pub use tasks::{finish_task, note, start_task};
pub use time::UnixTime;
