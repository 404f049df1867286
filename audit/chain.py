"""Append to the audit chain, and verify it. The hash of a row covers every column of it and the hash before."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction

from audit.guards import Guard, Rule, append_only
from audit.models import AuditEvent
from audit.verification import Findings, Problem

BEGINNING = "0" * 64
APPEND_LOCK = 7_340_301  # any constant: the key of PostgreSQL's advisory lock on the end of the chain
_listeners: list[Callable[[], None]] = []


@dataclass(frozen=True)
class Entry:
    """One deed to be written down. `actor` is a user or None (the system). `data` holds ids, codes and digests, never
    a reader's name, address or words."""

    action: str
    actor: Any
    subject: models.Model
    at: datetime
    data: Mapping[str, object] = field(default_factory=dict)


def append(
    action: str, *, actor: Any, subject: models.Model, at: datetime, data: Mapping[str, object] | None = None
) -> AuditEvent:
    """Write one event in the transaction of the deed it tells of, so that neither exists without the other."""
    return append_all([Entry(action, actor, subject, at, data or {})])[0]


def append_all(entries: Sequence[Entry]) -> list[AuditEvent]:
    """Write the events of one deed, in order.

    Raises:
        RuntimeError: there is no transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event belongs into the transaction of its deed.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
    last = AuditEvent.objects.order_by("-number").only("number", "hash").first()
    before, previous = (last.number, last.hash) if last else (0, BEGINNING)
    events = []
    for number, entry in enumerate(entries, start=before + 1):
        event = AuditEvent(
            number=number,
            at=entry.at,
            actor_id=entry.actor.pk if entry.actor else None,
            actor_name=entry.actor.name_on_record if entry.actor else "",
            action=entry.action,
            subject_type=entry.subject._meta.label_lower,
            subject_id=str(entry.subject.pk),
            data=as_text(entry.data),
            previous_hash=previous,
        )
        previous = event.hash = hash_of(event)
        events.append(event)
    written = AuditEvent.objects.bulk_create(events)
    for listener in _listeners:
        transaction.on_commit(listener, robust=True)
    return written


def listen(listener: Callable[[], None]) -> None:
    """`listener` is called after the commit of every deed. It cannot break the deed: its errors are logged. The log is
    the lasting word on what happened, so whatever a listener missed it finds there the next time."""
    _listeners.append(listener)


def as_text(data: Mapping[str, object]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(event: AuditEvent) -> str:
    """SHA-256 of a JSON list of all columns but the hash itself; the time in UTC with microseconds."""
    columns = [
        event.number,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.action,
        event.subject_type,
        event.subject_id,
        event.data,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(columns, separators=(",", ":")).encode()).hexdigest()


def broken_links() -> Iterator[Problem]:
    """The first row that does not follow from the one before it; behind it nothing can be told."""
    previous = BEGINNING
    events = AuditEvent.objects.order_by("number").iterator(chunk_size=2000)
    for number, event in enumerate(events, start=1):
        if event.number != number:
            yield Problem(
                "audit_auditevent", str(number), f"Event {number} is missing; the next is {event.number}."
            )
            return
        if event.previous_hash != previous:
            yield Problem(
                "audit_auditevent", str(number), f"Event {number} does not follow event {number - 1}."
            )
            return
        if event.hash != hash_of(event):
            yield Problem(
                "audit_auditevent", str(number), f"Event {number} was altered after it was written."
            )
            return
        previous = event.hash


def verifier() -> Findings:
    head = AuditEvent.objects.order_by("-number").values("number", "hash").first()
    return Findings(
        facts={"events": head["number"] if head else 0, "head": head["hash"] if head else BEGINNING},
        problems=list(broken_links()),
    )


def guards() -> list[Guard]:
    """I11 and I12 for the log itself."""
    next_number = "(SELECT COALESCE(MAX(number), 0) + 1 FROM audit_auditevent)"
    last_hash = f"COALESCE((SELECT hash FROM audit_auditevent WHERE number = NEW.number - 1), '{BEGINNING}')"
    return [
        *append_only(AuditEvent),
        Guard(
            table="audit_auditevent",
            event="INSERT",
            lock=f"PERFORM pg_advisory_xact_lock({APPEND_LOCK})",
            rules=[
                Rule("audit events are numbered without gaps", f"NEW.number <> {next_number}"),
                Rule(
                    "an audit event names the hash of the one before it", f"NEW.previous_hash <> {last_hash}"
                ),
                Rule("an audit event has a SHA-256 hash", "LENGTH(NEW.hash) <> 64"),
            ],
        ),
    ]
