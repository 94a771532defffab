//! The trash of a store, held open: receipts, the journal, and what lies under them.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::receipt::{Receipt, ReceiptId, State, Unreadable, VERSION, Written};
use super::store_path::{StorePath, folders_of};
use super::sweep::{Condemned, is_not_empty};
use super::transfer::{Left, Root, Why, remove_empty};
use crate::record::{JsonError, Problem};
use crate::store::files::{Directory, Kind, Stat, temporary};
use crate::store::layout::{DELETED, FILES, JOURNAL, MADE, RECEIPT, TRASH};
use crate::store::{Error, Layout, Skipped};

/// A store and its trash. Whoever changes anything through it holds the [`crate::store::MaintenanceLock`].
#[derive(Debug)]
pub(in crate::store) struct TrashDir<'a> {
    layout: &'a Layout,
    base: Directory,
    trash: Directory,
}

/// What is under a receipt's name.
#[derive(Debug)]
pub(in crate::store) enum Found {
    /// Nothing.
    Absent,
    /// Something that can't be used.
    Unreadable(Unreadable),
    /// A receipt.
    Whole(Box<Receipt>),
}

/// What the journal says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Journal {
    /// Nothing was begun that has not ended.
    None,
    /// Work on this receipt.
    Names(ReceiptId),
    /// Work was begun, on what can't be read.
    Torn,
    /// Work was begun by a later version of this program.
    Newer,
}

#[derive(Serialize, Deserialize)]
struct JournalLine {
    version: u32,
    receipt: Option<ReceiptId>,
}

impl<'a> TrashDir<'a> {
    /// Opens the trash, which is created if need be.
    pub(in crate::store) fn create(layout: &'a Layout) -> Result<Self, Error> {
        let base = Directory::open(layout.base()).map_err(Error::storage("open", layout.base()))?;
        let trash = base.create_below(Path::new(TRASH)).map_err(Error::storage("create", &layout.trash()))?;
        Ok(Self { layout, base, trash })
    }

    /// Opens the trash; `None` if there is none.
    pub(in crate::store) fn open(layout: &'a Layout) -> Result<Option<Self>, Error> {
        let opened = Directory::open(layout.base()).and_then(|base| {
            let trash = base.open_below(Path::new(TRASH))?;
            Ok(Self { layout, base, trash })
        });
        match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => opened.map(Some).map_err(Error::storage("open", &layout.trash())),
        }
    }

    pub(super) fn layout(&self) -> &'a Layout {
        self.layout
    }

    /// The store's records.
    pub(super) fn base(&self) -> Root<'_> {
        Root { directory: &self.base, path: self.layout.base().to_owned() }
    }

    /// The receipts there are, the newest first, and what else lies in the trash and is not ours.
    pub(in crate::store) fn receipts(&self) -> Result<(Vec<ReceiptId>, Vec<Skipped>), Error> {
        let names = self.trash.names().map_err(Error::storage("read", &self.layout.trash()))?;
        let (mut ids, mut strangers) = (Vec::new(), Vec::new());
        for name in names.into_iter().filter(|name| !name.as_encoded_bytes().starts_with(b".")) {
            match ReceiptId::new(&name.to_string_lossy()) {
                Ok(id) => ids.push(id),
                Err(error) => {
                    strangers.push(Skipped { path: below(&name), problem: Problem::Io(error.to_string()) });
                }
            }
        }
        ids.sort_unstable_by(|a, b| b.cmp(a));
        Ok((ids, strangers))
    }

    /// A name for a clear that begins now.
    pub(super) fn free_id(&self, now: Timestamp) -> Result<ReceiptId, Error> {
        for id in ReceiptId::candidates(now) {
            let taken = |name: &OsStr| Ok::<_, io::Error>(self.trash.stat(name)?.is_some());
            // Files that were none of ours may have outlived a receipt that was deleted.
            match taken(&name(&id)).and_then(|is_taken| Ok(is_taken || taken(&condemned(&id))?)) {
                Ok(false) => return Ok(id),
                Ok(true) => {}
                Err(error) => return Err(Error::storage("read", &self.layout.trash())(error)),
            }
        }
        Err(Error::storage("create", &self.layout.trash())(io::ErrorKind::AlreadyExists.into()))
    }

    /// Reads a receipt.
    pub(in crate::store) fn read(&self, id: &ReceiptId) -> Result<Found, Error> {
        let damaged = |problem| Ok(Found::Unreadable(Unreadable::Damaged(problem)));
        let directory = match self.trash.open_below(Path::new(&name(id))) {
            Ok(directory) => directory,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Absent),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return damaged(Problem::NotRegular),
            Err(error) => return Err(Error::storage("open", &self.layout.receipt_dir(&name(id)))(error)),
        };
        match directory.read(OsStr::new(RECEIPT)) {
            Ok(bytes) => Ok(match Receipt::from_json(&bytes) {
                Ok(receipt) => Found::Whole(Box::new(Receipt { id: id.clone(), ..receipt })),
                Err(unreadable) => Found::Unreadable(unreadable),
            }),
            Err(error) => damaged(Problem::Io(error.to_string())),
        }
    }

    /// Writes a receipt that nothing may happen before, creating its directory if need be: durable when it returns. Gives what was written.
    ///
    /// # Errors
    /// Then either the old or the new one stands.
    pub(super) fn publish_first(&self, receipt: &Receipt) -> Result<Written, Error> {
        let written = self.written(&receipt.id, receipt.write())?;
        let directory = self.put_receipt(&receipt.id, &written)?;
        // The directory's own name must last as long as what is in it.
        let synced = directory.sync().and_then(|()| self.trash.sync());
        synced.map_err(Error::storage("write", &self.layout.receipt_file(&name(&receipt.id))))?;
        Ok(written)
    }

    /// Writes a receipt that concludes what happened. Should it be lost in a crash, the one before it still tells the truth.
    ///
    /// # Errors
    /// Then the old one stands.
    pub(super) fn publish_last(&self, receipt: &Receipt) -> Result<(), Error> {
        self.put_last(&receipt.id, &self.written(&receipt.id, receipt.write())?)
    }

    /// The same with one that was written before, and of which nothing changed but the state.
    ///
    /// # Errors
    /// Then the old one stands.
    pub(super) fn publish_state(&self, id: &ReceiptId, written: Written, state: &State) -> Result<(), Error> {
        self.put_last(id, &self.written(id, written.in_state(state))?)
    }

    fn put_last(&self, id: &ReceiptId, written: &Written) -> Result<(), Error> {
        let directory = self.put_receipt(id, written)?;
        _ = directory.sync();
        Ok(())
    }

    fn written(&self, id: &ReceiptId, written: Result<Written, JsonError>) -> Result<Written, Error> {
        let path = || self.layout.receipt_file(&name(id));
        written.map_err(|error| Error::Data { path: path(), problem: error.into() })
    }

    fn put_receipt(&self, id: &ReceiptId, written: &Written) -> Result<Directory, Error> {
        let put = self.trash.create_below(Path::new(&name(id))).and_then(|directory| {
            directory.replace(OsStr::new(RECEIPT), written.json())?;
            Ok(directory)
        });
        put.map_err(Error::storage("write", &self.layout.receipt_file(&name(id))))
    }

    /// The files of a receipt, held open; their directory is created if need be.
    pub(super) fn files(&self, id: &ReceiptId) -> Result<Files, Error> {
        self.inner(id, FILES)
    }

    /// The files that are to take the place of those of a receipt, likewise.
    pub(super) fn made(&self, id: &ReceiptId) -> Result<Files, Error> {
        self.inner(id, MADE)
    }

    /// Removes the files that are to take the place of others, and do not any more. What can't be removed goes with the receipt.
    pub(super) fn drop_made(&self, id: &ReceiptId) {
        _ = self.trash.open_below(Path::new(&name(id))).and_then(|directory| directory.remove_tree(OsStr::new(MADE)));
    }

    fn inner(&self, id: &ReceiptId, what: &str) -> Result<Files, Error> {
        let path = self.layout.receipt_dir(&name(id)).join(what);
        let below = Path::new(&name(id)).join(what);
        let directory = self.trash.create_below(&below).map_err(Error::storage("create", &path))?;
        Ok(Files { directory, path })
    }

    /// Reads the journal.
    pub(super) fn journal(&self) -> Result<Journal, Error> {
        let bytes = match self.trash.read(OsStr::new(JOURNAL)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Journal::None),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Ok(Journal::Torn),
            Err(error) => return Err(Error::storage("read", &self.layout.journal())(error)),
        };
        Ok(match serde_json::from_slice(&bytes) {
            Ok(JournalLine { version, .. }) if version > VERSION => Journal::Newer,
            Ok(JournalLine { receipt: Some(receipt), .. }) => Journal::Names(receipt),
            _ => Journal::Torn,
        })
    }

    /// Names in the journal the receipt that is going to be worked on. Durable before it returns.
    pub(in crate::store) fn begin(&self, id: &ReceiptId) -> Result<(), Error> {
        let path = self.layout.journal();
        let line = JournalLine { version: VERSION, receipt: Some(id.clone()) };
        let json = serde_json::to_vec(&line)
            .map_err(|error| Error::Data { path: path.clone(), problem: JsonError::from(error).into() })?;
        // What a recovery left there is about space that could not be freed, and is found again without it.
        let removed = self.trash.remove_file(OsStr::new(JOURNAL));
        let written =
            removed.and_then(|()| self.trash.write_new(OsStr::new(JOURNAL), &json)).and_then(|()| self.trash.sync());
        // The trash itself may be new, and the journal is no use in a directory that is lost.
        written.and_then(|()| self.base.sync()).map_err(Error::storage("write", &path))
    }

    /// Removes the journal, and the trash with it if nothing is in it; but not while something that was to be deleted is still
    /// there. A journal that can't be removed is found by the next command, which finds nothing left to do.
    pub(in crate::store) fn end(&self, errors: &[Left]) {
        if errors.iter().any(|left| matches!(left.why, Why::Undeleted(_))) {
            return;
        }
        _ = self.trash.remove_file(OsStr::new(JOURNAL));
        _ = self.base.remove_dir(OsStr::new(TRASH));
    }

    /// Removes the directory of a receipt that has no files left in the trash, and says if it could not. Whatever else someone
    /// put in it stays.
    pub(super) fn discard(&self, id: &ReceiptId, folders: impl Iterator<Item = StorePath>) -> Option<Left> {
        let error = self.try_discard(&name(id), folders).err()?;
        (!is_not_empty(&error)).then(|| undeleted(below(name(id)), &error))
    }

    fn try_discard(&self, id: &OsStr, folders: impl Iterator<Item = StorePath>) -> io::Result<()> {
        let directory = match self.trash.open_below(Path::new(id)) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(());
            }
            opened => opened?,
        };
        directory.remove_file(OsStr::new(RECEIPT))?;
        directory.remove_file(&temporary(OsStr::new(RECEIPT)))?;
        directory.remove_tree(OsStr::new(MADE))?;
        if let Ok(files) = directory.open_below(Path::new(FILES)) {
            remove_empty(&files, folders);
        }
        directory.remove_dir(OsStr::new(FILES))?;
        self.trash.remove_dir(id)
    }

    /// True if there is a directory under a receipt's name; anything else there is none of ours.
    pub(in crate::store) fn holds(&self, id: &ReceiptId) -> Result<bool, Error> {
        let stat = self.trash.stat(&name(id)).map_err(Error::storage("read", &self.layout.trash()))?;
        Ok(stat.is_some_and(|stat| stat.kind == Kind::Directory))
    }

    /// Deletes a receipt with all its files for good. The rename decides: before it nothing is lost, after it all is.
    ///
    /// # Errors
    /// Only before the rename. Of what can't be deleted afterwards [`Self::sweep`] tells.
    pub(in crate::store) fn condemn(&self, id: &ReceiptId) -> Result<(), Error> {
        let path = self.layout.receipt_dir(&name(id));
        self.trash.rename_new(&name(id), &self.trash, &condemned(id)).map_err(Error::storage("delete", &path))?;
        // Should this be lost in a crash, the files are not, and the journal still tells what was meant.
        _ = self.trash.sync();
        Ok(())
    }

    /// Deletes everything that was condemned, and says what it could not.
    pub(in crate::store) fn sweep(&self) -> Vec<Left> {
        let names = match self.trash.names() {
            Ok(names) => names,
            Err(error) => return vec![undeleted(PathBuf::from(TRASH), &error)],
        };
        let condemned = names.iter().filter(|name| name.as_encoded_bytes().starts_with(DELETED.as_bytes()));
        condemned.flat_map(|name| Condemned { trash: &self.trash, name, path: below(name) }.delete()).collect()
    }

    /// The records under a receipt, whatever its `receipt.json` says.
    pub(super) fn stored_files(&self, id: &ReceiptId) -> Result<Vec<(PathBuf, u64, Option<Timestamp>)>, Error> {
        let mut found = Vec::new();
        let below = Path::new(&name(id)).join(FILES);
        match self.trash.open_below(&below).and_then(|files| walk(&files, Path::new(""), &mut found)) {
            Ok(()) => Ok(found),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(found),
            Err(error) => Err(Error::storage("read", &self.layout.receipt_dir(&name(id)))(error)),
        }
    }
}

/// The files of a receipt, held open.
#[derive(Debug)]
pub(super) struct Files {
    directory: Directory,
    path: PathBuf,
}

impl Files {
    /// As one side of a move.
    pub(super) fn root(&self) -> Root<'_> {
        Root { directory: &self.directory, path: self.path.clone() }
    }

    /// True if it is among them.
    pub(super) fn hold(&self, path: &StorePath) -> Result<bool, Error> {
        let found = self.directory.open_below(path.parent()).and_then(|parent| parent.stat(path.name()));
        match found {
            Ok(found) => Ok(found.is_some()),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
            Err(error) => Err(self.root().error("read", path.as_path())(error)),
        }
    }

    /// Writes a new file, durably.
    pub(super) fn write(&self, path: &StorePath, bytes: &[u8]) -> io::Result<Stat> {
        let parent = self.directory.create_below(path.parent())?;
        parent.write_new(path.name(), bytes)?;
        parent.stat(path.name())?.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Removes the directories that led to these files and are empty.
    pub(super) fn remove_empty<'p>(&self, paths: impl Iterator<Item = &'p StorePath>) {
        remove_empty(&self.directory, folders_of(paths));
    }
}

/// The path of something in the trash, below the store.
pub(in crate::store) fn below(name: impl AsRef<OsStr>) -> PathBuf {
    Path::new(TRASH).join(name.as_ref())
}

fn undeleted(path: PathBuf, error: &io::Error) -> Left {
    Left { path, why: Why::Undeleted(error.to_string()) }
}

/// The name of a receipt whose deletion was decided.
fn condemned(id: &ReceiptId) -> OsString {
    format!("{DELETED}{id}").into()
}

/// A receipt's name as one component of a path.
fn name(id: &ReceiptId) -> OsString {
    id.to_string().into()
}

/// All regular files below a directory, without following links.
fn walk(directory: &Directory, below: &Path, found: &mut Vec<(PathBuf, u64, Option<Timestamp>)>) -> io::Result<()> {
    for name in directory.names()? {
        let path = below.join(&name);
        match directory.stat(&name)? {
            Some(stat) if stat.kind == Kind::Directory => walk(&directory.open_below(Path::new(&name))?, &path, found)?,
            Some(stat) if stat.kind == Kind::File => found.push((path, stat.bytes, stat.modified)),
            _ => {}
        }
    }
    Ok(())
}
