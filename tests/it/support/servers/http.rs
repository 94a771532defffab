//! An HTTP server that takes batches of records, and fails in the ways that it is told to.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use flate2::read::GzDecoder;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

use super::reset;

/// What goes wrong with one request.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// Nothing: the records are taken and it is said so.
    None,
    /// The server dies when it has read half of the body.
    CutInBody,
    /// The records are taken, and then the connection is reset instead of answered.
    ReplyLost,
    /// The records are taken, and the answer is late by so much.
    Slow(Duration),
    /// Everything is read, nothing is ever answered, and the connection stays open.
    Silence,
    /// The records are not taken, and this is the answer: a status, headers and a body.
    Answer(u16, Vec<(&'static str, String)>, &'static str),
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// By their names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// As it travelled.
    pub(crate) raw: Vec<u8>,
    /// Decompressed.
    pub(crate) body: Vec<u8>,
}

/// A record that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) id: String,
    pub(crate) session: String,
    pub(crate) record: Value,
}

/// An HTTP server. What it took it keeps through its own deaths, as a service with a disk does.
pub(crate) struct Sink {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    plan: Box<dyn Fn(usize) -> Trouble + Send + Sync>,
    tls: Option<Arc<ServerConfig>>,
    /// What is refused with 422, together with the whole batch that it is in.
    poison: Option<&'static str>,
    requests: AtomicUsize,
    taken: Mutex<Vec<Taken>>,
    last: Mutex<Option<Request>>,
    /// How many there were, and those that are open.
    connections: AtomicUsize,
    open: Mutex<BTreeMap<usize, TcpStream>>,
    down: AtomicBool,
}

impl Sink {
    /// A server without trouble.
    pub(crate) fn start() -> Self {
        Self::with_trouble(|_| Trouble::None)
    }

    /// A server with trouble by the number of the request, from 0.
    pub(crate) fn with_trouble(plan: impl Fn(usize) -> Trouble + Send + Sync + 'static) -> Self {
        Self::new(Box::new(plan), None, None)
    }

    /// The same, refusing every batch in which this text stands.
    pub(crate) fn with_poison(poison: &'static str, plan: impl Fn(usize) -> Trouble + Send + Sync + 'static) -> Self {
        Self::new(Box::new(plan), None, Some(poison))
    }

    /// A server that proves who it is in this way.
    pub(crate) fn with_tls(tls: Arc<ServerConfig>) -> Self {
        Self::new(Box::new(|_| Trouble::None), Some(tls), None)
    }

    fn new(
        plan: Box<dyn Fn(usize) -> Trouble + Send + Sync>,
        tls: Option<Arc<ServerConfig>>,
        poison: Option<&'static str>,
    ) -> Self {
        let shared = Arc::new(Shared {
            plan,
            tls,
            poison,
            requests: AtomicUsize::new(0),
            taken: Mutex::default(),
            last: Mutex::default(),
            connections: AtomicUsize::new(0),
            open: Mutex::default(),
            down: AtomicBool::new(true),
        });
        let mut sink = Self { address: super::free_address(), shared };
        sink.rise();
        sink
    }

    /// Listens again, at the same address.
    pub(crate) fn rise(&mut self) {
        let listener = TcpListener::bind(self.address).unwrap();
        self.shared.down.store(false, Ordering::SeqCst);
        let shared = Arc::clone(&self.shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if shared.down.load(Ordering::SeqCst) {
                    return;
                }
                let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                lock(&shared.open).insert(number, stream.try_clone().unwrap());
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.serve(stream, number));
            }
        });
    }

    /// Stops at once: nobody listens, and every connection is cut.
    pub(crate) fn die(&mut self) {
        self.shared.down.store(true, Ordering::SeqCst);
        // The thread that waits for connections sees that it is over when there is one; then it closes the port.
        while TcpStream::connect(self.address).is_ok() {}
        lock(&self.shared.open).values().for_each(|stream| _ = stream.shutdown(Shutdown::Both));
    }

    /// The address to send to.
    pub(crate) fn url(&self, path: &str) -> String {
        let scheme = if self.shared.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://localhost:{}{path}", self.address.port())
    }

    /// What was taken so far, in the order in which it came, with what came twice.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        lock(&self.shared.taken).clone()
    }

    /// How many records were taken so far, with what came twice.
    pub(crate) fn taken_so_far(&self) -> usize {
        lock(&self.shared.taken).len()
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> usize {
        self.shared.requests.load(Ordering::SeqCst)
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// The last request that came whole.
    pub(crate) fn last(&self) -> Request {
        lock(&self.shared.last).clone().expect("there was a request")
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.die();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// How it goes on with a connection.
enum Then {
    Next,
    Close,
    Reset,
}

impl Shared {
    /// Answers requests until one side has enough. What goes wrong on the way is the client's to notice.
    fn serve(&self, stream: TcpStream, number: usize) {
        let then = match &self.tls {
            None => self.answer_all(stream),
            Some(config) => {
                self.answer_all(StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream))
            }
        };
        // With the last handle the connection ends.
        let connection = lock(&self.open).remove(&number);
        if let (Ok(Then::Reset), Some(connection)) = (then, connection) {
            reset(connection);
        }
    }

    fn answer_all(&self, stream: impl Read + Write) -> io::Result<Then> {
        let mut stream = BufReader::new(stream);
        // As servers do, it says so in its own language when it is spoken to in another.
        if stream.fill_buf()?.first().is_some_and(|byte| !byte.is_ascii_uppercase()) {
            return reply(&mut stream, 400, &[], "").map(|_| Then::Close);
        }
        while let Some(head) = Head::read(&mut stream)? {
            match self.answer(&mut stream, head)? {
                Then::Next => {}
                then => return Ok(then),
            }
        }
        Ok(Then::Close)
    }

    fn answer(&self, stream: &mut BufReader<impl Read + Write>, head: Head) -> io::Result<Then> {
        // A batch of nothing is a question whether somebody is there.
        if head.length <= "[]".len() {
            stream.read_exact(&mut vec![0; head.length])?;
            return reply(stream, 200, &[], "");
        }
        let trouble = (self.plan)(self.requests.fetch_add(1, Ordering::SeqCst));
        let mut raw = vec![0; head.length];
        if matches!(trouble, Trouble::CutInBody) {
            stream.read_exact(&mut raw[..head.length / 2])?;
            return Ok(Then::Reset);
        }
        stream.read_exact(&mut raw)?;
        let request = head.with(raw)?;
        let records = records(&request.body);
        let poisoned =
            self.poison.is_some_and(|poison| memchr::memmem::find(&request.body, poison.as_bytes()).is_some());
        *lock(&self.last) = Some(request);
        match trouble {
            Trouble::Answer(status, headers, body) => return reply(stream, status, &headers, body),
            Trouble::Silence => {
                // Until the other side gives up.
                _ = stream.read(&mut [0]);
                return Ok(Then::Close);
            }
            _ if poisoned => return reply(stream, 422, &[], "a record is not wanted"),
            _ => lock(&self.taken).extend(records),
        }
        match trouble {
            Trouble::ReplyLost => return Ok(Then::Reset),
            Trouble::Slow(delay) => thread::sleep(delay),
            _ => {}
        }
        reply(stream, 200, &[], "{}")
    }
}

/// What a request begins with.
struct Head {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    length: usize,
}

impl Head {
    /// The next one, or nothing if the client has no more.
    fn read(stream: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        assert!(!headers.contains_key("transfer-encoding"), "a body of known length says its length");
        let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        Ok(Some(Self { method, path, headers, length }))
    }

    fn with(self, raw: Vec<u8>) -> io::Result<Request> {
        let mut body = Vec::new();
        match self.headers.get("content-encoding").map(String::as_str) {
            None => body.clone_from(&raw),
            Some("gzip") => _ = GzDecoder::new(&*raw).read_to_end(&mut body)?,
            Some(other) => panic!("{other} is not known here"),
        }
        Ok(Request { method: self.method, path: self.path, headers: self.headers, raw, body })
    }
}

/// The records in a body: an array, or one a line. Other bodies have none.
fn records(body: &[u8]) -> Vec<Taken> {
    let values: Vec<Value> = if body.starts_with(b"[") {
        serde_json::from_slice(body).unwrap()
    } else {
        let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
    };
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned);
    let taken = |mut value: Value| {
        let (id, session) = (text(&value, "id")?, text(&value, "session_id")?);
        Some(Taken { id, session, record: value["record"].take() })
    };
    values.into_iter().filter_map(taken).collect()
}

fn reply(
    stream: &mut BufReader<impl Read + Write>,
    status: u16,
    headers: &[(&str, String)],
    body: &str,
) -> io::Result<Then> {
    let headers: Vec<_> = headers.iter().map(|(name, value)| [*name, ": ", value, "\r\n"].concat()).collect();
    let length = body.len();
    let text = format!("HTTP/1.1 {status} Said\r\nContent-Length: {length}\r\n{}\r\n{body}", headers.concat());
    stream.get_mut().write_all(text.as_bytes())?;
    stream.get_mut().flush()?;
    Ok(Then::Next)
}
