//! Threads that judge pieces, and put the results in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::chunks::Buffer;
use super::taker::{Taker, Task};

/// Threads that take pieces, and the results that wait for their turn.
pub(super) struct Belt<'a, R> {
    taker: Mutex<Numbered<'a>>,
    ready: Mutex<Ready<R>>,
    changed: Condvar,
    /// So many results may wait.
    window: u64,
}

/// A taker that numbers what it takes.
struct Numbered<'a> {
    taker: Taker<'a>,
    taken: u64,
}

impl Numbered<'_> {
    fn take(&mut self, buffer: &mut Buffer) -> Option<(u64, Task)> {
        let task = self.taker.take(buffer)?;
        self.taken += 1;
        Some((self.taken - 1, task))
    }
}

/// Results that wait for their turn.
struct Ready<R> {
    waiting: BTreeMap<u64, R>,
    /// The number of the next to be handed on.
    next: u64,
    working: usize,
    stopped: bool,
}

impl<'a, R: Send> Belt<'a, R> {
    /// A belt of what that taker takes, on which so many results may wait.
    pub(super) fn new(taker: Taker<'a>, window: u64) -> Self {
        let ready = Ready { waiting: BTreeMap::new(), next: 0, working: 0, stopped: false };
        let taker = Mutex::new(Numbered { taker, taken: 0 });
        Self { taker, ready: Mutex::new(ready), changed: Condvar::new(), window }
    }

    /// Judges every piece on so many threads, each of which keeps something from piece to piece, and hands the results on in order, on the thread of the
    /// caller, until it breaks off.
    pub(super) fn run<K: Default>(
        &self,
        threads: usize,
        judge: impl Fn(Task, &mut Buffer, &mut K) -> R + Sync,
        mut hand_on: impl FnMut(R) -> ControlFlow<()>,
    ) {
        lock(&self.ready).working = threads;
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let _leaving = Leaving(self);
                    self.work(&judge);
                });
            }
            let stopping = Stopping(self);
            while let Some(result) = self.next_result() {
                if hand_on(result).is_break() {
                    break;
                }
            }
            drop(stopping);
        });
    }

    fn work<K: Default>(&self, judge: &impl Fn(Task, &mut Buffer, &mut K) -> R) {
        let (mut buffer, mut kept) = (Buffer::default(), K::default());
        loop {
            let taken = lock(&self.taker).take(&mut buffer);
            let Some((number, task)) = taken else { return };
            let result = judge(task, &mut buffer, &mut kept);
            let too_early = |ready: &mut Ready<R>| !ready.stopped && number >= ready.next + self.window;
            let waited = self.changed.wait_while(lock(&self.ready), too_early);
            let mut ready = waited.unwrap_or_else(PoisonError::into_inner);
            if ready.stopped {
                return;
            }
            ready.waiting.insert(number, result);
            if number == ready.next {
                self.changed.notify_all();
            }
        }
    }

    /// Waits for the result whose turn it is; `None` if there are no more.
    fn next_result(&self) -> Option<R> {
        let not_yet = |ready: &mut Ready<R>| ready.working > 0 && !ready.waiting.contains_key(&ready.next);
        let waited = self.changed.wait_while(lock(&self.ready), not_yet);
        let mut ready = waited.unwrap_or_else(PoisonError::into_inner);
        let next = ready.next;
        let result = ready.waiting.remove(&next)?;
        ready.next += 1;
        self.changed.notify_all();
        Some(result)
    }
}

/// Says that a thread works no more, also if it panicked; then nobody must wait for what it took.
struct Leaving<'a, 'b, R>(&'a Belt<'b, R>);

impl<R> Drop for Leaving<'_, '_, R> {
    fn drop(&mut self) {
        let mut ready = lock(&self.0.ready);
        ready.working -= 1;
        ready.stopped |= thread::panicking();
        self.0.changed.notify_all();
    }
}

/// Says that no more results are wanted.
struct Stopping<'a, 'b, R>(&'a Belt<'b, R>);

impl<R> Drop for Stopping<'_, '_, R> {
    fn drop(&mut self) {
        lock(&self.0.ready).stopped = true;
        self.0.changed.notify_all();
    }
}

/// What a panicking thread left is as good as before: nothing is changed in two steps.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
