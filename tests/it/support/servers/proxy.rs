//! A man in the middle, for what a real server can't be told to do: losing answers, falling silent, cutting a batch in two.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use memchr::memmem;

use super::reset;

/// What happens to a connection, from the moment when the trigger goes to the server.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cut {
    /// Nothing.
    Never,
    /// The request ends in its middle.
    InRequest,
    /// The server has done it, and the answer is lost.
    BeforeAnswer,
    /// The request does not arrive, and the connection stays open.
    Silence,
    /// Every piece of an answer is late by so much.
    Slow(Duration),
}

/// Stands before a server.
pub(crate) struct Proxy {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Proxy {
    /// Stands before the server at `upstream`. Connections are cut, by their number from 0, when `trigger` goes to the server.
    pub(crate) fn start(
        upstream: SocketAddr,
        trigger: &'static str,
        plan: impl Fn(usize) -> Cut + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let cut = plan(counter.fetch_add(1, Ordering::SeqCst));
                let Ok(server) = TcpStream::connect(upstream) else {
                    reset(client);
                    continue;
                };
                thread::spawn(move || Pair { client, server }.serve(trigger, cut));
            }
        });
        Self { address, connections }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// The two connections that are one.
struct Pair {
    client: TcpStream,
    server: TcpStream,
}

impl Pair {
    fn serve(self, trigger: &'static str, cut: Cut) {
        let mute = Arc::new(AtomicBool::new(false));
        let answers = self.pass_answers(cut, Arc::clone(&mute));
        let was_cut = self.pass_requests(trigger.as_bytes(), cut, &mute).unwrap_or(false);
        // The server does what it was asked for, and then ends the connection by itself.
        _ = self.server.shutdown(if was_cut { Shutdown::Write } else { Shutdown::Both });
        answers.join().unwrap();
        if was_cut {
            reset(self.client);
        }
    }

    /// Passes on what the server says, as long as it is not muted. The client's connection is closed only if nothing was cut.
    fn pass_answers(&self, cut: Cut, mute: Arc<AtomicBool>) -> JoinHandle<()> {
        let (mut client, mut server) = (self.client.try_clone().unwrap(), self.server.try_clone().unwrap());
        let delay = if let Cut::Slow(delay) = cut { delay } else { Duration::ZERO };
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(length @ 1..) = server.read(&mut buffer) {
                thread::sleep(delay);
                if !mute.load(Ordering::SeqCst) && client.write_all(&buffer[..length]).is_err() {
                    break;
                }
            }
            if !mute.load(Ordering::SeqCst) {
                _ = client.shutdown(Shutdown::Both);
            }
        })
    }

    /// Passes on what the client sends, to its end or until it is cut: then true.
    fn pass_requests(&self, trigger: &[u8], cut: Cut, mute: &AtomicBool) -> io::Result<bool> {
        let (mut client, mut server) = (&self.client, &self.server);
        let mut buffer = vec![0; 1 << 16];
        // The trigger may be split between two pieces.
        let mut before = Vec::new();
        loop {
            let length = client.read(&mut buffer)?;
            if length == 0 {
                return Ok(false);
            }
            let piece = &buffer[..length];
            before.extend_from_slice(piece);
            if matches!(cut, Cut::Never | Cut::Slow(_)) || memmem::find(&before, trigger).is_none() {
                server.write_all(piece)?;
                before.drain(..before.len().saturating_sub(trigger.len()));
                continue;
            }
            mute.store(true, Ordering::SeqCst);
            match cut {
                Cut::InRequest => server.write_all(&piece[..length / 2])?,
                Cut::Silence => while client.read(&mut buffer)? > 0 {},
                _ => server.write_all(piece)?,
            }
            return Ok(true);
        }
    }
}
