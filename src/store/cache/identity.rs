//! By what a file is known again.

use jiff::{SignedDuration, Timestamp};

use crate::store::files::Stat;

/// No clock of a file system is coarser (FAT counts in steps of two seconds), and two changes within one of its steps can't be told
/// apart.
const COARSEST: SignedDuration = SignedDuration::from_secs(2);

/// All that changes when a file is replaced, or written to. Its content is taken to be the same while this is: the last, which no program can
/// set, also tells of those who put back the time of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) struct Identity {
    /// The number of the file in its file system.
    pub(in crate::store) inode: u64,
    /// Its size.
    pub(in crate::store) bytes: u64,
    /// When its content was changed, in nanoseconds since 1970.
    pub(in crate::store) modified: i64,
    /// When anything about it was changed, in nanoseconds since 1970.
    pub(in crate::store) changed: i64,
}

impl Identity {
    /// That of a file; `None` where the operating system does not tell enough to know it again.
    pub(in crate::store) fn of(stat: &Stat) -> Option<Self> {
        let nanos =
            |time: Timestamp| time.as_second().checked_mul(1_000_000_000)?.checked_add(time.subsec_nanosecond().into());
        Some(Self {
            inode: stat.inode.filter(|inode| *inode != 0)?,
            bytes: stat.bytes,
            modified: nanos(stat.modified?)?,
            changed: nanos(stat.changed?)?,
        })
    }

    /// True if nothing that happens from `now` on can leave the file with this identity, because its times are past by more than the
    /// granularity of any clock. A clock that was wrong makes a file that seems to be of the future: it never is.
    pub(in crate::store) fn is_settled(&self, now: Timestamp) -> bool {
        let past = i64::try_from((now.as_nanosecond()).saturating_sub(COARSEST.as_nanos())).unwrap_or(i64::MIN);
        self.modified < past && self.changed < past
    }
}

/// A hash of a path. It is taken in two parts: what leads to a directory is the same for all in it. Names of records differ in a few digits, so
/// each word is mixed into all bits before the next comes; otherwise the difference of one digit could undo that of another.
pub(in crate::store) fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    words.fold(seed ^ length, |hash, word| mix(hash ^ word))
}

/// `SplitMix64`: every bit of the result depends on every bit of the number, and no two numbers have the same.
fn mix(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::files::Kind;

    #[test]
    fn only_what_lies_back_further_than_a_clock_is_coarse_is_settled() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let settled = |modified: &str, changed: &str| {
            let time = |text: &str| Some(text.parse().unwrap());
            let (modified, changed) = (time(modified), time(changed));
            let stat = Stat { kind: Kind::File, bytes: 1, modified, changed, inode: Some(1), mode: None };
            Identity::of(&stat).unwrap().is_settled(now)
        };
        assert!(settled("2026-11-21T11:59:57.9Z", "2026-11-21T11:59:57.9Z"));
        assert!(settled("1960-01-01T00:00:00Z", "2026-11-21T11:59:57.9Z"));
        for young in ["2026-11-21T11:59:58Z", "2026-11-21T12:00:00Z", "2027-01-01T00:00:00Z"] {
            assert!(!settled(young, "2026-01-01T00:00:00Z"), "{young}");
            assert!(!settled("2026-01-01T00:00:00Z", young), "{young}");
        }
    }

    #[test]
    fn a_file_of_which_too_little_is_told_has_none() {
        let time = Some(Timestamp::UNIX_EPOCH);
        let whole = Stat { kind: Kind::File, bytes: 1, modified: time, changed: time, inode: Some(1), mode: None };
        assert!(Identity::of(&whole).is_some());
        let far = Some("2500-01-01T00:00:00Z".parse().unwrap());
        for lacking in [
            Stat { inode: None, ..whole },
            Stat { inode: Some(0), ..whole },
            Stat { modified: None, ..whole },
            Stat { changed: None, ..whole },
            Stat { modified: far, ..whole },
        ] {
            assert_eq!(Identity::of(&lacking), None);
        }
    }

    #[test]
    fn paths_that_differ_hash_differently() {
        let hashes: Vec<_> =
            ["", "a", "a\0", "aaaaaaaa", "aaaaaaaab", "baaaaaaaa"].map(|text| hash(1, text.as_bytes())).into();
        for (at, one) in hashes.iter().enumerate() {
            assert!(!hashes[at + 1..].contains(one));
        }
        assert_ne!(hash(hash(0, b"a"), b"bc"), hash(hash(0, b"ab"), b"c"));
    }

    #[test]
    fn names_that_differ_in_a_few_digits_hash_differently() {
        let name = |number: u32| format!("engineer-20260101_{:06}_{:03}.json", number / 1000, number % 1000);
        let hashes: std::collections::HashSet<_> =
            (0..300_000).map(|number| hash(7, name(number).as_bytes())).collect();
        assert_eq!(hashes.len(), 300_000);
    }
}
