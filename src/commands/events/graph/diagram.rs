//! The graph in the languages of programs that draw.

use std::fmt::Write;

use super::label;
use crate::events::causal::graph::Graph;
use crate::ui::sanitise::visible_line;

/// For Graphviz. Arrows go from causes to effects; what is on a cycle is red, and ids that nobody has are dashed.
pub(super) fn dot(graph: &Graph) -> String {
    let mut dot = "digraph events {\n  rankdir=LR;\n  node [shape=box];\n".to_owned();
    let on_cycle = on_cycles(graph);
    for (place, node) in graph.nodes.iter().enumerate() {
        let red = if on_cycle[place] { ", color=red" } else { "" };
        _ = writeln!(dot, "  n{place} [label=\"{}\"{red}];", in_dot(&label(node)));
    }
    for (number, dangling) in graph.dangling.iter().enumerate() {
        _ = writeln!(dot, "  missing{number} [label=\"{}\", style=dashed];", in_dot(&dangling.id));
        _ = writeln!(dot, "  missing{number} -> n{} [style=dashed, dir=none];", dangling.node);
    }
    for (cause, effect) in edges(graph) {
        _ = writeln!(dot, "  n{cause} -> n{effect};");
    }
    dot + "}\n"
}

/// For Mermaid, drawn in the same way.
pub(super) fn mermaid(graph: &Graph) -> String {
    let mut mermaid = "flowchart LR\n".to_owned();
    for (place, node) in graph.nodes.iter().enumerate() {
        _ = writeln!(mermaid, "  n{place}[\"{}\"]", in_mermaid(&label(node)));
    }
    for (number, dangling) in graph.dangling.iter().enumerate() {
        _ = writeln!(mermaid, "  missing{number}([\"{}\"]) -.- n{}", in_mermaid(&dangling.id), dangling.node);
    }
    for (cause, effect) in edges(graph) {
        _ = writeln!(mermaid, "  n{cause} --> n{effect}");
    }
    for (place, _) in on_cycles(graph).iter().enumerate().filter(|(_, is)| **is) {
        _ = writeln!(mermaid, "  style n{place} stroke:red");
    }
    mermaid
}

fn edges(graph: &Graph) -> impl Iterator<Item = (usize, usize)> {
    let to =
        |(cause, effects): (usize, &Vec<usize>)| effects.iter().map(move |effect| (cause, *effect)).collect::<Vec<_>>();
    graph.needed_by.iter().enumerate().flat_map(to)
}

/// Of each event whether it is on a cycle.
fn on_cycles(graph: &Graph) -> Vec<bool> {
    let mut on_cycle = vec![false; graph.nodes.len()];
    graph.cycles.iter().flatten().for_each(|place| on_cycle[*place] = true);
    on_cycle
}

/// A text inside double quotes of Graphviz, in which nothing means anything but itself. It reads entities of HTML there.
fn in_dot(text: &str) -> String {
    visible_line(text).replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"")
}

/// The same for Mermaid, which finds quotes, tags, entities, `\n`, Markdown (some versions of it outside backticks too), formulas (`$$`) and
/// directives (`%%{`) wherever they stand.
fn in_mermaid(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in visible_line(text).chars() {
        match c {
            '"' => plain.push_str("#quot;"),
            '<' => plain.push_str("#lt;"),
            '>' => plain.push_str("#gt;"),
            '#' | '&' | '\\' | '`' | '*' | '~' | '[' | ']' | '$' | '%' => _ = write!(plain, "#{};", u32::from(c)),
            other => plain.push(other),
        }
    }
    plain
}
