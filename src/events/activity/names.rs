//! Names that occur many times, each kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// As many names are looked through one by one: most logs have only a few, and hashing one takes longer.
const FEW: usize = 8;

/// Names with their numbers, counted from 0 in the order in which they were first seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

impl Names {
    /// The number of a name, which is a new one if it was not seen before.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.known(name) {
            return number;
        }
        // A log with so many names does not fit into any memory.
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.numbers.insert(Arc::clone(&name), number);
        self.names.push(name);
        number
    }

    fn known(&self, name: &str) -> Option<u32> {
        let mut few = self.names.iter().take(FEW).zip(0..);
        let found = few.find_map(|(known, number)| (**known == *name).then_some(number));
        if self.names.len() <= FEW { found } else { found.or_else(|| self.numbers.get(name).copied()) }
    }

    /// The name of a number that was given out.
    pub(super) fn name(&self, number: u32) -> &str {
        &self.names[index(number)]
    }

    /// All names in the order of their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }
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
        let many: Vec<_> = (0..3 * FEW).map(|number| format!("name {number}")).collect();
        for _ in 0..2 {
            for (number, name) in (0..).zip(&many) {
                assert_eq!(names.number(name), number);
                assert_eq!(names.name(number), name);
            }
        }
        assert!(names.all().eq(&many));
    }
}
