//! `responses events explain`

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;

use anstyle::Style;
use clap::Args;

use super::graph::{cycles, dangling, name, warn_of_cycles, warn_of_each};
use super::logs::{LogDir, Logs, SessionArgs, report};
use crate::commands::context::Context;
use crate::commands::contract::{ChainItem, EventItem, ExplainOutput, SCHEMA_VERSION};
use crate::commands::error::{Code, CommandError};
use crate::commands::out::text_out;
use crate::commands::output::{local_time, print_json};
use crate::events::Error;
use crate::events::causal::Event;
use crate::events::causal::graph::{Asked, Graph, Node, read};
use crate::events::log::{Fold, Line, Problem, fold};
use crate::ui::sanitise::visible_line;

/// Show what led to an event: everything it depends on, causes before effects, with the reasoning.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses events explain evt_6513270e
  responses events explain evt_65 --session fix-1 --json")]
pub(super) struct ExplainArgs {
    /// The event's id, or its beginning
    #[arg(value_name = "EVENT")]
    event: String,
    #[command(flatten)]
    sessions: SessionArgs,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(ctx: &Context, dir: &LogDir, args: &ExplainArgs) -> Result<(), CommandError> {
    let logs = dir.select(ctx, &args.sessions)?;
    let asked = Asked::Beginning(&args.event);
    let (graph, problems) = read(&logs.paths, &logs.options, &ctx.config.naive_zone, asked);
    let skipped = report(ctx, &problems);
    let event = find(ctx, dir, &logs, &graph, args)?;
    let chain = graph.causes_of(event);
    let places = chain.iter().map(|place| (graph.nodes[*place].file, graph.nodes[*place].line)).collect();
    let texts = fold(&logs.paths, &logs.options, || Texts { places: &places, found: BTreeMap::new() }).found.found;
    let is_meant = |place| chain.contains(&place);
    let output = ExplainOutput {
        schema_version: SCHEMA_VERSION,
        event_id: name(&graph.nodes[event]),
        chain: chain.iter().filter_map(|place| item(ctx, &logs, &graph, *place, &texts)).collect(),
        dangling: dangling(&logs, &graph, is_meant),
        cycles: cycles(&graph, is_meant),
        skipped,
    };
    if args.json { print_json(&output) } else { print(ctx, &output, &args.sessions) }
}

/// The one event whose id is this, or begins like it. Of events of one log that are called the same it is the first.
fn find(ctx: &Context, dir: &LogDir, logs: &Logs, graph: &Graph, args: &ExplainArgs) -> Result<usize, CommandError> {
    let (asked, sessions) = (args.event.as_str(), &args.sessions);
    let exactly = having(graph, |id| id == asked);
    let found = if exactly.is_empty() { having(graph, |id| id.starts_with(asked)) } else { exactly };
    let place = |node: &Node| format!("{} in {} line {}", name(node), logs.session(node.file), node.line);
    match found.as_slice() {
        [] => {
            let base = dir.layout.base().to_owned();
            let error = CommandError::from(Error::NotFound { what: "event", name: asked.to_owned(), base });
            Err(match sessions.narrowed_by() {
                Some(hint) => error.hint(hint),
                None => error,
            })
        }
        [same] => {
            let node = &graph.nodes[same.first];
            if same.count > 1 {
                let (id, session) = (name(node), logs.session(node.file));
                let count = same.count;
                ctx.warn(&format!("{id} is {count} events in {session}: the first is meant, in line {}", node.line));
            }
            Ok(same.first)
        }
        many => {
            let some: Vec<_> = many.iter().take(5).map(|same| place(&graph.nodes[same.first])).collect();
            let message = format!("`{asked}` is {} events: {}", many.len(), some.join(", "));
            Err(CommandError::new(Code::Ambiguous, message).hint("give more of the id, or --session"))
        }
    }
}

/// Events of one log that are called the same.
struct Same {
    /// The first of them.
    first: usize,
    /// How many there are.
    count: usize,
}

/// The events whose ids fit, in the order of files and lines.
fn having(graph: &Graph, fits: impl Fn(&str) -> bool) -> Vec<Same> {
    let mut found: Vec<Same> = Vec::new();
    let mut places = HashMap::new();
    for (place, node) in graph.nodes.iter().enumerate() {
        let Some(id) = node.event_id.as_deref().filter(|id| fits(id)) else { continue };
        let at = *places.entry((node.file, id)).or_insert(found.len());
        match found.get_mut(at) {
            Some(same) => same.count += 1,
            None => found.push(Same { first: place, count: 1 }),
        }
    }
    found
}

/// The texts of some lines.
struct Texts<'a> {
    places: &'a BTreeSet<(usize, u64)>,
    found: BTreeMap<(usize, u64), String>,
}

impl Fold for Texts<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        if self.places.contains(&(line.file, line.number)) {
            self.found.insert((line.file, line.number), line.text.to_owned());
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.found.extend(later.found);
    }
}

fn item(
    ctx: &Context,
    logs: &Logs,
    graph: &Graph,
    place: usize,
    texts: &BTreeMap<(usize, u64), String>,
) -> Option<ChainItem> {
    let node = &graph.nodes[place];
    let event = Event::parse(texts.get(&(node.file, node.line))?).ok()?;
    let session = logs.session(node.file);
    let zone = &ctx.config.naive_zone;
    Some(ChainItem {
        event: EventItem::new(ctx.times(), zone, session, node.line, &event),
        because_of: graph.needs[place].iter().map(|cause| name(&graph.nodes[*cause])).collect(),
    })
}

fn print(ctx: &Context, output: &ExplainOutput, sessions: &SessionArgs) -> Result<(), CommandError> {
    let mut out = text_out();
    for item in &output.chain {
        print_item(ctx, &mut out, item)?;
    }
    warn_of_each(ctx, &output.dangling, "dangling id", |dangling| {
        let by = dangling.event_id.as_deref().unwrap_or("an event");
        format!("no event {}, which {by} names{}", dangling.missing, sessions.scope())
    });
    warn_of_cycles(ctx, &output.cycles);
    Ok(out.flush()?)
}

fn print_item(ctx: &Context, out: &mut impl Write, item: &ChainItem) -> Result<(), CommandError> {
    let bold = Style::new().bold();
    let event = &item.event;
    let shown = |text: &Option<String>| visible_line(text.as_deref().unwrap_or("-")).into_owned();
    let time =
        event.timestamp.as_deref().and_then(|time| local_time(time, ctx.zone())).unwrap_or_else(|| "-".to_owned());
    let (id, kind, agent) = (shown(&event.event_id), shown(&event.event_type), shown(&event.agent));
    writeln!(out, "{bold}{id}{bold:#}  {time}  {kind}  {agent}  {}", visible_line(&event.session_id))?;
    let told = Event::parse(event.event.get()).map(|event| parts(&event)).unwrap_or_default();
    let what = || event.what.iter().cloned().collect();
    for line in if told.is_empty() { what() } else { told } {
        writeln!(out, "    {}", visible_line(&line))?;
    }
    if !item.because_of.is_empty() {
        writeln!(out, "    because of {}", visible_line(&item.because_of.join(", ")))?;
    }
    Ok(())
}

/// What an event tells of its reasons, a line each.
fn parts(event: &Event<'_>) -> Vec<String> {
    let said = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or("-").to_owned();
    let mut lines = Vec::new();
    for step in event.causal_steps() {
        lines.push(format!("step: {}, because {}", said(&step.step), said(&step.reasoning)));
        lines.extend(step.alternatives_considered.iter().map(|other| format!("  not: {other}")));
    }
    lines.extend(event.active_constraints().iter().map(|rule| format!("rule: {}", said(&rule.constraint))));
    let failed = event.failure_ledger();
    lines.extend(failed.iter().map(|f| format!("failed: {}: {}", said(&f.attempt), said(&f.failure_reason))));
    let promised = event.open_commitments();
    lines.extend(promised.iter().map(|promise| format!("{}: {}", said(&promise.status), promise.commitment)));
    lines
}
