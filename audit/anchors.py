"""Anchors: the head of the chain on a day, kept where nobody who can write to the database can write.

The chain by itself cannot show that its end was cut off, or that all of it was written anew. An anchor can: it says
which event stood at the end on that day. A file of anchors has one to a line: number, hash, day. Lines that begin
with # are remarks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

from audit.chain import BEGINNING
from audit.models import AuditEvent
from audit.verification import Problem

TABLE = "audit_auditevent"
IN_FILE = "anchor file"  # stands for the table in problems of the file itself; the id is the line
LINE = re.compile(r"(0|[1-9]\d{0,18}) ([0-9a-f]{64}) (\d{4}-\d\d-\d\d)")


@dataclass(frozen=True)
class Anchor:
    """The last event of the log on `day` (UTC). Number 0 is a log without events."""

    number: int
    hash: str
    day: date

    def __str__(self):
        return f"{self.number} {self.hash} {self.day}"


@dataclass(frozen=True)
class Line:
    place: int
    anchor: Anchor


def current_anchor(now: datetime) -> Anchor:
    number, hash_ = _head()
    return Anchor(number, hash_, now.astimezone(UTC).date())


def _head() -> tuple[int, str]:
    last = AuditEvent.objects.order_by("-number").values_list("number", "hash").first()
    return last or (0, BEGINNING)


def anchor_text(anchor: Anchor) -> str:
    """What the board is told by mail, with the line for a file of anchors."""
    return (
        f"On {anchor.day.day} {anchor.day:%B %Y} the audit log ended with event {anchor.number}. Please keep this "
        "message: whoever cuts the end of the log off, or writes its past anew, cannot change what you hold.\n\n"
        f"{anchor}\n\n"
        "To check the log, put this line into a file and run: python manage.py verify_audit --anchor FILE\n"
    )


def append_to_file(path: Path, anchor: Anchor) -> bool:
    """False when the last line of the file has this head already, so that it can be run as often as one likes.

    Raises:
        OSError: the file cannot be read or written.
        ValueError: it is no file of anchors.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    lines, problems = _read(text)
    if problems:
        raise ValueError(f"line {problems[0].id}: {problems[0].message}")
    if lines and (lines[-1].anchor.number, lines[-1].anchor.hash) == (anchor.number, anchor.hash):
        return False
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if text and not text.endswith("\n") else "") + f"{anchor}\n")
    return True


def has_day(path: Path, day: date) -> bool:
    """Whether the file has an anchor of this day, so that a daily task need not write a second one."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return any(line.anchor.day == day for line in _read(text)[0])


def compare(path: Path) -> list[Problem]:
    """What the log no longer is that these anchors say it was: an event that is missing, or another one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [Problem(IN_FILE, "-", f"It cannot be read: {error}")]
    lines, problems = _read(text)
    if not lines and not problems:
        problems = [Problem(IN_FILE, "-", "It holds no anchor, so it proves nothing.")]
    return [*problems, *_out_of_order(lines), *_compare(lines)]


def _read(text: str) -> tuple[list[Line], list[Problem]]:
    lines, problems = [], []
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if anchor := _parse(line.strip()):
            lines.append(Line(place, anchor))
        else:
            problems.append(Problem(IN_FILE, str(place), "This is no anchor: number, hash and day."))
    return lines, problems


def _parse(line: str) -> Anchor | None:
    parts = LINE.fullmatch(line)
    if parts is None:
        return None
    try:
        return Anchor(int(parts[1]), parts[2], date.fromisoformat(parts[3]))
    except ValueError:  # 31 February
        return None


def _out_of_order(lines: list[Line]) -> Iterator[Problem]:
    """A log only grows."""
    for before, line in pairwise(lines):
        if line.anchor.number < before.anchor.number:
            message = (
                f"Event {line.anchor.number} stands after event {before.anchor.number}, but a log only grows."
            )
            yield Problem(IN_FILE, str(line.place), message)


def _compare(lines: list[Line]) -> Iterator[Problem]:
    """The first anchor that does not hold; behind it nothing can be told."""
    hashes = dict(
        AuditEvent.objects.filter(number__in={line.anchor.number for line in lines}).values_list(
            "number", "hash"
        )
    )
    hashes[0] = BEGINNING
    last_good = 0
    for line in sorted(lines, key=lambda line: line.anchor.number):
        anchor, named = line.anchor, f"the anchor of {line.anchor.day} (line {line.place})"
        if anchor.number not in hashes:
            message = (
                f"Event {anchor.number}, which {named} names, is gone: the end of the log was cut off, "
                f"and it ends with event {_head()[0]}."
            )
            yield Problem(TABLE, str(anchor.number), message)
            return
        if hashes[anchor.number] != anchor.hash:
            message = (
                f"Event {anchor.number} is not the one that {named} names: the log was written anew "
                f"somewhere after event {last_good}, which still holds."
            )
            yield Problem(TABLE, str(anchor.number), message)
            return
        last_good = anchor.number
