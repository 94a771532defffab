//! The store: a directory of record files, and everything that can be asked of it or done to it.
//!
//! [`ResponseTracker`] is the service that other programs use. Behind it stand, in reading order:
//!
//! - [`Layout`], the only place that joins store paths, and [`Entry`], one record file as a scan found it;
//! - [`scan`], the one seam through which every question reads the tree, and [`Tally`], what is counted on the way;
//! - [`Selection`], [`Listing`], [`Sessions`], [`Stats`], [`analysis`], [`search`]: the questions;
//! - [`retention`], what goes and what stays, and [`pins`], what always stays;
//! - [`write`](mod@write), [`import`], [`cleanup`], [`trash`], [`archive`] and [`scrub`]: the acts.
//!
//! Nothing here prints, reads the environment or looks at the clock: the present is a parameter.

pub(crate) mod amend;
pub mod analysis;
pub mod archive;
mod bytes;
mod cache;
pub mod cleanup;
mod entry;
mod error;
mod find;
mod group;
mod health;
pub mod import;
mod interner;
mod inventory;
mod layout;
mod listing;
mod lock;
pub mod normalise;
pub(crate) mod own_dir;
pub mod pins;
pub(crate) mod prepared;
pub mod repair;
pub mod retention;
mod scan;
pub mod scrub;
pub mod search;
mod select;
mod sessions;
mod several;
pub(crate) mod side;
mod stats;
mod threads;
mod tracker;
pub mod trash;
mod tree;
pub mod verify;
pub mod write;

use crate::files;

#[doc(hidden)]
pub use cache::read_foreign_cache;
pub use cache::{Cache, CacheState};
#[doc(hidden)]
pub use cleanup::read_foreign_receipt;
pub use entry::{Entry, UNKNOWN_AGENT, UNKNOWN_SESSION};
pub use error::Error;
pub use find::{Find, Found};
pub(crate) use health::CLOCKS_DIFFER;
pub use health::{Contents, Health, MadePrivate, make_private};
pub use inventory::{Inventory, Temporary, inventory};
pub use layout::Layout;
pub use listing::{Batches, Direction, Entries, Listing, SortKey};
pub use lock::MaintenanceLock;
pub(crate) use scan::{Look, Seen, Sight, Taken, Unseen};
pub use scan::{Reach, Scanned, Skipped, Tally, scan};
pub use select::{Pattern, Selection};
pub use sessions::{SessionSummary, Sessions};
pub use stats::{Group, GroupBy, Percentiles, SortedDurations, Stats};
pub use tracker::{NewResponse, Options, ResponseTracker, Responses};
