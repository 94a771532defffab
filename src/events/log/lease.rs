//! The lock of a log, kept for a moment while one append follows the other.
//!
//! To get the lock, to look whether the log is still at its path and to give the lock back takes several times as long as the write
//! between them. Whoever appends in a burst is therefore given a *lease*: the lock stays taken between its appends, and a
//! thread gives it back [`LASTS`] later, whatever became of the appender meanwhile. Until then an append is little more than a write.
//!
//! - While the lock is held nobody who honours it can write, end a torn line, or move, archive or remove the log, so the path is not looked
//!   at again. Whoever moves or removes the log without the lock does so as if just after the last write, as between a look and a write
//!   at any time. Who writes without it is noticed by the length of the log, which one append in `LENGTH_ASKED_EACH` asks for, and then the lease ends.
//!   Until then half a line of theirs is not ended, and the bytes that ours are said to be are off by theirs: as without a lease
//!   between a look and a write, only some appends longer.
//! - A lease is earned by [`APPENDS`] appends one by one within [`WITHIN`], between which nobody else added anything, and after it the next has to be
//!   earned anew, and not before as much time has passed as the last one was ended too late: on a busy machine whoever waits is woken as late. So a lone append never keeps the lock, whoever waits gets a turn between leases, and
//!   where many append by turns there are none.
//! - Each lease has a [`Phase`] under a mutex that is held for an instant only, never while the log is written or synced. The thread ends a lease that
//!   rests, and lets an append that is under way end its own. It waits for nobody, and if it can't be started there are no leases.
//! - A lease ends before the log is synced, when an append fails or panics, and when its appender is dropped. After a sync, during which whoever waited had a
//!   turn, the next append has earned another, if nobody else's came in between. The lock is given back by a call, since closing the file
//!   is not enough (see [`OpenLog::unlock`]), and by the system if the process dies.

use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::open::OpenLog;

/// So many appends in a row earn a lease,
const APPENDS: u32 = 16;
/// if they are made within this time.
const WITHIN: Duration = Duration::from_millis(1);
/// So long after its begin a lease is ended.
const LASTS: Duration = Duration::from_millis(1);
/// The thread that ends leases calls next to nothing.
const STACK_BYTES: usize = 64 << 10;

/// The lock of a log, kept between appends until it is ended.
#[derive(Debug)]
pub(super) struct Lease {
    log: Arc<OpenLog>,
    phase: Mutex<Phase>,
    /// When it is to be ended.
    ends: Instant,
    /// By how much it was ended too late, because no processor was free.
    late: OnceLock<Duration>,
}

/// Who is to give the lock back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nobody appends: whoever ends the lease.
    Resting,
    /// An append is under way. If the lease is ended by then,
    InUse,
    /// the append gives the lock back when it is done.
    Due,
    /// It was given back.
    Over,
}

impl Lease {
    /// A lease of a locked log, which begins now.
    fn new(log: &Arc<OpenLog>, now: Instant) -> Self {
        Self { log: Arc::clone(log), phase: Mutex::new(Phase::Resting), ends: now + LASTS, late: OnceLock::new() }
    }

    /// Takes the lock up again for an append. False if it was given back.
    pub(super) fn resume(&self) -> bool {
        let mut phase = self.phase();
        let is_kept = *phase == Phase::Resting;
        if is_kept {
            *phase = Phase::InUse;
        }
        is_kept
    }

    /// The append is done.
    pub(super) fn rest(&self) {
        let mut phase = self.phase();
        match *phase {
            Phase::InUse => *phase = Phase::Resting,
            Phase::Due => self.give_back(&mut phase),
            Phase::Resting | Phase::Over => {}
        }
    }

    /// Gives the lock back, by the one who appends. False if it was given back before.
    pub(super) fn end(&self) -> bool {
        let mut phase = self.phase();
        let is_kept = *phase != Phase::Over;
        if is_kept {
            self.give_back(&mut phase);
        }
        is_kept
    }

    /// Until when no other lease should begin after this one. Whoever waits for the lock is woken as late as the thread was that ended it.
    pub(super) fn none_until(&self) -> Instant {
        Instant::now() + self.late.get().copied().unwrap_or_default()
    }

    /// Waits until it is to be ended, and ends it, if that was not done before. Leases that were ended before their time, as by a sync, keep nobody
    /// from ending those after them in time.
    fn expire_in_time(&self) {
        if *self.phase() == Phase::Over {
            return;
        }
        thread::sleep(self.ends.saturating_duration_since(Instant::now()));
        _ = self.late.set(self.ends.elapsed());
        self.expire();
    }

    /// Gives the lock back, or lets the append do so that is under way.
    fn expire(&self) {
        let mut phase = self.phase();
        match *phase {
            Phase::Resting => self.give_back(&mut phase),
            Phase::InUse => *phase = Phase::Due,
            Phase::Due | Phase::Over => {}
        }
    }

    /// Under the mutex, so that the appender does not ask for the lock before it was given back.
    fn give_back(&self, phase: &mut Phase) {
        self.log.unlock();
        *phase = Phase::Over;
    }

    /// No code that can panic runs under the mutex.
    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an appender needs to be given leases.
#[derive(Debug, Default)]
pub(super) struct Leases {
    pace: Pace,
    /// The thread that ends them, once there was one; `None` in it if there can be none.
    ending: OnceLock<Option<Sender<Arc<Lease>>>>,
}

impl Leases {
    /// Counts an append that holds the lock. Gives a lease if it was earned, and then the lock is given back by that.
    pub(super) fn earned(&mut self, log: &Arc<OpenLog>, none_until: Option<Instant>) -> Option<Arc<Lease>> {
        let now = Instant::now();
        if !self.pace.is_burst(now) || none_until.is_some_and(|until| now < until) {
            return None;
        }
        let lease = Arc::new(Lease::new(log, now));
        let ending = self.ending.get_or_init(end_in_time).as_ref()?;
        ending.send(Arc::clone(&lease)).is_ok().then_some(lease)
    }

    /// The last lease was ended before its time by a sync, during which whoever waited had a turn: the next append that nobody else's comes before has
    /// earned another.
    pub(super) fn go_on(&mut self) {
        self.pace = Pace { since: Some(Instant::now()), appends: APPENDS - 1 };
    }

    /// Somebody else appends as well, or nobody did for a while: what was earned is lost.
    pub(super) fn forfeit(&mut self) {
        self.pace = Pace::default();
    }
}

/// Starts a thread that ends leases in time. It ends itself when nobody can send it another.
fn end_in_time() -> Option<Sender<Arc<Lease>>> {
    let (sender, leases) = mpsc::channel::<Arc<Lease>>();
    let end_each = move || leases.into_iter().for_each(|lease| lease.expire_in_time());
    let thread = thread::Builder::new().name("log lease".to_owned()).stack_size(STACK_BYTES).spawn(end_each);
    thread.is_ok().then_some(sender)
}

/// How closely appends follow each other.
#[derive(Debug, Default)]
struct Pace {
    since: Option<Instant>,
    appends: u32,
}

impl Pace {
    /// Counts an append that was made `now`. True if it completes a burst; then counting begins anew.
    fn is_burst(&mut self, now: Instant) -> bool {
        let in_time = self.since.is_some_and(|since| now.duration_since(since) <= WITHIN);
        *self =
            if in_time { Self { appends: self.appends + 1, ..*self } } else { Self { since: Some(now), appends: 1 } };
        let is_burst = self.appends >= APPENDS;
        if is_burst {
            *self = Self::default();
        }
        is_burst
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::fs::File;

    use super::*;

    fn burst(pace: &mut Pace, times: impl IntoIterator<Item = Duration>) -> Vec<bool> {
        let start = Instant::now();
        times.into_iter().map(|time| pace.is_burst(start + time)).collect()
    }

    #[test]
    fn a_lease_is_earned_by_appends_that_follow_closely_and_each_anew() {
        let closely = (0..2 * APPENDS).map(|number| WITHIN / APPENDS / 2 * number);
        let earned = burst(&mut Pace::default(), closely);
        let last = APPENDS as usize - 1;
        let expected: Vec<_> = (0..earned.len()).map(|number| number == last || number == 2 * last + 1).collect();
        assert_eq!(earned, expected);
        let slowly = (0..10 * APPENDS).map(|number| WITHIN * 2 / APPENDS * number);
        assert!(!burst(&mut Pace::default(), slowly).contains(&true));
        let paused = (0..APPENDS).map(|number| if number + 1 < APPENDS { Duration::ZERO } else { 2 * WITHIN });
        assert!(!burst(&mut Pace::default(), paused).contains(&true));
    }

    /// A lease of a log, and the log, opened once more.
    #[cfg(unix)]
    fn lease() -> (tempfile::TempDir, Lease, File) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        let log = Arc::new(OpenLog::open_or_create(&path).unwrap().0);
        assert_eq!(log.lock(&path).unwrap(), Some(0));
        (dir, Lease::new(&log, Instant::now()), File::open(path).unwrap())
    }

    #[cfg(unix)]
    #[test]
    fn a_lease_that_rests_is_ended_at_once_and_one_in_use_afterwards() {
        let (_dir, lease, other) = lease();
        assert!(lease.resume() && !lease.resume());
        lease.rest();
        assert!(other.try_lock().is_err(), "kept");
        lease.expire();
        assert!(other.try_lock().is_ok() && !lease.resume(), "over");
        other.unlock().unwrap();
        lease.log.file().lock().unwrap();
        lease.end();
        lease.expire();
        lease.rest();
        assert!(other.try_lock().is_err(), "what is over does not give back what was taken since");

        let (_dir, lease, other) = self::lease();
        assert!(lease.resume());
        lease.expire();
        assert!(other.try_lock().is_err(), "in use");
        lease.rest();
        assert!(other.try_lock().is_ok() && !lease.resume(), "over");

        let (_dir, lease, other) = self::lease();
        assert!(lease.resume());
        assert!(lease.end() && !lease.end());
        assert!(other.try_lock().is_ok(), "ended by the append");
    }

    /// Ten thousand leases, each of which a sync ended at once, take no ten seconds to be done with.
    #[cfg(unix)]
    #[test]
    fn leases_that_were_ended_before_their_time_put_no_other_off() {
        let (_dir, model, other) = lease();
        let mut leases = Leases::default();
        let mut earned = || {
            leases.go_on();
            leases.earned(&model.log, None).expect("earned")
        };
        for _ in 0..10_000 {
            assert!(earned().end());
            model.log.file().lock().unwrap();
        }
        let begun = Instant::now();
        let last = earned();
        other.lock().unwrap();
        assert!(!last.resume() && begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
}
