//! How long forwarding takes apart from any destination.
//!
//!     cargo bench --bench forward -- [--files N] [--dir DIRECTORY] [--rounds N]
//!
//! A store is made below the directory (by default below `target/`) and kept for the next time. Contenders alternate; what is printed are
//! medians, and the ratio to a loop that does the least: one that walks the tree and reads every file. See `docs/performance.md`.

#[cfg(target_os = "linux")]
#[path = "support/arguments.rs"]
mod arguments;
#[cfg(target_os = "linux")]
#[path = "support/median.rs"]
mod median;
#[cfg(target_os = "linux")]
#[path = "support/store.rs"]
mod store;

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("this benchmark measures Linux only");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::error::Error;
    use std::fs;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use jiff::Timestamp;
    use responses::gateway::destination::DestinationName;
    use responses::gateway::forwarder::{Forwarder, Haste, Next, Now};
    use responses::gateway::outbox::Outbox;
    use responses::gateway::transport::{FileOptions, FileTransport, NullTransport};
    use responses::gateway::{Destination, Place, Transport};
    use responses::store::ResponseTracker;
    use walkdir::WalkDir;

    use super::arguments::{self, number};
    use super::median::median;
    use super::store::{canonical, make};

    type Outcome<T> = Result<T, Box<dyn Error>>;

    pub(super) fn main() -> Outcome<()> {
        let args = arguments::all();
        let (files, rounds) = (number(&args, "--files", 100_000), number(&args, "--rounds", 5));
        let base = arguments::directory(&args).join(format!("forward-{files}"));
        make(&base, files.into(), canonical)?;
        reading(&base, files, rounds)
    }

    /// Finding, reading and handing over what is in a store.
    fn reading(base: &Path, files: u32, rounds: usize) -> Outcome<()> {
        let mut times = vec![Vec::new(); 5];
        for _ in 0..=rounds {
            times[0].push(timed(|| read_all(base))?);
            forget(base)?;
            times[1].push(timed(|| look(base))?);
            times[2].push(timed(|| forward(base, Box::new(NullTransport)))?);
            times[3].push(timed(|| look(base))?);
            forget(base)?;
            let out = base.with_extension("ndjson");
            let options = FileOptions { path: out.clone(), max_bytes: None, keep: None };
            times[4].push(timed(|| forward(base, Box::new(FileTransport::new(options))))?);
            fs::remove_file(out)?;
        }
        let limit = median(times[0][1..].to_vec());
        println!("{files} records, medians of {rounds} rounds:");
        let names = ["read every file", "look, all new", "forward to nowhere", "look, all known", "forward to a file"];
        for (name, times) in names.iter().zip(&times) {
            let time = median(times[1..].to_vec());
            let (ratio, each) = (time.div_duration_f64(limit), time.as_secs_f64() / f64::from(files));
            println!("  {name:20} {time:9.3?}  {ratio:5.2}  {:8.0}/s", 1.0 / each);
        }
        Ok(())
    }

    fn read_all(base: &Path) -> Outcome<()> {
        let mut bytes = 0;
        for entry in WalkDir::new(base).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
            bytes += fs::read(entry.path())?.len();
        }
        assert!(bytes > 0);
        Ok(())
    }

    fn place(base: &Path) -> Outcome<(ResponseTracker, Place)> {
        let tracker = ResponseTracker::new(base)?;
        let place = Place::new(tracker.layout().clone(), DestinationName::new("bench")?);
        Ok((tracker, place))
    }

    fn forget(base: &Path) -> Outcome<()> {
        Ok(place(base)?.1.forget()?)
    }

    fn look(base: &Path) -> Outcome<()> {
        let (tracker, place) = place(base)?;
        Outbox::open(tracker, place, None)?.0.look(Timestamp::now())?;
        Ok(())
    }

    fn forward(base: &Path, transport: Box<dyn Transport>) -> Outcome<()> {
        let options = serde_json::json!({"transport": "null"});
        let destination = Destination::read("bench", options.as_object().cloned().unwrap_or_default())?;
        let mut forwarder = Forwarder::new(destination, place(base)?.0, transport, Haste::AtOnce)?;
        let began = Instant::now();
        while !matches!(forwarder.step(Now { steady: began.elapsed(), wall: Timestamp::now() }, 0.0)?, Next::Idle(_)) {}
        Ok(forwarder.close()?)
    }

    fn timed(work: impl FnOnce() -> Outcome<()>) -> Outcome<Duration> {
        let began = Instant::now();
        work()?;
        Ok(began.elapsed())
    }
}
