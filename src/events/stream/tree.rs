//! Sessions under those that started them.

use std::collections::{HashMap, HashSet};

use super::sessions::Session;

/// A session in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Which of the sessions it is.
    pub session: usize,
    /// How many are above it.
    pub depth: usize,
}

/// All sessions, each after the one that started it, otherwise in their order. One whose parent is not among them, or that would be
/// its own ancestor, stands at the top.
#[must_use]
pub fn tree(sessions: &[Session]) -> Vec<Node> {
    let places: HashMap<_, _> =
        sessions.iter().enumerate().map(|(at, one)| ((one.group, one.id.as_str()), at)).collect();
    let parent = |at: usize| {
        let one = &sessions[at];
        places.get(&(one.group, one.parent.as_deref()?)).copied().filter(|parent| *parent != at)
    };
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut roots = Vec::new();
    for at in 0..sessions.len() {
        match parent(at) {
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
