#!/usr/bin/env python3
"""An independent reading of the event logs in fixtures/events.

Written against the formats alone, so that the results of the Rust code can be held against those of another reader:

    golden_events.py --write   read every log in fixtures/events and write fixtures/events/expected.json
    golden_events.py --check   read them again and compare with fixtures/events/expected.json

Only the standard library of Python 3 is needed.
"""

import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

EVENTS = Path(__file__).resolve().parent / "fixtures" / "events"
EXPECTED = EVENTS / "expected.json"


def lines(file):
    """The objects of a log, without lines that hold none."""
    for line in file.read_text(encoding="utf-8-sig").splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def kind(event):
    if event.get("type"):
        return event["type"]
    for key, name in (("start_time", "TaskEvent"), ("operation", "FileEvent"), ("params", "ToolEvent")):
        if key in event:
            return name
    return None


def activity(file):
    """The four findings, and what else can be told of an activity log."""
    events = list(lines(file))
    breakdown, tools, unfinished = {}, {}, []
    operations = Counter()
    for event in events:
        if kind(event) == "TaskEvent":
            if event["end_time"] is None:
                unfinished.append(event["name"])
            else:
                took = int((event["end_time"] - event["start_time"]) * 1000)
                breakdown[event["name"]] = breakdown.get(event["name"], 0) + took
        elif kind(event) == "FileEvent":
            operations[event["operation"]] += 1
        elif kind(event) == "ToolEvent":
            tools[event["name"]] = tools.get(event["name"], 0) + event["duration_ms"]
    total = sum(breakdown.values())
    hours = total / 3600000
    calls = sum(kind(event) == "ToolEvent" for event in events)

    def rate(count):
        return count / hours if total > 0 else 0.0

    return {
        "task_breakdown": list(breakdown.items()),
        "bottlenecks": [name for name, took in breakdown.items() if took * 10 > total * 3],
        "velocity_metrics": {
            "tasks_per_hour": rate(len(breakdown)),
            "files_read_per_hour": rate(operations["read"]),
            "files_written_per_hour": rate(operations["write"]),
            "tool_calls_per_hour": rate(calls),
        },
        "file_operation_stats": list(operations.items()),
        "tool_ms": tools,
        "unfinished": unfinished,
        "events": len(events),
    }


def sessions(tree):
    """The sessions below a directory: what is kept under each, with what was started from it."""
    found = {}
    for directory in sorted({file.parent for file in tree.rglob("*.jsonl")}):
        for file in sorted(directory.glob("*.jsonl")):
            for line in lines(file):
                event = line["event"] if isinstance(line["event"], dict) else {}
                kept = event.get("user_session_id") or event.get("session_id") or directory.name
                for name in {kept, event.get("session_id") or kept}:
                    session = found.setdefault(name, {"times": [], "types": Counter(), "tokens": 0, "interactions": 0, "tools": Counter()})
                    session["times"].append(line["timestamp"])
                    session["types"][event.get("type", "untyped")] += 1
                    if event.get("type") == "completion" and not event["running"]:
                        session["tokens"] += event["input_tokens"] + event["output_tokens"]
                    if event.get("type") == "interaction" and event["started"]:
                        session["interactions"] += 1
                    if event.get("type") == "tool_call" and event["active"]:
                        session["tools"].update(call["name"] for call in event["tool_calls"])

    def told(session):
        times = sorted(datetime.fromisoformat(time) for time in session["times"])
        return {
            "events": len(times),
            "first": times[0].isoformat(timespec="microseconds"),
            "last": times[-1].isoformat(timespec="microseconds"),
            "seconds": (times[-1] - times[0]).total_seconds(),
            "types": dict(sorted(session["types"].items())),
            "interactions": session["interactions"],
            "tokens": session["tokens"] or None,
            "tools": dict(session["tools"]),
        }

    return {name: told(session) for name, session in sorted(found.items())}


def read_all():
    logs = sorted((EVENTS / "deia").glob("*.jsonl"))
    return {"activity": {log.name: activity(log) for log in logs}, "stream": sessions(EVENTS / "agent_c")}


def main():
    text = json.dumps(read_all(), indent=2, ensure_ascii=True) + "\n"
    if sys.argv[1:] == ["--write"]:
        EXPECTED.write_text(text)
    elif sys.argv[1:] == ["--check"]:
        if EXPECTED.read_text() != text:
            sys.exit("the logs are no longer read as expected.json says")
    else:
        sys.exit(__doc__)


main()
