//! Notes that are added to a session's log one by one, by as many processes as there are notes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::event::{Event, Task};
use super::line;
use super::logger::{NoOpenTask, free_start};
use super::time::UnixTime;
use crate::events::Error;
use crate::events::log::{self, Appender, Fold, Line, Problem, ReadOptions};
use crate::record::Json;

/// Adds a note to a log.
///
/// # Errors
/// If it can't be written; then nothing was.
pub fn note(log: &mut Appender, event: &Event) -> Result<(), Error> {
    log.append(&event.to_line()).map(drop)
}

/// Begins a task in a log, which is read as the options say.
///
/// # Errors
/// If the log can't be read or written; then nothing was written.
pub fn start_task(
    log: &mut Appender,
    options: &ReadOptions,
    name: &str,
    now: UnixTime,
    metadata: Json,
) -> Result<Task, Error> {
    log.append_with(|path| {
        let tasks = tasks_called(path, options, name);
        let start = free_start(now, |start| tasks.iter().any(|task| task.start == start));
        let task = Task { name: name.to_owned(), start, end: None, metadata };
        (vec![Event::Task(task.clone()).to_line()], task)
    })
}

/// Finishes the newest open task of that name in a log, which is read as the options say: after `duration`, if it is given, and otherwise now. The members of `metadata` are
/// added to the task's, in place of those of the same key.
///
/// # Errors
/// If the log can't be read or written; then nothing was written.
pub fn finish_task(
    log: &mut Appender,
    options: &ReadOptions,
    name: &str,
    duration: Option<Duration>,
    now: UnixTime,
    metadata: &Json,
) -> Result<Result<Task, NoOpenTask>, Error> {
    // What can't finish anything should not make a log.
    if log.path().symlink_metadata().is_err() {
        return Ok(Err(NoOpenTask(name.to_owned())));
    }
    log.append_with(|path| {
        let open = tasks_called(path, options, name).into_iter().rfind(|task| task.end.is_none());
        let Some(mut task) = open else { return (Vec::new(), Err(NoOpenTask(name.to_owned()))) };
        task.complete(duration, now, metadata);
        (vec![Event::Task(task.clone()).to_line()], Ok(task))
    })
}

/// The tasks of that name in a log, in the order in which they were begun.
fn tasks_called(path: &Path, options: &ReadOptions, name: &str) -> Vec<Task> {
    let files: &[PathBuf] = &[path.to_owned()];
    log::fold(files, options, || TasksCalled { name, tasks: Vec::new() }).found.merged()
}

/// The lines of tasks of one name.
struct TasksCalled<'a> {
    name: &'a str,
    tasks: Vec<Task>,
}

impl Fold for TasksCalled<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        if let Some(Event::Task(task)) = line::read(line.text)?.to_event()
            && task.name == self.name
        {
            self.tasks.push(task);
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.tasks.extend(later.tasks);
    }
}

impl TasksCalled<'_> {
    /// The tasks, each once: a finished one in the place of the open one that it supersedes.
    fn merged(self) -> Vec<Task> {
        let mut merged: Vec<Task> = Vec::new();
        let mut open: HashMap<u64, Vec<usize>> = HashMap::new();
        for task in self.tasks {
            let places = open.entry(task.start.bits()).or_default();
            match (task.end, places.pop()) {
                (Some(_), Some(place)) => merged[place] = task,
                (Some(_), None) => merged.push(task),
                (None, popped) => {
                    places.extend(popped);
                    places.push(merged.len());
                    merged.push(task);
                }
            }
        }
        merged
    }
}
