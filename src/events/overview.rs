//! The sessions of logs of every family, in one list.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::Read;
use super::activity::{self, Tally};
use super::layout::Layout;
use super::log::{self, Fold, Line, Problem, Problems, ReadOptions};
use super::recognise::{Family, Source};
use super::stream::{self, Group, Session, SessionPattern};
use crate::record::{JsonRef, LazyZone, RecordTime, names, read_object};

/// A session as its log tells of it, with the sessions that it started.
#[derive(Debug, Clone, PartialEq)]
pub struct LogSession {
    /// Its name: in the log, or that of the file.
    pub id: String,
    /// Which family of logs it is in.
    pub family: Family,
    /// Whose it is, where the log or its name says so.
    pub agent: Option<String>,
    /// The session that started it.
    pub parent: Option<String>,
    /// How many sessions are above it.
    pub depth: usize,
    /// The time of the first event that has one.
    pub first: Option<RecordTime>,
    /// The time of the last event that has one.
    pub last: Option<RecordTime>,
    /// How many events.
    pub events: u64,
    /// How many events of each type.
    pub types: BTreeMap<String, u64>,
    /// How many interactions were started; `None` where there is no such thing.
    pub interactions: Option<u64>,
    /// How often each tool was called.
    pub tools: BTreeMap<String, u64>,
    /// How much went wrong; `None` where a log does not say so.
    pub errors: Option<u64>,
    /// All tokens counted.
    pub tokens: Option<u64>,
    /// The file, or the directory of its files.
    pub path: PathBuf,
    /// The size of its files and of those of the sessions below it. Of sessions that share files the first at the top has it; for the
    /// others this is 0.
    pub bytes: u64,
}

impl LogSession {
    fn new(id: String, family: Family, path: &Path) -> Self {
        Self {
            id,
            family,
            agent: None,
            parent: None,
            depth: 0,
            first: None,
            last: None,
            events: 0,
            types: BTreeMap::new(),
            interactions: None,
            tools: BTreeMap::new(),
            errors: None,
            tokens: None,
            path: path.to_owned(),
            bytes: 0,
        }
    }
}

/// Reads the sessions of all sources that are logs: those that are in use last come first, each followed by those that it started. The
/// directories of streams are called as `pattern` says.
#[must_use]
pub fn overview(
    sources: &[Source],
    pattern: &SessionPattern,
    options: &ReadOptions,
    naive_zone: &LazyZone,
) -> Read<Vec<LogSession>> {
    let mut all = Read { found: Vec::new(), problems: Problems::default() };
    let of = |family| sources.iter().filter(move |source| source.family == Some(family));
    for source in of(Family::Activity) {
        all.take(activity_session(source, options));
    }
    for source in of(Family::Causal) {
        all.take(causal_session(source, options, naive_zone));
    }
    all.found = with_archives(std::mem::take(&mut all.found));
    let streams: Vec<_> = of(Family::Stream).cloned().collect();
    let groups = Group::of(streams.iter().map(|source| source.path.clone()).collect(), pattern);
    let sessions = stream::read_sessions(&groups, options, naive_zone);
    all.take(sessions.map(|sessions| stream_overview(&sessions, &groups, &streams)));
    all.map(newest_first)
}

/// Sessions of which a part was archived, each as one: its archive and the log that it goes on in.
fn with_archives(sessions: Vec<LogSession>) -> Vec<LogSession> {
    let mut places: HashMap<PathBuf, usize> = HashMap::new();
    let mut whole: Vec<LogSession> = Vec::new();
    for session in sessions {
        let log = Layout::log_of(&session.path).unwrap_or_else(|| session.path.clone());
        if let Some(place) = places.get(&log) {
            whole[*place].add(&session);
            whole[*place].path = log;
        } else {
            places.insert(log, whole.len());
            whole.push(session);
        }
    }
    whole
}

/// The sessions of streams in a list: those that are in use last come first, each followed by those that it started.
#[must_use]
pub fn stream_overview(sessions: &[Session], groups: &[Group], sources: &[Source]) -> Vec<LogSession> {
    let mut sizes: HashMap<&Path, u64> = HashMap::new();
    for source in sources {
        *sizes.entry(source.path.parent().unwrap_or(Path::new(""))).or_default() += source.bytes;
    }
    let nodes = stream::tree(sessions, groups);
    // What lies in a directory counts for the first of its sessions that is below none, else for the first.
    let mut heads: HashMap<usize, usize> = HashMap::new();
    for node in nodes.iter().filter(|node| node.depth == 0).chain(&nodes) {
        heads.entry(sessions[node.session].group).or_insert(node.session);
    }
    let session = |node: stream::Node| {
        let one = &sessions[node.session];
        let directory = &groups[one.group].directory;
        let is_head = heads.get(&one.group) == Some(&node.session);
        LogSession {
            parent: one.parent.clone(),
            depth: node.depth,
            first: one.first,
            last: one.last,
            events: one.events,
            types: one.types.iter().map(|(kind, count)| (kind.name().to_owned(), *count)).collect(),
            interactions: Some(one.interactions),
            tools: one.tools.iter().map(|(name, tool)| (name.clone(), tool.calls)).collect(),
            errors: Some(one.errors),
            tokens: one.tokens(),
            bytes: sizes.get(directory.as_path()).copied().filter(|_| is_head).unwrap_or(0),
            ..LogSession::new(one.id.clone(), Family::Stream, directory)
        }
    };
    newest_first(with_those_below(nodes.into_iter().map(session).collect()))
}

/// Sessions that stand in a tree, each with what happened in those below it.
fn with_those_below(mut tree: Vec<LogSession>) -> Vec<LogSession> {
    // The way from the top to the session that was looked at last.
    let mut path: Vec<usize> = Vec::new();
    let above = |(at, session): (usize, &LogSession)| {
        while path.last().is_some_and(|last| tree[*last].depth >= session.depth) {
            path.pop();
        }
        let above = path.last().copied();
        path.push(at);
        above
    };
    let above: Vec<_> = tree.iter().enumerate().map(above).collect();
    for (at, above) in above.into_iter().enumerate().rev() {
        if let Some(above) = above {
            let (front, rest) = tree.split_at_mut(at);
            front[above].add(&rest[0]);
        }
    }
    tree
}

/// Trees of sessions by their last events.
fn newest_first(sessions: Vec<LogSession>) -> Vec<LogSession> {
    let mut trees: Vec<Vec<LogSession>> = Vec::new();
    for session in sessions {
        match trees.last_mut().filter(|_| session.depth > 0) {
            Some(tree) => tree.push(session),
            None => trees.push(vec![session]),
        }
    }
    let last = |tree: &[LogSession]| tree.iter().filter_map(|session| session.last).max();
    trees.sort_by(|a, b| last(b).cmp(&last(a)).then_with(|| a[0].path.cmp(&b[0].path)));
    trees.into_iter().flatten().collect()
}

impl Read<Vec<LogSession>> {
    fn take(&mut self, more: Self) {
        self.found.extend(more.found);
        self.problems.append(more.problems);
    }
}

/// The agent and the session that the name of an activity log says: what stands before and after the first `_`.
#[must_use]
pub fn activity_names(path: &Path) -> (Option<String>, String) {
    let stem = log_name(path);
    match stem.split_once('_') {
        Some((agent, session)) => (Some(agent.to_owned()), session.to_owned()),
        None => (None, stem),
    }
}

/// The name of a log without its ending, decoded.
#[must_use]
pub fn log_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".gz").unwrap_or(&name);
    names::original(stem.strip_suffix(".jsonl").or_else(|| stem.strip_suffix(".json")).unwrap_or(stem))
}

fn activity_session(source: &Source, options: &ReadOptions) -> Read<Vec<LogSession>> {
    activity::read(&source.path, options).map(Tally::analyse).map(|analysis| {
        let (agent, id) = activity_names(&source.path);
        let time = |time: activity::UnixTime| time.instant().map(RecordTime::utc);
        let files = analysis.files.iter().map(|file| file.count).sum();
        let calls = analysis.tools.iter().map(|tool| tool.calls).sum();
        let types = [("task", analysis.events - files - calls), ("file", files), ("tool", calls)];
        vec![LogSession {
            agent,
            first: analysis.period.and_then(|(first, _)| time(first)),
            last: analysis.period.and_then(|(_, last)| time(last)),
            events: analysis.events,
            types: types
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(name, count)| (name.to_owned(), count))
                .collect(),
            tools: analysis.tools.iter().map(|tool| (tool.name.clone(), tool.calls)).collect(),
            bytes: source.bytes,
            ..LogSession::new(id, Family::Activity, &source.path)
        }]
    })
}

fn causal_session(source: &Source, options: &ReadOptions, naive_zone: &LazyZone) -> Read<Vec<LogSession>> {
    let new =
        || Causal { zone: naive_zone, session: LogSession::new(log_name(&source.path), Family::Causal, &source.path) };
    let folded = log::fold(std::slice::from_ref(&source.path), options, new);
    let session = LogSession { bytes: source.bytes, ..folded.found.session };
    Read { found: vec![session], problems: folded.problems }
}

/// The session of a causal log, counted line by line.
struct Causal<'a> {
    zone: &'a LazyZone,
    session: LogSession,
}

impl Fold for Causal<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        #[derive(Default)]
        struct Event {
            time: Option<String>,
            kind: Option<String>,
        }
        let event: Event = read_object(line.text, |event: &mut Event, key, value: JsonRef<'_>| {
            let text = || value.as_str().map(String::from);
            match key {
                "timestamp" => event.time = text(),
                "event_type" => event.kind = text(),
                _ => {}
            }
        })?;
        let session = &mut self.session;
        session.see(event.time.and_then(|time| RecordTime::parse_in(&time, self.zone)));
        let kind = event.kind.unwrap_or_else(|| "untyped".to_owned());
        if kind == "error" {
            session.errors = Some(session.errors.unwrap_or(0) + 1);
        }
        *session.types.entry(kind).or_default() += 1;
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.session.add(&later.session);
    }
}

impl LogSession {
    /// Counts an event of that time.
    fn see(&mut self, time: Option<RecordTime>) {
        self.events += 1;
        self.spans(time);
    }

    fn spans(&mut self, time: Option<RecordTime>) {
        if let Some(time) = time {
            self.first = Some(self.first.map_or(time, |first| first.min(time)));
            self.last = Some(self.last.map_or(time, |last| last.max(time)));
        }
    }

    /// Adds what happened in another part of it.
    fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.bytes += other.bytes;
        self.spans(other.first);
        self.spans(other.last);
        let sum = |a: Option<u64>, b: Option<u64>| b.map_or(a, |b| Some(a.unwrap_or(0).saturating_add(b)));
        self.interactions = sum(self.interactions, other.interactions);
        self.errors = sum(self.errors, other.errors);
        self.tokens = sum(self.tokens, other.tokens);
        for (mine, others) in [(&mut self.types, &other.types), (&mut self.tools, &other.tools)] {
            for (name, count) in others {
                *mine.entry(name.clone()).or_default() += count;
            }
        }
    }
}
