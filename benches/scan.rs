//! How long reading a whole store takes, against what the machine can do at all.
//!
//!     cargo bench --bench scan -- [--files N] [--dir DIRECTORY] [--rounds N] [--mixed] [--warm | --cached | --make]
//!
//! A store is made below the directory (by default below `target/`) and kept for the next time. Each contender reads it in a process of
//! its own, in alternating rounds, with the files in memory (warm) and not (cold); what is printed are medians of the ratios to the
//! limit of the same round: a program that walks the same tree, opens, reads and closes every file, and does nothing else.
//!
//! Cold means that the files' contents were dropped from the page cache; directories and inodes only where this process may
//! write `/proc/sys/vm/drop_caches`. A mixed store has old shapes, compressed and broken files in it, which `values` can't read. `--make`
//! only makes the store, and prints its path. See `docs/performance.md`.

#[cfg(target_os = "linux")]
#[path = "support/arguments.rs"]
mod arguments;
#[cfg(target_os = "linux")]
#[path = "support/median.rs"]
mod median;
#[cfg(target_os = "linux")]
#[path = "support/mixed.rs"]
mod mixed;
#[cfg(target_os = "linux")]
#[path = "support/store.rs"]
mod store;

#[cfg(target_os = "linux")]
fn main() -> std::io::Result<()> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("this benchmark measures Linux only");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::{CStr, CString};
    use std::fs::{self, File};
    use std::io;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use jiff::Timestamp;
    use rayon::iter::{ParallelBridge, ParallelIterator};
    use responses::record::SessionId;
    use responses::store::{Cache, Options, ResponseTracker};
    use rustix::fs::{Advice, AtFlags, CWD, Dir, Mode, OFlags, fadvise, openat, statat};
    use rustix::time::{ClockId, clock_gettime};
    use walkdir::WalkDir;

    use super::arguments::{self, number};
    use super::median::median;
    use super::mixed::varied;
    use super::store::{Spelling, canonical, made, make};

    /// What the others are measured against, warm and cold.
    const WARM_LIMIT: &str = "limit:2";
    const COLD_LIMIT: &str = "limit:32";
    const CONTENDERS: [&str; 6] = ["limit:2", "limit:8", "limit:16", "limit:32", "values", "stats"];
    /// What those are measured against that have an up-to-date cache: a program that looks at every file, and opens none.
    const STAT_LIMIT: &str = "stat:2";
    const CACHED: [&str; 5] = ["stat:2", "stat:32", "cached", "session", "newest"];

    pub(super) fn main() -> io::Result<()> {
        let args = arguments::all();
        if let [flag, name, store] = args.as_slice()
            && flag == "--contender"
        {
            return contend(name, Path::new(store));
        }
        let (files, rounds) = (number(&args, "--files", 100_000), number(&args, "--rounds", 7));
        let below = arguments::directory(&args);
        let given = |flag: &str| args.iter().any(|arg| arg == flag);
        let mixed = given("--mixed");
        let (name, spelling): (_, Spelling) = if mixed { ("mixed", varied) } else { ("scan", canonical) };
        let store = below.join(format!("{name}-{files}"));
        make(&store, files, spelling)?;
        if given("--make") {
            println!("{}", store.display());
            return Ok(());
        }
        // What is younger than the clock is fine is not remembered.
        std::thread::sleep(Duration::from_secs(3));
        _ = fs::remove_dir_all(caches(&store));
        compare("with an up-to-date cache", &store, &CACHED, STAT_LIMIT, rounds, |_| Ok(()))?;
        if given("--cached") {
            return Ok(());
        }
        let contenders: Vec<&str> = CONTENDERS.into_iter().filter(|name| !mixed || *name != "values").collect();
        compare("warm", &store, &contenders, WARM_LIMIT, rounds, |_| Ok(()))?;
        if !given("--warm") {
            compare("cold", &store, &contenders, COLD_LIMIT, rounds, forget)?;
        }
        Ok(())
    }

    /// What one run of a contender cost.
    #[derive(Clone, Copy)]
    struct Cost {
        wall: f64,
        cpu: f64,
        peak_mib: f64,
    }

    /// Runs all contenders in turn, and prints how they compare to `limit`.
    fn compare(
        what: &str,
        store: &Path,
        contenders: &[&str],
        limit: &str,
        rounds: u64,
        before: fn(&Path) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut costs = vec![Vec::new(); contenders.len()];
        for round in 0..=rounds {
            for (costs, name) in costs.iter_mut().zip(contenders) {
                before(store)?;
                let cost = run(name, store)?;
                // The first round warms up.
                if round > 0 {
                    costs.push(cost);
                }
            }
        }
        let limits = contenders.iter().position(|name| *name == limit).map(|at| costs[at].clone()).unwrap_or_default();
        println!("\n{what}: medians of {rounds} rounds, as ratios to {limit}");
        println!("{:<10} {:>8} {:>8} {:>10} {:>10}", "", "wall", "CPU", "wall, s", "peak, MiB");
        for (name, costs) in contenders.iter().zip(&costs) {
            let ratio = |of: fn(&Cost) -> f64| median(costs.iter().zip(&limits).map(|(c, l)| of(c) / of(l)).collect());
            let absolute = |of: fn(&Cost) -> f64| median(costs.iter().map(of).collect());
            let (wall, cpu) = (ratio(|cost| cost.wall), ratio(|cost| cost.cpu));
            let (seconds, peak) = (absolute(|cost| cost.wall), absolute(|cost| cost.peak_mib));
            println!("{name:<10} {wall:>8.2} {cpu:>8.2} {seconds:>10.3} {peak:>10.1}");
        }
        Ok(())
    }

    /// Runs one contender in a process of its own.
    fn run(name: &str, store: &Path) -> io::Result<Cost> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--contender", name]).arg(store).stderr(Stdio::inherit());
        let output = command.output()?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let numbers: Vec<f64> = printed.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let [wall, cpu, peak_mib, _] = numbers[..] else {
            return Err(io::Error::other(format!("{name} printed {printed:?}")));
        };
        Ok(Cost { wall, cpu, peak_mib })
    }

    /// Is a contender: reads the store once, and prints what that cost and how many files it saw.
    fn contend(name: &str, store: &Path) -> io::Result<()> {
        let started = Instant::now();
        let files = match name.split_once(':') {
            Some(("stat", threads)) => limit(store, threads.parse().map_err(io::Error::other)?, look_at)?,
            Some((_, threads)) => limit(store, threads.parse().map_err(io::Error::other)?, read)?,
            None if name == "values" => values(store)?,
            None if name == "stats" => stats(store, None)?,
            None => cached(name, store)?,
        };
        let wall = started.elapsed().as_secs_f64();
        let cpu = clock_gettime(ClockId::ProcessCPUTime);
        let status = fs::read_to_string("/proc/self/status")?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        let cpu = std::time::Duration::try_from(cpu).map_err(io::Error::other)?.as_secs_f64();
        let expected = fs::read_to_string(made(store))?;
        if expected.trim() != files.to_string() {
            return Err(io::Error::other(format!("{name} saw {files} files, not {expected}")));
        }
        println!("{wall} {cpu} {} {files}", peak.unwrap_or(f64::NAN) / 1024.0);
        Ok(())
    }

    /// Opens, reads and closes a file.
    fn read(directory: &File, name: &CStr, buffer: &mut [u8]) -> io::Result<bool> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = openat(directory, name, flags, Mode::empty())?;
        Ok(rustix::io::read(&file, buffer)? > 0)
    }

    /// Asks what there is to know of a file without opening it.
    fn look_at(directory: &File, name: &CStr, _: &mut [u8]) -> io::Result<bool> {
        Ok(statat(directory, name, AtFlags::SYMLINK_NOFOLLOW)?.st_size > 0)
    }

    /// Walks the tree and does that with every file, in the order of the inodes of each directory.
    fn limit(
        store: &Path,
        threads: usize,
        each: impl Fn(&File, &CStr, &mut [u8]) -> io::Result<bool> + Copy + Sync,
    ) -> io::Result<u64> {
        let base: File = open_dir(CWD, store.as_os_str().as_encoded_bytes())?;
        let directories = names(&base)?;
        let (next, files) = (AtomicUsize::new(0), AtomicU64::new(0));
        let work = || -> io::Result<()> {
            let mut buffer = vec![0; 1 << 20];
            while let Some((_, directory)) = directories.get(next.fetch_add(1, Ordering::Relaxed)) {
                let directory: File = open_dir(&base, directory.as_bytes())?;
                for (_, name) in names(&directory)? {
                    if !each(&directory, &name, &mut buffer)? {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    files.fetch_add(1, Ordering::Relaxed);
                }
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            threads.into_iter().try_for_each(|thread| thread.join().unwrap_or(Err(io::ErrorKind::Other.into())))
        })?;
        Ok(files.into_inner())
    }

    fn open_dir(at: impl std::os::fd::AsFd, path: &[u8]) -> io::Result<File> {
        Ok(openat(at, path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?.into())
    }

    fn names(directory: &File) -> io::Result<Vec<(u64, CString)>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(directory)? {
            let entry = entry?;
            if !entry.file_name().to_bytes().starts_with(b".") {
                names.push((entry.ino(), entry.file_name().to_owned()));
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// What one writes first: a walk, and every file parsed into values, on as many threads as there are cores.
    fn values(store: &Path) -> io::Result<u64> {
        let files = WalkDir::new(store).min_depth(2).into_iter().par_bridge().map(|entry| -> io::Result<u64> {
            let value: serde_json::Value = serde_json::from_slice(&fs::read(entry?.path())?)?;
            Ok(u64::from(value["metadata"]["tokens"].is_u64()))
        });
        files.try_reduce(|| 0, |a, b| Ok(a + b))
    }

    /// Ours.
    fn stats(store: &Path, cache: Option<Cache>) -> io::Result<u64> {
        let options = Options { cache, ..Options::default() };
        let tracker = ResponseTracker::with_options(store, options).map_err(io::Error::other)?;
        let stats = tracker.all_stats().map_err(io::Error::other)?;
        Ok(stats.found.total().responses + u64::try_from(stats.skipped.len()).unwrap_or(0))
    }

    /// Ours, with a cache that the first round makes. Whatever is asked for, every file is looked at.
    fn cached(name: &str, store: &Path) -> io::Result<u64> {
        let cache = Some(Cache::new(caches(store), Timestamp::now));
        if name == "cached" {
            return stats(store, cache);
        }
        let progress = Some(Arc::new(AtomicU64::new(0)));
        let options = Options { cache, progress: progress.clone(), ..Options::default() };
        let tracker = ResponseTracker::with_options(store, options).map_err(io::Error::other)?;
        let found = if name == "session" {
            let session = SessionId::new("session-00000").map_err(io::Error::other)?;
            tracker.session_stats(&session).map_err(io::Error::other)?.responses
        } else {
            let newest = tracker.latest_responses(20, None).map_err(io::Error::other)?;
            u64::try_from(newest.count()).unwrap_or(0)
        };
        let seen = progress.map_or(0, |seen| seen.load(Ordering::Relaxed));
        if found > 0 { Ok(seen) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    /// Where the caches of the contenders lie.
    fn caches(store: &Path) -> PathBuf {
        store.with_extension("caches")
    }

    /// Drops the contents of all files from memory, and directories and inodes too where that is allowed.
    fn forget(store: &Path) -> io::Result<()> {
        for entry in WalkDir::new(store).min_depth(2) {
            fadvise(File::open(entry?.path())?, 0, None, Advice::DontNeed)?;
        }
        _ = fs::write("/proc/sys/vm/drop_caches", "3");
        Ok(())
    }
}
