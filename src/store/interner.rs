//! Values that occur again and again, each kept once and known by a number.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Numbers for values, counted from 0 in the order in which they were first seen.
#[derive(Debug)]
pub(super) struct Interner<T: ?Sized> {
    ids: HashMap<Box<T>, u32>,
}

impl<T: ?Sized> Default for Interner<T> {
    fn default() -> Self {
        Self { ids: HashMap::new() }
    }
}

impl<T: ?Sized> Clone for Interner<T>
where
    Box<T>: Clone,
{
    fn clone(&self) -> Self {
        Self { ids: self.ids.clone() }
    }
}

impl<T: ?Sized + Eq + Hash> Interner<T>
where
    for<'a> Box<T>: From<&'a T> + Borrow<T>,
{
    /// The number of a value.
    pub(super) fn id(&mut self, value: &T) -> u32 {
        if let Some(id) = self.ids.get(value) {
            return *id;
        }
        // A store of four thousand million records does not fit the file systems of today; were it to come, its last
        // names would be counted as one.
        let id = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.insert(Box::from(value), id);
        id
    }

    /// All values, each at its number.
    pub(super) fn values(&self) -> Vec<&T> {
        let mut numbered: Vec<_> = self.ids.iter().map(|(value, id)| (*id, value.as_ref())).collect();
        numbered.sort_unstable_by_key(|(id, _)| *id);
        numbered.into_iter().map(|(_, value)| value).collect()
    }

    /// Takes in another's values, and gives for each of its numbers the number here.
    pub(super) fn absorb(&mut self, other: &Self) -> Vec<u32> {
        other.values().into_iter().map(|value| self.id(value)).collect()
    }
}

/// A number as an index.
pub(super) fn index(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}
