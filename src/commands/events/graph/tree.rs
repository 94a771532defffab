//! The graph as a tree in text.

use std::fmt::Write;

use super::label;
use crate::events::causal::graph::Graph;

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

impl Drawing<'_> {
    /// Draws an event and everything below it.
    fn draw(&mut self, root: usize) {
        // What is still to be drawn, the next one last: the lines before it, its branch, and the lines before what is below.
        let mut waiting = vec![(root, String::new(), "", "")];
        while let Some((place, before, branch, below)) = waiting.pop() {
            let again = std::mem::replace(&mut self.drawn[place], true);
            let effects = &self.graph.needed_by[place];
            let note = if again && !effects.is_empty() { " (see above)" } else { "" };
            _ = writeln!(self.text, "{before}{branch}{}{note}", label(&self.graph.nodes[place]));
            if !again {
                let before = before + below;
                for (index, effect) in effects.iter().enumerate().rev() {
                    let (branch, below) =
                        if index + 1 == effects.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
                    waiting.push((*effect, before.clone(), branch, below));
                }
            }
        }
    }
}
