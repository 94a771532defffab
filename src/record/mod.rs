//! The record: one request to an agent and its response, as it is stored in one file.
//!
//! Everything here is about bytes and values. Nothing opens a file, reads a clock or knows where the store lies.
//!
//! - [`Json`] keeps a value in the very text it was written in, so no digit and no escape is ever changed;
//! - [`Record`] is the whole record, [`Summary`] the part of it that lists, statistics and retention need;
//! - [`Reader`] takes every shape found in the wild, [`to_canonical`] writes the one that we write, [`to_line`] and [`to_exact_line`] the same on one line;
//! - [`SessionId`], [`AgentName`] and [`ResponseId`] are the validated names, [`names`] makes them safe for a file system;
//! - [`redact`](redact()) takes known forms of secrets out of it;
//! - [`validate`] judges a record by `schemas/response.schema.json`.

mod append;
mod compress;
mod digits;
mod facts;
mod ids;
mod json;
mod judge;
mod model;
pub mod names;
mod normal;
mod object;
mod outgoing;
mod outline;
mod pattern;
mod picker;
mod problem;
mod reader;
mod redact;
mod rescue;
mod schema;
mod shape;
mod summariser;
mod time;
mod tokens;
mod unescape;
mod vectors;
mod writer;
mod zone;

pub use compress::{compress, decompress, is_gzip};
pub use facts::{Facts, Status};
pub(crate) use facts::{set_text, set_texts};
pub use ids::{AgentName, InvalidId, ResponseId, SessionId};
pub(crate) use json::ObjectWriter;
pub use json::{Json, JsonError, JsonRef, Kind, pick};
pub use judge::Verdict;
pub use model::{Record, Stamp, Summary};
pub use normal::{Obstacle, normal};
pub use object::{NoObject, read_object};
pub(crate) use outgoing::{Outgoing, Value};
pub(crate) use outline::Wanted;
#[doc(hidden)]
pub use outline::finds_stops_alike;
pub use pattern::Pattern;
#[doc(hidden)]
pub use picker::picks_alike;
pub(crate) use picker::{Picked, Picker};
pub use problem::Problem;
pub use reader::{DEFAULT_MAX_BYTES, DEFAULT_MAX_DEPTH, Parts, Plain, Reader};
pub(crate) use redact::may_hold_secret;
pub use redact::{
    Redaction, Secrets, holds_secret, redact, redact_counting, redact_json, redact_json_counting, redact_record,
};
pub use rescue::{Rescued, Saved};
pub use schema::{Violation, validate, violations};
pub(crate) use schema::{is_date_time, violations_of};
pub(crate) use summariser::Summariser;
#[doc(hidden)]
pub use summariser::summarises_alike;
pub(crate) use time::Times;
pub use time::{RecordTime, WrittenTime};
pub(crate) use vectors::PlacesOf;
pub use writer::{to_canonical, to_exact_line, to_line};
pub use zone::LazyZone;
