//! What is done with the bytes that a fuzzer makes up: one module for each thing that reads what others wrote. `tests/faults` does the same
//! with the seeds in `corpus/` and changes of them, without a fuzzer.

pub mod archive;
pub mod cache;
pub mod config;
pub mod cursor;
pub mod event_lines;
pub mod event_log;
pub mod hook;
pub mod html;
pub mod import_lines;
pub mod install;
pub mod object_forms;
pub mod pattern;
pub mod receipt;
pub mod record_reader;
pub mod stops;
pub mod transcript;

/// Takes bytes, and panics if what reads them does not keep its promises.
pub type Check = fn(&[u8]);

/// Every target by its name, which is that of its seeds' directory.
pub const ALL: [(&str, Check); 16] = [
    ("archive", archive::check),
    ("cache", cache::check),
    ("config", config::check),
    ("cursor", cursor::check),
    ("event_lines", event_lines::check),
    ("event_log", event_log::check),
    ("hook", hook::check),
    ("html", html::check),
    ("import_lines", import_lines::check),
    ("install", install::check),
    ("object_forms", object_forms::check),
    ("pattern", pattern::check),
    ("receipt", receipt::check),
    ("record_reader", record_reader::check),
    ("stops", stops::check),
    ("transcript", transcript::check),
];
