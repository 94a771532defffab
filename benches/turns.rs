//! How long an appender waits for its turn at a log to which others append without a pause.
//!
//!     cargo bench --bench turns -- [--dir DIRECTORY] [--lines N] [--rounds N]
//!
//! One adds a line every 3 to 5 ms, `Sync::None`. The others, in threads of their own with appenders of their own, add one event after the other.
//! What is printed are the waits of each round's middle line and of those that only one in ten and one in a hundred is above, medians of the rounds,
//! in milliseconds. By default the log is in memory.

#[path = "support/arguments.rs"]
mod arguments;
#[path = "support/median.rs"]
mod median;

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arguments::number;
use median::median;
use responses::events::log::{Appender, Sync};

/// Of a hundred waits so many are not above what is told.
const PERCENTS: [usize; 3] = [50, 90, 99];

fn main() -> io::Result<()> {
    let args = arguments::all();
    let memory = Path::new("/dev/shm");
    let given = args.iter().any(|flag| flag == "--dir") || !memory.exists();
    let below = if given { arguments::directory(&args) } else { memory.to_owned() };
    let (lines, rounds) = (number(&args, "--lines", 500), number(&args, "--rounds", 5_u32));
    for others in 1..=2 {
        let rounds: Vec<_> = (0..rounds).map(|_| waits(&below, others, lines)).collect::<Result<_, _>>()?;
        let told = PERCENTS.map(|percent| {
            let of_round = |waits: &Vec<f64>| waits[(waits.len() - 1) * percent / 100];
            format!("{percent} in 100: {:.2}", median(rounds.iter().map(of_round).collect()))
        });
        println!("beside {others}: {} ms", told.join(", "));
    }
    Ok(())
}

/// The waits of one appender beside others, in milliseconds, the shortest first.
fn waits(below: &Path, others: u32, lines: u32) -> io::Result<Vec<f64>> {
    let dir = tempfile::tempdir_in(below)?;
    let path = dir.path().join("log.jsonl");
    let is_over = AtomicBool::new(false);
    let mut waits = thread::scope(|scope| {
        for _ in 0..others {
            scope.spawn(|| {
                let mut log = Appender::new(&path, Sync::None);
                let mut goes_on = true;
                while goes_on {
                    let added = log.append(r#"{"event":"of one who never pauses"}"#);
                    goes_on = added.is_ok() && !is_over.load(Ordering::Relaxed);
                }
            });
        }
        let mut log = Appender::new(&path, Sync::None);
        let waits = (0..lines).map(|number| {
            thread::sleep(Duration::from_millis(3) + Duration::from_micros(u64::from(number * 7919 % 2000)));
            let begun = Instant::now();
            log.append(r#"{"event":"of one who waits"}"#).map_err(io::Error::other)?;
            Ok(begun.elapsed().as_secs_f64() * 1000.0)
        });
        let waits = waits.collect::<io::Result<Vec<_>>>();
        is_over.store(true, Ordering::Relaxed);
        waits
    })?;
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}
