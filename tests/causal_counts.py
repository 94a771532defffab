#!/usr/bin/env python3
"""An independent reader of causal logs.

Written against the format alone, so that what the Rust code finds can be held against what another reader finds:

    causal_counts.py --write   read the logs in fixtures/events/mcp and fixtures/events/causal and write mcp.json and causal.json beside them
    causal_counts.py --check   read them again and compare with these

Only the standard library of Python 3 is needed.
"""

import gzip
import json
import sys
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent / "fixtures" / "events"
LOGS = {"mcp.json": HERE / "mcp" / "sessions", "causal.json": HERE / "causal"}

# The present, for what is due.
NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)


def lines(path):
    """The events of a log with their line numbers, and the numbers of the lines that are none."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    events, bad = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                event = json.loads(line)
                (events if isinstance(event, dict) else bad).append((number, event))
            except ValueError:
                bad.append((number, None))
    return events, [number for number, _ in bad]


def commitments(events):
    """What was promised and not kept: the latest word on each promise, unless it is `completed`."""
    latest = {}
    for number, event in events:
        when = datetime.fromisoformat(event["timestamp"].replace("Z", "+00:00"))
        for entry in event.get("open_commitments", []):
            old = latest.get(entry["commitment"])
            if old is None or when >= old[0]:
                latest[entry["commitment"]] = (when, entry["status"], event["event_id"])
    return [[name, status, event] for name, (_, status, event) in latest.items() if status != "completed"]


def time(text):
    """The instant that a text says, if it says one."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None


def instant(event):
    return time(event["timestamp"])


def most(counter):
    """The most frequent first, of equals in the order of the alphabet."""
    return [list(pair) for pair in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))]


def promises(logs):
    """What became of each promise: [session, text, outcome, seconds that keeping it took]."""
    found = []
    for session, events in logs.items():
        words = {}
        for number, event in events:
            for entry in event.get("open_commitments", []):
                words.setdefault(entry["commitment"], []).append((instant(event), number, entry))
        for text, said in words.items():
            said.sort(key=lambda word: word[:2])
            dues = [due for due in (time(entry.get("due_by", "")) for _, _, entry in said) if due]
            done = [entry["status"] == "completed" for _, _, entry in said]
            if done[-1]:
                first = len(done) - (done[::-1] + [False]).index(False)
                kept = said[first][0]
                outcome = "kept late" if dues and kept > dues[-1] else "kept"
                found.append([session, text, outcome, (kept - said[0][0]).total_seconds()])
            else:
                found.append([session, text, "overdue" if dues and dues[-1] < NOW else "open", None])
    return found


def links(logs):
    """What each event depends on, as (session, line), and the ids that nobody has."""
    ids = {}
    for session, events in logs.items():
        for number, event in events:
            ids.setdefault((session, event["event_id"]), (session, number))
            ids.setdefault(event["event_id"], (session, number))
    causes, dangling = {(session, number): set() for session, events in logs.items() for number, _ in events}, []
    for session, events in logs.items():
        for number, event in events:
            for key in ("depends_on", "blocks"):
                for named in event.get("dependencies", {}).get(key, []):
                    other, here = ids.get((session, named), ids.get(named)), (session, number)
                    if other is None:
                        dangling.append([event["event_id"], named])
                    else:
                        effect, cause = (here, other) if key == "depends_on" else (other, here)
                        causes[effect].add(cause)
    return causes, dangling


def chain(causes, event, path=()):
    """The longest chain that leads to an event, of equals that of the first cause; None if a cycle is part of it."""
    if event in path:
        return None
    best = []
    for cause in sorted(causes[event]):
        before = chain(causes, cause, path + (event,))
        if before is None:
            return None
        best = before if len(before) > len(best) else best
    return best + [event]


def analysis(logs):
    """What a directory of logs tells as a whole."""
    events = {(session, number): event for session, log in logs.items() for number, event in log}
    causes, dangling = links(logs)
    name = lambda place: events[place]["event_id"]
    needed = set().union(*causes.values()) if causes else set()
    chains = [chain(causes, place) for place in sorted(causes) if place not in needed]
    chains = sorted((way for way in chains if way and len(way) > 1), key=lambda way: (-len(way), way[-1]))
    failed = [place for place, event in sorted(events.items()) if event["event_type"] == "error" or event.get("failure_ledger")]
    ways = [chain(causes, place) for place in failed]
    hours = Counter(instant(event).astimezone(timezone.utc).replace(minute=0, second=0, microsecond=0) for event in events.values())
    series = {}
    for event in events.values():
        day = series.setdefault(instant(event).astimezone(timezone.utc).date().isoformat(), {"events": 0, "errors": 0, "failures": 0, "types": Counter(), "agents": Counter(), "sources": Counter()})
        day["events"] += 1
        day["errors"] += event["event_type"] == "error"
        day["failures"] += len(event.get("failure_ledger", []))
        for key, value in (("types", event["event_type"]), ("agents", event["provenance"]["agent"]), ("sources", event["provenance"]["source"])):
            day[key][value] += 1
    return {
        "events": len(events),
        "errors": sum(event["event_type"] == "error" for event in events.values()),
        "failures": sum(len(event.get("failure_ledger", [])) for event in events.values()),
        "reasons": most(Counter(failure["failure_reason"] for event in events.values() for failure in event.get("failure_ledger", []))),
        "failed": len(failed),
        "without_cause": sum(not causes[place] for place in failed),
        "causes": most(Counter(name(cause) for place in failed for cause in causes[place])),
        "roots": most(Counter(name(way[0]) for way in ways if way and len(way) > 1)),
        "chains": [[name(place) for place in way] for way in chains],
        "dangling": dangling,
        "promises": promises(logs),
        "constraints": most(Counter(rule["constraint"] for event in events.values() for rule in event.get("active_constraints", []))),
        "entities": most(Counter(entity["full_name"] for event in events.values() for entity in event.get("key_entities", {}).values())),
        "hours": [[hour.isoformat(), count] for hour, count in sorted(hours.items(), key=lambda pair: (-pair[1], pair[0]))],
        "days": dict(sorted(series.items())),
    }


def count(path):
    events, bad = lines(path)
    of = lambda key: Counter(key(event) for _, event in events)
    failures = [[event["event_id"], failure["attempt"], failure["failure_reason"], failure.get("error_code")]
                for _, event in events for failure in event.get("failure_ledger", [])]
    ids = {event["event_id"] for _, event in events}
    named = [[event["event_id"], other] for _, event in events
             for key in ("depends_on", "blocks") for other in event.get("dependencies", {}).get(key, [])]
    return {
        "events": [event["event_id"] for _, event in events],
        "bad": bad,
        "types": of(lambda event: event["event_type"]),
        "agents": of(lambda event: event["provenance"]["agent"]),
        "sources": of(lambda event: event["provenance"]["source"]),
        "commitments": commitments(events),
        "failures": failures,
        "dangling": [pair for pair in named if pair[1] not in ids],
    }


def read(directory):
    paths = sorted(directory.rglob("*.jsonl*"), key=str)
    sessions = {path.name.split(".")[0]: count(path) for path in paths}
    whole = analysis({path.name.split(".")[0]: lines(path)[0] for path in paths})
    return json.dumps({"sessions": sessions, "analysis": whole}, indent=1, sort_keys=True) + "\n"


def main():
    for name, directory in LOGS.items():
        text, expected = read(directory), HERE / name
        if sys.argv[1:] == ["--write"]:
            expected.write_text(text)
        elif sys.argv[1:] == ["--check"]:
            if json.loads(text) != json.loads(expected.read_text()):
                sys.exit(f"fixtures/events/{name} is not what is in the logs: causal_counts.py --write")
        else:
            sys.exit(__doc__)


main()
