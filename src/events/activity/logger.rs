//! Noting down what an agent does, in memory, and saving it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::analysis::{Analysis, per_hour};
use super::event::{Event, FileAccess, Operation, Task, ToolCall};
use super::read::read;
use super::tally::Tally;
use super::time::UnixTime;
use crate::events::log::{Appender, ReadOptions, Sync};
use crate::events::{Error, Layout, Read};
use crate::record::{AgentName, Json, SessionId};

/// Notes down the tasks, file accesses and tool calls of one session.
///
/// Nothing is written before [`Self::save_session`], which adds what is new since it was last called. The clock is given once.
///
/// ```
/// use std::time::Duration;
/// use jiff::Timestamp;
/// use responses::events::activity::ActivityLogger;
/// use responses::record::{AgentName, Json, SessionId};
///
/// let mut log = ActivityLogger::new(AgentName::new("engineer")?, Some(SessionId::new("release-1.4")?), Timestamp::now);
/// log.log_task_start("run tests", Json::empty_object());
/// log.log_tool_call("cargo", Json::parse(r#"{"args": ["test"]}"#)?, Some(Duration::from_millis(2300)));
/// log.log_file_write("report.md", Some(2048), Some(60));
/// log.log_task_complete("run tests", Some(Duration::from_millis(2500)), &Json::parse(r#"{"passed": 28}"#)?)?;
///
/// let dir = tempfile::tempdir()?;
/// let path = log.save_session(dir.path())?;
/// assert!(path.ends_with("engineer_release-1.4.jsonl"));
/// assert_eq!(log.analyze_session(&path).found.bottlenecks, ["run tests"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ActivityLogger<C> {
    agent: AgentName,
    session: SessionId,
    started: UnixTime,
    noted: Vec<Noted>,
    /// Where the open tasks of each name stand in `noted`.
    open: HashMap<String, Vec<usize>>,
    /// The starts of all tasks, by name.
    starts: HashSet<(String, u64)>,
    clock: C,
}

/// An event, and what of it was saved.
#[derive(Debug)]
struct Noted {
    event: Event,
    saved: Saved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saved {
    Nothing,
    /// A task that was not finished when it was saved.
    Open,
    Whole,
}

/// A task was completed that is not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no open task `{0}`")]
pub struct NoOpenTask(pub String);

/// The session in figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SessionSummary {
    /// Milliseconds from the beginning of the session to now, or to the end of a task if that is later.
    pub total_duration_ms: i64,
    /// How many tasks were finished.
    pub tasks_completed: u64,
    /// How many files were read.
    pub files_read: u64,
    /// How many files were written.
    pub files_written: u64,
    /// How many tools were called.
    pub tool_calls_count: u64,
    /// Finished tasks per hour; 0 where the session has taken no time yet.
    pub velocity: f64,
}

impl<C: Fn() -> Timestamp> ActivityLogger<C> {
    /// A logger whose session begins now. Without a name, the session is called by its beginning: `YYYYMMDD_HHMMSS` in UTC.
    #[must_use]
    pub fn new(agent: AgentName, session: Option<SessionId>, clock: C) -> Self {
        let now = clock();
        Self {
            agent,
            session: session.unwrap_or_else(|| session_of(now)),
            started: UnixTime::of(now),
            noted: Vec::new(),
            open: HashMap::new(),
            starts: HashSet::new(),
            clock,
        }
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// What was noted, in the order of its beginning.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.noted.iter().map(|noted| &noted.event)
    }

    /// Begins a task, which may be nested in others and may be called like others.
    pub fn log_task_start(&mut self, name: &str, metadata: Json) {
        let now = UnixTime::of((self.clock)());
        let start = free_start(now, |start| self.starts.contains(&(name.to_owned(), start.bits())));
        self.starts.insert((name.to_owned(), start.bits()));
        self.open.entry(name.to_owned()).or_default().push(self.noted.len());
        self.note(Event::Task(Task { name: name.to_owned(), start, end: None, metadata }));
    }

    /// Finishes the newest open task of that name: after `duration`, if it is given, and otherwise now. The members of `metadata` are
    /// added to the task's, in place of those of the same key.
    ///
    /// # Errors
    /// If no such task is open. Nothing is changed then; it is worth a warning.
    pub fn log_task_complete(
        &mut self,
        name: &str,
        duration: Option<Duration>,
        metadata: &Json,
    ) -> Result<&Task, NoOpenTask> {
        let now = UnixTime::of((self.clock)());
        let newest = self.open.get_mut(name).and_then(Vec::pop);
        let Some(Event::Task(task)) = newest.map(|at| &mut self.noted[at].event) else {
            return Err(NoOpenTask(name.to_owned()));
        };
        task.complete(duration, now, metadata);
        Ok(task)
    }

    /// Notes that a file was read.
    pub fn log_file_read(&mut self, path: &str, size_bytes: Option<u64>) {
        self.note(Event::File(FileAccess {
            path: path.to_owned(),
            operation: Operation::Read,
            size_bytes,
            lines: None,
        }));
    }

    /// Notes that a file was written.
    pub fn log_file_write(&mut self, path: &str, size_bytes: Option<u64>, lines: Option<u64>) {
        self.note(Event::File(FileAccess { path: path.to_owned(), operation: Operation::Write, size_bytes, lines }));
    }

    /// Notes that a tool was called.
    pub fn log_tool_call(&mut self, name: &str, params: Json, duration: Option<Duration>) {
        self.note(Event::Tool(ToolCall { name: name.to_owned(), params, duration }));
    }

    /// The session so far.
    #[must_use]
    pub fn session_summary(&self) -> SessionSummary {
        let now = UnixTime::of((self.clock)());
        let ends = self.tasks().filter_map(|task| task.end);
        let end = ends.fold(now, |latest, end| if end > latest { end } else { latest });
        let total_duration_ms = self.started.milliseconds_until(end);
        let count =
            |is: fn(&Event) -> bool| u64::try_from(self.events().filter(|event| is(event)).count()).unwrap_or(0);
        let tasks_completed = count(|event| matches!(event, Event::Task(task) if task.end.is_some()));
        SessionSummary {
            total_duration_ms,
            tasks_completed,
            files_read: count(|event| matches!(event, Event::File(file) if file.operation == Operation::Read)),
            files_written: count(|event| matches!(event, Event::File(file) if file.operation == Operation::Write)),
            tool_calls_count: count(|event| matches!(event, Event::Tool(_))),
            velocity: per_hour(tasks_completed, total_duration_ms),
        }
    }

    /// The analysis of what was noted, by the number of the event from 1 where a log has its lines.
    #[must_use]
    pub fn analysis(&self) -> Analysis {
        let mut tally = Tally::default();
        for (place, event) in (1..).zip(self.events()) {
            tally.add(place, &event.as_ref());
        }
        tally.analyse()
    }

    /// The analysis of a saved session, whoever saved it. A file that can't be read is a problem like a line that can't.
    #[must_use]
    pub fn analyze_session(&self, path: &Path) -> Read<Analysis> {
        read(path, &ReadOptions::default()).map(Tally::analyse)
    }

    /// Adds to `<directory>/<agent>_<session>.jsonl` what is not there yet, durably, and gives its path. A task that was saved while it was
    /// open gets a second line once it is finished, which supersedes the first.
    ///
    /// # Errors
    /// If it can't be written; then nothing was, and it can be tried again.
    pub fn save_session(&mut self, directory: &Path) -> Result<PathBuf, Error> {
        let path = Layout::new(directory).activity(&self.agent, &self.session);
        let lines: Vec<_> =
            self.noted.iter().filter(|noted| noted.is_new()).map(|noted| noted.event.to_line()).collect();
        let mut log = Appender::new(&path, Sync::Always);
        log.append_all(lines.iter().map(String::as_str))?;
        for noted in &mut self.noted {
            noted.saved = if noted.is_open() { Saved::Open } else { Saved::Whole };
        }
        Ok(path)
    }

    fn note(&mut self, event: Event) {
        self.noted.push(Noted { event, saved: Saved::Nothing });
    }

    fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.events().filter_map(|event| match event {
            Event::Task(task) => Some(task),
            Event::File(_) | Event::Tool(_) => None,
        })
    }
}

impl Noted {
    fn is_open(&self) -> bool {
        matches!(&self.event, Event::Task(task) if task.end.is_none())
    }

    fn is_new(&self) -> bool {
        match self.saved {
            Saved::Nothing => true,
            Saved::Open => !self.is_open(),
            Saved::Whole => false,
        }
    }
}

impl Task {
    /// Ends the task after `duration`, or else at `now`, and merges the metadata.
    pub(super) fn complete(&mut self, duration: Option<Duration>, now: UnixTime, metadata: &Json) {
        self.end = Some(duration.map_or(now, |duration| self.start.after(duration)));
        self.metadata = merged(&self.metadata, metadata);
    }
}

/// The members of both objects, those of `new` in place of those of the same key. Values stay as they were written.
fn merged(old: &Json, new: &Json) -> Json {
    let new_members = new.get().members();
    let kept = old.get().members().into_iter().filter(|(key, _)| new_members.iter().all(|(other, _)| other != key));
    let members: Vec<_> = kept
        .chain(new_members.iter().cloned())
        .map(|(key, value)| format!("{}:{}", Json::string(&key).get().text(), value.text()))
        .collect();
    // Members of two objects make another; should they ever not, nothing of the old is lost.
    Json::parse(&format!("{{{}}}", members.join(","))).unwrap_or_else(|_| old.clone())
}

/// The start of a new task: now, or as soon after that as no task of its name starts, since name and start tell which one is finished.
pub(super) fn free_start(now: UnixTime, is_taken: impl Fn(UnixTime) -> bool) -> UnixTime {
    let mut start = now;
    while is_taken(start) {
        start = start.next();
    }
    start
}

fn session_of(now: Timestamp) -> SessionId {
    let name = now.to_zoned(TimeZone::UTC).strftime("%Y%m%d_%H%M%S").to_string();
    // A time is never blank.
    SessionId::new(name).unwrap_or_default()
}
