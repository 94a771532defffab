//! What it costs to send records of 2 KB to a webhook and to Redis on this machine, against plain loops on a socket that send the same.
//!
//! `cargo bench --bench forward_transports --all-features`. Ours and the plain loop take turns; the medians of the rounds are told. The plain
//! loops have their bytes ready and look only whether the answer is there. The whole way, from the files of a store by `forward run`, is
//! measured too. Redis is a `redis-server` without persistence; without one it is left out.

#![allow(clippy::unwrap_used, reason = "a measurement that can't go on has failed")]

#[path = "support/median.rs"]
mod median;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use median::median;
use responses::gateway::destination::Surroundings;
use responses::gateway::{Destination, Item, ItemId, ItemKind, Transport};
use responses::record::{AgentName, Json, RecordTime, SessionId};
use responses::store::{NewResponse, ResponseTracker};
use serde_json::{Value, json};

const ROUNDS: usize = 5;
const RECORDS: usize = 30_000;
const BATCH: usize = 500;
const BYTES: usize = 2000;

fn main() {
    let items: Vec<Item> = (0..RECORDS).map(item).collect();
    let sink = sink();
    println!("{RECORDS} records of 2 KB in batches of {BATCH}, medians of {ROUNDS} rounds");
    for (name, more) in [
        ("webhook, NDJSON", json!({})),
        ("webhook, array, signed", json!({"format": "json", "secret_env": "KEY"})),
        ("webhook, NDJSON, gzip", json!({"gzip": true})),
    ] {
        let mut options = json!({"transport": "webhook", "url": format!("http://{sink}/")});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        compare(name, &items, open(options), &mut PlainHttp(TcpStream::connect(sink).unwrap()));
    }
    #[cfg(feature = "redis")]
    let redis = RedisServer::start();
    #[cfg(feature = "redis")]
    match &redis {
        None => println!("LEFT OUT: Redis, there is no `redis-server`"),
        Some(server) => {
            let url = format!("redis://{}", server.address);
            let transport = open(json!({"transport": "redis", "url": url, "max_length": 100_000}));
            compare("redis", &items, transport, &mut PlainRedis(TcpStream::connect(server.address).unwrap()));
        }
    }
    let directory = tempfile::tempdir().unwrap();
    make(&directory.path().join(".claude-mpm/responses"));
    whole_way("webhook", directory.path(), &format!("url=http://{sink}/"));
    #[cfg(feature = "redis")]
    if let Some(server) = &redis {
        whole_way("redis", directory.path(), &format!("url=redis://{}", server.address));
    }
}

fn item(number: usize) -> Item {
    let record = json!({
        "timestamp": "2026-11-21T12:00:00+00:00", "session_id": format!("session-{}", number % 50), "agent": "engineer",
        "request": number.to_string(), "response": text(), "metadata": {"model": "claude-opus-4", "tokens": 1234},
    })
    .to_string();
    let id = ItemId::of(ItemKind::Response, number.to_string().as_bytes(), record.as_bytes());
    Item::new(id, ItemKind::Response, format!("session-{}", number % 50), None, &record)
}

fn text() -> String {
    "response to the \"question\", a line\n".repeat(BYTES / 35)
}

fn open(options: Value) -> Box<dyn Transport> {
    let Value::Object(options) = options else { unreachable!() };
    let surroundings = Surroundings { variables: &|_| Some("secret".into()), now: Timestamp::now };
    Destination::read("there", options).unwrap().target.open(&surroundings).unwrap()
}

/// A loop that sends a batch and waits for the answer.
trait Plain {
    /// The bytes that say the same as ours do.
    fn bytes(batch: &[Item]) -> Vec<u8>
    where
        Self: Sized;
    fn send(&mut self, bytes: &[u8], records: usize);
}

struct PlainHttp(TcpStream);

impl Plain for PlainHttp {
    fn bytes(batch: &[Item]) -> Vec<u8> {
        let body: String = batch.iter().flat_map(|item| [item.line(), "\n"]).collect();
        format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }

    fn send(&mut self, bytes: &[u8], _: usize) {
        self.0.write_all(bytes).unwrap();
        let mut answer = [0; 200];
        let length = self.0.read(&mut answer).unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 200"));
    }
}

#[cfg(feature = "redis")]
struct PlainRedis(TcpStream);

#[cfg(feature = "redis")]
impl Plain for PlainRedis {
    fn bytes(batch: &[Item]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for item in batch {
            let id = item.id.to_string();
            let words = [
                "XADD",
                "plain",
                "MAXLEN",
                "~",
                "100000",
                "*",
                "id",
                &id,
                "kind",
                "response",
                "session_id",
                &item.session,
                "record",
                item.record(),
            ];
            write!(bytes, "*{}\r\n", words.len()).unwrap();
            for word in words {
                write!(bytes, "${}\r\n{word}\r\n", word.len()).unwrap();
            }
        }
        bytes
    }

    fn send(&mut self, bytes: &[u8], records: usize) {
        self.0.write_all(bytes).unwrap();
        let mut answers = BufReader::new(&self.0);
        let mut line = String::new();
        // Each is a length and an id.
        for _ in 0..records * 2 {
            line.clear();
            answers.read_line(&mut line).unwrap();
            assert!(!line.starts_with('-'), "{line}");
        }
    }
}

fn compare<P: Plain>(name: &str, items: &[Item], mut ours: Box<dyn Transport>, plain: &mut P) {
    let ready: Vec<_> = items.chunks(BATCH).map(|batch| (P::bytes(batch), batch.len())).collect();
    let (mut our_times, mut plain_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(timed(|| items.chunks(BATCH).for_each(|batch| ours.send_batch(batch).unwrap())));
        plain_times.push(timed(|| ready.iter().for_each(|(bytes, records)| plain.send(bytes, *records))));
    }
    let (ours, plain) = (median(our_times), median(plain_times));
    let ratio = ours.as_secs_f64() / plain.as_secs_f64();
    println!("  {name:<24} {:>8.0}/s   plain loop {:>8.0}/s   {ratio:.2} of its time", rate(ours), rate(plain));
}

fn timed(act: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    act();
    begin.elapsed()
}

#[expect(clippy::cast_precision_loss, reason = "a number of records")]
fn rate(time: Duration) -> f64 {
    RECORDS as f64 / time.as_secs_f64()
}

/// A server that reads bodies, drops them and says that it took them.
fn sink() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            thread::spawn(move || serve(stream));
        }
    });
    address
}

fn serve(stream: TcpStream) {
    let mut requests = BufReader::with_capacity(1 << 18, stream);
    let mut length = 0;
    let mut line = String::new();
    while requests.read_line(&mut line).is_ok_and(|read| read > 0) {
        if let Some((_, value)) = line.to_ascii_lowercase().split_once("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            std::io::copy(&mut requests.by_ref().take(length), &mut std::io::sink()).unwrap();
            requests.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
        line.clear();
    }
}

/// A store with as many records.
fn make(store: &Path) {
    let tracker = ResponseTracker::new(store).unwrap();
    let begin: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
    let response = |number: usize| NewResponse {
        timestamp: RecordTime::utc(begin + SignedDuration::from_millis(i64::try_from(number).unwrap())),
        session_id: SessionId::new(format!("session-{}", number % 50)).unwrap(),
        agent: AgentName::new("engineer").unwrap(),
        request: number.to_string(),
        response: text(),
        metadata: Json::empty_object(),
    };
    let numbers: Vec<_> = (0..RECORDS).collect();
    for some in numbers.chunks(1000) {
        let responses: Vec<_> = some.iter().map(|number| response(*number)).collect();
        tracker.track_all(&responses).into_iter().for_each(|tracked| drop(tracked.unwrap()));
    }
}

/// From the files to the destination, by a process that begins with nothing.
fn whole_way(transport: &str, project: &Path, url: &str) {
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_responses"));
        let status = command
            .args(args)
            .current_dir(project)
            .env("HOME", project)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.unwrap().success(), "{args:?}");
    };
    let mut times = Vec::new();
    for _ in 0..3 {
        run(&["forward", "add", "there", transport, url, "--from", "beginning"]);
        times.push(timed(|| run(&["forward", "run"])));
        run(&["forward", "remove", "there", "--forget"]);
    }
    println!("  {:<24} {:>8.0}/s", format!("{transport}, the whole way"), rate(median(times)));
}

#[cfg(feature = "redis")]
struct RedisServer {
    address: SocketAddr,
    child: std::process::Child,
}

#[cfg(feature = "redis")]
impl RedisServer {
    fn start() -> Option<Self> {
        let address = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
        let mut command = Command::new("redis-server");
        command.args([
            "--bind",
            "127.0.0.1",
            "--port",
            &address.port().to_string(),
            "--save",
            "",
            "--appendonly",
            "no",
        ]);
        let child = command.stdout(Stdio::null()).spawn().ok()?;
        while TcpStream::connect(address).is_err() {
            thread::sleep(Duration::from_millis(5));
        }
        Some(Self { address, child })
    }
}

#[cfg(feature = "redis")]
impl Drop for RedisServer {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
