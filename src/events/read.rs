//! What reading gives.

use super::log::Problems;

/// What logs gave, and what of them could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read<T> {
    /// What was found.
    pub found: T,
    /// What could not be read.
    pub problems: Problems,
}

impl<T> Read<T> {
    /// The same with something else made of what was found.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Read<U> {
        Read { found: make(self.found), problems: self.problems }
    }
}
