//! What one thread found in the files that it read.
//!
//! It is noted about as short as it will be written. Each time that there is a piece of it, that goes into a file that has no name and ends with the
//! process, so that what is held does not grow with the number of files.

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;

use super::identity::Identity;
use super::kept::{Kept, Said};
use crate::record::{Problem, Summary};
use crate::store::bytes::{Bytes, put_number, put_signed};
use crate::store::files;
use crate::store::interner::Interner;

/// So many bytes are held until they are put aside: what is noted of some five thousand files.
const PIECE: usize = 1 << 18;

/// What was found in files.
#[derive(Debug, Default)]
pub(in crate::store) struct Notes {
    groups: Vec<Group>,
    /// How many files there are in all groups.
    files: usize,
    /// What was noted since something was put aside.
    bytes: Vec<u8>,
    names: Interner<str>,
    aside: Aside,
    /// What is kept of a file, and its tools, in the memory of those of the file before.
    kept: Vec<u8>,
    tools: String,
}

/// Files of one directory that were noted one after the other.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The hash of the directory.
    pub(super) directory: u64,
    /// Where they are among all bytes, those put aside first.
    range: Range<u64>,
}

/// Where notes go that are not held.
#[derive(Debug, Default)]
enum Aside {
    /// There are none yet.
    #[default]
    Nowhere,
    /// Into a file, with so many bytes so far.
    File(File, u64),
    /// That was not possible, so nothing is noted any more: neither would there be a place for a cache.
    Impossible,
}

impl Aside {
    fn length(&self) -> u64 {
        if let Self::File(_, length) = self { *length } else { 0 }
    }

    /// Appends to the file, which is `new` if there is none yet.
    fn put(self, bytes: &[u8], new: impl FnOnce() -> Option<File>) -> Self {
        let (file, length) = match self {
            Self::Nowhere => (new(), 0),
            Self::File(file, length) => (Some(file), length),
            Self::Impossible => (None, 0),
        };
        match file.and_then(|mut file| file.write_all(bytes).ok().map(|()| file)) {
            Some(file) => Self::File(file, length + length_of(bytes)),
            None => Self::Impossible,
        }
    }
}

impl Notes {
    /// Notes what a file holds, whose directory and path have these hashes. `new_file` gives an empty file for what is put aside.
    pub(super) fn add(
        &mut self,
        identity: Identity,
        (directory, path): (u64, u64),
        found: Result<&Summary, &Problem>,
        new_file: impl FnOnce() -> Option<File>,
    ) {
        if matches!(self.aside, Aside::Impossible) {
            return;
        }
        self.tools.clear();
        self.kept.clear();
        let kept = match found {
            Ok(summary) => Said::of(summary, &mut self.tools).map(Kept::Record),
            Err(problem) => Some(Kept::Problem(problem.clone())),
        };
        if kept.and_then(|kept| kept.put(&mut self.kept, |name| self.names.id(name))).is_some() {
            let start = self.end();
            Note { identity, path, kept: &self.kept }.put(&mut self.bytes);
            self.extend_group(directory, start);
            self.files += 1;
            if self.bytes.len() >= PIECE {
                self.put_aside(new_file);
            }
        }
    }

    /// Counts what was noted from there on to the last group, or to a new one.
    fn extend_group(&mut self, directory: u64, start: u64) {
        let end = self.end();
        let held_from = self.aside.length();
        match self.groups.last_mut() {
            Some(last) if last.directory == directory && last.range.start >= held_from => last.range.end = end,
            _ => self.groups.push(Group { directory, range: start..end }),
        }
    }

    fn end(&self) -> u64 {
        self.aside.length() + length_of(&self.bytes)
    }

    fn put_aside(&mut self, new_file: impl FnOnce() -> Option<File>) {
        self.aside = std::mem::take(&mut self.aside).put(&self.bytes, new_file);
        self.bytes.clear();
        if matches!(self.aside, Aside::Impossible) {
            *self = Self { aside: Aside::Impossible, ..Self::default() };
        }
    }

    /// How many files something was noted of.
    pub(super) fn len(&self) -> usize {
        self.files
    }

    /// All groups, in the order in which they were noted.
    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All names, each at its number.
    pub(super) fn names(&self) -> Vec<&str> {
        self.names.values()
    }

    /// Appends the [notes](Note) of a group.
    ///
    /// # Errors
    /// What the operating system says of the file in which they are.
    pub(super) fn read(&self, group: &Group, into: &mut Vec<u8>) -> io::Result<()> {
        let held_from = self.aside.length();
        let Range { start, end } = group.range;
        let index = |number: u64| usize::try_from(number).map_err(io::Error::other);
        match &self.aside {
            Aside::File(file, _) if start < held_from => {
                let before = into.len();
                into.resize(before + index(end - start)?, 0);
                files::read_at(file, &mut into[before..], start)
            }
            _ => {
                let held = self.bytes.get(index(start - held_from)?..index(end - held_from)?);
                into.extend_from_slice(held.ok_or(io::ErrorKind::InvalidData)?);
                Ok(())
            }
        }
    }
}

/// What is noted of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Note<'a> {
    pub(super) identity: Identity,
    /// The hash of its path.
    pub(super) path: u64,
    /// What is kept of it, with the numbers that names have in these notes.
    pub(super) kept: &'a [u8],
}

impl<'a> Note<'a> {
    fn put(&self, out: &mut Vec<u8>) {
        let Self { identity: Identity { inode, bytes, modified, changed }, path, kept } = self;
        put_number(out, *inode);
        put_number(out, *bytes);
        out.extend(modified.to_le_bytes());
        // Most files were not touched since they were written.
        put_signed(out, changed.wrapping_sub(*modified));
        out.extend(path.to_le_bytes());
        put_number(out, length_of(kept));
        out.extend_from_slice(kept);
    }

    /// The note that these bytes begin with.
    pub(super) fn take(from: &mut Bytes<'a>) -> Option<Self> {
        let (inode, bytes, modified) = (from.number()?, from.number()?, i64::from_le_bytes(from.exactly()?));
        let changed = modified.wrapping_add(from.signed()?);
        let path = u64::from_le_bytes(from.exactly()?);
        let length = from.small()?;
        Some(Self { identity: Identity { inode, bytes, modified, changed }, path, kept: from.some(length)? })
    }
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Facts;
    use crate::store::cache::ordered::Ordered;
    use crate::store::cache::segment::Row;

    fn identity(number: u64) -> Identity {
        let time = i64::try_from(number).unwrap();
        Identity {
            inode: number.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            bytes: number,
            modified: -time,
            changed: 7 * time,
        }
    }

    /// What the file of a number says: so much that some hundred make a piece.
    fn said(number: u64) -> Summary {
        let error = Some(format!("{number} ").repeat(300));
        let facts = Facts { error, model: Some(format!("m{}", number % 9)), ..Facts::default() };
        Summary { agent: Some(format!("a{}", number % 7)), facts, ..Summary::default() }
    }

    /// Notes of two threads that take files of a few directories in turn.
    fn notes(files: u64, new_file: impl Fn() -> Option<File>) -> [Notes; 2] {
        let mut notes = [Notes::default(), Notes::default()];
        for number in 0..files {
            let thread = usize::from(number / 5 % 2 == 1);
            let directory = number / 20 % 11;
            notes[thread].add(identity(number), (directory, number), Ok(&said(number)), &new_file);
        }
        notes
    }

    #[test]
    fn all_that_was_noted_comes_in_the_order_of_rows() {
        const FILES: u64 = 3000;
        let notes = notes(FILES, || tempfile::tempfile().ok());
        assert_eq!(notes.iter().map(Notes::len).sum::<usize>(), 3000);
        for notes in &notes {
            assert!(notes.aside.length() > 1 << 20 && notes.bytes.len() < PIECE);
        }
        let mut want: Vec<_> = (0..FILES).map(|number| (number / 20 % 11, identity(number).inode, number)).collect();
        want.sort_unstable();
        let (mut ordered, mut got) = (Ordered::new(&notes), Vec::new());
        for end in [Some((4, 1 << 63, 0)), Some((4, 1 << 63, 0)), None] {
            while let Some((directory, Row { identity: found, path, .. }, kept)) = ordered.next_before(end).unwrap() {
                assert_eq!(found, identity(path));
                assert_eq!(kept, Kept::Record(Said::of(&said(path), &mut String::new()).unwrap()));
                got.push((directory, found.inode, path));
            }
            assert_eq!(got.len(), want.iter().filter(|key| end.is_none_or(|end| **key < end)).count());
        }
        assert_eq!(got, want);
    }

    #[test]
    fn where_nothing_can_be_put_aside_nothing_is_kept() {
        let nowhere = notes(3000, || None);
        let unwritable = notes(3000, || File::open("/dev/null").ok());
        for notes in nowhere.iter().chain(&unwritable) {
            assert_eq!((notes.len(), notes.groups().len(), notes.bytes.capacity()), (0, 0, 0));
        }
        assert!(Ordered::new(&nowhere).next_before(None).unwrap().is_none());
    }
}
