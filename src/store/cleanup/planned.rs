//! Files as they were planned: one, and many in short.

use std::fmt;
use std::path::PathBuf;
use std::slice;

use jiff::Timestamp;

use crate::store::bytes::{Bytes, put_number, put_signed, put_text};

/// A file as it was when the plan was made. What has changed since is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    /// The path below the store.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// When it was last changed, as the file system says.
    pub modified: Option<Timestamp>,
}

/// Files in their order, in one piece of memory: some twenty bytes for each, where they are mostly of one directory. Of a path there is only what
/// differs from the one before.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PlannedFiles {
    rows: Vec<u8>,
    /// Paths that are no text, in the order of their files.
    odd: Vec<PathBuf>,
    count: usize,
    /// What the next file is told by.
    last: Last,
}

/// What a file differs from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Last {
    path: String,
    second: i64,
}

/// A bit for each thing that is said of a file.
const ODD_PATH: u64 = 1;
const MODIFIED: u64 = 2;

impl PlannedFiles {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// True if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Appends a file.
    pub fn push(&mut self, file: &PlannedFile) {
        let Self { rows, odd, count, last } = self;
        let text = file.path.to_str();
        let said = if text.is_none() { ODD_PATH } else { 0 } | if file.modified.is_some() { MODIFIED } else { 0 };
        put_number(rows, said);
        match text {
            Some(text) => last.put(rows, text),
            None => odd.push(file.path.clone()),
        }
        put_number(rows, file.bytes);
        if let Some(time) = file.modified {
            last.put_time(rows, time);
        }
        *count += 1;
    }

    /// Them all in their order.
    #[must_use]
    pub fn iter(&self) -> EachPlannedFile<'_> {
        EachPlannedFile { rows: Bytes(&self.rows), odd: self.odd.iter(), last: Last::default() }
    }

    /// Puts them in the order of their paths.
    pub(super) fn sort(&mut self) {
        if !self.iter().is_sorted_by(|a, b| a.path <= b.path) {
            let mut all: Vec<_> = self.iter().collect();
            all.sort_unstable_by(|a, b| a.path.cmp(&b.path));
            *self = all.into_iter().collect();
        }
    }
}

impl fmt::Debug for PlannedFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl Extend<PlannedFile> for PlannedFiles {
    fn extend<I: IntoIterator<Item = PlannedFile>>(&mut self, files: I) {
        files.into_iter().for_each(|file| self.push(&file));
    }
}

impl FromIterator<PlannedFile> for PlannedFiles {
    fn from_iter<I: IntoIterator<Item = PlannedFile>>(files: I) -> Self {
        let mut all = Self::default();
        all.extend(files);
        all
    }
}

impl<'a> IntoIterator for &'a PlannedFiles {
    type Item = PlannedFile;
    type IntoIter = EachPlannedFile<'a>;

    fn into_iter(self) -> EachPlannedFile<'a> {
        self.iter()
    }
}

/// Files in their order, each made when the iterator comes to it.
#[derive(Debug, Clone)]
pub struct EachPlannedFile<'a> {
    rows: Bytes<'a>,
    odd: slice::Iter<'a, PathBuf>,
    last: Last,
}

impl Iterator for EachPlannedFile<'_> {
    type Item = PlannedFile;

    fn next(&mut self) -> Option<PlannedFile> {
        let said = self.rows.number()?;
        let path = match said & ODD_PATH {
            0 => self.last.take(&mut self.rows)?.into(),
            _ => self.odd.next()?.clone(),
        };
        let bytes = self.rows.number()?;
        let modified = if said & MODIFIED == 0 { None } else { Some(self.last.take_time(&mut self.rows)?) };
        Some(PlannedFile { path, bytes, modified })
    }
}

impl Last {
    /// Writes down a path that takes the place of the last.
    fn put(&mut self, out: &mut Vec<u8>, path: &str) {
        let same = self.path.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        let same = self.path.floor_char_boundary(same);
        put_number(out, u64::try_from(same).unwrap_or(0));
        put_text(out, &path[same..]);
        self.path.truncate(same);
        self.path.push_str(&path[same..]);
    }

    fn take(&mut self, from: &mut Bytes<'_>) -> Option<&str> {
        self.path.truncate(from.small()?);
        self.path.push_str(from.text()?);
        Some(&self.path)
    }

    fn put_time(&mut self, out: &mut Vec<u8>, time: Timestamp) {
        put_signed(out, time.as_second() - self.second);
        put_signed(out, time.subsec_nanosecond().into());
        self.second = time.as_second();
    }

    fn take_time(&mut self, from: &mut Bytes<'_>) -> Option<Timestamp> {
        self.second += from.signed()?;
        Timestamp::new(self.second, from.small_signed()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn files() -> impl Strategy<Value = Vec<PlannedFile>> {
        let path = prop_oneof!["[a-bé…]{0,2}(/[a-cü]{1,3}){0,3}", Just("odd".to_owned())];
        let time = prop::option::of((-377_705_023_201_i64..253_402_207_200, 0_i32..1_000_000_000));
        let file = (path, any::<u64>(), time).prop_map(|(path, bytes, time)| PlannedFile {
            path: if path == "odd" { odd() } else { path.into() },
            bytes,
            modified: time.map(|(second, nanos)| Timestamp::new(second, nanos).unwrap()),
        });
        prop::collection::vec(file, 0..20)
    }

    /// A path that is no text, where there are such.
    fn odd() -> PathBuf {
        crate::store::files::path_from_bytes(b"s\xff/1.json".to_vec()).unwrap_or_else(|| "s/1.json".into())
    }

    proptest! {
        #[test]
        fn files_are_given_back_as_they_were_put(mut planned in files()) {
            let mut short: PlannedFiles = planned.iter().cloned().collect();
            prop_assert_eq!(short.len(), planned.len());
            prop_assert_eq!(short.iter().collect::<Vec<_>>(), planned.clone());
            short.sort();
            planned.sort_by(|a, b| a.path.cmp(&b.path));
            let paths = |files: &[PlannedFile]| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
            prop_assert_eq!(paths(&short.iter().collect::<Vec<_>>()), paths(&planned));
            prop_assert!(planned.iter().all(|file| short.iter().any(|other| other == *file)));
        }
    }

    #[test]
    fn a_file_takes_little_where_the_one_before_is_like_it() {
        let file = |number: u32| PlannedFile {
            path: format!("session/engineer-20261121_120000_{number:06}.json").into(),
            bytes: 6000,
            modified: Some(Timestamp::UNIX_EPOCH),
        };
        let short: PlannedFiles = (0..1000).map(file).collect();
        assert!(short.rows.len() < 20 * 1000, "{}", short.rows.len());
    }
}
