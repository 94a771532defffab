//! The integration tests: one binary, a file per command, each test in a directory of its own.

#![allow(missing_docs, reason = "tests are named for what they show")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on has failed")]

#[allow(dead_code, reason = "the tests of faults use the rest")]
mod support;

mod activity;
mod analyze;
#[cfg(unix)]
mod appender;
mod arbitrary;
mod architecture;
mod archive;
mod cache;
mod causal;
mod clear;
mod clear_races;
mod collect;
mod config;
#[cfg(unix)]
mod delivery;
mod doctor;
mod errors;
mod export;
#[cfg(unix)]
mod forward;
mod golden;
mod group;
mod hook;
mod hook_install;
mod import;
mod list;
mod log;
mod logger;
mod logs;
mod names;
mod normalise;
mod outputs;
mod record_corpus;
mod record_properties;
mod recorder;
mod redaction;
mod repair;
mod retention;
mod schema;
mod scrub;
mod search;
mod selection;
mod sessions;
mod stats;
mod stream;
mod terminal;
mod tracker;
mod tracker_disk;
#[cfg(unix)]
mod transports;
mod verify;
mod view;
