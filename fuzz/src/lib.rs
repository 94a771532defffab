//! What is done with the bytes that a fuzzer makes up: one module for each thing that reads what others wrote. `tests/faults` does the same
//! with the seeds in `corpus/` and changes of them, without a fuzzer.

pub mod cache;
pub mod config;
pub mod hook;
pub mod install;
pub mod pattern;
pub mod receipt;
pub mod record_reader;
pub mod transcript;

/// Takes bytes, and panics if what reads them does not keep its promises.
pub type Check = fn(&[u8]);

/// Every target by its name, which is that of its seeds' directory.
pub const ALL: [(&str, Check); 8] = [
    ("cache", cache::check),
    ("config", config::check),
    ("hook", hook::check),
    ("install", install::check),
    ("pattern", pattern::check),
    ("receipt", receipt::check),
    ("record_reader", record_reader::check),
    ("transcript", transcript::check),
];
