//! The gateway: what is recorded here flows on to other systems, and recording is never at their mercy.
//!
//! - [`Item`] is what travels: one response or event as a line of JSON, with an id by which a receiver tells it from all others;
//! - [`Transport`] is a way to one destination, [`transport`] has them all, and [`SendError`] says what became of a batch;
//! - [`Destination`] is what a configuration says of one.

pub mod destination;
mod item;
mod secret;
pub mod transport;

pub use destination::Destination;
pub use item::{Item, ItemId, ItemKind};
pub use secret::{Secret, SecretError, SecretSource};
pub use transport::{Cause, Refusal, SendError, Transport};
