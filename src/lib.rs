//! The record keeper of AI agents.
//!
//! `responses` keeps what agents were asked and what they answered as plain JSON files, and lists, reads, measures, analyses
//! and tidies them. This is the library under the command of the same name. In reading order:
//!
//! - [`record`]: one request and its response, as bytes and as values;
//! - [`store`]: a directory of them, and [`store::ResponseTracker`], the service over it;
//! - [`events`]: the logs of what agents did, line by line;
//! - [`capture`]: how responses come into it by themselves;
//! - [`gateway`]: how they flow on to other systems;
//! - [`export`]: a selection of them as one file;
//! - [`config`]: where settings come from;
//! - [`ui`]: tables, formats and text for people;
//! - [`commands`]: the command line.

pub mod capture;
pub mod commands;
pub mod config;
pub mod events;
pub mod export;
mod files;
pub mod gateway;
pub mod record;
pub mod store;
pub mod ui;
