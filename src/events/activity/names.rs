//! Names that occur many times, each kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// Names with their numbers, counted from 0 in the order in which they were first seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

impl Names {
    /// The number of a name, which is a new one if it was not seen before.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        // A log with so many names does not fit into any memory.
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.numbers.insert(Arc::clone(&name), number);
        self.names.push(name);
        number
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
