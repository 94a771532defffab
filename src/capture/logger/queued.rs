//! A queue of responses, and the thread that writes them.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::latency::{Latencies, Since};
use super::options::QueueSize;
use super::queue::{Counters, Failure, Queue, Refused, Waiting};
use crate::capture::Format;
use crate::capture::Recorder;
use crate::store::{Error, NewResponse};

/// So many responses are made durable together at most.
const LARGEST_BATCH: usize = 2000;

/// Logs responses without waiting for the disk: they go to a bounded queue, and a thread writes them in groups.
///
/// Clones are handles to the same queue. When the last one is dropped, everything that was accepted is written first, however
/// long that takes. So is it on a return from `main`, if no handle lives in a static: neither those nor
/// [`std::process::exit`] drop anything, so [`Self::close`] must be called before.
///
/// The responses of one session are written in the order in which they were logged; only one that storage refused, and that
/// succeeds when it is tried again, comes after those that were written with it.
#[derive(Debug, Clone)]
pub struct QueuedLogger {
    writer: Arc<Writer>,
}

/// What a logger has done when it was asked. The counts are those since it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// True if all that was accepted before the question is written or failed; false if the time for that was too short.
    pub complete: bool,
    /// What became of all that was ever accepted.
    pub counters: Counters,
    /// Why responses failed: the latest 64 at most, in the order in which they failed.
    pub failures: Vec<Failure>,
}

impl QueuedLogger {
    /// Starts a logger that writes through a recorder.
    ///
    /// # Errors
    /// If there is no thread to be had.
    pub fn new(recorder: Recorder, size: QueueSize) -> io::Result<Self> {
        Self::writing_by(size, move |batch| record_all(&recorder, batch))
    }

    /// Starts a logger that writes by a function, which answers for each response in order. One that panics has answered for
    /// none.
    pub(super) fn writing_by<W>(size: QueueSize, write: W) -> io::Result<Self>
    where
        W: FnMut(&[NewResponse]) -> Vec<Result<(), Error>> + Send + 'static,
    {
        let shared = Arc::new(Shared::new(size));
        let run = {
            let shared = Arc::clone(&shared);
            move || shared.write_until_closed(write)
        };
        let thread = thread::Builder::new().name("responses-logger".to_owned()).spawn(run)?;
        Ok(Self { writer: Arc::new(Writer { shared, thread: Some(thread) }) })
    }

    /// Logs a response without waiting.
    ///
    /// # Errors
    /// The response itself, if the queue is full or the logger closed.
    pub fn try_log(&self, response: NewResponse) -> Result<(), Refused> {
        self.writer.shared.offer(self.writer.shared.lock(), response)
    }

    /// Logs a response, after waiting for room in the queue if need be.
    ///
    /// # Errors
    /// The response itself, if the logger is closed.
    pub fn log(&self, response: NewResponse) -> Result<(), Refused> {
        let shared = &*self.writer.shared;
        let no_room = |state: &mut State| state.queue.is_full() && !state.queue.is_closed();
        let state = shared.room.wait_while(shared.lock(), no_room).unwrap_or_else(PoisonError::into_inner);
        shared.offer(state, response)
    }

    /// Waits until all that was accepted before this call is written or failed, for `deadline` at most, and reports.
    #[must_use]
    pub fn flush(&self, deadline: Duration) -> Report {
        self.writer.shared.flush(self.writer.shared.lock(), deadline)
    }

    /// Accepts nothing from now on, waits until all that was accepted is written or failed, for `deadline` at most, and
    /// reports. What is queued then is still being written. Closing twice is the same as once.
    #[must_use]
    pub fn close(&self, deadline: Duration) -> Report {
        self.writer.shared.flush(self.writer.shared.close(), deadline)
    }

    /// What became of the responses until now.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.writer.shared.lock().queue.counters()
    }

    /// How long the written ones took from being logged to being durable.
    #[must_use]
    pub fn latencies(&self) -> Latencies {
        self.writer.shared.lock().queue.latencies().clone()
    }
}

/// Writes responses in one group. Those that can't be written so are given to the recorder one by one, which knows more ways.
fn record_all(recorder: &Recorder, batch: &[NewResponse]) -> Vec<Result<(), Error>> {
    let alone = |new: &NewResponse| recorder.record(new).map(drop);
    if recorder.format() != Format::Json {
        return batch.iter().map(alone).collect();
    }
    let grouped = recorder.tracker().track_all(batch);
    batch.iter().zip(grouped).map(|(new, tracked)| tracked.map(drop).or_else(|_| alone(new))).collect()
}

/// The thread that writes. When nobody can log any more it writes what is left, and then ends.
#[derive(Debug)]
struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.shared.close());
        // A panic of the writer was caught and counted, and whatever else may end a thread is no reason to end another.
        _ = self.thread.take().map(JoinHandle::join);
    }
}

/// What handles and the writer share.
#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// There is something to write, or the logger is closed.
    work: Condvar,
    /// There is room in the queue, or the logger is closed.
    room: Condvar,
    /// Something was written or failed.
    settled: Condvar,
}

#[derive(Debug)]
struct State {
    queue: Queue,
    /// The writer waits for work. Waking it costs a system call, so it is done only then, and once.
    idle: bool,
}

impl Shared {
    fn new(size: QueueSize) -> Self {
        let state = State { queue: Queue::new(size), idle: false };
        Self { state: Mutex::new(state), work: Condvar::new(), room: Condvar::new(), settled: Condvar::new() }
    }

    /// No code that can panic runs under the lock, so what it guards is whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offer(&self, mut state: MutexGuard<'_, State>, response: NewResponse) -> Result<(), Refused> {
        state.queue.offer(response)?;
        let wake = std::mem::take(&mut state.idle);
        drop(state);
        if wake {
            self.work.notify_one();
        }
        Ok(())
    }

    fn close(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        state.queue.close();
        state.idle = false;
        self.work.notify_one();
        self.room.notify_all();
        state
    }

    fn flush(&self, state: MutexGuard<'_, State>, deadline: Duration) -> Report {
        let accepted = state.queue.counters().accepted();
        let open = |state: &mut State| state.queue.settled() < accepted;
        let waited = self.settled.wait_timeout_while(state, deadline, open);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        Report {
            complete: state.queue.settled() >= accepted,
            counters: state.queue.counters(),
            failures: state.queue.failures().cloned().collect(),
        }
    }

    fn write_until_closed(&self, mut write: impl FnMut(&[NewResponse]) -> Vec<Result<(), Error>>) {
        let mut taken = VecDeque::new();
        while self.take(&mut taken) {
            while !taken.is_empty() {
                let batch = taken.drain(..taken.len().min(LARGEST_BATCH));
                let (responses, since): (Vec<_>, Vec<_>) = batch.unzip();
                let answers = catch_unwind(AssertUnwindSafe(|| write(&responses))).unwrap_or_default();
                self.settle(&responses, &since, answers);
            }
        }
    }

    /// Waits for something to write and takes it. False if there will never be anything.
    fn take(&self, taken: &mut VecDeque<Waiting>) -> bool {
        let nothing = |state: &mut State| {
            state.idle = !state.queue.has_work() && !state.queue.is_closed();
            state.idle
        };
        let mut state = self.work.wait_while(self.lock(), nothing).unwrap_or_else(PoisonError::into_inner);
        state.queue.take(taken);
        !taken.is_empty()
    }

    fn settle(&self, responses: &[NewResponse], since: &[Since], answers: Vec<Result<(), Error>>) {
        let mut answers = answers.into_iter();
        let mut state = self.lock();
        for (response, since) in responses.iter().zip(since) {
            match answers.next() {
                Some(Ok(())) => state.queue.written(*since),
                Some(Err(error)) => state.queue.failed(response, error.to_string()),
                None => state.queue.failed(response, "the writer panicked".to_owned()),
            }
        }
        drop(state);
        self.room.notify_all();
        self.settled.notify_all();
    }
}
