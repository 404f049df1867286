"""The evidence itself: two texts and the records about them, as the JSON members of a pack hold them (pure).

Reading is strict: a key too many or too few, a value of another type, a key written twice, a number that JSON does not
have - each is refused, so that the checker and everything that is made from the records can rely on their shape.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SCHEME = "azacms-evidence-1"
CANONICAL, BEFORE = "canonical.json", "before.json"

Record = dict[str, Any]
Text, Number, Yes = str, int, bool
MaybeText, MaybeNumber = (str, None), (int, None)
SCALAR = (str, int, bool, None)


class Malformed(Exception):
    """A member that is not what a pack holds; the message says where."""

    def __init__(self, file: str, message: str):
        super().__init__(message)
        self.file = file


@dataclass(frozen=True)
class Case:
    """`before` is the signed text that this one was compared with, or empty."""

    canonical: str
    before: str
    version: Record
    rounds: list[Record]
    sign_offs: list[Record]
    findings: list[Record]
    publications: list[Record]
    notices: list[Record]
    audit: Record


class Row:
    """The columns of a row, as they were fingerprinted: these at least, and whatever a later release added."""

    def __init__(self, **columns: object):
        self.columns = columns


PERSON_AND_TIME = {"by": Text, "at": Text, "text": Text}
SHAPES: dict[str, Any] = {
    "version": {
        "scheme": Text,
        "program": Text,
        "address": Text,
        "article": {"id": Number, "slug": Text, "kind": Text, "risk": Text},
        "id": Number,
        "number": Number,
        "state": Text,
        "digest": Text,
        "expedited": Yes,
        "significance": Text,
        "change_summary": Text,
        "submitted_at": MaybeText,
        "answers": MaybeNumber,
        "live_base": MaybeNumber,
        "before": ({"number": Number, "digest": Text}, None),
        "audiences": [{"code": Text, "label": Text, "plural": Text, "rank": Number}],
    },
    "rounds": [
        {
            "id": Number,
            "purpose": Text,
            "state": Text,
            "digest": Text,
            "required_approvals": Number,
            "required_specialties": [Text],
            "reason": Text,
            "due": Text,
            "opened_at": Text,
            "opened_by": Text,
            "closed_at": MaybeText,
            "closing_reason": Text,
            "seats": [
                {
                    "id": Number,
                    "specialty": Text,
                    "required": Yes,
                    "assignee_id": MaybeNumber,
                    "assignee": Text,
                    "response": Text,
                    "reason": Text,
                    "due": Text,
                }
            ],
        }
    ],
    "sign-offs": [
        {
            "row": Row(
                id=Number,
                round_id=Number,
                version_id=Number,
                content_digest=Text,
                seat_id=MaybeNumber,
                signer_id=Number,
                decision=Text,
                meaning=Text,
                printed_name=Text,
                credentials=Text,
                specialty=Text,
                conflict=Text,
                interest=Text,
                authenticated_at=Text,
                authentication_method=Text,
                signed_at=Text,
            ),
            "withheld": Yes,
            "withdrawal": (
                {
                    "row": Row(id=Number, sign_off_id=Number, reason=Text, at=Text),
                    "by": Text,
                    "second": Text,
                    "withheld": Yes,
                },
                None,
            ),
        }
    ],
    "findings": [
        {
            "id": Number,
            "round_id": Number,
            "sign_off_id": MaybeNumber,
            "audience": Text,
            "weight": Text,
            "by": Text,
            "at": Text,
            "text": Text,
            "quote": Text,
            "replies": [PERSON_AND_TIME],
            "answer": (PERSON_AND_TIME, None),
            "resolution": Text,
            "resolved_by": Text,
        }
    ],
    "publications": [
        {
            "row": Row(
                id=Number, article_id=Number, version_id=Number, kind=Text, digest=Text, reason=Text, at=Text
            ),
            "by": Text,
            "withheld": Yes,
        }
    ],
    "notices": [{"kind": Text, **PERSON_AND_TIME}],
    "audit": {
        "head": {"number": Number, "hash": Text, "at": Text},
        "events": [
            {
                "number": Number,
                "at": Text,
                "actor_id": MaybeNumber,
                "actor_name": Text,
                "action": Text,
                "subject_type": Text,
                "subject_id": Text,
                "data": Text,
                "previous_hash": Text,
                "hash": Text,
            }
        ],
        "withheld": [{"number": Number, "previous_hash": Text, "hash": Text}],
    },
}
RECORDS = tuple(f"{name}.json" for name in SHAPES)


def to_files(case: Case) -> dict[str, bytes]:
    """The members that are evidence; the two texts byte for byte as they were signed."""
    files = {
        "version.json": _written(case.version),
        "rounds.json": _written(case.rounds),
        "sign-offs.json": _written(case.sign_offs),
        "findings.json": _written(case.findings),
        "publications.json": _written(case.publications),
        "notices.json": _written(case.notices),
        "audit.json": _written(case.audit),
        CANONICAL: case.canonical.encode(),
    }
    return {**files, BEFORE: case.before.encode()} if case.before else files


def from_files(files: Mapping[str, bytes]) -> Case:
    """
    Raises:
        Malformed: a member is missing or not what a pack holds.
    """
    records = {name: _record(files, f"{name}.json", shape) for name, shape in SHAPES.items()}
    return Case(
        canonical=_text(files, CANONICAL),
        before=_text(files, BEFORE) if BEFORE in files else "",
        version=records["version"],
        rounds=records["rounds"],
        sign_offs=records["sign-offs"],
        findings=records["findings"],
        publications=records["publications"],
        notices=records["notices"],
        audit=records["audit"],
    )


def _written(record: object) -> bytes:
    return (json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _text(files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        raise Malformed(name, "It is missing.")
    try:
        return files[name].decode()
    except UnicodeDecodeError as error:
        raise Malformed(name, "It is no UTF-8 text.") from error


def _record(files: Mapping[str, bytes], name: str, shape: object) -> Any:
    text = _text(files, name)
    try:
        record = json.loads(text, object_pairs_hook=_keys_once, parse_constant=_no_such_number)
    except (ValueError, RecursionError) as error:
        raise Malformed(name, "It is no JSON text that a pack holds.") from error
    if place := _misfit(record, shape, ""):
        raise Malformed(name, f"{place} is not what a pack holds there.")
    return record


def _keys_once(pairs: list[tuple[str, Any]]) -> Record:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key is written twice")
    return dict(pairs)


def _no_such_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _misfit(value: object, shape: Any, place: str) -> str:
    """Where the value leaves the shape; empty when it does not."""
    here = place or "The whole"
    if isinstance(shape, tuple):
        found = [_misfit(value, one, place) for one in shape]
        return "" if "" in found else max(found, key=len)
    if isinstance(shape, Row):
        if not isinstance(value, dict) or not value.keys() >= shape.columns.keys():
            return here
        return _first(
            _misfit(v, shape.columns.get(key, SCALAR), f"{place}.{key}") for key, v in value.items()
        )
    if isinstance(shape, list):
        if not isinstance(value, list):
            return here
        return _first(_misfit(v, shape[0], f"{place}[{n}]") for n, v in enumerate(value))
    if isinstance(shape, dict):
        if not isinstance(value, dict) or value.keys() != shape.keys():
            return here
        return _first(_misfit(value[key], one, f"{place}.{key}") for key, one in shape.items())
    return "" if value is shape is None or type(value) is shape else here


def _first(places: Iterable[str]) -> str:
    return next(filter(None, places), "")
