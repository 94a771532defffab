//! Bringing old shapes and names into the canonical form and to the canonical place.
//!
//! [`plan`] looks at every record and says what would become of it; [`apply`] writes the new files and moves the old ones to the trash, under
//! a receipt that [`undo`](super::cleanup::undo) takes back. What can't be brought into form without loss is named and left.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::cleanup::{Cleared, Replacement, replace};
use super::entry::Entry;
use super::error::Error;
use super::files::{self, Stat};
use super::prepared::is_numbered;
use super::scan::{Scan, Scanned, Visited, read_capped};
use super::tracker::ResponseTracker;
use crate::record::{AgentName, Obstacle, Problem, Record, SessionId, compress, is_gzip, names, normal, to_canonical};

/// A record that would be brought into form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// Where it lies.
    pub from: PathBuf,
    /// Where it would lie; the same if only its content changes.
    pub to: PathBuf,
    session: String,
    seen: Stat,
}

/// What would be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What would be brought into form, by path.
    pub renewals: Vec<Renewal>,
    /// What stays as it is although it is not in form, and why, by path.
    pub left: Vec<(PathBuf, Obstacle)>,
    /// How many records are in form already.
    pub canonical: u64,
}

/// Looks which records are not in canonical form, or not at their place. Nothing is changed by looking.
///
/// # Errors
/// If the store exists and can't be listed.
pub fn plan(tracker: &ResponseTracker) -> Result<Scanned<Plan>, Error> {
    let scan = Scan::new(tracker.layout(), tracker.reader(), tracker.options().progress.as_deref());
    let Scanned { found, skipped } = scan.visit(Plan::default, |plan, file| judge(tracker, plan, &file))?;
    let mut plan = Plan::default();
    for one in found {
        plan.renewals.extend(one.renewals);
        plan.left.extend(one.left);
        plan.canonical += one.canonical;
    }
    plan.renewals.sort_by(|a, b| a.from.cmp(&b.from));
    plan.left.sort_by(|a, b| a.0.cmp(&b.0));
    number(tracker, &mut plan.renewals)?;
    Ok(Scanned { found: plan, skipped })
}

/// Brings what is planned into form. A file that is not as it was when the plan was made stays and is named.
///
/// # Errors
/// [`Error::Busy`] if another process is changing the store, [`Error::Storage`] if it can't be changed; then everything is as it was, or the
/// next command that opens the store completes the work.
pub fn apply(tracker: &ResponseTracker, plan: &Plan, now: Timestamp) -> Result<Cleared, Error> {
    let replacements = plan.renewals.iter().map(|renewal| Replacement {
        from: renewal.from.clone(),
        seen: renewal.seen,
        to: renewal.to.clone(),
        session: renewal.session.clone(),
    });
    let content = |replacement: &Replacement| {
        let (bytes, stat) = read(tracker, &replacement.from).ok()?;
        let formed =
            (stat == replacement.seen).then(|| form(tracker, &replacement.from, &stat, &bytes).ok()?.ok())??;
        formed.stored(&bytes).ok()
    };
    replace(tracker.layout(), replacements.collect(), "repair --normalise", now, content)
}

fn read(tracker: &ResponseTracker, path: &Path) -> Result<(Vec<u8>, Stat), Problem> {
    let full = tracker.layout().record(path);
    let (file, _) = files::open_regular(&full)?;
    let stat = files::stat_of(&file).map_err(|error| Problem::Io(error.to_string()))?;
    Ok((read_capped(file, stat.bytes, tracker.reader().max_bytes)?, stat))
}

fn judge(tracker: &ResponseTracker, plan: &mut Plan, file: &Visited<'_>) -> Result<(), Problem> {
    let path = file.path();
    let formed = match form(tracker, &path, file.stat, file.bytes)? {
        Ok(formed) => formed,
        Err(obstacle) => {
            plan.left.push((path, obstacle));
            return Ok(());
        }
    };
    let in_place = formed.is_at(&path);
    if in_place && tracker.reader().open(file.bytes)?.bytes() == formed.bytes {
        plan.canonical += 1;
        return Ok(());
    }
    let to = if in_place { path.clone() } else { formed.place() };
    plan.renewals.push(Renewal { from: path, to, session: formed.session, seen: *file.stat });
    Ok(())
}

/// A record in form.
struct Formed {
    bytes: Vec<u8>,
    session: String,
    directory: String,
    stem: String,
    ending: &'static str,
}

/// The record in a file brought into form.
fn form(
    tracker: &ResponseTracker,
    path: &Path,
    stat: &Stat,
    bytes: &[u8],
) -> Result<Result<Formed, Obstacle>, Problem> {
    let reader = tracker.reader();
    let plain = reader.open(bytes)?;
    let record = reader.read(plain.bytes())?;
    let entry = Entry::new(path.to_owned(), stat.bytes, None, reader.summarise(plain.bytes())?);
    let text = std::str::from_utf8(plain.bytes()).map_err(|error| Problem::NotUtf8 { offset: error.valid_up_to() })?;
    let formed = normal(entry.complete(record), text);
    Ok(formed.and_then(|record| Formed::of(&record, if is_gzip(bytes) { ".json.gz" } else { ".json" })))
}

impl Formed {
    fn of(record: &Record, ending: &'static str) -> Result<Self, Obstacle> {
        let time = record.timestamp.time().ok_or(Obstacle::Undated)?;
        let nameless = |what| move |_| Obstacle::Nameless(what);
        let session = SessionId::new(record.session_id.clone().unwrap_or_default()).map_err(nameless("session_id"))?;
        let agent = AgentName::new(record.agent.clone().unwrap_or_default()).map_err(nameless("agent"))?;
        Ok(Self {
            bytes: to_canonical(record),
            directory: names::component(session.as_str()),
            session: session.as_str().to_owned(),
            stem: names::record_stem(&agent, time.instant()),
            ending,
        })
    }

    /// Where it belongs, if that name is free.
    fn place(&self) -> PathBuf {
        Path::new(&self.directory).join(self.stem.clone() + self.ending)
    }

    /// True if a file at this path is where it belongs, whatever its number.
    fn is_at(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        path.parent() == Some(Path::new(&self.directory))
            && is_numbered(name, &self.stem)
            && name.ends_with(self.ending)
    }

    /// The bytes as they are stored in the place of `old`.
    fn stored(self, old: &[u8]) -> io::Result<Vec<u8>> {
        if is_gzip(old) { compress(&self.bytes) } else { Ok(self.bytes) }
    }
}

/// Gives those that would lie under the same name, or under one that is taken, the next free number, in the order of their paths.
fn number(tracker: &ResponseTracker, renewals: &mut [Renewal]) -> Result<(), Error> {
    let mut given: HashSet<PathBuf> = renewals
        .iter()
        .filter(|renewal| renewal.to == renewal.from)
        .map(|renewal| without_ending(&renewal.to))
        .collect();
    for renewal in renewals.iter_mut().filter(|renewal| renewal.to != renewal.from) {
        let name = renewal.to.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let stem = names::stem(name).unwrap_or(name).to_owned();
        let ending = name[stem.len()..].to_owned();
        let numbers = (0_u32..).map(|number| match number {
            0 => stem.clone(),
            number => format!("{stem}-{number}"),
        });
        for stem in numbers {
            let free = !given.contains(&renewal.to.with_file_name(&stem)) && is_free(tracker, renewal, &stem)?;
            if free {
                given.insert(renewal.to.with_file_name(&stem));
                renewal.to = renewal.to.with_file_name(stem + &ending);
                break;
            }
        }
    }
    Ok(())
}

/// True if nothing lies under a stem, compressed or not.
fn is_free(tracker: &ResponseTracker, renewal: &Renewal, stem: &str) -> Result<bool, Error> {
    for ending in [".json", ".json.gz"] {
        let full = tracker.layout().record(&renewal.to.with_file_name(stem.to_owned() + ending));
        match full.symlink_metadata() {
            Ok(_) => return Ok(false),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(Error::storage("read", &full)(error)),
        }
    }
    Ok(true)
}

fn without_ending(path: &Path) -> PathBuf {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    path.with_file_name(names::stem(name).unwrap_or(name))
}
