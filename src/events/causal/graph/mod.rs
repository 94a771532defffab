//! Which event led to which: the graph of dependencies.
//!
//! That A `depends_on` B and that B `blocks` A are the same edge. An event is known by its id in its own log first, and else in
//! any other, the earliest one first.

pub(super) mod cycles;
mod leading;
mod read;

use std::collections::HashMap;

use crate::record::RecordTime;

pub use read::{Asked, read};

/// An event in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Which of the files it stands in, from 0.
    pub file: usize,
    /// Its line, from 1.
    pub line: u64,
    /// Its name, if it has one.
    pub event_id: Option<String>,
    /// When it happened.
    pub timestamp: Option<RecordTime>,
    /// What sort of thing happened.
    pub event_type: Option<String>,
    /// What it is about.
    pub gist: Option<String>,
    /// The ids that it depends on.
    depends_on: Vec<String>,
    /// The ids that it blocks.
    blocks: Vec<String>,
}

/// Which end of an edge it is that names the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// The effect: it depends on the other.
    Effect,
    /// The cause: it blocks the other.
    Cause,
}

impl Node {
    /// The ids that it names.
    fn names(&self) -> impl Iterator<Item = (Naming, &str)> {
        let needs = self.depends_on.iter().map(|id| (Naming::Effect, id.as_str()));
        needs.chain(self.blocks.iter().map(|id| (Naming::Cause, id.as_str())))
    }
}

/// An id that an event names and no event has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling {
    /// The event that names it, as an index into [`Graph::nodes`].
    pub node: usize,
    /// The id.
    pub id: String,
}

/// Events and what led to what. Events without any dependency are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graph {
    /// The events, in the order of files and lines.
    pub nodes: Vec<Node>,
    /// What each event depends on, as indices in ascending order.
    pub needs: Vec<Vec<usize>>,
    /// What depends on each event, as indices in ascending order.
    pub needed_by: Vec<Vec<usize>>,
    /// The ids that nobody has.
    pub dangling: Vec<Dangling>,
    /// Events that lead to themselves, each as the way round, which begins with the first of its events.
    pub cycles: Vec<Vec<usize>>,
}

impl Graph {
    /// The graph of these events. Those that no edge begins or ends at are left out.
    #[must_use]
    fn of(mut nodes: Vec<Node>) -> Self {
        nodes.sort_by_key(|node| (node.file, node.line));
        let mut is_meant = meant(&nodes).into_iter();
        nodes.retain(|node| is_meant.next() == Some(true) || node.names().next().is_some());
        let index = Index::of(&nodes);
        let mut needs = vec![Vec::new(); nodes.len()];
        let mut dangling = Vec::new();
        for (place, node) in nodes.iter().enumerate() {
            for (naming, id) in node.names() {
                match (index.find(node.file, id), naming) {
                    (Some(cause), Naming::Effect) => needs[place].push(cause),
                    (Some(effect), Naming::Cause) => needs[effect].push(place),
                    (None, _) => dangling.push(Dangling { node: place, id: id.to_owned() }),
                }
            }
        }
        let mut needed_by = vec![Vec::new(); nodes.len()];
        for (effect, causes) in needs.iter_mut().enumerate() {
            causes.sort_unstable();
            causes.dedup();
            for cause in causes {
                needed_by[*cause].push(effect);
            }
        }
        let cycles = cycles::find(&needs);
        Self { nodes, needs, needed_by, dangling, cycles }
    }

    /// Everything that led to an event, and the event at last: no event comes before what it depends on, except around a cycle.
    #[must_use]
    pub fn causes_of(&self, event: usize) -> Vec<usize> {
        enum Step {
            Enter(usize),
            Leave(usize),
        }
        let mut seen = vec![false; self.nodes.len()];
        let (mut order, mut steps) = (Vec::new(), vec![Step::Enter(event)]);
        while let Some(step) = steps.pop() {
            match step {
                Step::Leave(node) => order.push(node),
                Step::Enter(node) if std::mem::replace(&mut seen[node], true) => {}
                Step::Enter(node) => {
                    steps.push(Step::Leave(node));
                    steps.extend(self.needs[node].iter().rev().map(|cause| Step::Enter(*cause)));
                }
            }
        }
        order
    }
}

/// Of each event whether it is meant where another names its id.
fn meant(nodes: &[Node]) -> Vec<bool> {
    let index = Index::of(nodes);
    let mut meant = vec![false; nodes.len()];
    for node in nodes {
        node.names().filter_map(|(_, id)| index.find(node.file, id)).for_each(|place| meant[place] = true);
    }
    meant
}

/// Events by their ids.
struct Index<'a> {
    in_file: HashMap<(usize, &'a str), usize>,
    anywhere: HashMap<&'a str, usize>,
}

impl<'a> Index<'a> {
    fn of(nodes: &'a [Node]) -> Self {
        let mut index = Self { in_file: HashMap::new(), anywhere: HashMap::new() };
        for (place, node) in nodes.iter().enumerate() {
            if let Some(id) = node.event_id.as_deref() {
                index.in_file.entry((node.file, id)).or_insert(place);
                index.anywhere.entry(id).or_insert(place);
            }
        }
        index
    }

    fn find(&self, file: usize, id: &str) -> Option<usize> {
        self.in_file.get(&(file, id)).or_else(|| self.anywhere.get(id)).copied()
    }
}
