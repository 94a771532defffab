//! Ways to destinations, each to a real server: what arrives there, and what is said when nothing does.

#[cfg(feature = "otlp")]
mod otlp;
#[cfg(feature = "redis")]
mod redis;
mod webhook;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use jiff::Timestamp;
use responses::gateway::destination::{InvalidDestination, Surroundings};
use responses::gateway::{Cause, Destination, Item, ItemId, ItemKind, SendError, Transport};
use serde_json::{Value, json};

/// The present, for signatures and delays.
const NOW: &str = "2026-11-21T12:00:00Z";

/// What the environment holds.
const VARIABLES: [(&str, &str); 3] =
    [("TOKEN", "hush-token"), ("KEY", "whsec_aHVzaC1rZXk="), ("PASSWORD", "hush-password")];

/// Opens what a configuration says.
fn try_open(options: Value) -> Result<Box<dyn Transport>, InvalidDestination> {
    let Value::Object(options) = options else { panic!("{options}") };
    let variables = |name: &str| VARIABLES.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
    let now = || NOW.parse::<Timestamp>().unwrap();
    Destination::read("there", options)?.target.open(&Surroundings { variables: &variables, now })
}

fn open(options: Value) -> Box<dyn Transport> {
    try_open(options).unwrap()
}

/// So many responses of two sessions, told apart by `from`.
fn items(from: &str, number: usize) -> Vec<Item> {
    (0..number).map(|index| item(&format!("{from} {index}"), if index % 2 == 0 { "even" } else { "odd" })).collect()
}

fn item(text: &str, session: &str) -> Item {
    let record = json!({"session_id": session, "agent": "engineer", "request": text, "response": "x".repeat(2000)});
    let record = record.to_string();
    let id = ItemId::of(ItemKind::Response, text.as_bytes(), record.as_bytes());
    Item::new(id, ItemKind::Response, session.to_owned(), Some(NOW.parse().unwrap()), &record)
}

fn ids(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| item.id.to_string()).collect()
}

/// Somebody who speaks neither HTTP nor Redis, to the first who comes.
fn babbler() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
        stream.write_all(b"220 mail.example.org ESMTP\r\n\r\n").unwrap();
        // Whoever is told goes; until then nothing else shall be the reason.
        _ = stream.read_to_end(&mut Vec::new());
    });
    address
}

/// The error must be one that may pass, of this cause and with these words in it.
#[track_caller]
fn passing(error: &SendError, cause: Cause, words: &str) {
    assert!(matches!(error, SendError::Transient { .. }), "{error:?}");
    assert_eq!(error.cause(), cause, "{error}");
    assert!(error.to_string().contains(words), "{error}");
}
