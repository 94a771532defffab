//! What a list is sorted by.

use std::cmp::{Ordering, Reverse};
use std::ffi::{OsStr, OsString};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use crate::store::entry::Entry;

/// What a list is sorted by. Each has its natural direction; ties go newest first, then by path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortKey {
    /// Newest first.
    #[default]
    Time,
    /// By agent name.
    Agent,
    /// By session name.
    Session,
    /// Most first.
    Tokens,
    /// Longest first.
    Duration,
    /// Largest file first.
    Size,
}

impl SortKey {
    /// The order of two entries.
    pub(super) fn compare(self, a: &Rank<'_>, b: &Rank<'_>) -> Ordering {
        let key = match self {
            Self::Time => Ordering::Equal,
            Self::Agent => a.agent.cmp(b.agent),
            Self::Session => a.session.cmp(b.session),
            Self::Tokens => Reverse(a.tokens).cmp(&Reverse(b.tokens)),
            Self::Duration => Reverse(a.duration).cmp(&Reverse(b.duration)),
            Self::Size => Reverse(a.bytes).cmp(&Reverse(b.bytes)),
        };
        key.then_with(|| b.instant.cmp(&a.instant)).then_with(|| a.path.compare(b.path))
    }

    /// The beginning of what orders, as a number: of two entries the one with the lower number comes first, and equal numbers tell nothing. It saves
    /// most sorting from looking at more.
    pub(super) fn leading(self, rank: &Rank<'_>) -> u64 {
        // What is absent comes after the least that is there.
        let most_first = |number: Option<u64>| !number.map_or(0, |number| number.saturating_add(1));
        match self {
            Self::Time => most_first(rank.instant.map(|time| ascending(time.as_microsecond()))),
            Self::Agent => beginning(rank.agent),
            Self::Session => beginning(rank.session),
            Self::Tokens => most_first(rank.tokens),
            Self::Duration => most_first(rank.duration.map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))),
            Self::Size => !rank.bytes,
        }
    }
}

/// Numbers of either sign in the same order without it.
fn ascending(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

/// The first bytes of a text, in the order of texts.
fn beginning(text: &str) -> u64 {
    let mut first = [0; 8];
    for (place, byte) in first.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
    u64::from_be_bytes(first)
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// As [`SortKey`] says.
    #[default]
    Natural,
    /// The other way round, ties too.
    Reversed,
}

impl Direction {
    pub(super) fn of(self, order: Ordering) -> Ordering {
        match self {
            Self::Natural => order,
            Self::Reversed => order.reverse(),
        }
    }
}

/// All that the order of an entry depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rank<'a> {
    pub(super) path: Parted<'a>,
    pub(super) bytes: u64,
    pub(super) instant: Option<Timestamp>,
    pub(super) session: &'a str,
    pub(super) agent: &'a str,
    pub(super) tokens: Option<u64>,
    pub(super) duration: Option<Duration>,
}

impl<'a> Rank<'a> {
    pub(super) fn of(entry: &'a Entry) -> Self {
        Self {
            path: Parted::of(&entry.path),
            bytes: entry.bytes,
            instant: entry.instant(),
            session: entry.session(),
            agent: entry.agent(),
            tokens: entry.facts.tokens,
            duration: entry.facts.duration,
        }
    }
}

impl Rank<'_> {
    /// The order within a session: earliest first, those without a readable time last, ties by the length of their paths, and then by path.
    pub(super) fn earliest_first(&self, other: &Self) -> Ordering {
        let time = |rank: &Self| (rank.instant.is_none(), rank.instant);
        let lengths = || self.path.len().cmp(&other.path.len());
        time(self).cmp(&time(other)).then_with(lengths).then_with(|| self.path.compare(other.path))
    }
}

/// A path in two parts that give it when they are put together as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parted<'a> {
    /// Up to the last separator; empty for a path that is no text.
    pub(super) directory: &'a str,
    pub(super) name: &'a OsStr,
}

impl<'a> Parted<'a> {
    pub(super) fn of(path: &'a Path) -> Self {
        let Some(text) = path.to_str() else { return Self { directory: "", name: path.as_os_str() } };
        let (directory, name) = text.split_at(text.rfind(MAIN_SEPARATOR).map_or(0, |last| last + 1));
        Self { directory, name: OsStr::new(name) }
    }

    /// The whole path.
    pub(super) fn whole(self) -> PathBuf {
        let mut path = OsString::with_capacity(self.directory.len() + self.name.len());
        path.push(self.directory);
        path.push(self.name);
        path.into()
    }

    /// The length of the whole path in bytes.
    fn len(self) -> usize {
        self.directory.len() + self.name.len()
    }

    /// The order of the whole paths.
    fn compare(self, other: Self) -> Ordering {
        let parts = |parted: Self| Path::new(parted.directory).components().chain(Path::new(parted.name).components());
        if self.directory == other.directory {
            return Path::new(self.name).cmp(Path::new(other.name));
        }
        parts(self).cmp(parts(other))
    }
}
