//! What was delivered: for each file of a store the version that was, and the item it made.
//!
//! A store has no order of arrival, since anybody may put a file anywhere in it. So a cursor is not a position here but a set. It is one
//! row of 32 bytes for each file, sorted, with the latest ones beside it until they are merged in.

use std::collections::BTreeMap;

/// How long a row is, in bytes, in memory and on disk.
pub(super) const ROW: usize = 32;

/// What is known of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Which file: a hash of its path.
    pub file: u64,
    /// By what it is seen not to have changed; 0 if that can't be told, so that it has to be read again.
    pub version: u64,
    /// What was delivered of it.
    pub item: [u8; 16],
}

impl Row {
    /// The row as bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; ROW] {
        let mut bytes = [0; ROW];
        bytes[..8].copy_from_slice(&self.file.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.version.to_le_bytes());
        bytes[16..].copy_from_slice(&self.item);
        bytes
    }

    /// The same back.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; ROW]) -> Self {
        let (file, rest) = bytes.split_at(8);
        let (version, item) = rest.split_at(8);
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let mut row = Self { file: number(file), version: number(version), item: [0; 16] };
        row.item.copy_from_slice(item);
        row
    }
}

/// The rows of all files of which anything was delivered, one for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivered {
    /// By file.
    sorted: Vec<Row>,
    /// Those that came since, before which the sorted ones stand back.
    latest: BTreeMap<u64, Row>,
}

impl Delivered {
    /// A set of rows in any order; of several for one file the last counts.
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut delivered = Self { sorted: Vec::new(), latest: rows.into_iter().map(|row| (row.file, row)).collect() };
        delivered.merge();
        delivered
    }

    /// What is known of a file.
    #[must_use]
    pub fn get(&self, file: u64) -> Option<&Row> {
        let sorted = || self.sorted.binary_search_by_key(&file, |row| row.file).ok().map(|at| &self.sorted[at]);
        self.latest.get(&file).or_else(sorted)
    }

    /// Notes what was delivered.
    pub fn put(&mut self, row: Row) {
        self.latest.insert(row.file, row);
    }

    /// How many rows are not merged in yet.
    #[must_use]
    pub fn unmerged(&self) -> usize {
        self.latest.len()
    }

    /// Merges the latest rows in.
    pub fn merge(&mut self) {
        let sorted = std::mem::take(&mut self.sorted);
        let latest = std::mem::take(&mut self.latest);
        let mut merged = Vec::with_capacity(sorted.len() + latest.len());
        let mut old = sorted.into_iter().peekable();
        for (file, row) in latest {
            while let Some(before) = old.next_if(|before| before.file <= file) {
                if before.file < file {
                    merged.push(before);
                }
            }
            merged.push(row);
        }
        merged.extend(old);
        self.sorted = merged;
    }

    /// Forgets all files but those that are `there`, given sorted, and says how many that were.
    pub fn keep_only(&mut self, there: &[u64]) -> usize {
        self.merge();
        let before = self.sorted.len();
        let mut there = there.iter().peekable();
        self.sorted.retain(|row| {
            while there.next_if(|file| **file < row.file).is_some() {}
            there.peek().is_some_and(|file| **file == row.file)
        });
        before - self.sorted.len()
    }

    /// All rows that are merged in, by file.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.sorted
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row() -> impl Strategy<Value = Row> {
        (0_u64..40, 0_u64..4, any::<[u8; 16]>()).prop_map(|(file, version, item)| Row { file, version, item })
    }

    #[derive(Debug, Clone)]
    enum Step {
        Put(Row),
        Merge,
        Keep(Vec<u64>),
    }

    fn step() -> impl Strategy<Value = Step> {
        let kept =
            prop::collection::btree_set(0_u64..40, 0..40).prop_map(|kept| Step::Keep(kept.into_iter().collect()));
        prop_oneof![8 => row().prop_map(Step::Put), 1 => Just(Step::Merge), 1 => kept]
    }

    proptest! {
        /// However it is merged and pruned, it is the map that it stands for.
        #[test]
        fn it_is_a_map(first in prop::collection::vec(row(), 0..30), steps in prop::collection::vec(step(), 0..80)) {
            let mut model: BTreeMap<u64, Row> = first.iter().map(|row| (row.file, *row)).collect();
            let mut delivered = Delivered::new(first);
            for step in steps {
                match step {
                    Step::Put(row) => {
                        delivered.put(row);
                        model.insert(row.file, row);
                    }
                    Step::Merge => delivered.merge(),
                    Step::Keep(there) => {
                        let before = model.len();
                        model.retain(|file, _| there.contains(file));
                        prop_assert_eq!(delivered.keep_only(&there), before - model.len());
                    }
                }
                for file in 0..40 {
                    prop_assert_eq!(delivered.get(file), model.get(&file));
                }
            }
            delivered.merge();
            prop_assert!(delivered.rows().iter().eq(model.values()));
        }

        #[test]
        fn rows_are_read_back(file: u64, version: u64, item: [u8; 16]) {
            let row = Row { file, version, item };
            prop_assert_eq!(Row::from_bytes(&row.to_bytes()), row);
        }
    }
}
