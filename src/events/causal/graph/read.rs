//! The graph read from logs: first what depends on something, then what that is.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::PathBuf;

use super::leading::read_leading;
use super::{Graph, Node};
use crate::events::causal::event::{Event, pick_of_event};
use crate::events::log::{Fold, Line, Problem, Problems, ReadOptions, fold};
use crate::record::{JsonRef, LazyZone};

/// Which events the graph is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'a> {
    /// None in particular.
    Nobody,
    /// Those whose ids begin like this, although nothing may depend on them.
    Beginning(&'a str),
}

/// Reads the graph of the events in logs: of all that depend on something or are depended on, or if some are asked for, of these and all that led to
/// them. No others are kept in memory.
#[must_use]
pub fn read(files: &[PathBuf], options: &ReadOptions, naive_zone: &LazyZone, asked: Asked<'_>) -> (Graph, Problems) {
    match asked {
        Asked::Nobody => read_all(files, options, naive_zone),
        Asked::Beginning(start) => read_leading(files, options, naive_zone, start),
    }
}

fn read_all(files: &[PathBuf], options: &ReadOptions, naive_zone: &LazyZone) -> (Graph, Problems) {
    let dependent = fold(files, options, || Nodes::new(naive_zone, Wanted::Dependent));
    let mut nodes = dependent.found.found;
    // Also of an id that one of these has: an earlier event, which depends on nothing, may have it as well.
    let ids: HashSet<&str> = nodes.iter().flat_map(Node::names).map(|(_, id)| id).collect();
    if !ids.is_empty() {
        let others = fold(files, options, || Nodes::new(naive_zone, Wanted::Named(&ids))).found.found;
        nodes.extend(others);
    }
    (Graph::of(nodes), dependent.problems)
}

/// Which events are looked for.
#[derive(Debug, Clone, Copy)]
enum Wanted<'a> {
    /// Those that depend on something or block something.
    Dependent,
    /// Of all others those that have one of these ids.
    Named(&'a HashSet<&'a str>),
}

impl Wanted<'_> {
    fn is(self, id: Option<JsonRef<'_>>, dependencies: Option<JsonRef<'_>>) -> bool {
        match self {
            Self::Dependent => dependencies.is_some(),
            Self::Named(ids) => id.and_then(JsonRef::as_str).is_some_and(|id| ids.contains(id.as_ref())),
        }
    }
}

struct Nodes<'a> {
    naive_zone: &'a LazyZone,
    wanted: Wanted<'a>,
    found: Vec<Node>,
}

impl<'a> Nodes<'a> {
    fn new(naive_zone: &'a LazyZone, wanted: Wanted<'a>) -> Self {
        Self { naive_zone, wanted, found: Vec::new() }
    }
}

impl Fold for Nodes<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let [id, dependencies] = pick_of_event(line.text, ["event_id", "dependencies"])?;
        if !self.wanted.is(id, dependencies) {
            return Ok(());
        }
        let event = Event::parse(line.text)?;
        if event.dependencies().is_empty() != matches!(self.wanted, Wanted::Dependent) {
            self.found.push(node(line, &event, self.naive_zone));
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.found.extend(later.found);
    }
}

/// What the graph has of the event in a line.
pub(super) fn node(line: Line<'_>, event: &Event<'_>, naive_zone: &LazyZone) -> Node {
    let dependencies = event.dependencies();
    let owned = |ids: Vec<Cow<'_, str>>| ids.into_iter().map(String::from).collect();
    Node {
        file: line.file,
        line: line.number,
        event_id: event.event_id().map(String::from),
        timestamp: event.timestamp(naive_zone),
        event_type: event.event_type().map(String::from),
        gist: event.gist(),
        depends_on: owned(dependencies.depends_on),
        blocks: owned(dependencies.blocks),
    }
}
