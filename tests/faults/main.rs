//! What must hold whatever goes wrong: processes killed at any moment, a system that refuses, many at once, links that are swapped
//! under their feet, files of every bad kind, and bytes that nobody wrote.
//!
//! `RESPONSES_LONG=1` runs as many trials as a claim about rare things takes. What can't be tried on a machine is said on stderr, in
//! lines that begin with `LEFT OUT:`.

#![cfg(unix)]
#![allow(missing_docs, reason = "tests are named for what they show")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on has failed")]

#[allow(dead_code, unused_imports, reason = "the other integration tests use the rest")]
#[path = "../it/support/mod.rs"]
mod support;
#[allow(unreachable_pub, reason = "it is a library of its own")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

mod bad_files;
mod kept;
mod kill;
mod links;
mod log;
mod mounts;
mod mutate;
mod races;
mod refusals;
mod seeds;

/// How many trials there are: few unless `RESPONSES_LONG` is set.
fn trials(short: usize, long: usize) -> usize {
    let is_long = std::env::var_os("RESPONSES_LONG").is_some_and(|value| !value.is_empty() && value != "0");
    if is_long { long } else { short }
}

/// Says past a test's capture of output what many trials came to.
fn tell(what: &str) {
    use std::io::Write;
    std::io::stderr().write_all(format!("{what}\n").as_bytes()).unwrap();
}
