//! The gateway: what is recorded here flows on to other systems, and recording is never at their mercy.
//!
//! - [`Item`] is what travels: one response or event as a line of JSON, with an id by which a receiver tells it from all others;
//! - [`Transport`] is a way to one destination, [`transport`] has them all, and [`SendError`] says what became of a batch;
//! - [`Destination`] is what a configuration says of one;
//! - [`forwarder`] takes what a store holds to one destination, at least once each and at a receiver that knows ids once in effect;
//!   [`outbox`] is what waits, [`dead_letters`] what will never be taken, [`Status`] what was done;
//! - [`live`] is for programs that record themselves: what they record is told to a function and a destination as it happens.

mod again;
mod breaker;
pub mod dead_letters;
pub mod destination;
mod error;
mod event;
pub mod forwarder;
mod item;
pub mod live;
pub mod outbox;
mod parcel;
mod place;
mod retry;
mod secret;
mod status;
pub mod transport;
mod whole;

pub use again::{SentAgain, send_again};
pub use destination::Destination;
pub use error::Error;
pub use item::{Item, ItemId, ItemKind};
pub use place::Place;
pub use secret::{Secret, SecretError, SecretSource};
pub use status::{Failure, Status};
pub use transport::{Cause, Refusal, SendError, Transport};
