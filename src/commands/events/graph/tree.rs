//! The graph as a tree in text.

use std::collections::VecDeque;
use std::fmt::Write;

use super::label;
use crate::events::causal::graph::Graph;

/// So deep below a cause events are drawn. What a deeper one led to stands behind the tree, as a tree of its own: where each event leads
/// to the next, lines would grow with their number.
const DEEPEST: usize = 40;

/// Causes, and below each what it led to. An event that was drawn before is only named again.
pub(super) fn draw(graph: &Graph) -> String {
    let mut drawing = Drawing { graph, drawn: vec![false; graph.nodes.len()], text: String::new() };
    let is_cause = |place: &usize| graph.needs[*place].is_empty();
    let (causes, effects): (Vec<_>, Vec<_>) = (0..graph.nodes.len()).partition(is_cause);
    for cause in causes {
        drawing.draw(cause);
    }
    // What no cause led to is on a cycle, or behind one.
    for place in effects {
        if !drawing.drawn[place] {
            drawing.draw(place);
        }
    }
    drawing.text
}

struct Drawing<'a> {
    graph: &'a Graph,
    drawn: Vec<bool>,
    text: String,
}

/// What is still to be drawn of a tree.
struct Waiting {
    place: usize,
    depth: usize,
    /// The lines that lead past it.
    before: String,
    branch: &'static str,
    /// The line that leads past what is below it.
    below: &'static str,
}

impl Drawing<'_> {
    /// Draws an event and everything below it, then what was too deep for that.
    fn draw(&mut self, root: usize) {
        let mut deeper = VecDeque::new();
        self.draw_tree(root, "", &mut deeper);
        while let Some(place) = deeper.pop_front() {
            self.drawn[place] = false;
            self.draw_tree(place, " (continued)", &mut deeper);
        }
    }

    fn draw_tree(&mut self, root: usize, root_note: &str, deeper: &mut VecDeque<usize>) {
        // The next one last.
        let mut waiting = vec![Waiting { place: root, depth: 0, before: String::new(), branch: "", below: "" }];
        while let Some(Waiting { place, depth, before, branch, below }) = waiting.pop() {
            let again = std::mem::replace(&mut self.drawn[place], true);
            let effects = &self.graph.needed_by[place];
            let note = match (again, depth) {
                _ if effects.is_empty() => "",
                (true, _) => " (see above)",
                (false, DEEPEST) => " (continued below)",
                (false, 0) => root_note,
                (false, _) => "",
            };
            _ = writeln!(self.text, "{before}{branch}{}{note}", label(&self.graph.nodes[place]));
            if again || effects.is_empty() {
                continue;
            }
            if depth == DEEPEST {
                deeper.push_back(place);
                continue;
            }
            let before = before + below;
            for (index, effect) in effects.iter().enumerate().rev() {
                let (branch, below) =
                    if index + 1 == effects.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
                waiting.push(Waiting { place: *effect, depth: depth + 1, before: before.clone(), branch, below });
            }
        }
    }
}
