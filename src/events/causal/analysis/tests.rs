use std::collections::BTreeSet;
use std::fs;
use std::num::NonZero;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::events::causal::graph::{self, Asked};
use crate::events::causal::{Commitments, Totals};
use crate::events::log::fold;

const NOW: &str = "2026-11-21T12:00:00Z";

fn zone() -> LazyZone {
    LazyZone::from(jiff::tz::TimeZone::UTC)
}

/// Logs in files, read in pieces of a few lines by two threads.
struct Logs {
    _dir: tempfile::TempDir,
    files: Vec<PathBuf>,
    options: ReadOptions,
}

impl Logs {
    fn new(logs: &[Vec<Value>]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let text = |events: &Vec<Value>| events.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        let files: Vec<_> = (0..logs.len()).map(|at| dir.path().join(format!("{at}.jsonl"))).collect();
        files.iter().zip(logs).for_each(|(file, log)| fs::write(file, text(log)).unwrap());
        let options = ReadOptions { chunk_bytes: 512, threads: NonZero::new(2), ..ReadOptions::default() };
        Self { _dir: dir, files, options }
    }

    fn analyse(&self, top: usize) -> Analysis {
        let read = analyse(&self.files, &self.options, &zone(), top);
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        read.found
    }
}

fn event(id: &str, second: u32, more: &Value) -> Value {
    let mut event = json!({
        "event_id": id, "timestamp": format!("2026-11-21T10:{:02}:{:02}Z", second / 60, second % 60),
        "event_type": "decision", "provenance": {"source": "s", "agent": "codex"},
    });
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

fn ids(places: &[EventPlace]) -> Vec<&str> {
    places.iter().map(|place| place.event_id.as_deref().unwrap_or("-")).collect()
}

#[test]
fn chains_end_with_what_nothing_depends_on_and_cycles_have_none() {
    let needs = |ids: &[&str]| json!({"dependencies": {"depends_on": ids}});
    let log = vec![
        event("evt_00000001", 0, &json!({"dependencies": {"blocks": ["evt_00000002"]}})),
        event("evt_00000002", 1, &json!({})),
        event("evt_00000003", 2, &needs(&["evt_00000001"])),
        event("evt_00000004", 9, &needs(&["evt_00000002", "evt_00000003", "odd"])),
        event("odd", 3, &needs(&["evt_00000003"])),
        event("evt_00000005", 4, &needs(&["evt_00000006", "nobody"])),
        event("evt_00000006", 5, &needs(&["evt_00000005"])),
        event("evt_00000007", 6, &needs(&["evt_00000006", "evt_00000004"])),
        event("evt_00000008", 7, &needs(&["evt_00000008"])),
        event("evt_00000009", 7, &needs(&["evt_00000002"])),
    ];
    let found = Logs::new(&[log]).analyse(9);
    let chains: Vec<_> = found.chains.iter().map(|chain| (chain.length, ids(&chain.events))).collect();
    // What depends on a cycle has no chain, and so the one that leads there ends nowhere else.
    assert_eq!(chains, [(3, vec!["evt_00000001", "evt_00000002", "evt_00000009"])]);
    let cycles: Vec<_> = found.cycles.iter().map(|way| ids(way)).collect();
    assert_eq!(cycles, [vec!["evt_00000005", "evt_00000006"], vec!["evt_00000008"]]);
    assert_eq!((found.total_dangling, found.dangling[0].1.as_str(), found.dangling[0].0.line), (1, "nobody", 6));
}

#[test]
fn a_chain_as_long_as_the_log_is_told_by_its_last_events() {
    let log: Vec<_> = (0_u32..5000)
        .map(|n| {
            // The last event stands first, so that all causes come after their effects.
            let (id, cause) = (format!("evt_{n:08x}"), format!("evt_{:08x}", n + 1));
            event(&id, 0, &json!({"dependencies": {"depends_on": if n < 4999 { vec![cause] } else { vec![] }}}))
        })
        .collect();
    let chain = &Logs::new(&[log]).analyse(1).chains[0];
    assert_eq!((chain.length, chain.events.len(), chain.root.line), (5000, 1000, 5000));
    assert_eq!((chain.events[0].line, chain.events[999].line), (1000, 1));
}

#[test]
fn failures_are_told_with_what_led_there() {
    let needs = |id: &str| json!({"depends_on": [id]});
    let log = vec![
        event("evt_0000000a", 0, &json!({})),
        event("evt_0000000b", 1, &json!({"dependencies": needs("evt_0000000a")})),
        event(
            "evt_0000000c",
            2,
            &json!({"event_type": "error", "dependencies": needs("evt_0000000b"),
            "failure_ledger": [{"attempt": "x", "failure_reason": "500", "timestamp": "2026-11-21T09:00:00Z"}, {"attempt": "y", "failure_reason": "lost"}]}),
        ),
        event("evt_0000000d", 3, &json!({"event_type": "error", "dependencies": needs("evt_0000000b")})),
        event("evt_0000000e", 4, &json!({"failure_ledger": [{"attempt": "x", "failure_reason": "500"}]})),
    ];
    let found = Logs::new(&[log]).analyse(5);
    assert_eq!((found.errors, found.failures, found.failed.total, found.failed.without_cause), (2, 3, 3, 1));
    let reasons: Vec<_> = found.reasons.iter().map(|one| (one.failure_reason.as_deref().unwrap(), one.count)).collect();
    assert_eq!(reasons, [("500", 2), ("lost", 1)]);
    let lost = &found.reasons[1];
    assert_eq!((ids(&lost.because_of), ids(lost.root.as_slice())), (vec!["evt_0000000b"], vec!["evt_0000000a"]));
    let first = found.reasons[0].first.unwrap();
    assert_eq!((first.to_rfc3339(), found.reasons[0].event.line), ("2026-11-21T09:00:00.000000+00:00".to_owned(), 5));
    let told = |(place, count): &(EventPlace, u64)| (place.event_id.clone().unwrap(), *count);
    assert_eq!(found.failed.causes.iter().map(told).collect::<Vec<_>>(), [("evt_0000000b".to_owned(), 2)]);
    assert_eq!(found.failed.roots.iter().map(told).collect::<Vec<_>>(), [("evt_0000000a".to_owned(), 2)]);
}

#[test]
fn promises_are_kept_when_that_was_first_said_for_good() {
    let said = |second, name: &str, status: &str, due: Option<&str>| {
        let mut told = json!({"commitment": name, "status": status});
        if let Some(due) = due {
            told["due_by"] = json!(due);
        }
        event("evt_00000001", second, &json!({"open_commitments": [told]}))
    };
    let log = vec![
        said(0, "late", "pending", Some("2026-11-21T10:00:05Z")),
        said(3, "again", "completed", None),
        said(1, "again", "pending", None),
        said(7, "again", "completed", None),
        said(5, "again", "blocked", None),
        said(9, "late", "completed", None),
        said(12, "late", "completed", None),
        said(13, "missed", "in_progress", Some("2026-11-21T11:59:59Z")),
        said(14, "missed", "waiting", None),
        said(15, "open", "pending", Some(NOW)),
    ];
    let found = Logs::new(&[log]).analyse(5);
    let now = NOW.parse().unwrap();
    let told: Vec<_> = found
        .promises
        .iter()
        .map(|one| {
            (
                one.commitment.as_str(),
                one.outcome(now),
                one.status.as_deref().unwrap(),
                one.took().map(|took| took.as_secs()),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("late", Outcome::KeptLate, "completed", Some(9)),
            ("again", Outcome::Kept, "completed", Some(6)),
            ("missed", Outcome::Overdue, "waiting", None),
            ("open", Outcome::Open, "pending", None),
        ]
    );
}

/// What events of that number are called, in whichever log they stand.
fn name(number: usize) -> String {
    if number == 5 { "an odd id".to_owned() } else { format!("evt_{number:08x}") }
}

/// Two logs of events that depend on each other in any way; some are called the same.
fn logs() -> impl Strategy<Value = Vec<Vec<Value>>> {
    let ids = || vec((0_usize..12).prop_map(name), 0..3);
    let status = proptest::sample::select(vec!["pending", "blocked", "completed", "else"]);
    let promises = vec((0_u8..3, status), 0..2);
    let kind = proptest::sample::select(vec!["decision", "error", "tool_call"]);
    let dependencies = option::of((ids(), ids()));
    let parts = ((0_usize..12).prop_map(name), 0_u32..3000, kind, dependencies, promises);
    let one = parts.prop_map(|(id, second, kind, dependencies, promises)| {
        let promises: Vec<_> =
            promises.into_iter().map(|(n, status)| json!({"commitment": format!("p{n}"), "status": status})).collect();
        let mut more = json!({"event_type": kind, "provenance": {"source": kind, "agent": format!("a{second}")}, "open_commitments": promises});
        if let Some((needs, blocks)) = dependencies {
            more["dependencies"] = json!({"depends_on": needs, "blocks": blocks});
        }
        event(&id, second, &more)
    });
    vec(vec(one, 0..10), 1..3)
}

proptest! {
    #[test]
    fn the_analysis_agrees_with_the_graph_the_commitments_and_the_totals(logs in logs()) {
        let logs = Logs::new(&logs);
        let found = logs.analyse(100);
        let (graph, _) = graph::read(&logs.files, &logs.options, &zone(), Asked::Nobody);
        let place = |node: usize| (graph.nodes[node].file, graph.nodes[node].line);
        let dangling: BTreeSet<_> = graph.dangling.iter().map(|one| (place(one.node), one.id.clone())).collect();
        let ours: BTreeSet<_> = found.dangling.iter().map(|(event, id)| ((event.file, event.line), id.clone())).collect();
        prop_assert_eq!(ours, dangling);
        prop_assert_eq!(found.total_dangling, graph.dangling.len() as u64);
        let cycles: Vec<Vec<_>> = graph.cycles.iter().map(|way| way.iter().map(|node| place(*node)).collect()).collect();
        let ours: Vec<Vec<_>> = found.cycles.iter().map(|way| way.iter().map(|one| (one.file, one.line)).collect()).collect();
        prop_assert_eq!(ours, cycles);
        let mut chains: Vec<_> = (0..graph.nodes.len()).filter(|node| graph.needed_by[*node].is_empty())
            .filter_map(|node| Some((longest(&graph.needs, node, &mut Vec::new())?, place(node)))).filter(|(length, _)| *length > 1).collect();
        chains.sort_by_key(|(length, place)| (std::cmp::Reverse(*length), *place));
        let ours: Vec<_> = found.chains.iter().map(|chain| {
            let end = chain.events.last().unwrap();
            (chain.events.len(), (end.file, end.line))
        }).collect();
        prop_assert_eq!(ours, chains);
        let zone = zone();
        let promises = fold(&logs.files, &logs.options, || Commitments::new(&zone)).found.into_promises();
        let theirs: Vec<_> = promises.iter().map(|one| (one.file, &one.commitment, one.entries[one.latest()].status.clone())).collect();
        let ours: Vec<_> = found.promises.iter().map(|one| (one.file, &one.commitment, one.status.clone())).collect();
        prop_assert_eq!(ours, theirs);
        let totals = fold(&logs.files, &logs.options, || Totals::new(&zone)).found;
        let ours: [BTreeMap<String, u64>; 3] = [found.along.types(), found.along.agents(), found.along.sources()]
            .map(|names| names.names.iter().cloned().zip(names.counts.iter().copied()).collect());
        prop_assert_eq!(ours, [totals.types(), totals.agents(), totals.sources()]);
        prop_assert_eq!((found.first, found.last, found.files), (totals.first, totals.last, totals.files));
        let along: u64 = found.along.quarters.iter().flat_map(|quarter| &quarter.counts[1]).sum();
        prop_assert_eq!(along, found.along.agents().counts.iter().sum::<u64>());
    }
}

proptest! {
    #[test]
    fn what_led_to_an_event_is_the_same_part_of_the_whole_graph(logs in logs(), asked in (0_usize..12).prop_map(name)) {
        let logs = Logs::new(&logs);
        let (whole, _) = graph::read(&logs.files, &logs.options, &zone(), Asked::Nobody);
        let (part, _) = graph::read(&logs.files, &logs.options, &zone(), Asked::Beginning(&asked));
        for (event, node) in part.nodes.iter().enumerate().filter(|(_, node)| node.event_id.as_ref() == Some(&asked)) {
            let Some(same) = whole.nodes.iter().position(|other| (other.file, other.line) == (node.file, node.line)) else {
                // Nothing depends on it, nor it on anything.
                prop_assert_eq!(part.causes_of(event), [event]);
                continue;
            };
            prop_assert_eq!(told(&part, event), told(&whole, same));
        }
    }
}

/// What the graph tells of an event: what led to it, which ids nobody has, and the cycles.
type Told<'a> = (Vec<&'a graph::Node>, Vec<(&'a graph::Node, &'a str)>, Vec<Vec<&'a graph::Node>>);

fn told(graph: &graph::Graph, event: usize) -> Told<'_> {
    let chain = graph.causes_of(event);
    let node = |at: &usize| &graph.nodes[*at];
    let dangling = graph.dangling.iter().filter(|one| chain.contains(&one.node));
    let cycles = graph.cycles.iter().filter(|cycle| cycle.iter().all(|at| chain.contains(at)));
    (
        chain.iter().map(node).collect(),
        dangling.map(|one| (&graph.nodes[one.node], one.id.as_str())).collect(),
        cycles.map(|cycle| cycle.iter().map(node).collect()).collect(),
    )
}

/// The length of the longest way that leads to a node; `None` if one of them goes round.
fn longest(needs: &[Vec<usize>], node: usize, path: &mut Vec<usize>) -> Option<usize> {
    if path.contains(&node) {
        return None;
    }
    path.push(node);
    let before: Option<Vec<_>> = needs[node].iter().map(|cause| longest(needs, *cause, path)).collect();
    path.pop();
    Some(before?.into_iter().max().unwrap_or(0) + 1)
}
