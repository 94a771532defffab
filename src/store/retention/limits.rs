//! How much there may be. Above a limit the oldest go, until what is left is within it.

use std::fmt;
use std::num::NonZero;
use std::str::FromStr;

use super::circumstances::Space;
use super::subject::Subject;
use super::texts::parse_size;
use super::words;

/// How much of the file system must stay free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MinFree {
    /// So many bytes.
    Bytes(NonZero<u64>),
    /// So many hundredths of all space, from 1 to 99.
    Percent(u8),
}

impl MinFree {
    /// The bytes that must be free on a file system of that size, rounded up.
    fn bytes_of(self, total: u64) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.get(),
            Self::Percent(percent) => {
                u64::try_from((u128::from(total) * u128::from(percent)).div_ceil(100)).unwrap_or(u64::MAX)
            }
        }
    }
}

impl fmt::Display for MinFree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => f.write_str(&words::size(bytes.get())),
            Self::Percent(percent) => write!(f, "{percent} %"),
        }
    }
}

impl FromStr for MinFree {
    type Err = String;

    /// `10%` or a size.
    fn from_str(text: &str) -> Result<Self, String> {
        let Some(number) = text.trim().strip_suffix('%') else { return parse_size(text).map(Self::Bytes) };
        let percent = number.trim().parse().ok().filter(|percent| (1..=99).contains(percent));
        percent.map(Self::Percent).ok_or_else(|| "a share of the disk must be a whole number from 1% to 99%".to_owned())
    }
}

/// How much there may be of what is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// So many sessions.
    pub sessions: Option<NonZero<u64>>,
    /// So many responses.
    pub responses: Option<NonZero<u64>>,
    /// So many bytes of files.
    pub bytes: Option<NonZero<u64>>,
    /// As many as leave so much of the file system free.
    pub free: Option<MinFree>,
}

/// One of the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The number of sessions.
    Sessions(NonZero<u64>),
    /// The number of responses.
    Responses(NonZero<u64>),
    /// The size of files in bytes.
    Bytes(NonZero<u64>),
    /// The space that must be free.
    Free(MinFree),
}

impl fmt::Display for Limit {
    /// As part of what was asked for: `at most 10 sessions`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sessions(most) => write!(f, "at most {}", words::count(most, "session")),
            Self::Responses(most) => write!(f, "at most {}", words::count(most, "response")),
            Self::Bytes(most) => write!(f, "at most {}", words::size(most.get())),
            Self::Free(least) => write!(f, "at least {least} free"),
        }
    }
}

impl Limits {
    /// Those that are set, in the order in which they are named as a reason.
    pub fn each(&self) -> impl Iterator<Item = Limit> + use<> {
        let sessions = self.sessions.map(Limit::Sessions);
        let responses = self.responses.map(Limit::Responses);
        let bytes = self.bytes.map(Limit::Bytes);
        sessions.into_iter().chain(responses).chain(bytes).chain(self.free.map(Limit::Free))
    }

    /// True if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.each().next().is_none()
    }
}

/// What is left, as a decision goes on, and what has been removed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stock {
    units: u64,
    responses: u64,
    bytes: u64,
    freed: u64,
}

impl Stock {
    /// All of these, before anything is removed.
    pub(super) fn of(subjects: &[Subject]) -> Self {
        let add = |stock: Self, subject: &Subject| Self {
            units: stock.units + 1,
            responses: stock.responses.saturating_add(subject.responses),
            bytes: stock.bytes.saturating_add(subject.bytes),
            freed: 0,
        };
        subjects.iter().fold(Self::default(), add)
    }

    pub(super) fn remove(&mut self, subject: &Subject) {
        self.units = self.units.saturating_sub(1);
        self.responses = self.responses.saturating_sub(subject.responses);
        self.bytes = self.bytes.saturating_sub(subject.bytes);
        self.freed = self.freed.saturating_add(subject.bytes);
    }

    /// True if the limit is not kept. Space of which nothing is known is never enough and never too little: nothing is removed
    /// for it, and [`super::Judgement::unmet`] names the limit.
    pub(super) fn exceeds(&self, limit: Limit, space: Option<Space>) -> bool {
        match limit {
            Limit::Sessions(most) => self.units > most.get(),
            Limit::Responses(most) => self.responses > most.get(),
            Limit::Bytes(most) => self.bytes > most.get(),
            Limit::Free(least) => {
                space.is_some_and(|space| space.free.saturating_add(self.freed) < least.bytes_of(space.total))
            }
        }
    }
}
