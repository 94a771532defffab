//! The first few of many, without keeping the many.

/// The smallest values seen, in ascending order, up to a limit. The result does not depend on the order in which they
/// come.
#[derive(Debug, Clone)]
pub(super) struct Top<T> {
    limit: usize,
    kept: Vec<T>,
}

impl<T: Ord> Top<T> {
    /// Nothing seen yet.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::new() }
    }

    /// Sees one value.
    pub(super) fn add(&mut self, value: T) {
        if self.kept.len() == self.limit && self.kept.last().is_none_or(|last| *last <= value) {
            return;
        }
        let at = self.kept.partition_point(|kept| *kept <= value);
        self.kept.insert(at, value);
        self.kept.truncate(self.limit);
    }

    /// Sees many values.
    pub(super) fn of(limit: usize, values: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut top = Self::new(limit);
        for value in values {
            top.add(value);
        }
        top.into_sorted()
    }

    /// True if no value that the last one kept `beats` can be among the first: then it need not even be made.
    pub(super) fn surely_rejects(&self, beats: impl FnOnce(&T) -> bool) -> bool {
        self.kept.len() == self.limit && self.kept.last().is_none_or(beats)
    }

    /// The values kept so far, the smallest first.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.kept.iter()
    }

    /// Takes in what another has kept.
    pub(super) fn merge(&mut self, other: Self) {
        for value in other.kept {
            self.add(value);
        }
    }

    /// The values, the smallest first.
    pub(super) fn into_sorted(self) -> Vec<T> {
        self.kept
    }
}
