//! What led to a few events: the graph of these alone, however large the logs are.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use super::read::node;
use super::{Dangling, Graph, Node, cycles};
use crate::events::causal::DependenciesRef;
use crate::events::causal::event::{Event, pick_of_event};
use crate::events::causal::links::{Bits, Causes, Links, Place, SHARE, read_again};
use crate::events::log::{Fold, Line, Problem, Problems, ReadOptions, fold};
use crate::record::{JsonRef, LazyZone};

/// Reads the graph of the events whose ids begin like this and of all that led to them. Of all others only ids are kept, as numbers.
pub(super) fn read_leading(
    files: &[PathBuf],
    options: &ReadOptions,
    naive_zone: &LazyZone,
    start: &str,
) -> (Graph, Problems) {
    let gathered = fold(files, options, || Gathered { start, links: Links::default(), asked: Vec::new() });
    let resolved = gathered.found.links.resolve(SHARE);
    let numbers = leading_to(&resolved.causes, gathered.found.asked);
    let place = |number: &u32| {
        let place = resolved.standing.place(*number);
        (place.file, place.line)
    };
    let wanted: Vec<Place> = numbers.iter().map(place).collect();
    let take = |line: Line<'_>| Some(node(line, &Event::parse(line.text).ok()?, naive_zone));
    let read = read_again(files, options, &wanted, take);
    let found: HashMap<Place, usize> = read.iter().map(|(place, _)| *place).zip(0..).collect();
    // A line that went away since then led to nothing.
    let indices: HashMap<u32, usize> =
        numbers.iter().zip(&wanted).filter_map(|(number, place)| Some((*number, *found.get(place)?))).collect();
    let mut needs = vec![Vec::new(); read.len()];
    for (number, index) in &indices {
        needs[*index] = resolved.causes.of(*number).iter().filter_map(|cause| indices.get(cause).copied()).collect();
    }
    drop(resolved.causes);
    let nodes: Vec<Node> = read.into_iter().map(|(_, node)| node).collect();
    let dangling = dangling(&nodes, files, options);
    (Graph { needed_by: turned(&needs), cycles: cycles::find(&needs), nodes, needs, dangling }, gathered.problems)
}

/// Events, and all that led to them, in ascending order.
fn leading_to(causes: &Causes, mut events: Vec<u32>) -> Vec<u32> {
    let mut seen = Bits::default();
    while let Some(event) = events.pop() {
        if !seen.has(event as usize) {
            seen.add(event as usize);
            events.extend(causes.of(event).iter().filter(|cause| !seen.has(**cause as usize)));
        }
    }
    seen.iter().filter_map(|event| u32::try_from(event).ok()).collect()
}

/// What depends on each node.
fn turned(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut needed_by = vec![Vec::new(); needs.len()];
    for (effect, causes) in needs.iter().enumerate() {
        for cause in causes {
            needed_by[*cause].push(effect);
        }
    }
    needed_by
}

/// The ids that nodes name and no event has. The others are looked for in all logs: what a node blocks need not have led to it.
fn dangling(nodes: &[Node], files: &[PathBuf], options: &ReadOptions) -> Vec<Dangling> {
    let known: HashSet<&str> = nodes.iter().filter_map(|node| node.event_id.as_deref()).collect();
    let unknown: HashSet<&str> =
        nodes.iter().flat_map(Node::names).map(|(_, id)| id).filter(|id| !known.contains(id)).collect();
    if unknown.is_empty() {
        return Vec::new();
    }
    let there = fold(files, options, || Having { ids: &unknown, found: BTreeSet::new() }).found.found;
    let named = nodes.iter().enumerate().flat_map(|(node, named)| named.names().map(move |(_, id)| (node, id)));
    named
        .filter(|(_, id)| unknown.contains(id) && !there.contains(*id))
        .map(|(node, id)| Dangling { node, id: id.to_owned() })
        .collect()
}

/// The links of all events, and the events that are asked for.
struct Gathered<'a> {
    start: &'a str,
    links: Links,
    asked: Vec<u32>,
}

impl Fold for Gathered<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let [id, dependencies] = pick_of_event(line.text, ["event_id", "dependencies"])?;
        let id = id.and_then(JsonRef::as_str);
        let is_asked = id.as_deref().is_some_and(|id| id.starts_with(self.start));
        let number = self.links.see(line, id, dependencies.map(DependenciesRef::of).unwrap_or_default());
        if is_asked {
            self.asked.push(number);
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        let offset = self.links.len();
        self.asked.extend(later.asked.into_iter().map(|number| number + offset));
        self.links.append(later.links);
    }
}

/// Which of some ids events have.
struct Having<'a> {
    ids: &'a HashSet<&'a str>,
    found: BTreeSet<String>,
}

impl Fold for Having<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let [id] = pick_of_event(line.text, ["event_id"])?;
        if let Some(id) = id.and_then(JsonRef::as_str)
            && self.ids.contains(id.as_ref())
        {
            self.found.insert(id.into_owned());
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.found.extend(later.found);
    }
}
