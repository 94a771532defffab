//! Names that occur many times, each kept once, and what is known of them.

use std::collections::HashMap;
use std::sync::Arc;

/// So many of the names that were asked for are found again without a proper hash.
const PLACES: usize = 64;

/// Names with their numbers, counted from 0 in the order in which they were first seen.
#[derive(Debug, Clone)]
struct Names {
    numbers: HashMap<Arc<str>, u32>,
    by_number: Vec<Arc<str>>,
    /// The names that were asked for with their numbers, each at the place that its length and last bytes say.
    recent: [(Brief, u32); PLACES],
}

impl Default for Names {
    fn default() -> Self {
        Self { numbers: HashMap::new(), by_number: Vec::new(), recent: [(Brief::NONE, 0); PLACES] }
    }
}

impl Names {
    /// The number of a name, which is a new one if it was not seen before.
    #[inline]
    fn number(&mut self, name: &str) -> u32 {
        let brief = Brief::of(name);
        let place = brief.place();
        let (known, number) = self.recent[place];
        if known == brief && brief.is_all() { number } else { self.long_or_other(name, brief) }
    }

    /// The same of a name that is long, or not the one that was asked for last of those with its place.
    #[inline(never)]
    fn long_or_other(&mut self, name: &str, brief: Brief) -> u32 {
        let place = brief.place();
        let (known, number) = self.recent[place];
        if known == brief && *self.by_number[index(number)] == *name {
            return number;
        }
        let number = self.searched(name);
        self.recent[place] = (brief, number);
        number
    }

    fn searched(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        // A log with so many names does not fit into any memory.
        let number = u32::try_from(self.by_number.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.numbers.insert(Arc::clone(&name), number);
        self.by_number.push(name);
        number
    }

    /// The name of a number that was given out.
    fn name(&self, number: u32) -> &str {
        &self.by_number[index(number)]
    }

    /// All names in the order of their numbers.
    fn all(&self) -> impl Iterator<Item = &str> {
        self.by_number.iter().map(AsRef::as_ref)
    }
}

/// The first and the last bytes of a name and its length, which no other name has if there are not more than sixteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Brief {
    words: [u64; 2],
    length: usize,
}

impl Brief {
    /// What is no name.
    const NONE: Self = Self { words: [0; 2], length: usize::MAX };

    #[inline]
    fn of(name: &str) -> Self {
        let bytes = name.as_bytes();
        let length = bytes.len();
        let words = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => [u64::from_le_bytes(*first), u64::from_le_bytes(*last)],
            _ => [short(bytes), 0],
        };
        Self { words, length }
    }

    /// True if there is no more of the name.
    #[inline]
    fn is_all(self) -> bool {
        self.length <= 16
    }

    /// Where it is looked for first.
    #[inline]
    fn place(self) -> usize {
        let [first, last] = self.words;
        let [.., highest] = (first ^ last.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
        usize::from(highest) % PLACES
    }
}

/// Fewer than eight bytes as a word.
#[inline]
fn short(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32,
        _ => bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// The place in a list of what has this number.
pub(super) fn index(number: u32) -> usize {
    number as usize
}

/// Values by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Named<T> {
    names: Names,
    pub(super) values: Vec<T>,
}

impl<T: Default> Named<T> {
    /// The number of a name, of which there is a value then.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        let number = self.names.number(name);
        if index(number) == self.values.len() {
            self.values.push(T::default());
        }
        number
    }

    /// The value of a name.
    pub(super) fn of(&mut self, name: &str) -> &mut T {
        let number = self.number(name);
        &mut self.values[index(number)]
    }

    /// Joins what is known of each name with what others know.
    pub(super) fn append(&mut self, later: &Self, join: fn(&mut T, &T)) {
        for (name, value) in later.iter() {
            join(self.of(name), value);
        }
    }

    /// The name of a number that was given out.
    pub(super) fn name(&self, number: u32) -> &str {
        self.names.name(number)
    }

    /// All names with their values.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.names.all().zip(&self.values)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_that_differ_have_different_numbers(asked in vec("[ab]{0,4}|[ab]{5,9}|a{6,20}[ab]b{0,12}", 0..200)) {
            let mut names = Names::default();
            let mut seen: Vec<&str> = Vec::new();
            for name in &asked {
                let known = seen.iter().position(|other| other == name).unwrap_or(seen.len());
                if known == seen.len() {
                    seen.push(name);
                }
                prop_assert_eq!(index(names.number(name)), known, "{}", name);
            }
        }
    }

    #[test]
    fn each_name_has_one_number_however_many_there_are() {
        let mut names = Names::default();
        let many: Vec<_> = (0..3 * PLACES).map(|number| format!("name {number}")).collect();
        for _ in 0..2 {
            for (number, name) in (0..).zip(&many) {
                assert_eq!(names.number(name), number);
                assert_eq!(names.name(number), name);
            }
        }
        assert!(names.all().eq(&many));
    }
}
