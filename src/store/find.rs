//! Finding one response by any unique beginning or end of its id.

use super::entry::Entry;
use super::scan::Tally;
use super::select::Selection;

/// As many candidates as a message can usefully show.
const SHOWN: usize = 10;

/// Looks for the response that a text names.
#[derive(Debug, Clone)]
pub struct Find<'a> {
    wanted: &'a str,
    selection: &'a Selection,
    exact: Vec<Entry>,
    partial: Vec<Entry>,
    partial_count: u64,
}

/// What was found under a name.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// No response has that name.
    Nothing,
    /// Exactly one.
    One(Box<Entry>),
    /// Several, with the first few of them, newest first.
    Several {
        /// How many there are.
        count: u64,
        /// The first few.
        candidates: Vec<Entry>,
    },
}

impl<'a> Find<'a> {
    /// Looks for `wanted`, a whole id or the beginning or end of one, among the selected records.
    #[must_use]
    pub fn new(wanted: &'a str, selection: &'a Selection) -> Self {
        Self { wanted, selection, exact: Vec::new(), partial: Vec::new(), partial_count: 0 }
    }

    /// The verdict. A whole id beats any number of ids that it is only a part of.
    #[must_use]
    pub fn into_found(self) -> Found {
        let exact_count = u64::try_from(self.exact.len()).unwrap_or(u64::MAX);
        let (mut candidates, count) =
            if self.exact.is_empty() { (self.partial, self.partial_count) } else { (self.exact, exact_count) };
        candidates.sort_unstable_by(Entry::newest_first);
        candidates.truncate(SHOWN);
        match (candidates.pop(), candidates.is_empty()) {
            (None, _) => Found::Nothing,
            (Some(one), true) => Found::One(Box::new(one)),
            (Some(last), false) => {
                candidates.push(last);
                Found::Several { count, candidates }
            }
        }
    }

    fn trim(&mut self) {
        if self.partial.len() > 100 * SHOWN {
            self.partial.sort_unstable_by(Entry::newest_first);
            self.partial.truncate(SHOWN);
        }
    }
}

impl Tally for Find<'_> {
    fn add(&mut self, entry: &Entry) {
        if !self.selection.matches(entry) {
            return;
        }
        let id = entry.id();
        if id.as_str() == self.wanted {
            self.exact.push(entry.clone());
        } else if id.is_named_by(self.wanted) {
            self.partial_count += 1;
            self.partial.push(entry.clone());
            self.trim();
        }
    }

    fn merge(&mut self, other: Self) {
        self.exact.extend(other.exact);
        self.partial.extend(other.partial);
        self.partial_count += other.partial_count;
        self.trim();
    }
}
