//! What can go wrong with forwarding, apart from sending itself.

use super::destination::{DestinationName, InvalidDestination};
use crate::store::Error as StoreError;

/// Why nothing can be forwarded now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store, or what is remembered in it, can't be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another process forwards to the same destination.
    #[error("another process forwards to `{destination}`{}", holder.as_ref().map(|h| format!(" ({h})")).unwrap_or_default())]
    Running {
        /// The destination.
        destination: DestinationName,
        /// Who holds the lock, if it said so.
        holder: Option<String>,
    },
    /// The destination can't be what the configuration says.
    #[error(transparent)]
    Destination(#[from] InvalidDestination),
}
