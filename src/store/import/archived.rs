//! What a store has archived, for who asks whether it has a record.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::record::{Problem, Record, names, to_canonical};
use crate::store::archive::{self, ArchiveName, Limits};
use crate::store::entry::UNKNOWN_SESSION;
use crate::store::scan::Skipped;
use crate::store::tracker::ResponseTracker;

/// The records in archives, each of which is decoded once, when the first record of its session is asked for.
///
/// A session is looked for in the archives that say they are of it. Should another hold some of it too, that is not found, and then a record
/// is stored that is archived already; the other way round nothing can be missed.
#[derive(Debug)]
pub(super) struct Archived<'a> {
    tracker: &'a ResponseTracker,
    archives: Vec<ArchiveName>,
    /// The places of a session's archives among these that were not decoded yet.
    unread: HashMap<String, Vec<usize>>,
    known: HashMap<String, Known>,
    digester: Digester,
    skipped: Vec<Skipped>,
}

/// The records of a session in its archives.
#[derive(Debug, Default)]
struct Known {
    /// Each record under the digests of the forms that it may come in.
    members: HashMap<Digest, Vec<Member>>,
    /// Those that have their counterpart in the source, by number.
    matched: HashSet<usize>,
    /// How many there are.
    count: usize,
}

/// A record in an archive.
#[derive(Debug, Clone, Copy)]
struct Member {
    number: usize,
    archive: usize,
}

impl<'a> Archived<'a> {
    /// Looks which archives there are. Those that can't be read are skipped.
    pub(super) fn of(tracker: &'a ResponseTracker) -> Self {
        let (mut archives, mut unread) = (Vec::new(), HashMap::<_, Vec<_>>::new());
        let skipped = match archive::list(tracker.layout(), tracker.reader()) {
            Err(error) => vec![archive::unlisted(tracker.layout(), error)],
            Ok(listed) => {
                for summary in listed.found {
                    unread.entry(summary.session).or_default().push(archives.len());
                    archives.push(summary.name);
                }
                listed.skipped
            }
        };
        Self { tracker, archives, unread, known: HashMap::new(), digester: Digester::default(), skipped }
    }

    /// What could not be read so far, and was not taken before.
    pub(super) fn take_skipped(&mut self) -> Vec<Skipped> {
        std::mem::take(&mut self.skipped)
    }

    /// The archive with a record that is equal to this one and was not matched yet, which is matched then.
    pub(super) fn counterpart(&mut self, record: &Record) -> Option<PathBuf> {
        let session = record.session_id.as_deref().unwrap_or(UNKNOWN_SESSION);
        for archive in self.unread.remove(session).unwrap_or_default() {
            self.decode(session, archive);
        }
        let known = self.known.get_mut(session)?;
        let equal = known.members.get(&self.digester.of(record))?;
        let member = *equal.iter().find(|member| !known.matched.contains(&member.number))?;
        known.matched.insert(member.number);
        Some(self.tracker.layout().archive_below(&self.archives[member.archive]))
    }

    /// Gets to know what is in an archive, but for what is at its place as well.
    fn decode(&mut self, session: &str, archive: usize) {
        let (layout, reader) = (self.tracker.layout(), self.tracker.reader());
        let name = &self.archives[archive];
        let known = self.known.entry(session.to_owned()).or_default();
        let read = archive::visit(layout, name, Limits::of(reader), |place, _, bytes| {
            let path = place.parent.join(place.name);
            match reader.read(bytes) {
                Ok(record) => known.add(archive, &path, record, &self.digester),
                Err(problem) => self.skipped.push(Skipped { path: place.archive.join(path), problem }),
            }
            ControlFlow::Continue(())
        });
        if let Err(damage) = read {
            let path = layout.archive_below(name);
            self.skipped.push(Skipped { path, problem: Problem::from(damage) });
        }
    }
}

impl Known {
    /// Takes in a record, as it is and, as an export has it, with the names that its place tells.
    fn add(&mut self, archive: usize, path: &Path, record: Record, digester: &Digester) {
        let member = Member { number: self.count, archive };
        self.count += 1;
        self.members.entry(digester.of(&record)).or_default().push(member);
        if record.session_id.is_none() || record.agent.is_none() {
            let hints = names::Hints::of(path);
            let (session_id, agent) = (record.session_id.or(hints.session), record.agent.or(hints.agent));
            let named = digester.of(&Record { session_id, agent, ..record });
            self.members.entry(named).or_default().push(member);
        }
    }
}

/// Tells whether two records are the same without keeping either.
type Digest = [u64; 2];

/// Makes digests under keys that only this process has, so that nobody can make two records that get the same one.
#[derive(Debug, Default)]
struct Digester([RandomState; 2]);

impl Digester {
    fn of(&self, record: &Record) -> Digest {
        let canonical = to_canonical(record);
        self.0.each_ref().map(|keys| keys.hash_one(&canonical))
    }
}
