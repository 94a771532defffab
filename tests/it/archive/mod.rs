//! `responses archive`, `responses restore` and `--archived`

#[cfg(unix)]
mod crash;
mod reach;
mod round_trip;

use serde_json::Value;

use crate::support::Sandbox;

/// The ids of all responses, at their places or in archives, in order.
fn ids(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let listed = sandbox.json(["list", "--all", "--json", "-q"].iter().chain(args).copied());
    let items = listed["items"].as_array().unwrap().iter();
    let mut ids: Vec<_> = items.map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// The names of the archives there are.
fn archives(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox.json(["archive", "--list", "--json", "-q"]);
    listed["items"].as_array().unwrap().iter().map(|item| item["archive"].as_str().unwrap().to_owned()).collect()
}

fn archive_all(sandbox: &Sandbox) -> Value {
    sandbox.json(["archive", "--all", "--yes", "--json", "-q"])
}
