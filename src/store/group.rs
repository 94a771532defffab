//! Many records made durable together, at a fraction of the cost of one after the other.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use tempfile::TempPath;

use super::error::Error;
use super::files::FileSystem;
use super::prepared::Prepared;
use super::threads::on_threads;
use super::tracker::{NewResponse, ResponseTracker};
use super::write::{Durability, Name, encode, missing, publish, publish_new, remove_empty, stage, sync_up_to_store};
use crate::record::{Redaction, SessionId, names};

/// So many records wait in temporary files at most. From here on a larger group gains little.
const LARGEST_GROUP: usize = 1000;
/// So many bytes of text, about: a disk that is told to sync more often than that writes less of the time.
const LARGEST_GROUP_BYTES: usize = 16 << 20;
/// So many threads wait for the disk where each file is synced by itself. With more a file system gets no faster.
const WAITING_THREADS: usize = 8;

/// Something that becomes a record file of a session.
pub(super) trait Storable: Sync {
    /// The conversation it belongs to.
    fn session(&self) -> &SessionId;

    /// The name of its file without its ending, if that is free.
    fn stem(&self) -> String;

    /// About how many bytes it has.
    fn size(&self) -> usize;

    /// The bytes of its file, not compressed.
    ///
    /// # Errors
    /// It is not fit to be stored.
    fn bytes(&self, redaction: Redaction) -> Result<Cow<'_, [u8]>, Error>;
}

impl Storable for NewResponse {
    fn session(&self) -> &SessionId {
        &self.session_id
    }

    fn stem(&self) -> String {
        names::record_stem(&self.agent, self.timestamp.instant())
    }

    fn size(&self) -> usize {
        self.request.len() + self.response.len()
    }

    fn bytes(&self, redaction: Redaction) -> Result<Cow<'_, [u8]>, Error> {
        Ok(Prepared::bytes_of(self, redaction)?.into())
    }
}

/// A record in a temporary file.
struct Staged {
    temporary: TempPath,
    ending: &'static str,
}

/// Records in temporary files. They are durable when the file system is synced, or already if that is not to be done.
struct StagedGroup {
    whole: Option<FileSystem>,
    files: Vec<Result<Staged, Error>>,
}

impl ResponseTracker {
    /// Records responses as [`Self::track`] does, each with a result of its own in the same order, but makes them durable in
    /// groups. Responses of one session and agent at one millisecond are numbered in the order given.
    ///
    /// # Errors
    /// For each response as [`Self::track`]; then nothing of it was left behind, and others are not affected.
    #[must_use]
    pub fn track_all(&self, responses: &[NewResponse]) -> Vec<Result<PathBuf, Error>> {
        self.store_all(responses)
    }

    /// The same for whatever becomes a record.
    pub(super) fn store_all<T: Storable>(&self, items: &[T]) -> Vec<Result<PathBuf, Error>> {
        if let [one] = items {
            return vec![self.store_one(one)];
        }
        let directories: BTreeSet<_> = items.iter().map(|item| self.layout().session(item.session())).collect();
        let created: BTreeSet<_> = directories.iter().flat_map(|directory| missing(directory)).collect();
        let stored = self.store_groups(items);
        if stored.iter().any(Result::is_err) {
            // A set of paths has what is inside a directory behind it.
            remove_empty(created.into_iter().rev());
        }
        stored
    }

    fn store_one<T: Storable>(&self, item: &T) -> Result<PathBuf, Error> {
        let bytes = item.bytes(self.options().redaction)?;
        publish(&self.layout().session(item.session()), &item.stem(), &bytes, self.options().write)
    }

    /// While one group waits for the disk, the next is being encoded and written.
    fn store_groups<T: Storable>(&self, items: &[T]) -> Vec<Result<PathBuf, Error>> {
        let groups = groups(items);
        let (hand_over, staged) = mpsc::sync_channel(0);
        let ahead = groups.clone();
        // The receiver goes with the scope, so that after a panic in it nobody waits to hand over.
        thread::scope(move |scope| {
            let stage = move || {
                let mut waiting = 0;
                ahead.into_iter().try_for_each(|group| {
                    let staged = self.stage_group(group, waiting);
                    waiting = group.iter().map(Storable::size).sum();
                    hand_over.send(staged)
                })
            };
            // Without another thread, this one does it all.
            let helper = thread::Builder::new().spawn_scoped(scope, stage);
            let staged = move |group| staged.recv().unwrap_or_else(|_| self.stage_group(group, 0));
            let stored = groups.into_iter().flat_map(|group| self.finish_group(group, staged(group))).collect();
            drop(helper);
            stored
        })
    }

    /// Writes each record to a temporary file, while so many bytes of the group before may be `waiting` for the disk.
    fn stage_group<T: Storable>(&self, group: &[T], waiting: usize) -> StagedGroup {
        let standing = self.layout().base().ancestors().find(|ancestor| ancestor.exists());
        // It is opened before the first byte is written, so that no error of write-back is missed.
        let whole = standing.and_then(|directory| FileSystem::open_to_sync(directory, group.len(), waiting));
        // Threads that do not wait would only be in each other's way if they were more than the processors.
        let processors = || thread::available_parallelism().map_or(1, NonZero::get);
        let threads = if whole.is_some() { processors() } else { WAITING_THREADS };
        let files = on_threads(threads, group, |item| self.stage(item, whole.as_ref()));
        StagedGroup { whole, files }
    }

    /// Makes a group durable, and publishes it.
    fn finish_group<T: Storable>(&self, group: &[T], staged: StagedGroup) -> Vec<Result<PathBuf, Error>> {
        let base = self.layout().base();
        let synced = staged.whole.map_or(Ok(()), |whole| whole.sync());
        // If that failed it is not known whose data was lost, so nobody's counts as durable.
        let durable = |file| match &synced {
            Ok(()) => file,
            Err(error) => Err(Error::storage("sync", base)(io::Error::new(error.kind(), error.to_string()))),
        };
        let files = staged.files.into_iter().map(durable);
        let mut numbers = Numbers::new();
        let mut stored: Vec<_> =
            group.iter().zip(files).map(|(item, file)| self.settle(item, file, &mut numbers)).collect();
        if self.options().write.durability == Durability::Full {
            sync_directories(&mut stored);
        }
        stored
    }

    fn stage<T: Storable>(&self, item: &T, whole: Option<&FileSystem>) -> Result<Staged, Error> {
        let directory = self.layout().session(item.session());
        let bytes = item.bytes(self.options().redaction)?;
        let encoded = encode(&bytes, self.options().write.compression);
        let (bytes, ending) = encoded.map_err(Error::storage("compress", &directory))?;
        let (file, temporary) = stage(&directory, &bytes)?.into_parts();
        // A session's directory can lie elsewhere, by a link or a mount.
        if !whole.is_some_and(|whole| whole.holds(&file)) {
            file.sync_all().map_err(Error::storage("write to", &directory))?;
        }
        Ok(Staged { temporary, ending })
    }

    /// Publishes what is durable. What storage refused is tried once more alone, from the beginning: the directory may have
    /// been removed under our feet, or there was too much at once.
    fn settle<T: Storable>(
        &self,
        item: &T,
        staged: Result<Staged, Error>,
        numbers: &mut Numbers,
    ) -> Result<PathBuf, Error> {
        let published = staged.and_then(|Staged { temporary, ending }| {
            let directory = self.layout().session(item.session());
            let stem = item.stem();
            let next = numbers.entry((item.session().clone(), stem.clone())).or_default();
            publish_new(temporary, &directory, &Name { stem: &stem, ending }, next)
        });
        match published {
            Err(Error::Storage { .. }) => self.store_one(item),
            settled => settled,
        }
    }
}

/// Splits responses into groups, in order.
fn groups<T: Storable>(mut rest: &[T]) -> Vec<&[T]> {
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |item: &&T| {
            let before = bytes;
            bytes += item.size();
            before < LARGEST_GROUP_BYTES
        };
        let (group, behind) = rest.split_at(rest.iter().take(LARGEST_GROUP).take_while(fits).count());
        groups.push(group);
        rest = behind;
    }
    groups
}

/// From which number on the names of a session and stem may be free, so that nobody has to search from the beginning.
type Numbers = HashMap<(SessionId, String), u32>;

/// Makes the entries in the directories durable. A record whose entry may not be is not acknowledged.
fn sync_directories(stored: &mut [Result<PathBuf, Error>]) {
    let parents = stored.iter().flatten().filter_map(|path| path.parent()).map(Path::to_owned);
    for directory in parents.collect::<BTreeSet<_>>() {
        let Err(error) = sync_up_to_store(&directory) else { continue };
        let why = error.to_string();
        for result in stored.iter_mut() {
            if let Ok(path) = result
                && path.parent() == Some(&directory)
            {
                // What is reported as lost must not turn up all the same.
                _ = fs::remove_file(path);
                *result = Err(Error::storage("sync", &directory)(io::Error::other(why.clone())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AgentName, Json, RecordTime};

    #[test]
    fn groups_are_neither_too_many_nor_too_large_and_hold_everything_in_order() {
        let response = |bytes: usize| NewResponse {
            timestamp: RecordTime::utc("2026-11-21T12:00:00Z".parse().unwrap()),
            session_id: SessionId::default(),
            agent: AgentName::new("qa").unwrap(),
            request: String::new(),
            response: "x".repeat(bytes),
            metadata: Json::empty_object(),
        };
        let sizes = |responses: &[NewResponse]| groups(responses).iter().map(|group| group.len()).collect::<Vec<_>>();
        assert!(groups::<NewResponse>(&[]).is_empty());
        assert_eq!(sizes(&vec![response(1); 2001]), [1000, 1000, 1]);
        assert_eq!(sizes(&vec![response(1 << 20); 33]), [16, 16, 1]);
        let mixed = [0, 20 << 20, 1, 20 << 20, 20 << 20, 2].map(response);
        assert_eq!(sizes(&mixed), [2, 2, 1, 1]);
        assert_eq!(groups(&mixed).concat(), mixed);
    }
}
