//! Names that occur many times, each kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// So many of the names that were asked for are found again without a proper hash.
const PLACES: usize = 64;

/// Names with their numbers, counted from 0 in the order in which they were first seen.
#[derive(Debug, Clone)]
pub(super) struct Names {
    numbers: HashMap<Arc<str>, u32>,
    by_number: Vec<Arc<str>>,
    /// The numbers of names that were asked for, each at the place that its length and last bytes say.
    recent: [u32; PLACES],
}

impl Default for Names {
    fn default() -> Self {
        Self { numbers: HashMap::new(), by_number: Vec::new(), recent: [0; PLACES] }
    }
}

impl Names {
    /// The number of a name, which is a new one if it was not seen before.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.known(name) {
            return number;
        }
        // A log with so many names does not fit into any memory.
        let number = u32::try_from(self.by_number.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.recent[place_of(&name)] = number;
        self.numbers.insert(Arc::clone(&name), number);
        self.by_number.push(name);
        number
    }

    fn known(&mut self, name: &str) -> Option<u32> {
        let place = place_of(name);
        let recent = self.recent[place];
        if self.by_number.get(index(recent)).is_some_and(|known| **known == *name) {
            return Some(recent);
        }
        let number = *self.numbers.get(name)?;
        self.recent[place] = number;
        Some(number)
    }

    /// The name of a number that was given out.
    pub(super) fn name(&self, number: u32) -> &str {
        &self.by_number[index(number)]
    }

    /// All names in the order of their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.by_number.iter().map(AsRef::as_ref)
    }
}

/// Where a name is looked for first.
fn place_of(name: &str) -> usize {
    let last = name.as_bytes().last_chunk().map_or(0, |last: &[u8; 2]| usize::from(u16::from_le_bytes(*last)));
    (name.len() ^ last ^ (last >> 5)) % PLACES
}

/// The place in a list of what has this number.
pub(super) fn index(number: u32) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;

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
