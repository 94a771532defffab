//! A real `redis-server`, and what stands in its streams.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::process::Server;
use crate::support::left_out;

/// A server of its own, in a directory of its own. It ends with the test, however that ends.
pub(crate) struct RedisServer {
    directory: TempDir,
    address: SocketAddr,
    options: Vec<String>,
    server: Server,
}

/// An entry of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) session: String,
    pub(crate) record: String,
}

impl RedisServer {
    /// Starts a server; with nothing to start, says what is left out. What it acknowledged it keeps when it is killed.
    pub(crate) fn start(what: &str, options: &[&str]) -> Option<Self> {
        let there = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
        if !there.is_ok_and(|status| status.success()) {
            left_out(&format!("{what}, `redis-server` is not there (`tests/run` installs it)"));
            return None;
        }
        let directory = TempDir::new().unwrap();
        let address = super::free_address();
        let options: Vec<_> = options.iter().flat_map(|option| option.split(' ')).map(str::to_owned).collect();
        let server = spawn(&directory, address, &options);
        let started = Self { directory, address, options, server };
        started.wait();
        Some(started)
    }

    /// Kills it, in the middle of whatever it does.
    pub(crate) fn die(&mut self) {
        self.server.kill();
    }

    /// Starts it again, at the same address and with what it has on disk.
    pub(crate) fn rise(&mut self) {
        self.server = spawn(&self.directory, self.address, &self.options);
        self.wait();
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// A URL to send to.
    pub(crate) fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// What a client says, and what is answered.
    pub(crate) fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> redis::RedisResult<T> {
        let mut connection = redis::Client::open(self.url())?.get_connection_with_timeout(Duration::from_secs(5))?;
        redis::cmd(words[0]).arg(&words[1..]).query(&mut connection)
    }

    /// All entries of a stream, oldest first.
    pub(crate) fn stream(&self, name: &str) -> Vec<Entry> {
        type Rows = Vec<(String, Vec<String>)>;
        let rows: Rows = self.ask(&["XRANGE", name, "-", "+"]).unwrap();
        let entry = |fields: Vec<String>| {
            let value = |key: &str| {
                fields.chunks(2).find(|pair| pair[0] == key).map(|pair| pair[1].clone()).unwrap_or_default()
            };
            Entry { id: value("id"), session: value("session_id"), record: value("record") }
        };
        rows.into_iter().map(|(_, fields)| entry(fields)).collect()
    }

    /// Until it answers.
    fn wait(&self) {
        for _ in 0..2000 {
            match self.ask::<String>(&["PING"]) {
                Err(error)
                    if error.kind() != redis::ErrorKind::AuthenticationFailed && error.code() != Some("NOAUTH") => {}
                _ => return,
            }
            thread::sleep(Duration::from_millis(5));
        }
        let log = std::fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
        panic!("redis-server does not answer: {log}");
    }
}

fn spawn(directory: &TempDir, address: SocketAddr, options: &[String]) -> Server {
    let port = address.port().to_string();
    let own = ["--bind", "127.0.0.1", "--port", &port, "--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    let options = options.iter().map(String::as_str);
    Server::start(directory.path(), "redis-server", own.into_iter().chain(options))
}
