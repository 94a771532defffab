//! The graph read from logs: first what depends on something, then what that is.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::PathBuf;

use super::{Graph, Node};
use crate::events::causal::event::{Event, pick_of_event};
use crate::events::log::{Fold, Line, Problem, Problems, ReadOptions, fold};
use crate::record::{JsonRef, LazyZone};

/// Which events are in the graph although nothing may depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'a> {
    /// None.
    Nobody,
    /// Those whose ids begin like this.
    Beginning(&'a str),
}

impl Asked<'_> {
    /// True if an event is asked for that has this id.
    pub(super) fn is(self, id: &str) -> bool {
        matches!(self, Self::Beginning(start) if id.starts_with(start))
    }
}

/// Reads the graph of the events in logs. Only those are kept in memory that depend on something or are depended on.
#[must_use]
pub fn read(files: &[PathBuf], options: &ReadOptions, naive_zone: &LazyZone, asked: Asked<'_>) -> (Graph, Problems) {
    let dependent = fold(files, options, || Nodes::new(naive_zone, Wanted::Dependent));
    let mut nodes = dependent.found.found;
    // Also of an id that one of these has: an earlier event, which depends on nothing, may have it as well.
    let ids: HashSet<&str> = nodes.iter().flat_map(Node::names).map(|(_, id)| id).collect();
    if !ids.is_empty() || asked != Asked::Nobody {
        let others = fold(files, options, || Nodes::new(naive_zone, Wanted::Named(&ids, asked))).found.found;
        nodes.extend(others);
    }
    (Graph::of(nodes, asked), dependent.problems)
}

/// Which events are looked for.
#[derive(Debug, Clone, Copy)]
enum Wanted<'a> {
    /// Those that depend on something or block something.
    Dependent,
    /// Of all others those that have one of these ids, or are asked for.
    Named(&'a HashSet<&'a str>, Asked<'a>),
}

impl Wanted<'_> {
    fn is(self, id: Option<JsonRef<'_>>, dependencies: Option<JsonRef<'_>>) -> bool {
        match self {
            Self::Dependent => dependencies.is_some(),
            Self::Named(ids, asked) => {
                id.and_then(JsonRef::as_str).is_some_and(|id| ids.contains(id.as_ref()) || asked.is(&id))
            }
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
        let dependencies = event.dependencies();
        if dependencies.is_empty() == matches!(self.wanted, Wanted::Dependent) {
            return Ok(());
        }
        let owned = |ids: Vec<Cow<'_, str>>| ids.into_iter().map(String::from).collect();
        self.found.push(Node {
            file: line.file,
            line: line.number,
            event_id: event.event_id().map(String::from),
            timestamp: event.timestamp(self.naive_zone),
            event_type: event.event_type().map(String::from),
            gist: event.gist(),
            depends_on: owned(dependencies.depends_on),
            blocks: owned(dependencies.blocks),
        });
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.found.extend(later.found);
    }
}
