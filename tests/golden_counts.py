#!/usr/bin/env python3
"""An independent count over a tree of response records.

Written against the formats alone, so that the counts of the Rust code can be held against those of another reader:

    golden_counts.py TREE      print what is in TREE, as one JSON object
    golden_counts.py --write   count every tree in fixtures/golden and write fixtures/golden/counts.json
    golden_counts.py --check   count them again and compare with fixtures/golden/counts.json

Names of files and directories are percent-decoded (see fixtures/README.md); paths in the output are the decoded ones.
Only the standard library of Python 3 is needed.
"""

import gzip
import json
import re
import sys
import zlib
from pathlib import Path
from urllib.parse import unquote_to_bytes

GOLDEN = Path(__file__).resolve().parent / "fixtures" / "golden"
COUNTS = GOLDEN / "counts.json"

# What stands before the time in a file's name; lazy, so that a counter at the end is never taken for the time.
BEFORE_TIME = re.compile(r"(.+?)[-_][0-9]{8}[_T][0-9]{6}(?:_[0-9]{3,6})?(?:[+-][0-9]{4})?(?:-[0-9]+)?", re.DOTALL)
REQUEST_OR_RESPONSE = ("request", "response", "request_summary", "response_content")
USAGE = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


def decoded(name):
    """A name on disk as the name it stands for."""
    try:
        return unquote_to_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        return name


def record_files(tree):
    """Every record file below `tree` as (file, decoded relative path); what begins with a dot is no record."""
    for file in sorted(tree.rglob("*")):
        parts = file.relative_to(tree).parts
        if file.is_file() and file.name.endswith((".json", ".json.gz")) and not any(p.startswith(".") for p in parts):
            yield file, [decoded(part) for part in parts]


def load(file):
    """The record in `file`; raises ValueError, OSError, EOFError or zlib.error if there is none."""
    data = file.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    record = json.loads(data.decode("utf-8-sig"))
    if not isinstance(record, dict) or not any(key in record for key in REQUEST_OR_RESPONSE):
        raise ValueError("not a response record")
    return record


def name(value):
    """A session's or agent's name as text, whatever JSON value it is."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def first(*values):
    """The first value that is not None."""
    return next((value for value in values if value is not None), None)


def session_of(record, parts):
    session = record.get("session_id")
    return name(session) if session is not None else "/".join(parts[:-1]) or "unknown-session"


def agent_of(record, metadata, parts):
    agent = first(record.get("agent"), record.get("agent_name"), metadata.get("agent"))
    if agent is None and len(parts) > 1:
        stem = parts[-1].removesuffix(".gz").removesuffix(".json")
        match = BEFORE_TIME.fullmatch(stem)
        agent = match and match[1]
    return name(agent) if agent is not None else "unknown"


def integer(value):
    """A number without a fraction as an integer, anything else as None. In Python a boolean is an int; in JSON it is not."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or value in (float("inf"), float("-inf")):
        return None
    return int(value) if value == int(value) else None


def count(value):
    whole = integer(value)
    return whole if whole is not None and whole >= 0 else None


def tokens_of(metadata):
    tokens = count(metadata.get("tokens"))
    if tokens is None and isinstance(metadata.get("usage"), dict):
        tokens = sum(count(metadata["usage"].get(part)) or 0 for part in USAGE)
    return tokens or 0


def is_error(metadata):
    error = metadata.get("error")
    return (
        not (error is None or error is False or error == "")
        or integer(metadata.get("exit_code")) not in (None, 0)
        or metadata.get("success") is False
        or metadata.get("has_error") is True
    )


def count_tree(tree):
    result = {"readable": 0, "sessions": set(), "agents": {}, "errors": 0, "tokens": 0, "unreadable": []}
    for file, parts in record_files(tree):
        try:
            record = load(file)
        except (ValueError, OSError, EOFError, zlib.error):
            result["unreadable"].append("/".join(parts))
            continue
        metadata = record.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        agent = agent_of(record, metadata, parts)
        result["readable"] += 1
        result["sessions"].add(session_of(record, parts))
        result["agents"][agent] = result["agents"].get(agent, 0) + 1
        result["errors"] += is_error(metadata)
        result["tokens"] += tokens_of(metadata)
    result["sessions"] = sorted(result["sessions"])
    result["agents"] = dict(sorted(result["agents"].items()))
    result["unreadable"].sort()
    return result


def dump(value):
    # ASCII only: a lone surrogate in a name can be printed in no other way.
    return json.dumps(value, indent=2, ensure_ascii=True) + "\n"


def count_all():
    return {tree.name: count_tree(tree) for tree in sorted(GOLDEN.iterdir()) if tree.is_dir()}


def check():
    expected, found = json.loads(COUNTS.read_text("utf-8")), count_all()
    differing = [tree for tree in sorted(expected.keys() | found.keys()) if expected.get(tree) != found.get(tree)]
    for tree in differing:
        print(f"{tree}: {COUNTS.name} has", dump(expected.get(tree)), "and the tree holds", dump(found.get(tree)), file=sys.stderr)
    return 1 if differing else 0


def main(arguments):
    match arguments:
        case ["--check"]:
            return check()
        case ["--write"]:
            COUNTS.write_text(dump(count_all()), encoding="utf-8", newline="\n")
            return 0
        case [tree] if Path(tree).is_dir():
            sys.stdout.write(dump(count_tree(Path(tree))))
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
