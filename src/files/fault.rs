//! Failures on demand, for tests alone: every change that a [`super::Directory`] makes is a step, and any step can be the last.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The process ends there: nothing after it happens, no error is handled, only the operating system cleans up.
    Crash,
    /// This one step fails.
    ErrorOnce,
    /// This step and all after it fail, as on a full disk.
    ErrorsFromThen,
}

thread_local! {
    static PLAN: Cell<Option<(Fault, usize)>> = const { Cell::new(None) };
}

struct Crashed;

/// Runs `act` with a fault at its step number `at`, from 0. `None` if it crashed.
pub(crate) fn run<T>(fault: Fault, at: usize, act: impl FnOnce() -> T) -> Option<T> {
    PLAN.set(Some((fault, at)));
    let ended = catch_unwind(AssertUnwindSafe(act));
    PLAN.set(None);
    match ended {
        Ok(done) => Some(done),
        Err(payload) if payload.is::<Crashed>() => None,
        Err(payload) => resume_unwind(payload),
    }
}

/// Runs `act` and counts its steps.
pub(crate) fn steps_of<T>(act: impl FnOnce() -> T) -> usize {
    PLAN.set(Some((Fault::ErrorOnce, usize::MAX)));
    act();
    PLAN.take().map_or(0, |(_, left)| usize::MAX - left)
}

/// One step.
pub(super) fn step() -> io::Result<()> {
    let Some((fault, left)) = PLAN.get() else { return Ok(()) };
    match (left, fault) {
        (0, Fault::Crash) => resume_unwind(Box::new(Crashed)),
        (0, Fault::ErrorOnce) => PLAN.set(None),
        (0, Fault::ErrorsFromThen) => {}
        _ => {
            PLAN.set(Some((fault, left - 1)));
            return Ok(());
        }
    }
    Err(io::ErrorKind::StorageFull.into())
}
