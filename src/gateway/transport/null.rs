//! To nowhere: takes everything and keeps nothing.

use super::{SendError, Transport};
use crate::gateway::Item;

/// Takes everything and keeps nothing. For measuring, and for trying a configuration.
#[derive(Debug, Clone, Copy, Default)]
pub struct NullTransport;

impl Transport for NullTransport {
    fn send_batch(&mut self, _: &[Item]) -> Result<(), SendError> {
        Ok(())
    }

    fn health_check(&mut self) -> Result<(), SendError> {
        Ok(())
    }

    fn close(&mut self) -> Result<(), SendError> {
        Ok(())
    }
}
