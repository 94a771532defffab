//! Causal logs: what an agent did and why, an event a line in `<session>.jsonl` (`docs/formats.md`, causal logs).
//!
//! - [`NewEvent`] and [`Draft`] are events to be written, [`CheckedEvent`] is one that keeps every rule, and [`CausalLog`] appends it;
//! - [`Event`] is one that was read, as it stands in its line: what it lacks is absent, and nothing of it is changed;
//! - [`validate`] judges one by `schemas/causal-event.schema.json`;
//! - [`analyse`] tells of logs as a whole;
//! - [`Filter`] says which events are meant; [`Commitments`], [`FailureEntry`], [`Totals`] and [`graph`] answer the questions.

mod analysis;
mod commitments;
mod draft;
mod encode;
mod event;
mod failures;
mod filter;
mod gist;
pub mod graph;
mod ids;
mod lines;
mod links;
mod log;
mod needle;
mod new;
mod parts;
mod schema;
mod totals;

pub use analysis::{
    Along, Analysis, Chain, FailedEvents, Names, Outcome, PromiseKept, QUARTER_SECONDS, Quarter, Reason, analyse,
};
pub use commitments::{CommitmentEntry, Commitments, Promise};
pub use draft::Draft;
pub use event::Event;
pub use failures::FailureEntry;
pub use filter::Filter;
pub use ids::{EventId, new_session};
pub use lines::Lines;
pub use links::EventPlace;
pub use log::{CausalLog, CheckedEvent};
pub use needle::Needle;
pub use new::{
    CausalStep, Commitment, CommitmentStatus, Constraint, Dependencies, Entity, EntityKind, EventType, Failure,
    NewEvent, Priority, Provenance,
};
pub use parts::{CausalStepRef, CommitmentRef, ConstraintRef, DependenciesRef, EntityRef, FailureRef};
pub use schema::validate;
pub use totals::Totals;
