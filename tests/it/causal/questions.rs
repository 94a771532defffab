//! What can be asked about causal logs.

use serde_json::json;

use super::{column, column_of, event, put};
use crate::support::Sandbox;

/// A sandbox with one session of these events.
pub(super) fn with(events: &[String]) -> Sandbox {
    let sandbox = Sandbox::new();
    put(&sandbox, "s", events.concat());
    sandbox
}

#[test]
fn filters_are_anded_and_times_are_instants() {
    let sandbox = with(&[
        event(1, "error", r#","key_entities":{"broker":{"full_name":"src/Broker.rs"}},"data":{"text":"Timed OUT"}"#),
        event(2, "error", r#","active_constraints":[{"constraint":"never push","source":"x"}]"#),
        event(3, "decision", "").replace("codex", "gemini").replace("00:00:03Z", "01:00:03.000001+01:00"),
        event(4, "decision", "").replace("\"test\"", "\"hook\""),
        event(5, "decision", "").replace("\"timestamp\":\"2026-01-01T00:00:05Z\",", ""),
    ]);
    put(&sandbox, "other", event(6, "error", ""));
    let found = |args: &[&str]| {
        let mut all = vec!["events", "query", "--json"];
        all.extend(args);
        let list = sandbox.json(all);
        let ids = column(&list, "event_id").iter().map(|id| id.as_str().unwrap()[11..].to_owned()).collect::<Vec<_>>();
        assert_eq!(list["total"], ids.len());
        ids.concat()
    };
    for (args, expected) in [
        (&[][..], "612345"),
        (&["--session", "s"], "12345"),
        (&["--type", "error"], "612"),
        (&["--type", "error", "--type", "dec*"], "612345"),
        (&["--agent", "gemini"], "3"),
        (&["--source", "hook"], "4"),
        (&["--type", "error", "--agent", "gemini"], ""),
        (&["--entity", "broker"], "1"),
        (&["--entity", "*/Broker.rs"], "1"),
        (&["--constraint", "never *"], "2"),
        (&["--constraint", "never"], ""),
        (&["--text", "timed out"], "1"),
        (&["--text", "Timed out"], ""),
        (&["--text", "broker.rs"], "1"),
        (&["--text", "evt_"], ""),
        (&["--text", "2026-01"], ""),
        // What happened at that very moment is not after it, and offsets and fractions count.
        (&["--after", "2026-01-01T00:00:03Z"], "634"),
        (&["--after", "2026-01-01T01:00:03.000001+01:00"], "64"),
        (&["--before", "2026-01-01T00:00:02Z"], "1"),
        (&["--after", "2026-01-01T00:00:01Z", "--before", "2026-01-01T00:00:04Z", "--session", "s"], "23"),
        (&["--limit", "2"], "61"),
    ] {
        assert_eq!(found(args), expected, "{args:?}");
    }
}

#[test]
fn a_raw_query_gives_the_lines_as_they_are_and_can_be_appended_again() {
    let lines = event(1, "error", r#", "data": {"n": 1.50, "e": "\u00e9"}"#) + &event(2, "decision", "");
    let sandbox = Sandbox::new();
    put(&sandbox, "s", format!("\u{feff}{}", lines.replace('\n', "\r\n")));
    let raw = sandbox.stdout(["events", "query", "--raw"]);
    assert_eq!(raw, lines);
    let args = ["events", "append", "--session", "copy", "--from", "ndjson"];
    let copied = sandbox.command(args).write_stdin(raw).output().unwrap();
    assert!(copied.status.success());
    let items = |session| sandbox.json(["events", "query", "--session", session, "--json"])["items"].clone();
    let events =
        |items: &serde_json::Value| items.as_array().unwrap().iter().map(|i| i["event"].clone()).collect::<Vec<_>>();
    assert_eq!(events(&items("s")), events(&items("copy")));
}

#[test]
fn one_bad_line_in_many_hides_nothing() {
    let sandbox = Sandbox::in_memory();
    let mut lines: Vec<_> = (0..100_000).map(|number| event(number, "tool_call", "")).collect();
    lines[61_803] = "{\"event_id\": \"evt_torn\n".to_owned();
    let path = put(&sandbox, "s", lines.concat());
    let stats = sandbox.json(["events", "stats", "--json"]);
    assert_eq!(stats["total_events"], 99_999);
    assert_eq!(stats["skipped"].as_array().unwrap().len(), 1);
    assert_eq!(stats["skipped"][0]["line"], 61_804);
    let run = sandbox.run(["events", "query", "--session", "s", "--limit", "0", "--strict"]);
    assert_eq!(run.code, 0, "nothing was read, so nothing was skipped: {run:?}");
    let run = sandbox.run(["events", "failures", "--strict"]);
    assert_eq!(run.code, 4);
    assert!(run.stderr.contains("skipped 1 unreadable line (") && run.stderr.contains("s.jsonl:61804"), "{run:?}");
    let run = sandbox.run(["events", "validate", path.to_str().unwrap()]);
    assert_eq!(run.code, 4);
    assert!(
        run.stdout.contains("s.jsonl:61804: truncated: ") && run.stdout.contains("100,000 lines in 1 log\n"),
        "{run:?}"
    );
}

#[test]
fn one_is_counted_as_one() {
    let sandbox = with(&[event(1, "error", r#","failure_ledger":[{"attempt":"x","failure_reason":"y"}]"#)]);
    let stats = sandbox.stdout(["events", "stats"]);
    assert!(stats.starts_with("1 event in 1 session, 1 failure, from "), "{stats}");
    assert_eq!(sandbox.stdout(["events", "validate"]), "1 line in 1 log\n");
    let storage = sandbox.stdout(["events", "storage"]);
    assert!(storage.starts_with("Active:   1 session, ") && storage.contains("Archived: 0 sessions, 0 B"), "{storage}");
}

#[test]
fn of_a_promise_the_latest_word_counts_wherever_it_stands() {
    let promise = |number, text: &str, status: &str, more: &str| {
        let entry = format!(r#","open_commitments":[{{"commitment":"{text}","status":"{status}"{more}}}]"#);
        event(number, "commitment", &entry)
    };
    let sandbox = with(&[
        // Said later, though it stands earlier.
        promise(9, "write", "completed", ""),
        promise(1, "write", "pending", ""),
        promise(2, "test", "pending", r#","due_by":"2026-01-02T00:00:00Z""#),
        promise(3, "test", "in_progress", r#","due_by":"2026-01-02T00:00:00+01:00","dependencies":["write"]"#),
        promise(4, "ship", "blocked", r#","due_by":"2999-01-01T00:00:00Z""#),
        promise(5, "undo", "completed", ""),
        promise(6, "undo", "pending", r#","due_by":"tomorrow-ish""#),
    ]);
    put(&sandbox, "other", promise(10, "ship", "completed", ""));
    let open = sandbox.json(["events", "commitments", "--json"]);
    let rows: Vec<_> = open["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!([item["commitment"], item["status"], item["overdue"], item["line"], item["latest"]]))
        .collect();
    assert_eq!(
        json!(rows),
        json!([
            ["test", "in_progress", true, 4, true],
            ["ship", "blocked", false, 5, true],
            ["undo", "pending", null, 7, true]
        ])
    );
    let all = sandbox.json(["events", "commitments", "--all", "--session", "s", "--json"]);
    assert_eq!(json!(column(&all, "line")), json!([1, 2, 3, 4, 5, 6, 7]));
    assert_eq!(json!(column(&all, "latest")), json!([true, false, false, true, true, false, true]));
    let overdue = sandbox.json(["events", "commitments", "--overdue", "--json"]);
    assert_eq!(json!(column(&overdue, "commitment")), json!(["test"]));
}

#[test]
fn a_promise_is_due_when_it_was_last_said_to_be() {
    let says = |number, more: &str| {
        let entry = format!(r#","open_commitments":[{{"commitment":"test","status":"pending"{more}}}]"#);
        event(number, "commitment", &entry)
    };
    let sandbox = with(&[
        says(1, r#","due_by":"2026-01-02T00:00:00Z""#),
        says(2, ""),
        says(3, r#","due_by":"tomorrow-ish""#),
        says(4, r#","due_by":"2999-01-02T00:00:00+01:00""#),
    ]);
    let all = sandbox.json(["events", "commitments", "--all", "--json"]);
    let (first, last) = ("2026-01-02T00:00:00Z", "2999-01-02T00:00:00+01:00");
    assert_eq!(json!(column(&all, "due_by")), json!([first, null, "tomorrow-ish", last]));
    assert_eq!(json!(column(&all, "due")), json!([first, first, first, last]));
    assert_eq!(json!(column(&all, "overdue")), json!([true, true, true, false]));
    put(&sandbox, "s", says(1, r#","due_by":"2026-01-02T00:00:00Z""#) + &says(2, ""));
    let shown = sandbox.stdout(["events", "commitments", "--utc"]);
    assert!(shown.lines().nth(1).unwrap().contains("2026-01-02 00:00:00"), "{shown}");
}

/// Five events, two of which lead to each other, and an id that nobody has.
fn tangled() -> Sandbox {
    with(&[
        event(1, "user_message", r#","data":{"text":"fix the \"login\" <b>"}"#),
        event(
            2,
            "tool_call",
            r#","dependencies":{"depends_on":["evt_00000001"]},"failure_ledger":[{"attempt":"patch","failure_reason":"no"}]"#,
        ),
        event(
            3,
            "decision",
            r#","dependencies":{"depends_on":["evt_00000002","evt_ffffffff"]},"causal_steps":[{"step":"roll back","reasoning":"login broke","alternatives_considered":["wait"]}]"#,
        ),
        event(4, "error", r#","dependencies":{"depends_on":["evt_00000005"],"blocks":["evt_00000003"]}"#),
        event(5, "error", r#","dependencies":{"depends_on":["evt_00000004"]}"#),
        event(6, "tool_call", ""),
    ])
}

#[test]
fn a_tree_is_no_wider_for_a_longer_chain() {
    let sandbox = Sandbox::new();
    let needs = |number: u32| match number {
        0 => String::new(),
        // One more that leads to what stands where the tree goes on.
        999 => r#","dependencies":{"depends_on":["evt_00000002"],"blocks":["evt_00000050"]}"#.to_owned(),
        _ => format!(r#","dependencies":{{"depends_on":["evt_{:08x}"]}}"#, number - 1),
    };
    put(&sandbox, "s", (0..1000).map(|number| event(number, "decision", &needs(number))).collect::<String>());
    let tree = sandbox.stdout(["events", "graph"]);
    let widest = tree.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest < 200, "{widest}");
    for number in 0..1000 {
        let id = format!("evt_{number:08x}");
        let drawn = tree.lines().filter(|line| line.contains(&id)).collect::<Vec<_>>();
        let notes = |note: &str| drawn.iter().filter(|line| line.ends_with(note)).count();
        let deep = notes(" (continued below)");
        assert_eq!((deep, drawn.len() - notes(" (see above)") - deep), (notes(" (continued)"), 1), "{drawn:#?}");
    }
    assert_eq!(tree.matches(" (continued below)").count(), 24);
}

#[test]
fn the_graph_names_cycles_and_what_is_missing() {
    let sandbox = tangled();
    let graph = sandbox.json(["events", "graph", "--json"]);
    let needs: Vec<_> = graph["nodes"].as_array().unwrap().iter().map(|node| node["depends_on"].clone()).collect();
    assert_eq!(json!(needs), json!([[], [0], [1, 3], [4], [3]]));
    assert_eq!(graph["cycles"], json!([["evt_00000004", "evt_00000005"]]));
    assert_eq!(graph["dangling"], json!([{"session_id": "s", "event_id": "evt_00000003", "missing": "evt_ffffffff"}]));
    for format in ["tree", "dot", "mermaid"] {
        let run = sandbox.run(["events", "graph", "--format", format]);
        assert!(run.stderr.contains("a cycle: evt_00000004 -> evt_00000005 -> evt_00000004"), "{run:?}");
        assert!(run.stderr.contains("no event evt_ffffffff, which evt_00000003 in s names"), "{run:?}");
        insta::assert_snapshot!(format!("graph_{format}"), run.stdout);
    }
}

#[test]
fn of_many_loose_ends_the_first_are_named_and_the_others_counted() {
    let needs =
        |number: u32, id: u32| event(number, "error", &format!(r#","dependencies":{{"depends_on":["evt_{id:08x}"]}}"#));
    let cycle = (0..30).map(|number| needs(number, (number + 1) % 30));
    let sandbox = with(&cycle.chain((100..125).map(|number| needs(number, number + 1000))).collect::<Vec<_>>());
    for args in [&["graph"][..], &["graph", "--format", "dot"], &["explain", "evt_00000000"]] {
        let run = sandbox.run([&["events"], args].concat());
        assert!(
            run.stderr.contains("a cycle of 30 events: evt_00000000 -> ") && run.stderr.contains("; -v names"),
            "{run:?}"
        );
        assert!(!run.stderr.contains("evt_0000001d"), "{run:?}");
        let all = sandbox.run([&["events", "-v"], args].concat()).stderr;
        assert!(all.contains("a cycle: ") && all.contains("evt_0000001d -> evt_00000000"), "{all}");
    }
    let named = sandbox.run(["events", "graph"]).stderr;
    assert_eq!(named.matches("no event evt_").count(), 20);
    assert!(named.contains("and 5 more dangling ids; -v names all of them"), "{named}");
    assert_eq!(sandbox.run(["events", "graph", "-v"]).stderr.matches("no event evt_").count(), 25);
}

#[test]
fn an_event_is_explained_by_what_led_to_it() {
    let sandbox = tangled();
    let explained = sandbox.json(["events", "explain", "evt_00000003", "--json"]);
    let chain: Vec<_> = explained["chain"].as_array().unwrap().iter().map(|item| item["event_id"].clone()).collect();
    let expected = ["evt_00000001", "evt_00000002", "evt_00000005", "evt_00000004", "evt_00000003"];
    assert_eq!(json!(chain), json!(expected));
    assert_eq!(explained["chain"][4]["because_of"], json!(["evt_00000002", "evt_00000004"]));
    assert_eq!(explained["cycles"], json!([["evt_00000004", "evt_00000005"]]));
    assert_eq!(explained["dangling"][0]["missing"], "evt_ffffffff");
    let alone = sandbox.json(["events", "explain", "evt_00000006", "--json"]);
    assert_eq!(alone["chain"].as_array().unwrap().len(), 1, "an event without causes explains itself");
    insta::assert_snapshot!("explained", sandbox.stdout(["events", "explain", "evt_00000003", "--quiet"]));
    let run = sandbox.run(["events", "explain", "evt_0000"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("`evt_0000` is 6 events: "), "{run:?}");
    let run = sandbox.run(["events", "explain", "evt_7", "--json"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("not_found"), "{run:?}");
}

#[test]
fn an_id_is_looked_for_in_its_own_log_first() {
    let sandbox =
        with(&[event(1, "tool_call", ""), event(2, "error", r#","dependencies":{"depends_on":["evt_00000001"]}"#)]);
    put(&sandbox, "before", event(1, "user_message", r#","dependencies":{"blocks":["evt_00000002"]}"#));
    let graph = sandbox.json(["events", "graph", "--session", "s", "--json"]);
    assert_eq!(graph["nodes"][0]["event_type"], "tool_call");
    let graph = sandbox.json(["events", "graph", "--json"]);
    let node = |place: usize| {
        (graph["nodes"][place]["session_id"].as_str().unwrap(), graph["nodes"][place]["depends_on"].clone())
    };
    assert_eq!((node(0), node(1), node(2)), (("before", json!([])), ("s", json!([])), ("s", json!([0, 1]))));
}

#[test]
fn of_events_with_the_same_id_the_first_of_the_log_is_meant() {
    let sandbox = with(&[
        event(1, "user_message", ""),
        event(2, "error", ""),
        event(1, "decision", r#","dependencies":{"depends_on":["evt_00000002"]}"#),
        event(1, "decision", ""),
        event(3, "tool_call", r#","dependencies":{"depends_on":["evt_00000001"]}"#),
    ]);
    let graph = sandbox.json(["events", "graph", "--json"]);
    let nodes = graph["nodes"].as_array().unwrap();
    let seen: Vec<_> = nodes.iter().map(|node| json!([node["line"], node["depends_on"]])).collect();
    assert_eq!(json!(seen), json!([[1, []], [2, []], [3, [1]], [5, [0]]]), "the fourth event leads nowhere");
    let chain = |id| column_of(&sandbox.json(["events", "explain", id, "--json"])["chain"], "line");
    assert_eq!(chain("evt_00000003"), json!([1, 5]));
    assert_eq!(chain("evt_00000001"), json!([1]));
    let run = sandbox.run(["events", "explain", "evt_00000001"]);
    assert!(run.stderr.contains("evt_00000001 is 3 events in s: the first is meant, in line 1"), "{run:?}");
    put(&sandbox, "other", event(1, "user_message", ""));
    let run = sandbox.run(["events", "explain", "evt_00000001"]);
    assert!(
        run.stderr.contains("`evt_00000001` is 2 events: evt_00000001 in other line 1, evt_00000001 in s line 1"),
        "{run:?}"
    );
    assert_eq!(sandbox.run(["events", "explain", "evt_00000001", "--session", "other"]).code, 0);
    put(&sandbox, "third", event(9, "error", r#","dependencies":{"depends_on":["evt_00000001"]}"#));
    let run = sandbox.run(["events", "explain", "evt_00000009", "--session", "third"]);
    let expected = "no event evt_00000001, which evt_00000009 names, in the sessions that were asked for";
    assert!(run.stderr.contains(expected), "{run:?}");
}

#[test]
fn nothing_in_a_label_means_anything_to_who_draws() {
    let sandbox = with(&[
        event(
            1,
            "decision",
            r#","causal_steps":[{"step":"%%{init: {}}%% `a` \" \\","reasoning":"<b> #quot; &lt; **x** [a](b) $$c$$ ~d~"}]"#,
        ),
        event(2, "decision", r#","dependencies":{"depends_on":["evt_00000001","`\"]%%{x}"]}"#),
    ]);
    let drawn = |format| sandbox.stdout(["events", "graph", "--format", format]);
    let mermaid = drawn("mermaid");
    assert!(!mermaid.contains(['%', '`', '<', '\\', '*', '$', '~', '&']), "{mermaid}");
    let label = "#37;#37;{init: {}}#37;#37; #96;a#96; #quot; #92;: #lt;b#gt; #35;quot; #38;lt; \
                 #42;#42;x#42;#42; #91;a#93;(b) #36;#36;c#36;#36; #126;d#126;\"]";
    assert!(mermaid.contains(label), "{mermaid}");
    let dot = drawn("dot");
    assert!(dot.contains(r#"`a` \" \\: <b> #quot; &amp;lt; **x** [a](b) $$c$$ ~d~"];"#), "{dot}");
    assert!(dot.contains(r#"[label="`\"]%%{x}", style=dashed]"#), "{dot}");
}

#[test]
fn without_logs_there_is_nothing_to_find() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(["events", "query", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("no logs at .ai-agents/sessions"), "{run:?}");
    assert_eq!(sandbox.run(["events", "stats", "--log-dir", "elsewhere"]).code, 1);
    assert!(!sandbox.project().join(".ai-agents").exists());
}

#[test]
fn stored_text_can_drive_no_terminal() {
    let hostile = r#","data":{"text":"\u001b]0;x\u0007\u009b31m\u202e"},"causal_steps":[{"step":"\u001b[2J","reasoning":"\u009b"}],"dependencies":{"depends_on":["\u001b[1m"]}"#;
    let sandbox = with(&[event(1, "error", hostile)]);
    for args in [
        &["query"][..],
        &["query", "--json"],
        &["query", "--format", "ndjson"],
        &["query", "--format", "markdown"],
        &["graph"],
        &["graph", "--format", "dot"],
        &["graph", "--format", "mermaid"],
        &["graph", "--json"],
        &["explain", "evt_00000001"],
        &["explain", "evt_00000001", "--json"],
        &["stats"],
    ] {
        let run = sandbox.run(["events"].into_iter().chain(args.iter().copied()));
        assert_eq!(run.code, 0, "{run:?}");
        assert!(!(run.stdout + &run.stderr).contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}']), "{args:?}");
    }
}
