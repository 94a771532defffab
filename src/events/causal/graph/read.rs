//! The graph read from logs: first what depends on something, then what that is.

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

/// Reads the graph of the events in logs. Only those are kept in memory that depend on something or are depended on.
#[must_use]
pub fn read(files: &[PathBuf], options: &ReadOptions, naive_zone: &LazyZone, asked: Asked<'_>) -> (Graph, Problems) {
    let dependent = fold(files, options, || Nodes::new(naive_zone, Wanted::Dependent));
    let mut nodes = dependent.found.found;
    let known: HashSet<_> = nodes.iter().filter_map(|node| Some((node.file, node.event_id.as_deref()?))).collect();
    let named = nodes.iter().flat_map(|node| node.depends_on.iter().chain(&node.blocks).map(|id| (node.file, id)));
    let unknown: HashSet<String> =
        named.filter(|(file, id)| !known.contains(&(*file, id.as_str()))).map(|(_, id)| id.clone()).collect();
    if !unknown.is_empty() || asked != Asked::Nobody {
        let named = fold(files, options, || Nodes::new(naive_zone, Wanted::Named(&unknown, asked)));
        nodes.extend(named.found.found);
    }
    (Graph::of(nodes), dependent.problems)
}

/// Which events are looked for.
#[derive(Debug, Clone, Copy)]
enum Wanted<'a> {
    Dependent,
    Named(&'a HashSet<String>, Asked<'a>),
}

impl Wanted<'_> {
    fn is(self, id: Option<JsonRef<'_>>, dependencies: Option<JsonRef<'_>>) -> bool {
        match self {
            Self::Dependent => dependencies.is_some(),
            Self::Named(ids, asked) => id.and_then(JsonRef::as_str).is_some_and(|id| {
                ids.contains(id.as_ref()) || matches!(asked, Asked::Beginning(start) if id.starts_with(start))
            }),
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
        if dependencies.is_empty() && matches!(self.wanted, Wanted::Dependent) {
            return Ok(());
        }
        let owned = |ids: Vec<std::borrow::Cow<'_, str>>| ids.into_iter().map(String::from).collect();
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
