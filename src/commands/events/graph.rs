//! `responses events graph`

mod diagram;
mod tree;

use std::io::Write;

use clap::{Args, ValueEnum};

use super::logs::{LogDir, Logs, SessionArgs, report};
use crate::commands::context::Context;
use crate::commands::contract::{DanglingId, GraphNode, GraphOutput, SCHEMA_VERSION};
use crate::commands::error::CommandError;
use crate::commands::out::{data_out, text_out};
use crate::commands::output::print_json;
use crate::events::causal::graph::{Asked, Graph, Node, read};
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// Draw which event led to which.
///
/// That A depends on B and that B blocks A are the same edge. Events without any are left out. Cycles, and ids that no event has, are
/// named on standard error, the first of many unless --verbose is given.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events graph --session fix-1
  responses events graph --format dot | dot -Tsvg > graph.svg
  responses events graph --format mermaid")]
pub(super) struct GraphArgs {
    /// How to draw
    #[arg(long, value_name = "FORMAT", default_value = "tree")]
    format: GraphFormat,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    sessions: SessionArgs,
}

/// How a graph is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GraphFormat {
    /// Causes, and below each what it led to
    Tree,
    /// For Graphviz
    Dot,
    /// For Mermaid
    Mermaid,
    /// One JSON document
    Json,
}

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &GraphArgs) -> Result<(), CommandError> {
    let logs = dir.select(ctx, &args.sessions)?;
    let (graph, problems) = read(&logs.paths, &logs.options, &ctx.config.naive_zone, Asked::Nobody);
    let skipped = report(ctx, &problems);
    let format = if args.json { GraphFormat::Json } else { args.format };
    if format != GraphFormat::Json {
        warn(ctx, &logs, &graph, &args.sessions);
    }
    let text = match format {
        GraphFormat::Tree => tree::draw(&graph),
        GraphFormat::Dot => diagram::dot(&graph),
        GraphFormat::Mermaid => diagram::mermaid(&graph),
        GraphFormat::Json => {
            let node = |(node, needs): (&Node, &Vec<usize>)| {
                GraphNode::new(ctx.times(), logs.session(node.file), node, needs.clone())
            };
            return print_json(&GraphOutput {
                schema_version: SCHEMA_VERSION,
                nodes: graph.nodes.iter().zip(&graph.needs).map(node).collect(),
                cycles: cycles(&graph, |_| true),
                dangling: dangling(&logs, &graph, |_| true),
                skipped,
            });
        }
    };
    let mut out: Box<dyn Write> = if format == GraphFormat::Tree { Box::new(text_out()) } else { Box::new(data_out()) };
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Names cycles and ids that nobody has.
fn warn(ctx: &Context, logs: &Logs, graph: &Graph, sessions: &SessionArgs) {
    warn_of_cycles(ctx, &cycles(graph, |_| true));
    let named = |dangling: &DanglingId| {
        let by = dangling.event_id.as_deref().unwrap_or("an event without id");
        let (missing, session) = (&dangling.missing, &dangling.session_id);
        format!("no event {missing}, which {by} in {session} names{}", sessions.scope())
    };
    warn_of_each(ctx, &dangling(logs, graph, |_| true), "dangling id", named);
}

/// Names cycles, of a long one the first events.
pub(super) fn warn_of_cycles(ctx: &Context, cycles: &[Vec<String>]) {
    warn_of_each(ctx, cycles, "cycle", |cycle| {
        let shown = cycle.iter().take(most_named(ctx)).map(String::as_str).collect::<Vec<_>>().join(" -> ");
        if cycle.len() > most_named(ctx) {
            let events = units::counted(cycle.len() as u64, "event");
            return format!("a cycle of {events}: {shown} -> ...; -v names all of them");
        }
        format!("a cycle: {shown} -> {}", cycle.first().map_or("", String::as_str))
    });
}

/// Warns of each of some things, or of the first of many.
pub(super) fn warn_of_each<T>(ctx: &Context, things: &[T], what: &str, message: impl Fn(&T) -> String) {
    things.iter().take(most_named(ctx)).for_each(|thing| ctx.warn(&message(thing)));
    let more = things.len().saturating_sub(most_named(ctx));
    if more > 0 {
        let more = units::counted(more as u64, &format!("more {what}"));
        ctx.warn(&format!("and {more}; -v names all of them"));
    }
}

fn most_named(ctx: &Context) -> usize {
    if ctx.is_verbose() { usize::MAX } else { MOST_NAMED }
}

/// So many things of a sort are named, unless all are to be.
const MOST_NAMED: usize = 20;

/// The cycles all of whose events are meant, as ids.
pub(super) fn cycles(graph: &Graph, is_meant: impl Fn(usize) -> bool) -> Vec<Vec<String>> {
    let ids = |cycle: &Vec<usize>| cycle.iter().map(|node| name(&graph.nodes[*node])).collect();
    graph.cycles.iter().filter(|cycle| cycle.iter().all(|node| is_meant(*node))).map(ids).collect()
}

/// The ids that nobody has, and that an event names that is meant.
pub(super) fn dangling(logs: &Logs, graph: &Graph, is_meant: impl Fn(usize) -> bool) -> Vec<DanglingId> {
    let named = graph.dangling.iter().filter(|dangling| is_meant(dangling.node));
    let output = |(node, missing): (&Node, &String)| DanglingId {
        session_id: logs.session(node.file).to_owned(),
        event_id: node.event_id.clone(),
        missing: missing.clone(),
    };
    named.map(|dangling| output((&graph.nodes[dangling.node], &dangling.id))).collect()
}

/// What an event is called, also if it has no id.
pub(super) fn name(node: &Node) -> String {
    node.event_id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| format!("line {}", node.line))
}

/// What is written at an event.
fn label(node: &Node) -> String {
    let parts = [Some(name(node)), node.event_type.clone(), node.gist.clone()];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    crate::ui::width::cut_end(&visible_line(&text), LONGEST_LABEL).into_owned()
}

/// Longest label, in columns.
const LONGEST_LABEL: usize = 100;
