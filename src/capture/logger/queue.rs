//! What a queued logger has accepted and what became of it. Pure accounting: no thread, no file, no waiting.

use std::collections::VecDeque;

use super::latency::{Latencies, Since};
use super::options::QueueSize;
use crate::record::{AgentName, RecordTime, SessionId};
use crate::store::NewResponse;

/// The reasons of so many failures are kept, the latest.
const KEPT_FAILURES: usize = 64;

/// What a queued logger has done since it began. What it accepted is always `queued + written + failed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Accepted, and neither written nor failed yet.
    pub queued: u64,
    /// Durable.
    pub written: u64,
    /// Could not be written.
    pub failed: u64,
    /// Not accepted, because the queue was full.
    pub dropped: u64,
}

impl Counters {
    /// Everything that was accepted.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.queued + self.written + self.failed
    }
}

/// A response that could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// When it was given.
    pub timestamp: RecordTime,
    /// Its conversation.
    pub session_id: SessionId,
    /// Who answered.
    pub agent: AgentName,
    /// Why it could not be written.
    pub why: String,
}

/// A response that a logger did not accept, given back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the response was not logged: {why}")]
pub struct Refused {
    /// The response.
    pub response: Box<NewResponse>,
    /// Why.
    pub why: Refusal,
}

/// Why a logger did not accept a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// As many responses as may are waiting to be written.
    #[error("the queue is full")]
    Full,
    /// The logger was closed.
    #[error("the logger is closed")]
    Closed,
}

/// A response and since when it waits.
pub(super) type Waiting = (NewResponse, Since);

/// What a queued logger has accepted and what became of it.
#[derive(Debug)]
pub(super) struct Queue {
    size: QueueSize,
    waiting: VecDeque<Waiting>,
    closed: bool,
    counters: Counters,
    latencies: Latencies,
    failures: VecDeque<Failure>,
}

impl Queue {
    pub(super) fn new(size: QueueSize) -> Self {
        Self {
            size,
            waiting: VecDeque::new(),
            closed: false,
            counters: Counters::default(),
            latencies: Latencies::new(),
            failures: VecDeque::new(),
        }
    }

    /// Accepts a response if there is room. What is being written still takes its place, so that memory is bounded.
    pub(super) fn offer(&mut self, response: NewResponse) -> Result<(), Refused> {
        let why = if self.closed {
            Refusal::Closed
        } else if self.is_full() {
            self.counters.dropped += 1;
            Refusal::Full
        } else {
            self.waiting.push_back((response, Since::now()));
            self.counters.queued += 1;
            return Ok(());
        };
        Err(Refused { response: Box::new(response), why })
    }

    pub(super) fn is_full(&self) -> bool {
        usize::try_from(self.counters.queued).is_ok_and(|queued| queued >= self.size.get())
    }

    /// Takes all that waits, and leaves an empty buffer in its place. What is taken counts as queued until it is settled.
    pub(super) fn take(&mut self, empty: &mut VecDeque<Waiting>) {
        std::mem::swap(&mut self.waiting, empty);
    }

    pub(super) fn has_work(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// A response that was taken is durable.
    pub(super) fn written(&mut self, since: Since) {
        self.counters.queued -= 1;
        self.counters.written += 1;
        self.latencies.record(since.elapsed());
    }

    /// A response that was taken could not be written.
    pub(super) fn failed(&mut self, response: &NewResponse, why: String) {
        self.counters.queued -= 1;
        self.counters.failed += 1;
        if self.failures.len() == KEPT_FAILURES {
            self.failures.pop_front();
        }
        let NewResponse { timestamp, session_id, agent, .. } = response;
        let (session_id, agent) = (session_id.clone(), agent.clone());
        self.failures.push_back(Failure { timestamp: *timestamp, session_id, agent, why });
    }

    /// From now on nothing is accepted.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    pub(super) fn counters(&self) -> Counters {
        self.counters
    }

    /// How many of the accepted ones are written or failed. As they are settled in the order of acceptance, these are the first.
    pub(super) fn settled(&self) -> u64 {
        self.counters.written + self.counters.failed
    }

    pub(super) fn latencies(&self) -> &Latencies {
        &self.latencies
    }

    pub(super) fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.failures.iter()
    }
}
