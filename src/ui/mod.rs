//! What people see: tables, rendered text, the pager, the progress line.
//!
//! Nothing here decides where output goes. Functions give back text, or write to a writer they were handed. Styling is
//! always put in as ANSI sequences; the stream that it is written to takes it out again where nobody wants it.
//!
//! - [`sanitise`] makes hostile text safe to show, [`width`] measures and cuts what is shown;
//! - [`units`] and [`sparkline`] turn numbers into something to read;
//! - [`table`] lays out rows, [`timeline`] draws spans of time, [`markdown`] renders an answer for reading;
//! - [`diff`] shows what would change in a file, [`excerpt`] where something was found in a line;
//! - [`json`] and [`separated`] write what other programs read;
//! - [`pager`] and [`progress`] talk to the terminal.

pub mod diff;
pub mod excerpt;
pub mod json;
pub mod markdown;
pub mod pager;
pub mod progress;
pub mod sanitise;
pub mod separated;
pub mod sparkline;
pub mod table;
pub mod timeline;
pub mod units;
pub mod width;

pub use pager::{Pager, PagerChoice};
pub use progress::{Progress, Visibility};
pub use sanitise::{visible_line, visible_text};
pub use table::{Column, Header, Row, Shrink, Table, Tone};
