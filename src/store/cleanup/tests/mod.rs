//! Clearing on a real file system: round trips, races, and every point at which a process can die or a call can fail.

mod crash;
mod foreign;
mod model;
mod races;
mod renewal;
mod round_trip;
pub(in crate::store) mod support;
