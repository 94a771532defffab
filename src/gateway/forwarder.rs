//! Forwarding to one destination, step by step.
//!
//! A forwarder does not sleep and looks at no clock: each step is told the time, and says when it wants the next. So whoever drives it
//! decides how it waits and when it ends.

use std::time::Duration;

use jiff::Timestamp;

use super::breaker::{Breaker, BreakerState};
use super::dead_letters::{DeadLetter, DeadLetters};
use super::destination::Destination;
use super::error::Error;
use super::item::{Item, ItemId, ItemKind};
use super::outbox::delivered::Row;
use super::outbox::{self, Backlog, Gap, Outbox};
use super::parcel::{Parcel, Refused};
use super::place::Place;
use super::status::{Failure, Status};
use super::transport::{Refusal, SendError, Transport};
use crate::record::SessionId;
use crate::store::ResponseTracker;

mod notice;

pub use notice::Notice;

/// A store is looked through at most so often.
const SHORTEST_REST: Duration = Duration::from_secs(1);
/// And no more than one part in so many of the time is spent on that.
const REST: u32 = 20;
/// What a forwarder did is written down at most so often.
const STATUS_REST: Duration = Duration::from_secs(1);

/// The present, by two clocks.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The time since any fixed moment, by a clock that never goes back. All waiting is by this one.
    pub steady: Duration,
    /// The time of day.
    pub wall: Timestamp,
}

/// What is to be done after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another step.
    Step,
    /// Another step after so long.
    Wait(Duration),
    /// All that was found is done. Another step, which looks again, after so long.
    Idle(Duration),
}

/// What becomes of all that a store holds, on its way to one destination.
pub struct Forwarder {
    destination: Destination,
    place: Place,
    outbox: Outbox,
    transport: Box<dyn Transport>,
    letters: DeadLetters,
    breaker: Breaker,
    /// What is being sent.
    parcel: Parcel<Mark>,
    /// Whether what does not fill a batch is sent at once.
    haste: Haste,
    /// How many attempts of this round failed.
    failed: u32,
    /// There is no attempt before.
    attempt_at: Duration,
    /// When it looks for more.
    look: NextLook,
    /// When the first of what does not fill a batch was found.
    found_at: Option<Duration>,
    status: Status,
    status_at: Option<Duration>,
    notices: Vec<Notice>,
    /// How many files that are no records were told of.
    skipped: usize,
    /// How many event logs that can't be read were told of.
    unreadable: usize,
}

/// What is to be noted once an item was taken.
#[derive(Debug)]
enum Mark {
    /// It was delivered.
    One(outbox::Mark),
    /// The destination knows that so many will not come.
    Gap { records: u64, rows: Vec<Row> },
}

/// When a forwarder looks for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NextLook {
    /// Not before.
    At(Duration),
    /// It began to look then, and how long that took is known when it is asked for the next step.
    Began(Duration),
    /// Not before, and it was told that all is done.
    Told(Duration),
}

/// Whether what does not fill a batch is sent at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Haste {
    /// It is.
    AtOnce,
    /// Not before it is as old as a batch may become.
    Collect,
}

impl Forwarder {
    /// Begins to forward what a store holds.
    ///
    /// # Errors
    /// [`Error::Running`] if another forwards to the same destination, [`Error::Store`] if what is remembered can't be read.
    pub fn new(
        destination: Destination,
        tracker: ResponseTracker,
        transport: Box<dyn Transport>,
        haste: Haste,
    ) -> Result<Self, Error> {
        let place = Place::new(tracker.layout().clone(), destination.name.clone());
        let (mut outbox, damage) = Outbox::open(tracker, place.clone(), destination.events.as_deref())?;
        let status = Status::read(&place);
        outbox.expect(status.expected.clone());
        Ok(Self {
            breaker: Breaker::new(destination.breaker),
            status: Status {
                failures_in_a_row: 0,
                breaker: BreakerState::Closed.word().to_owned(),
                paused_until: None,
                ..status
            },
            letters: DeadLetters::new(place.clone()),
            notices: damage.map(Notice::Damaged).into_iter().collect(),
            parcel: Parcel::new(Vec::new()),
            failed: 0,
            attempt_at: Duration::ZERO,
            look: NextLook::Told(Duration::ZERO),
            found_at: None,
            status_at: None,
            skipped: 0,
            unreadable: 0,
            destination,
            place,
            outbox,
            transport,
            haste,
        })
    }

    /// Where it forwards to.
    #[must_use]
    pub fn destination(&self) -> &Destination {
        &self.destination
    }

    /// What waits, as far as it is known.
    #[must_use]
    pub fn backlog(&self) -> Backlog {
        let Backlog { records, bytes } = self.outbox.backlog();
        Backlog { records: records + u64::try_from(self.parcel.len()).unwrap_or(u64::MAX), bytes }
    }

    /// What it did.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// True if a whole round of attempts failed and none went well since.
    #[must_use]
    pub fn gave_up_a_round(&self) -> bool {
        self.status.failures_in_a_row > self.destination.retry.max_retry_attempts
    }

    /// What happened since this was last asked.
    pub fn notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Does one thing: looks for what is new, or attempts to send a batch. `random`, from 0 to 1, spreads the delays.
    ///
    /// # Errors
    /// The store can't be read, or what was done not be written down. Nothing more is sent before it can; a further step tries that again.
    pub fn step(&mut self, now: Now, random: f64) -> Result<Next, Error> {
        self.outbox.settle()?;
        let next = if self.parcel.is_empty() { self.prepare(now)? } else { self.attempt(now, random)? };
        self.report(now);
        Ok(next)
    }

    /// Makes a batch of what was found, after looking for more if there is none.
    fn prepare(&mut self, now: Now) -> Result<Next, Error> {
        if let NextLook::Began(at) = self.look {
            let took = now.steady.saturating_sub(at);
            self.look = NextLook::At(now.steady.saturating_add(took.saturating_mul(REST).max(SHORTEST_REST)));
        }
        match self.look {
            _ if !self.outbox.is_empty() => Ok(self.fill(now)),
            _ if self.outbox.backlog().records > 0 => self.look(now),
            NextLook::Told(at) if at <= now.steady => self.look(now),
            NextLook::At(at) | NextLook::Told(at) | NextLook::Began(at) => {
                self.look = NextLook::Told(at);
                Ok(Next::Idle(at.saturating_sub(now.steady)))
            }
        }
    }

    fn fill(&mut self, now: Now) -> Next {
        let is_full = self.outbox.fills(&self.destination.batch);
        let ripe = self.found_at.unwrap_or(now.steady).saturating_add(self.destination.batch.age);
        if self.haste == Haste::Collect && !is_full && now.steady < ripe {
            return Next::Wait(ripe.saturating_sub(now.steady));
        }
        let batch = self.outbox.batch(&self.destination.batch, now.wall);
        let vanished = self.outbox.vanished().len();
        self.vanished(vanished);
        self.parcel = Parcel::new(batch.into_iter().map(|(item, mark)| (item, Mark::One(mark))).collect());
        Next::Step
    }

    fn vanished(&mut self, files: usize) {
        if files > 0 {
            self.status.vanished += u64::try_from(files).unwrap_or(u64::MAX);
            self.notices.push(Notice::Vanished(files));
        }
    }

    fn look(&mut self, now: Now) -> Result<Next, Error> {
        let looked = self.outbox.look(now.wall)?;
        self.vanished(looked.gone);
        if looked.skipped.len() != self.skipped {
            self.skipped = looked.skipped.len();
            self.notices.push(Notice::Skipped(looked.skipped));
        }
        if !looked.restarted.is_empty() {
            self.notices.push(Notice::Restarted(looked.restarted));
        }
        if looked.unreadable.len() != self.unreadable {
            self.unreadable = looked.unreadable.len();
            self.notices.push(Notice::Unreadable(looked.unreadable));
        }
        if !looked.lost.is_empty() {
            self.status.vanished += u64::try_from(looked.lost.len()).unwrap_or(u64::MAX);
            self.notices.push(Notice::Lost(looked.lost));
        }
        self.status.expected = self.outbox.expected().to_vec();
        if let Some(most) = self.destination.max_backlog
            && let Some((gap, rows)) = self.outbox.give_up_beyond(most.get(), now.wall)
        {
            let mark = Mark::Gap { records: gap.records, rows };
            self.parcel = Parcel::new(vec![(gap_item(&gap, now.wall), mark)]);
            self.notices.push(Notice::GivenUp(gap));
        }
        self.found_at = (!self.outbox.is_empty()).then_some(now.steady);
        self.look = NextLook::Began(now.steady);
        Ok(Next::Step)
    }

    fn attempt(&mut self, now: Now, random: f64) -> Result<Next, Error> {
        if now.steady < self.attempt_at {
            return Ok(Next::Wait(self.attempt_at.saturating_sub(now.steady)));
        }
        if let Some(wait) = self.breaker.wait(now.steady) {
            return Ok(Next::Wait(wait));
        }
        let Some(items) = self.parcel.next() else { return Ok(Next::Step) };
        match self.transport.send_batch(items) {
            Ok(()) => self.taken(now)?,
            Err(SendError::Permanent { items, message, .. }) => self.refused(&items, &message, now)?,
            Err(error) => self.failed(error, now, random),
        }
        Ok(Next::Step)
    }

    fn taken(&mut self, now: Now) -> Result<(), Error> {
        self.answered();
        self.status.last_success = Some(now.wall);
        let marks = self.parcel.taken();
        self.settle(marks)
    }

    fn settle(&mut self, marks: Vec<Mark>) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(marks.len());
        for mark in marks {
            match mark {
                Mark::One(mark) => {
                    self.status.sent += 1;
                    rows.extend(mark.rows());
                }
                Mark::Gap { records, rows: given_up } => {
                    self.status.given_up += records;
                    rows.extend(given_up);
                }
            }
        }
        self.outbox.note(rows)
    }

    /// The destination answered, whatever it said.
    fn answered(&mut self) {
        if std::mem::take(&mut self.status.failures_in_a_row) > 0 {
            self.notices.push(Notice::Back);
        }
        self.failed = 0;
        self.breaker.answered();
    }

    /// The letters are durable before the cursor goes on: a crash between the two makes a letter twice, which counts once.
    fn refused(&mut self, named: &[Refusal], message: &str, now: Now) -> Result<(), Error> {
        self.answered();
        let (mut letters, mut rows) = (Vec::new(), Vec::new());
        for Refused { item, mark, reason } in self.parcel.refused(named, message) {
            self.notices.push(Notice::Refused { item: item.id, reason: reason.clone() });
            match mark {
                Mark::One(mark) => rows.extend(mark.rows()),
                Mark::Gap { records, rows: given_up } => {
                    self.status.given_up += records;
                    rows.extend(given_up);
                }
            }
            letters.push(DeadLetter { time: now.wall, reason, item });
        }
        self.status.refused += u64::try_from(letters.len()).unwrap_or(u64::MAX);
        self.letters.add(&letters)?;
        self.outbox.note(rows)
    }

    fn failed(&mut self, error: SendError, now: Now, random: f64) {
        let retry = &self.destination.retry;
        // After a round the delays begin anew; the breaker sees to it that rounds do not follow each other too soon.
        self.failed = if self.failed > retry.max_retry_attempts { 1 } else { self.failed + 1 };
        let delay = match &error {
            SendError::Throttled { delay, .. } => retry.delay_as_asked(*delay, self.failed, random),
            _ => retry.delay_after(self.failed, random),
        };
        self.attempt_at = now.steady.saturating_add(delay);
        self.breaker.failed(now.steady);
        let wait = match self.breaker.state() {
            BreakerState::Open { until } => until.saturating_sub(now.steady).max(delay),
            _ => delay,
        };
        self.status.failures_in_a_row = self.status.failures_in_a_row.saturating_add(1);
        self.status.last_error = Some(Failure::of(&error, now.wall));
        self.notices.push(Notice::Failed { error, wait, in_a_row: self.status.failures_in_a_row });
    }

    /// Writes down what was done, now and then. It is a courtesy: that it can't be written stops nothing.
    fn report(&mut self, now: Now) {
        let state = self.breaker.state();
        let turned = state.word() != self.status.breaker;
        let due = self.status_at.is_none_or(|at| now.steady.saturating_sub(at) >= STATUS_REST);
        if !turned && !due {
            return;
        }
        state.word().clone_into(&mut self.status.breaker);
        self.status.paused_until = match state {
            BreakerState::Open { until } => now.wall.checked_add(until.saturating_sub(now.steady)).ok(),
            _ => None,
        };
        self.status_at = Some(now.steady);
        _ = self.status.write(&self.place);
    }

    /// Ends it in order: what was not taken waits for the next.
    ///
    /// # Errors
    /// What was done could not be written down.
    pub fn close(&mut self) -> Result<(), Error> {
        // Whatever it says, there is nothing left to be done about it.
        _ = self.transport.close();
        _ = self.status.write(&self.place);
        self.outbox.close()
    }
}

/// Tells the destination that records are missing, and which.
fn gap_item(gap: &Gap, now: Timestamp) -> Item {
    let record = serde_json::json!({
        "timestamp": now, "gap": { "records": gap.records, "first": gap.first, "last": gap.last },
    })
    .to_string();
    let id = ItemId::of(ItemKind::Gap, b"", record.as_bytes());
    Item::new(id, ItemKind::Gap, SessionId::default().to_string(), Some(now), &record)
}

#[cfg(test)]
mod tests;
