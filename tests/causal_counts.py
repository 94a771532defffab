#!/usr/bin/env python3
"""An independent reader of causal logs.

Written against the format alone, so that what the Rust code finds can be held against what another reader finds:

    causal_counts.py --write   read the logs in fixtures/events/mcp and write fixtures/events/mcp.json
    causal_counts.py --check   read them again and compare with fixtures/events/mcp.json

Only the standard library of Python 3 is needed.
"""

import gzip
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent / "fixtures" / "events"
LOGS, EXPECTED = HERE / "mcp" / "sessions", HERE / "mcp.json"


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


def main():
    sessions = {path.name.split(".")[0]: count(path) for path in sorted(LOGS.rglob("*.jsonl*"))}
    text = json.dumps(sessions, indent=1, sort_keys=True) + "\n"
    if sys.argv[1:] == ["--write"]:
        EXPECTED.write_text(text)
    elif sys.argv[1:] == ["--check"]:
        if json.loads(text) != json.loads(EXPECTED.read_text()):
            sys.exit("fixtures/events/mcp.json is not what is in the logs: causal_counts.py --write")
    else:
        sys.exit(__doc__)


main()
