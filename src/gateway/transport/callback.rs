//! To a function of the program.

use super::{SendError, Transport};
use crate::gateway::Item;

/// Gives each batch to a function, which says what became of it.
pub struct CallbackTransport<F>(F);

impl<F: FnMut(&[Item]) -> Result<(), SendError> + Send> CallbackTransport<F> {
    /// A way to that function.
    pub fn new(send: F) -> Self {
        Self(send)
    }
}

impl<F: FnMut(&[Item]) -> Result<(), SendError> + Send> Transport for CallbackTransport<F> {
    fn send_batch(&mut self, batch: &[Item]) -> Result<(), SendError> {
        (self.0)(batch)
    }

    /// Asks with a batch of nothing.
    fn health_check(&mut self) -> Result<(), SendError> {
        (self.0)(&[])
    }

    fn close(&mut self) -> Result<(), SendError> {
        Ok(())
    }
}
