//! Trying again what failed for a passing reason.

use std::io::{self, ErrorKind};
use std::thread;
use std::time::Duration;

use crate::store::Error;

/// How often a write is tried, and how long all the pauses between the tries may take together.
///
/// The first pause is about `first`, each further one about twice the one before. Each is cut by a random part of at most half, so
/// that processes that failed together do not come back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// As often it is tried at most; 0 counts as 1.
    pub tries: u32,
    /// The first pause at its longest.
    pub first: Duration,
    /// All pauses together at their longest. The time that the tries themselves take is not in it.
    pub total: Duration,
}

impl Retry {
    /// Once and not again.
    pub const NEVER: Self = Self { tries: 1, first: Duration::ZERO, total: Duration::ZERO };
    /// For a hook, whose host waits: four tries within 20 ms.
    pub const SHORT: Self = Self { tries: 4, first: Duration::from_millis(3), total: Duration::from_millis(20) };
    /// For whoever has time, such as a logger that writes in the background: eight tries within two seconds.
    pub const PATIENT: Self = Self { tries: 8, first: Duration::from_millis(10), total: Duration::from_secs(2) };

    /// Does something until it is done, fails for a reason that will stay, or was tried often enough.
    ///
    /// # Errors
    /// The last try's.
    pub fn run<T, E: Passing>(self, mut act: impl FnMut() -> Result<T, E>) -> Result<T, E> {
        let mut pauses = self.pauses(fastrand::f64);
        loop {
            match act() {
                Err(error) if error.passes() => match pauses.next() {
                    Some(pause) => thread::sleep(pause),
                    None => return Err(error),
                },
                done => return done,
            }
        }
    }

    /// The pauses between the tries; `random` gives numbers from 0 to 1.
    fn pauses(self, mut random: impl FnMut() -> f64) -> impl Iterator<Item = Duration> {
        let mut left = self.total;
        (1..self.tries).map_while(move |number| {
            let longest = self.first.saturating_mul(2_u32.saturating_pow(number - 1));
            let pause = longest.mul_f64(1.0 - random().clamp(0.0, 1.0) / 2.0);
            left = left.checked_sub(pause)?;
            Some(pause)
        })
    }
}

/// An error that may be one of a moment.
pub trait Passing {
    /// True if the same may succeed a moment later, though nobody does anything about it.
    fn passes(&self) -> bool;
}

impl Passing for io::Error {
    fn passes(&self) -> bool {
        is_transient(self.kind(), self.raw_os_error())
    }
}

impl Passing for Error {
    fn passes(&self) -> bool {
        matches!(self, Self::Storage { source, .. } if source.passes())
    }
}

/// True for errors of a moment: interrupted, busy, timed out, out of descriptors or of kernel memory, a handle that a server has
/// forgotten. What a person must mend (a full or read-only disk, permissions, a limit, something in the way) is none.
fn is_transient(kind: ErrorKind, number: Option<i32>) -> bool {
    match kind {
        ErrorKind::Interrupted
        | ErrorKind::WouldBlock
        | ErrorKind::TimedOut
        | ErrorKind::ResourceBusy
        | ErrorKind::ExecutableFileBusy
        | ErrorKind::Deadlock
        | ErrorKind::StaleNetworkFileHandle
        | ErrorKind::OutOfMemory => true,
        _ => number.is_some_and(|number| WITHOUT_KIND.contains(&number)),
    }
}

/// Transient errors that the standard library has no kind for: out of descriptors, in this process or the whole system, or of
/// buffers.
#[cfg(unix)]
const WITHOUT_KIND: [i32; 3] = {
    use rustix::io::Errno;
    [Errno::MFILE.raw_os_error(), Errno::NFILE.raw_os_error(), Errno::NOBUFS.raw_os_error()]
};

/// The same: out of handles, and files that another process, often a scanner of new files, holds for a moment.
#[cfg(windows)]
const WITHOUT_KIND: [i32; 3] = [4, 32, 33];

#[cfg(not(any(unix, windows)))]
const WITHOUT_KIND: [i32; 0] = [];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn errors_of_a_moment_are_told_from_those_that_stay() {
        use rustix::io::Errno;
        let transient = [
            Errno::INTR,
            Errno::AGAIN,
            Errno::MFILE,
            Errno::NFILE,
            Errno::TIMEDOUT,
            Errno::STALE,
            Errno::BUSY,
            Errno::DEADLK,
            Errno::NOMEM,
            Errno::NOBUFS,
        ];
        let lasting = [
            Errno::NOSPC,
            Errno::ROFS,
            Errno::ACCESS,
            Errno::PERM,
            Errno::FBIG,
            Errno::DQUOT,
            Errno::NOTDIR,
            Errno::ISDIR,
            Errno::NOENT,
            Errno::EXIST,
            Errno::LOOP,
            Errno::NAMETOOLONG,
            Errno::IO,
            Errno::INVAL,
            Errno::MSGSIZE,
            Errno::CONNREFUSED,
        ];
        for (errnos, expected) in [(&transient[..], true), (&lasting[..], false)] {
            for errno in errnos {
                assert_eq!(io::Error::from(*errno).passes(), expected, "{errno:?}");
                let stored = Error::storage("write to", std::path::Path::new("x"))((*errno).into());
                assert_eq!(stored.passes(), expected, "{errno:?}");
            }
        }
        assert!(!Error::Invalid { rules: Vec::new() }.passes());
        assert!(!io::Error::new(ErrorKind::InvalidData, "x").passes());
    }

    #[test]
    fn only_what_passes_is_tried_again_and_only_so_often() {
        let retry = Retry { tries: 5, first: Duration::ZERO, total: Duration::ZERO };
        let tried = |errors: &[ErrorKind]| {
            let mut number = 0;
            let result = retry.run(|| {
                number += 1;
                errors.get(number - 1).map_or(Ok(number), |kind| Err(io::Error::from(*kind)))
            });
            (number, result.is_ok())
        };
        assert_eq!(tried(&[]), (1, true));
        assert_eq!(tried(&[ErrorKind::Interrupted; 4]), (5, true));
        assert_eq!(tried(&[ErrorKind::Interrupted; 5]), (5, false));
        assert_eq!(tried(&[ErrorKind::WouldBlock, ErrorKind::StorageFull]), (2, false));
    }

    proptest! {
        #[test]
        fn pauses_grow_and_stay_within_their_bounds(tries in 0_u32..40, first in 0_u64..500, total in 0_u64..5000, seed: u64) {
            let (first, total) = (Duration::from_millis(first), Duration::from_millis(total));
            let mut rng = fastrand::Rng::with_seed(seed);
            let pauses: Vec<_> = Retry { tries, first, total }.pauses(|| rng.f64()).collect();
            prop_assert!(pauses.len() <= tries.saturating_sub(1) as usize);
            prop_assert!(pauses.iter().sum::<Duration>() <= total);
            for (number, pause) in (0..).zip(&pauses) {
                let longest = first.saturating_mul(2_u32.saturating_pow(number));
                prop_assert!(*pause <= longest && *pause >= longest / 2, "{pause:?} of {longest:?}");
            }
        }
    }
}
