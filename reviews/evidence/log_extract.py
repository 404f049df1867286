"""The extract of the log: every event has the hash of its own columns, and neighbours fit (pure)."""

import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise

from audit.reading import data_of
from reviews.evidence.case import Case, Record
from reviews.evidence.faults import Fault

FILE = "audit.json"
# In the order in which they are hashed.
COLUMNS = (
    "number",
    "at",
    "actor_id",
    "actor_name",
    "action",
    "subject_type",
    "subject_id",
    "data",
    "previous_hash",
)


def check(case: Case) -> Iterator[Fault]:
    events, head = case.audit["events"], case.audit["head"]
    for event in events:
        if hash_of(event) != event["hash"]:
            yield Fault(FILE, f"Event {event['number']} was altered: its hash is that of another one.")
    numbered = sorted([*events, *case.audit["withheld"]], key=lambda event: event["number"])
    for before, event in pairwise(numbered):
        if before["number"] == event["number"]:
            yield Fault(FILE, f"Event {event['number']} is there twice.")
        elif before["number"] + 1 == event["number"] and before["hash"] != event["previous_hash"]:
            yield Fault(FILE, f"Event {event['number']} does not follow event {before['number']}.")
    if numbered and numbered[-1]["number"] > head["number"]:
        yield Fault(FILE, f"Event {numbered[-1]['number']} comes after the end of the log.")
    if numbered and numbered[-1]["number"] == head["number"] and numbered[-1]["hash"] != head["hash"]:
        yield Fault(FILE, "The last event is not the end of the log that the extract names.")
    for event in events:
        if not _is_about(event, case):
            yield Fault(FILE, f"Event {event['number']} is about something else.")


def hash_of(event: Record) -> str:
    columns = [event[name] for name in COLUMNS]
    return hashlib.sha256(json.dumps(columns, separators=(",", ":")).encode()).hexdigest()


def told(case: Case, action: str) -> Iterator[dict]:
    """The data of each event of this kind, in order."""
    for event in case.audit["events"]:
        if event["action"] == action:
            yield data_of(event["data"])


def _is_about(event: Record, case: Case) -> bool:
    version = case.version
    findings = {str(finding["id"]) for finding in case.findings}
    return (event["subject_type"], event["subject_id"]) in {
        ("articles.article", str(version["article"]["id"])),
        ("articles.version", str(version["id"])),
        *(("reviews.finding", finding) for finding in findings),
    }
