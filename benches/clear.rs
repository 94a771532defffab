//! How long clearing a whole store takes, against moving and deleting the same files with the tools of the system.
//!
//!     cargo bench --bench clear -- [--files N] [--dir DIRECTORY] [--rounds N]
//!
//! A store is made below the directory (by default below `target/`) and kept for the next time. Each contender gets a copy of it
//! whose cache is up to date, in alternating rounds; what is printed are medians of the ratios of wall and CPU time to the peer of the
//! same round. `rename` is a program that moves each file by itself and does nothing else.

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
fn main() -> std::io::Result<()> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("this benchmark measures Linux only");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::io;
    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::arguments::{self, number};
    use super::median::median;
    use super::store::{canonical, make};

    const RESPONSES: &str = env!("CARGO_BIN_EXE_responses");

    /// What takes a store away, and the peer it is compared with.
    const CONTENDERS: [(&str, &str); 5] = [
        ("rename", "rename"),
        ("mv", "rename"),
        ("clear", "rename"),
        ("rm -rf", "rm -rf"),
        ("clear --purge", "rm -rf"),
    ];

    #[derive(Clone, Copy)]
    struct Taken {
        wall: f64,
        cpu: f64,
    }

    pub(super) fn main() -> io::Result<()> {
        let args = arguments::all();
        if let [flag, from, to] = args.as_slice()
            && flag == "--rename"
        {
            return rename_each(Path::new(from), Path::new(to));
        }
        let below = arguments::directory(&args);
        let (files, rounds) = (number(&args, "--files", 100_000), number(&args, "--rounds", 5));
        let store = below.join(format!("scan-{files}"));
        make(&store, files, canonical)?;
        let mut all = Vec::new();
        for round in 1..=rounds {
            let mut times = Vec::new();
            for (name, _) in CONTENDERS {
                times.push(one(&below, &store, name)?);
                eprintln!(
                    "round {round}: {name}: {:.2} s, {:.2} s CPU",
                    times[times.len() - 1].wall,
                    times[times.len() - 1].cpu
                );
            }
            all.push(times);
        }
        print(&all);
        Ok(())
    }

    /// Lets one contender take a copy of the store away.
    fn one(below: &Path, store: &Path, name: &str) -> io::Result<Taken> {
        let (copy, away) = (below.join("clear-copy"), below.join("clear-away"));
        for old in [&copy, &away] {
            run(Command::new("rm").arg("-rf").arg(old))?;
        }
        run(Command::new("cp").arg("-a").arg(store).arg(&copy))?;
        fs::remove_file(copy.join(".made"))?;
        fs::create_dir(&away)?;
        rustix::fs::sync();
        // What is younger than the clock is fine is not remembered.
        std::thread::sleep(Duration::from_secs(3));
        let caches = below.join("clear-caches");
        let ours = |args: &[&str]| {
            let mut command = Command::new(RESPONSES);
            command.env("XDG_CACHE_HOME", &caches).arg("--dir").arg(&copy).arg("-q").args(args);
            command
        };
        run(&mut ours(&["stats"]))?;
        let mut command = match name {
            "rename" => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("--rename").arg(&copy).arg(&away);
                command
            }
            "mv" => {
                let mut command = Command::new("mv");
                let sessions = fs::read_dir(&copy)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
                command.arg("-t").arg(&away).args(sessions);
                command
            }
            "clear" => ours(&["clear", "--all", "--yes", "--format", "ndjson"]),
            "clear --purge" => ours(&["clear", "--all", "--yes", "--purge", "--format", "ndjson"]),
            _ => {
                let mut command = Command::new("rm");
                command.arg("-rf").arg(&copy);
                command
            }
        };
        timed(&mut command)
    }

    fn timed(command: &mut Command) -> io::Result<Taken> {
        let (before, start) = (children_cpu()?, Instant::now());
        run(command)?;
        let wall = start.elapsed().as_secs_f64();
        Ok(Taken { wall, cpu: children_cpu()? - before })
    }

    fn run(command: &mut Command) -> io::Result<()> {
        let status = command.stdout(Stdio::null()).status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?} ended with {status}"))) }
    }

    /// The CPU time of all children that have ended, in seconds: fields 16 and 17 of `/proc/self/stat`, in hundredths.
    fn children_cpu() -> io::Result<f64> {
        let stat = fs::read_to_string("/proc/self/stat")?;
        let behind_name = stat.rsplit(')').next().unwrap_or_default();
        let ticks = behind_name.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok());
        Ok(ticks.sum::<f64>() / 100.0)
    }

    /// The limit of whoever moves file by file.
    fn rename_each(from: &Path, to: &Path) -> io::Result<()> {
        for session in fs::read_dir(from)? {
            let session = session?;
            let target = to.join(session.file_name());
            fs::create_dir(&target)?;
            for file in fs::read_dir(session.path())? {
                let file = file?;
                fs::rename(file.path(), target.join(file.file_name()))?;
            }
            fs::remove_dir(session.path())?;
        }
        Ok(())
    }

    fn print(rounds: &[Vec<Taken>]) {
        println!("{:<16} {:>8} {:>8}   to", "", "wall", "CPU");
        for (place, (name, peer)) in CONTENDERS.iter().enumerate() {
            let peer_place = CONTENDERS.iter().position(|(other, _)| other == peer).unwrap_or_default();
            let ratio = |of: fn(&Taken) -> f64| {
                median(rounds.iter().map(|times| of(&times[place]) / of(&times[peer_place])).collect())
            };
            println!("{name:<16} {:>8.2} {:>8.2}   {peer}", ratio(|taken| taken.wall), ratio(|taken| taken.cpu));
        }
    }
}
