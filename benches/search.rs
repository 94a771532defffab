//! How long searching a whole store takes, against ripgrep on the raw files.
//!
//!     cargo bench --bench search -- [--files N] [--dir DIRECTORY] [--rounds N] [--rg PROGRAM]
//!
//! The store is that of the bench `scan`. Each question is put to both in alternating rounds, in processes of their own, with the
//! files in memory; what is printed are medians of the ratios of the same round. Both run on as many threads as they choose, and write
//! into a file. See `docs/performance.md`.

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
    use std::fs::{self, File};
    use std::io;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::arguments::{self, number};
    use super::median::median;
    use super::store::{canonical, make};

    /// What is asked, and the arguments that ask it. Only arguments that mean the same to both.
    const QUESTIONS: [(&str, &[&str]); 8] = [
        ("a string that is not there", &["-F", "-s", "nowhere to be found"]),
        ("the same in any case", &["-F", "-i", "nowhere to be found"]),
        ("a regex that is not there", &["-s", "no(where|body|thing) to be (found|seen)"]),
        ("a string, in all files", &["-F", "-s", "naïve question"]),
        ("a regex with a literal, in all files", &["-s", "quoted\" (response|question) na.ve"]),
        ("a regex without, in all files", &["-s", "q\\w+n (na|C:)\\S+ t"]),
        ("a string, counted", &["-F", "-s", "-c", "naïve question"]),
        ("every second line", &["-F", "-s", "question"]),
    ];

    pub(super) fn main() -> io::Result<()> {
        let args = arguments::all();
        let (files, rounds) = (number(&args, "--files", 100_000), number(&args, "--rounds", 7));
        let below = arguments::directory(&args);
        let rg = arguments::value(&args, "--rg").unwrap_or("rg");
        let store = below.join(format!("scan-{files}"));
        make(&store, files, canonical)?;
        println!("{:<38} {:>8} {:>8} {:>10} {:>10}", "to ripgrep", "wall", "CPU", "wall, s", "peak, MiB");
        for (what, question) in QUESTIONS {
            compare(what, question, &store, rg, rounds)?;
        }
        Ok(())
    }

    fn compare(what: &str, question: &[&str], store: &Path, rg: &str, rounds: u64) -> io::Result<()> {
        let mut costs = Vec::new();
        for round in 0..=rounds {
            let mut theirs = Command::new(rg);
            theirs.args(["--no-ignore", "--no-config", "--no-messages"]).args(question).arg(store);
            let theirs = run(theirs, store)?;
            let mut ours = Command::new(env!("CARGO_BIN_EXE_responses"));
            ours.arg("search").args(question).args(["--sort", "none", "-q", "--dir"]).arg(store);
            let ours = run(ours, store)?;
            // The first round warms up.
            if round > 0 {
                costs.push((ours, theirs));
            }
        }
        let of = |value: fn(&(Cost, Cost)) -> f64| median(costs.iter().map(value).collect());
        let wall = of(|(ours, theirs)| ours.wall / theirs.wall);
        let cpu = of(|(ours, theirs)| ours.cpu / theirs.cpu);
        println!("{what:<38} {wall:>8.2} {cpu:>8.2} {:>10.3} {:>10.1}", of(|c| c.0.wall), of(|c| c.0.peak_mib));
        Ok(())
    }

    /// What one run cost.
    #[derive(Clone, Copy)]
    struct Cost {
        wall: f64,
        cpu: f64,
        peak_mib: f64,
    }

    /// Runs a program to its end. What it took is read from `/proc` while it is a zombie: it has ended, and nobody has waited for it yet.
    fn run(mut command: Command, store: &Path) -> io::Result<Cost> {
        let out = File::create(store.with_extension("out"))?;
        let started = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(out).spawn()?;
        let directory = PathBuf::from(format!("/proc/{}", child.id()));
        let mut peak_kib: f64 = 0.0;
        let stat = loop {
            let status = fs::read_to_string(directory.join("status"))?;
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
            peak_kib = peak.and_then(|kib| kib.parse().ok()).map_or(peak_kib, |kib: f64| peak_kib.max(kib));
            let stat = fs::read_to_string(directory.join("stat"))?;
            if status.contains("State:\tZ") {
                break stat;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        let wall = started.elapsed().as_secs_f64();
        child.wait()?;
        // Fields 14 and 15 of the whole, 12 and 13 behind the name: ticks in user and system mode.
        let fields: Vec<f64> =
            stat.rsplit(") ").next().unwrap_or_default().split(' ').map(|f| f.parse().unwrap_or(0.0)).collect();
        let ticks: f64 = fields.get(11..13).map_or(f64::NAN, |ticks| ticks.iter().sum());
        Ok(Cost { wall, cpu: ticks / 100.0, peak_mib: peak_kib / 1024.0 })
    }
}
