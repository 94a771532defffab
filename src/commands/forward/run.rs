//! `responses forward run`

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::Timestamp;

use super::add::lag;
use super::notices::{Told, words};
use super::{chosen, open};
use crate::commands::context::Context;
use crate::commands::contract::{ForwardRunOutput, ForwardedOutput, SCHEMA_VERSION};
use crate::commands::error::{Code, CommandError};
use crate::commands::output::print_json;
use crate::gateway::forwarder::{Forwarder, Haste, Next, Now};
use crate::store::ResponseTracker;
use crate::ui::units::counted;

/// It is looked so often whether it is to end.
const TICK: Duration = Duration::from_millis(100);
/// After a failure of the store itself it is tried again after so long.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// Send what waits, and end; or go on with what is recorded later.
///
/// Without --follow it ends when all was sent, or when a destination failed a whole round of attempts: for cron. With --follow it goes on
/// until it is told to end: for a service (`responses forward unit` prints one for systemd). What was not sent waits for the next run.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses forward run                    send what waits, to all destinations
  responses forward run audit --json
  responses forward run --follow           go on until interrupted

Exit codes: 0 all was sent, or --follow was told to end; 1 something still waits, or another process
forwards already; 130 interrupted.")]
pub(super) struct RunArgs {
    /// The destinations [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Send what waits and end, which is the default
    #[arg(long, conflicts_with = "follow")]
    once: bool,
    /// Go on with what is recorded later
    #[arg(short, long)]
    follow: bool,
    /// Print what became of it as JSON when it ends
    #[arg(long)]
    json: bool,
}

/// When it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    WhenDone,
    WhenTold,
}

pub(super) fn run(ctx: &Context, args: &RunArgs) -> Result<(), CommandError> {
    let end = if args.follow { End::WhenTold } else { End::WhenDone };
    let stop = stop_flag();
    let tracker = ctx.tracker()?;
    // All locks are taken before anything is sent.
    let forwarders = chosen(ctx, &args.names)?
        .into_iter()
        .map(|destination| {
            let haste = if end == End::WhenTold { Haste::Collect } else { Haste::AtOnce };
            let tracker: ResponseTracker = tracker.clone();
            Ok(Forwarder::new(destination.clone(), tracker, open(destination)?, haste)?)
        })
        .collect::<Result<Vec<_>, CommandError>>()?;
    let drive = |mut forwarder| Drive { ctx, end, stop: &stop, began: Instant::now() }.to_the_end(&mut forwarder);
    // One that is not there must not keep the others waiting.
    let ended: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = forwarders.into_iter().map(|forwarder| scope.spawn(move || drive(forwarder))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(panicked()))).collect()
    });
    let destinations = ended.into_iter().collect::<Result<Vec<_>, _>>()?;
    report(ctx, args, end, destinations, stop.load(Ordering::Relaxed))
}

fn panicked() -> CommandError {
    CommandError::new(Code::Failed, "forwarding ended by a mistake in this program")
}

/// True once somebody wants this to end in order. Whoever says so twice is not made to wait.
fn stop_flag() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        // Where signals can't be caught they end it as they always do, which costs a batch sent twice at most.
        _ = signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop));
        _ = signal_hook::flag::register(signal, Arc::clone(&stop));
    }
    stop
}

struct Drive<'a> {
    ctx: &'a Context,
    end: End,
    stop: &'a AtomicBool,
    began: Instant,
}

impl Drive<'_> {
    fn to_the_end(&self, forwarder: &mut Forwarder) -> Result<ForwardedOutput, CommandError> {
        let (sent, refused) = (forwarder.status().sent, forwarder.status().refused);
        while !self.stop.load(Ordering::Relaxed) {
            let now = Now { steady: self.began.elapsed(), wall: Timestamp::now() };
            let next = match forwarder.step(now, fastrand::f64()) {
                Err(error) if self.end == End::WhenTold => {
                    self.tell(forwarder, Told::Warn(error.to_string()));
                    Next::Wait(AFTER_FAILURE)
                }
                next => next?,
            };
            for notice in forwarder.notices() {
                if let Some(told) = words(&notice) {
                    self.tell(forwarder, told);
                }
            }
            if !self.goes_on(forwarder, next) {
                break;
            }
        }
        forwarder.close()?;
        let (backlog, status) = (forwarder.backlog(), forwarder.status());
        let waits = backlog.records > 0;
        Ok(ForwardedOutput {
            name: forwarder.destination().name.to_string(),
            sent: status.sent - sent,
            refused: status.refused - refused,
            lag: lag(backlog),
            error: status.last_error.as_ref().filter(|_| waits).map(|failure| failure.message.clone()),
        })
    }

    /// Waits as a step wants it; false if it was the last.
    fn goes_on(&self, forwarder: &Forwarder, next: Next) -> bool {
        let once = self.end == End::WhenDone;
        match next {
            Next::Step => true,
            Next::Idle(_) if once => false,
            Next::Wait(wait) if once && given_up(forwarder, wait) => false,
            Next::Idle(wait) | Next::Wait(wait) => {
                self.pause(wait);
                true
            }
        }
    }

    fn pause(&self, wait: Duration) {
        let end = Instant::now() + wait;
        while !self.stop.load(Ordering::Relaxed) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            thread::sleep(left.min(TICK));
        }
    }

    fn tell(&self, forwarder: &Forwarder, told: Told) {
        let name = &forwarder.destination().name;
        match told {
            Told::Say(text) => self.ctx.say(&format!("{name}: {text}")),
            Told::Warn(text) => self.ctx.warn(&format!("{name}: {text}")),
        }
    }
}

/// A run that is to end does not wait for a destination that failed a round, or that wants more time than a round has.
fn given_up(forwarder: &Forwarder, wait: Duration) -> bool {
    forwarder.gave_up_a_round() || wait > forwarder.destination().retry.max_delay
}

fn report(
    ctx: &Context,
    args: &RunArgs,
    end: End,
    destinations: Vec<ForwardedOutput>,
    interrupted: bool,
) -> Result<(), CommandError> {
    let waiting: u64 = destinations.iter().map(|one| one.lag.records).sum();
    if args.json {
        print_json(&ForwardRunOutput { schema_version: SCHEMA_VERSION, destinations })?;
    } else {
        for ForwardedOutput { name, sent, refused, lag, .. } in &destinations {
            let refused = if *refused > 0 { format!(", {refused} refused") } else { String::new() };
            let waits = if lag.records > 0 { format!(", {} wait", lag.records) } else { String::new() };
            ctx.say(&format!("{name}: {sent} sent{refused}{waits}"));
        }
    }
    match (end, interrupted, waiting) {
        (End::WhenTold, ..) | (_, false, 0) => Ok(()),
        (End::WhenDone, true, _) => {
            Err(CommandError::new(Code::Interrupted, "interrupted; the rest waits for the next run"))
        }
        (End::WhenDone, false, waiting) => {
            let message = format!("{} still waiting", counted(waiting, "record"));
            Err(CommandError::new(Code::Failed, message)
                .hint("`responses forward status` says why; the next run goes on"))
        }
    }
}
