//! What a command needs to know of the process it runs in.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use etcetera::BaseStrategy;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::args::{ColorArg, GlobalArgs, SelectionArgs};
use super::contract::Times;
use super::error::{Code, CommandError};
use super::out::terminal_width;
use crate::capture::Fallbacks;
use crate::config::{self, Config, Origin, Sources, Variables};
use crate::events::log::{LineProblem, Problems, ReadOptions};
use crate::events::stream::SessionPattern;
use crate::record::{LazyZone, Redaction};
use crate::store::archive;
use crate::store::cleanup::{self, Completed};
use crate::store::pins::Pins;
use crate::store::write::WriteOptions;
use crate::store::{Cache, Options, Reach, ResponseTracker, Scanned, Selection, Skipped, Tally};
use crate::ui::progress::{Progress, Visibility};
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// As many skipped files as a message names without `-v`.
const NAMED: usize = 3;

/// The settings in force, the present moment, and the ways out.
pub(super) struct Context {
    global: GlobalArgs,
    /// What the settings were made of.
    pub(super) sources: Sources,
    /// The settings in force.
    pub(super) config: Config,
    /// The moment the command began.
    pub(super) now: Timestamp,
    zone: LazyZone,
    terminal_width: Option<usize>,
    seen: Arc<AtomicU64>,
    skipped_any: AtomicBool,
    found_nothing: AtomicBool,
}

impl Context {
    /// Reads the surroundings once, at the edge.
    pub(super) fn new(global: GlobalArgs) -> Result<Self, CommandError> {
        let ctx = Self::unchecked(global);
        ctx.config.error().map_or(Ok(ctx), |error| Err(error.into()))
    }

    /// The same, whatever is wrong with the configuration.
    pub(super) fn unchecked(global: GlobalArgs) -> Self {
        match global.color {
            ColorArg::Auto => {}
            ColorArg::Always => ColorChoice::Always.write_global(),
            ColorArg::Never => ColorChoice::Never.write_global(),
        }
        let sources = sources(&global);
        let zone = if global.utc { TimeZone::UTC.into() } else { LazyZone::found_by(TimeZone::system) };
        Self {
            global,
            config: Config::resolve_leniently(&sources),
            sources,
            now: Timestamp::now(),
            zone,
            terminal_width: terminal_width(),
            seen: Arc::new(AtomicU64::new(0)),
            skipped_any: AtomicBool::new(false),
            found_nothing: AtomicBool::new(false),
        }
    }

    /// Warns of what is doubtful in the configuration, but for what is told by an error.
    pub(super) fn warn_of_configuration(&self, is_told: impl Fn(&config::Problem) -> bool) {
        for problem in self.config.problems.iter().filter(|problem| !is_told(problem)) {
            self.warn(&problem.to_string());
        }
    }

    /// The tracker of the store in force, after completing what a crash may have cut short there. A store that was named by
    /// `--dir` must exist.
    pub(super) fn tracker(&self) -> Result<ResponseTracker, CommandError> {
        let tracker = self.tracker_as_it_is()?;
        self.recover(&tracker);
        Ok(tracker)
    }

    /// The same, with archives if the selection is to be looked for there too.
    pub(super) fn tracker_for(&self, selection: &SelectionArgs) -> Result<ResponseTracker, CommandError> {
        Ok(self.tracker()?.reaching(selection.reach()))
    }

    /// The same, without touching the store even if a clear was cut short there.
    pub(super) fn tracker_as_it_is(&self) -> Result<ResponseTracker, CommandError> {
        let store = &self.config.store;
        if self.config.store_origin == Origin::Flag && !store.exists() {
            let message = format!("no store at {}", store.display());
            return Err(CommandError::new(Code::NotFound, message).hint("check --dir; `responses log` creates a store"));
        }
        let tracker = self.writing_tracker(WriteOptions::default())?;
        if !store.exists() {
            self.say(&format!("no store yet at {}", store.display()));
        }
        Ok(tracker)
    }

    /// The tracker of the store in force, which the first write creates.
    pub(super) fn writing_tracker(&self, write: WriteOptions) -> Result<ResponseTracker, CommandError> {
        self.redacting_tracker(write, self.config.settings.redact.value)
    }

    /// The same, with secrets taken out or not whatever the configuration says.
    pub(super) fn redacting_tracker(
        &self,
        write: WriteOptions,
        redaction: Redaction,
    ) -> Result<ResponseTracker, CommandError> {
        self.tracker_of(&self.config.store, write, redaction)
    }

    /// The tracker of another store than the one in force, for reading.
    pub(super) fn tracker_at(&self, store: &Path) -> Result<ResponseTracker, CommandError> {
        self.tracker_of(store, WriteOptions::default(), self.config.settings.redact.value)
    }

    fn tracker_of(
        &self,
        store: &Path,
        write: WriteOptions,
        redaction: Redaction,
    ) -> Result<ResponseTracker, CommandError> {
        let cache = if self.global.no_cache { None } else { cache() };
        let options = Options {
            reader: self.config.reader(),
            write,
            redaction,
            progress: Some(Arc::clone(&self.seen)),
            reach: Reach::Store,
            cache,
        };
        Ok(ResponseTracker::with_options(store, options)?)
    }

    /// A reader of a store that it can't change still gets its answer, and is told.
    fn recover(&self, tracker: &ResponseTracker) {
        match cleanup::recover(tracker.layout(), "recovery") {
            Ok(None) => {}
            Ok(Some(recovered)) => {
                for completed in recovered.completed {
                    self.warn(match completed {
                        Completed::Clear(_) => {
                            "completed a clear or repair that had been interrupted; `responses undo` takes it back"
                        }
                        Completed::Restore(_) => "completed an undo that had been interrupted",
                    });
                }
            }
            Err(error) => self.warn(&format!("a clear or repair was interrupted and can't be completed now: {error}")),
        }
        match archive::recover(tracker.layout(), tracker.reader(), "recovery") {
            Ok(completed) => completed.iter().for_each(|completed| self.tell_completed(completed)),
            Err(error) => self.warn(&format!("work on archives was interrupted and can't be completed now: {error}")),
        }
    }

    fn tell_completed(&self, completed: &archive::Completed) {
        let left = match completed {
            archive::Completed::TakenBack => {
                self.warn("took back an archiving that had been interrupted; every response is at its place");
                return;
            }
            archive::Completed::Archive(left) => {
                self.warn("completed an archiving that had been interrupted");
                left
            }
            archive::Completed::Restore(restored) => {
                self.warn("completed a restore that had been interrupted");
                &restored.errors
            }
        };
        for left in left {
            self.warn(&format!("{}: {}", left.path.display(), left.why));
        }
    }

    /// The pinned sessions, for those who only show them: a store whose pins can't be read still answers.
    pub(super) fn pins(&self, tracker: &ResponseTracker) -> Pins {
        Pins::read(tracker.layout()).unwrap_or_else(|error| {
            self.warn(&format!("which sessions are pinned can't be told: {error}"));
            Pins::default()
        })
    }

    /// Does something that reads the store, with progress.
    pub(super) fn watch<T>(&self, work: impl FnOnce() -> T) -> T {
        let progress = self.start_progress();
        let done = work();
        drop(progress);
        done
    }

    /// Shows progress until what this gives is dropped.
    pub(super) fn start_progress(&self) -> Progress {
        Progress::start("reading responses", Arc::clone(&self.seen), self.progress())
    }

    /// Runs a question over the store, with progress, and says what had to be skipped.
    pub(super) fn scan<T: Tally>(
        &self,
        tracker: &ResponseTracker,
        new: impl Fn() -> T + Sync + Send,
    ) -> Result<Scanned<T>, CommandError> {
        let scanned = self.watch(|| tracker.scan(new))?;
        self.report_skipped(&scanned.skipped);
        Ok(scanned)
    }

    /// Where captured responses go that their store can't take.
    pub(super) fn fallbacks(&self) -> Fallbacks {
        fallbacks(&self.sources)
    }

    /// The store that `--dir` names.
    pub(super) fn dir_flag(&self) -> Option<&Path> {
        self.global.dir.as_deref()
    }

    /// The selection that the flags mean.
    pub(super) fn select(&self, args: &SelectionArgs) -> Result<Selection, CommandError> {
        args.resolve(self.now, self.zone())
    }

    /// The zone that times are shown in.
    pub(super) fn zone(&self) -> &TimeZone {
        self.zone.get()
    }

    /// How times are written in JSON.
    pub(super) fn times(&self) -> Times {
        if self.global.utc { Times::Utc } else { Times::AsRecorded }
    }

    /// True if a person is looking at standard output.
    pub(super) fn on_terminal(&self) -> bool {
        self.terminal_width.is_some()
    }

    /// The terminal's width in columns; `None` if standard output is not one.
    pub(super) fn width(&self) -> Option<usize> {
        self.terminal_width
    }

    fn progress(&self) -> Visibility {
        if self.global.no_progress || self.global.quiet { Visibility::Hidden } else { Visibility::OnTerminal }
    }

    /// Says something on stderr, unless `--quiet`.
    pub(super) fn say(&self, text: &str) {
        if !self.global.quiet {
            // With stderr gone there is nobody left to tell.
            _ = writeln!(anstream::stderr().lock(), "{}", visible_line(text));
        }
    }

    /// Warns on stderr, unless `--quiet`.
    pub(super) fn warn(&self, text: &str) {
        let yellow = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
        if !self.global.quiet {
            _ = writeln!(anstream::stderr().lock(), "{yellow}warning:{yellow:#} {}", visible_line(text));
        }
    }

    /// Warns of files that could not be read: how many, and with `--verbose` which and why.
    pub(super) fn report_skipped(&self, skipped: &[Skipped]) {
        if skipped.is_empty() {
            return;
        }
        self.skipped_any.store(true, Ordering::Relaxed);
        let files = if skipped.len() == 1 { "file" } else { "files" };
        if self.global.verbose {
            self.warn(&format!("skipped {} unreadable {files}:", skipped.len()));
            for one in skipped {
                self.say(&format!("  {}: {}", one.path.display(), one.problem));
            }
        } else {
            let named: Vec<_> = skipped.iter().take(NAMED).map(|one| one.path.display().to_string()).collect();
            let more = if skipped.len() > NAMED { ", ..." } else { "" };
            self.warn(&format!(
                "skipped {} unreadable {files} ({}{more}); -v says why",
                skipped.len(),
                named.join(", ")
            ));
        }
    }

    /// The same for lines of event logs.
    pub(super) fn report_problems(&self, problems: &Problems) {
        if problems.is_empty() {
            return;
        }
        self.skipped_any.store(true, Ordering::Relaxed);
        let files = problems.named.iter().filter(|problem| problem.line.is_none()).count() as u64;
        let counts = [(files, "unreadable file"), (problems.total.saturating_sub(files), "unreadable line")];
        let counts =
            counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| units::counted(count, what));
        let unreadable = counts.collect::<Vec<_>>().join(" and ");
        if !self.global.verbose {
            let place = |problem: &LineProblem| match problem.line {
                Some(line) => format!("{}:{line}", problem.path.display()),
                None => problem.path.display().to_string(),
            };
            let named: Vec<_> = problems.named.iter().take(NAMED).map(place).collect();
            let more = if problems.total > NAMED as u64 { ", ..." } else { "" };
            let named = named.join(", ");
            return self.warn(&format!("skipped {unreadable} ({named}{more}); -v says why"));
        }
        self.warn(&format!("skipped {unreadable}:"));
        problems.named.iter().for_each(|problem| self.say(&format!("  {problem}")));
        let more = problems.total - problems.named.len() as u64;
        if more > 0 {
            self.say(&format!("  and {more} more"));
        }
    }

    /// True if secrets are taken out of what is written.
    pub(super) fn redacts(&self) -> bool {
        self.config.settings.redact.value == Redaction::On
    }

    /// How event logs are read, within the limits in force.
    pub(super) fn read_options(&self) -> ReadOptions {
        ReadOptions { max_line_bytes: self.line_limit(), ..ReadOptions::default() }
    }

    /// How the directories of streamed sessions are called.
    pub(super) fn session_pattern(&self) -> &SessionPattern {
        &self.config.settings.streams.session_pattern.value
    }

    /// The longest line of a log, in bytes.
    pub(super) fn line_limit(&self) -> usize {
        usize::try_from(self.config.settings.limits.line_length.value).unwrap_or(usize::MAX)
    }

    /// The zone of times that were written without an offset.
    pub(super) fn naive_zone(&self) -> &LazyZone {
        &self.config.naive_zone
    }

    /// True if everything is to be named.
    pub(super) fn is_verbose(&self) -> bool {
        self.global.verbose
    }

    /// True if whatever had to be skipped is a failure.
    pub(super) fn is_strict(&self) -> bool {
        self.global.strict
    }

    /// Warns of something that was not done, which the exit code says under `--strict`.
    pub(super) fn warn_left_out(&self, message: &str) {
        self.skipped_any.store(true, Ordering::Relaxed);
        self.warn(message);
    }

    /// Notes that a search found nothing, which its exit code says.
    pub(super) fn found_nothing(&self) {
        self.found_nothing.store(true, Ordering::Relaxed);
    }

    /// The exit code of a command that did what it was asked.
    pub(super) fn finish(&self) -> ExitCode {
        let is = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        match (self.global.strict && is(&self.skipped_any), is(&self.found_nothing)) {
            (true, _) => ExitCode::from(4),
            (false, true) => ExitCode::from(3),
            (false, false) => ExitCode::SUCCESS,
        }
    }
}

/// What the process finds around it.
pub(super) fn sources(global: &GlobalArgs) -> Sources {
    let home = etcetera::home_dir().ok();
    let named = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    Sources {
        dir_flag: global.dir.clone(),
        config_flag: global.config.clone(),
        variables: Variables::read(|name| std::env::var_os(name)),
        // Without a working directory everything relative fails by itself, with its own name.
        working_directory: std::env::current_dir().unwrap_or_default(),
        config_home: named.or_else(|| Some(home.as_ref()?.join(".config"))),
        home,
    }
}

/// Where scans remember what they read: below the user's cache directory, as the system has it.
fn cache() -> Option<Cache> {
    let directories = etcetera::base_strategy::choose_native_strategy().ok()?;
    Some(Cache::new(directories.cache_dir().join("responses"), Timestamp::now))
}

/// Where captured responses go that their store can't take.
pub(super) fn fallbacks(sources: &Sources) -> Fallbacks {
    Fallbacks::new(sources.home.as_deref(), &std::env::temp_dir())
}
