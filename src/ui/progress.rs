//! A sign of life on stderr while work takes long.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::sanitise::visible_line;
use super::units;

/// Work that is over sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the line is drawn anew.
const BEAT: Duration = Duration::from_millis(100);

/// Whether progress may be shown at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// When stderr is a terminal.
    OnTerminal,
    /// Never: `--no-progress`, `--quiet`.
    Hidden,
}

/// A line on stderr with a message, the number of files seen and their rate. It goes away when this is dropped, which
/// has to happen before anything else is written to the terminal.
#[derive(Debug)]
pub struct Progress {
    /// There is a thread only where there is somebody to look.
    shown: Option<Shown>,
}

#[derive(Debug)]
struct Shown {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Progress {
    /// Starts to watch the counter, which the work counts up. The line appears after half a second.
    #[must_use]
    pub fn start(message: &str, seen: Arc<AtomicU64>, visibility: Visibility) -> Self {
        match visibility {
            Visibility::OnTerminal if io::stderr().is_terminal() => {
                Self::watch(message, seen, ProgressDrawTarget::stderr)
            }
            Visibility::OnTerminal | Visibility::Hidden => Self { shown: None },
        }
    }

    fn watch(message: &str, seen: Arc<AtomicU64>, target: fn() -> ProgressDrawTarget) -> Self {
        let message = visible_line(message).into_owned();
        let (stop, stopped) = mpsc::channel();
        let draw = move || draw(message, &seen, &stopped, target);
        // Without a thread there is no line, and the work goes on all the same.
        let thread = thread::Builder::new().name("progress".to_owned()).spawn(draw).ok();
        Self { shown: thread.map(|thread| Shown { stop, thread }) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(Shown { stop, thread }) = self.shown.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

fn draw(message: String, seen: &AtomicU64, stopped: &Receiver<()>, target: fn() -> ProgressDrawTarget) {
    if !goes_on(stopped, PATIENCE) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, target()).with_style(style()).with_message(message);
    // The rate counts from when the work began, not from when the line appeared.
    let bar = bar.with_elapsed(PATIENCE);
    loop {
        bar.set_position(seen.load(Ordering::Relaxed));
        bar.tick();
        if !goes_on(stopped, BEAT) {
            break;
        }
    }
    bar.finish_and_clear();
}

fn goes_on(stopped: &Receiver<()>, wait: Duration) -> bool {
    stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout)
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{spinner:.cyan} {msg} {files} files {rate:.dim}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner()).tick_chars("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ ");
    let files = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _ = out.write_str(&units::count(state.pos()));
    };
    let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _ = write!(out, "{}/s", units::count(rate(state.pos(), state.elapsed())));
    };
    style.with_key("files", files).with_key("rate", rate)
}

fn rate(seen: u64, elapsed: Duration) -> u64 {
    let a_second = u128::from(seen) * 1000 / elapsed.as_millis().max(1);
    u64::try_from(a_second).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_where_nobody_looks() {
        let progress = Progress::start("reading", Arc::default(), Visibility::Hidden);
        assert!(progress.shown.is_none());
    }

    #[test]
    fn short_work_is_not_kept_waiting() {
        let began = std::time::Instant::now();
        drop(Progress::watch("reading", Arc::default(), ProgressDrawTarget::hidden));
        assert!(began.elapsed() < PATIENCE);
    }

    #[test]
    fn long_work_ends_the_line() {
        let seen = Arc::new(AtomicU64::new(7));
        let progress = Progress::watch("reading", Arc::clone(&seen), ProgressDrawTarget::hidden);
        thread::sleep(PATIENCE + BEAT * 2);
        drop(progress);
        assert_eq!(Arc::strong_count(&seen), 1);
    }

    #[test]
    fn the_rate_is_by_the_second() {
        assert_eq!(rate(3000, Duration::from_millis(1500)), 2000);
        assert_eq!(rate(5, Duration::ZERO), 5000);
    }
}
