//! What the tests share: a place of their own to run the binary in, and the fixtures.

mod fixtures;
mod sandbox;
#[cfg(unix)]
pub(crate) mod servers;
pub(crate) mod terminal;
mod tree;

pub(crate) use fixtures::{examples, fixture, golden_trees};
pub(crate) use sandbox::{Run, Sandbox};
#[cfg(unix)]
pub(crate) use tree::make_fifo;
pub(crate) use tree::{Snapshot, copy_tree};

/// The record that a test needs when it does not matter what is in it.
pub(crate) fn record(session: &str, agent: &str, timestamp: &str) -> String {
    serde_json::json!({
        "timestamp": timestamp, "session_id": session, "agent": agent,
        "request": format!("what {agent} was asked"), "response": format!("what {agent} answered"), "metadata": {},
    })
    .to_string()
}

/// Says past a test's capture of output what could not be tested here, since what is left out must be seen.
#[cfg(unix)]
pub(crate) fn left_out(what: &str) {
    use std::io::Write;
    std::io::stderr().write_all(format!("LEFT OUT: {what}\n").as_bytes()).unwrap();
}
