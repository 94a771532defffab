//! Sessions under those that started them.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::files::Group;
use super::sessions::Session;

/// A session in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Which of the sessions it is.
    pub session: usize,
    /// How many are above it.
    pub depth: usize,
}

/// All sessions of these groups, each after the one that started it, otherwise in their order. A parent is looked for in the session's own
/// directory, then in those beside it. A session whose parent is not found, or that would be its own ancestor, stands at the top.
#[must_use]
pub fn tree(sessions: &[Session], groups: &[Group]) -> Vec<Node> {
    let places = Places::of(sessions, groups);
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut roots = Vec::new();
    for at in 0..sessions.len() {
        match places.parent(at) {
            Some(above) => children.entry(above).or_default().push(at),
            None => roots.push(at),
        }
    }
    let mut seen = HashSet::new();
    let mut nodes = Vec::with_capacity(sessions.len());
    // After the roots only what is in a circle is left, which is entered at its first session.
    for root in roots.into_iter().chain(0..sessions.len()) {
        let mut next = vec![(root, 0)];
        while let Some((session, depth)) = next.pop() {
            if seen.insert(session) {
                nodes.push(Node { session, depth });
                next.extend(children.get(&session).into_iter().flatten().rev().map(|child| (*child, depth + 1)));
            }
        }
    }
    nodes
}

/// Where sessions are found by their ids.
struct Places<'a> {
    sessions: &'a [Session],
    groups: &'a [Group],
    /// By the group that they are in.
    own: HashMap<(usize, &'a str), usize>,
    /// By what their directories lie in. One that a directory is called by comes before others of its name.
    beside: HashMap<(&'a Path, &'a str), usize>,
}

impl<'a> Places<'a> {
    fn of(sessions: &'a [Session], groups: &'a [Group]) -> Self {
        let mut places = Self { sessions, groups, own: HashMap::new(), beside: HashMap::new() };
        for (at, one) in sessions.iter().enumerate() {
            let id = one.id.as_str();
            places.own.insert((one.group, id), at);
            let beside = places.beside.entry((groups[one.group].base.as_path(), id)).or_insert(at);
            if groups[one.group].name == id {
                *beside = at;
            }
        }
        places
    }

    fn parent(&self, at: usize) -> Option<usize> {
        let one = &self.sessions[at];
        let id = one.parent.as_deref()?;
        let own = self.own.get(&(one.group, id));
        own.or_else(|| self.beside.get(&(self.groups[one.group].base.as_path(), id))).copied()
    }
}
