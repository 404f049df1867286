"""The members that people read, made from the evidence and from nothing else: the checker makes them again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from accounts.models import Specialty
from articles import canonical, presentation
from articles.models import Article, Audience, Contribution, Notice, Publication, Version
from reviews.evidence import instructions
from reviews.evidence.case import Case, Record
from reviews.evidence.difference import changes
from reviews.models import Finding, ReviewRound, Seat, SignOff

COUNTED = (ReviewRound.Purpose.FULL, ReviewRound.Purpose.EXPEDITED, ReviewRound.Purpose.ATTEST)
LABELS = {
    "state": dict(Version.State.choices),
    "risk": dict(Article.Risk.choices),
    "significance": dict(Version.Significance.choices),
    "role": dict(Contribution.Role.choices),
    "purpose": dict(ReviewRound.Purpose.choices),
    "round": dict(ReviewRound.State.choices),
    "response": dict(Seat.Response.choices),
    "decision": dict(SignOff.Decision.choices),
    "conflict": dict(SignOff.Conflict.choices),
    "specialty": dict(Specialty.choices),
    "weight": dict(Finding.Weight.choices),
    "resolution": dict(Finding.Resolution.choices),
    "publication": dict(Publication.Kind.choices),
    "notice": dict(Notice.Kind.choices),
}


@dataclass(frozen=True)
class Moment:
    """A time of the records as a page says it, in UTC. No-break spaces keep it in one piece."""

    at: datetime

    @property
    def day(self) -> str:
        return f"{self.at.day} {self.at:%B} {self.at.year}".replace(" ", "\u00a0")

    @property
    def second(self) -> str:
        return f"{self.day}, {self.at:%H:%M:%S}\u00a0UTC"


@dataclass(frozen=True)
class Signature:
    """A sign-off in words, in the round it belongs to."""

    row: Record
    decision: str
    specialty: str
    conflict: str
    purpose: str
    signed_at: Moment
    authenticated_at: Moment
    withdrawal: Record | None
    withdrawn_at: Moment | None
    counts: bool  # a live approval in a passed round: it stands under the text


def derive(case: Case) -> dict[str, bytes]:
    """
    Raises:
        ValueError, KeyError, TypeError: the records are not those of a pack.
    """
    content = canonical.parse(case.canonical)
    common = _common(case)
    files = {
        "README.txt": render_to_string("evidence/readme.txt", common),
        "README.html": render_to_string("evidence/readme.html", common),
        "record.html": render_to_string("evidence/record.html", common | _record(case)),
        "difference.html": render_to_string("evidence/difference.html", common | _difference(case)),
    }
    for audience in common["audiences"]:
        page = common | _page(content, audience)
        files[_page_name(audience)] = render_to_string("evidence/page.html", page)
    return {name: text.encode() for name, text in files.items()}


def label(of: str, code: str) -> str:
    return str(LABELS[of].get(code, code))


def _common(case: Case) -> dict[str, Any]:
    """What every member says of itself: which text, what became of it, who approved it."""
    version = case.version
    signatures = [_signature(sign_off, case.rounds) for sign_off in case.sign_offs]
    audiences = _audiences(version["audiences"])
    contents = [
        (name, does) for name, does in instructions.CONTENTS.items() if name != "before.json" or case.before
    ]
    return {
        "version": version,
        "article": version["article"],
        "title": canonical.parse(case.canonical).title,
        "state": label("state", version["state"]),
        "submitted_at": _moment(version["submitted_at"]),
        "signatures": signatures,
        "reviewers": [signature for signature in signatures if signature.counts],
        "audiences": audiences,
        "pages": [(_page_name(audience), audience.plural) for audience in audiences],
        "notices": [
            {**notice, "kind": label("notice", notice["kind"]), "at": _moment(notice["at"])}
            for notice in case.notices
        ],
        "contents": contents,
        "lines": instructions.LINES,
        "head": case.audit["head"],
    }


def _audiences(audiences: Iterable[Record]) -> list[Audience]:
    return [
        Audience(code=one["code"], label=one["label"], plural=one["plural"], rank=one["rank"])
        for one in sorted(audiences, key=lambda one: -one["rank"])
    ]


def _page_name(audience: Audience) -> str:
    return f"pages/{audience.pk}.html"


def _page(content: canonical.Content, audience: Audience) -> dict[str, Any]:
    people = [(person, label("role", person.role)) for person in content.contributors]
    return {"shown": presentation.show(content, audience), "question": content.question, "people": people} | {
        "funding": content.fields.get("funding", ""),
        "drafted": dict(Version.DraftedWith.choices).get(content.fields.get("drafted_with", ""), ""),
    }


def _difference(case: Case) -> dict[str, Any]:
    if not case.before:
        return {"changes": []}
    words = {one["code"]: one["plural"] for one in case.version["audiences"]}
    return {"changes": changes(case.before, case.canonical, audiences=words)}


def _signature(sign_off: Record, rounds: Iterable[Record]) -> Signature:
    row, withdrawal = sign_off["row"], sign_off["withdrawal"]
    review = next(one for one in rounds if one["id"] == row["round_id"])
    passed = review["state"] == ReviewRound.State.PASSED and review["purpose"] in COUNTED
    return Signature(
        row=row,
        decision=label("decision", row["decision"]),
        specialty=label("specialty", row["specialty"]),
        conflict=label("conflict", row["conflict"]),
        purpose=label("purpose", review["purpose"]),
        signed_at=_moment(row["signed_at"]),
        authenticated_at=_moment(row["authenticated_at"]),
        withdrawal=withdrawal,
        withdrawn_at=_moment(withdrawal["row"]["at"]) if withdrawal else None,
        counts=passed and withdrawal is None and row["decision"] == SignOff.Decision.APPROVE,
    )


def _record(case: Case) -> dict[str, Any]:
    plurals = {one["code"]: one["plural"] for one in case.version["audiences"]}
    return {
        "risk": label("risk", case.version["article"]["risk"]),
        "significance": label("significance", case.version["significance"]),
        "rounds": [_round(review, case) for review in case.rounds],
        "findings": [_finding(finding, plurals) for finding in case.findings],
        "publications": [
            {
                "kind": label("publication", one["row"]["kind"]),
                "at": _moment(one["row"]["at"]),
                "by": one["by"],
                "reason": one["row"]["reason"],
                "digest": one["row"]["digest"],
            }
            for one in case.publications
        ],
        "events": [{**event, "at": _moment(event["at"])} for event in case.audit["events"]],
        "withheld": case.audit["withheld"],
        "head_at": _moment(case.audit["head"]["at"]),
    }


def _round(review: Record, case: Case) -> dict[str, Any]:
    mine = [one for one in case.sign_offs if one["row"]["round_id"] == review["id"]]
    return {
        **review,
        "purpose": label("purpose", review["purpose"]),
        "state": label("round", review["state"]),
        "specialties": [label("specialty", code).lower() for code in review["required_specialties"]],
        "opened_at": _moment(review["opened_at"]),
        "closed_at": _moment(review["closed_at"]),
        "due": _moment(review["due"]),
        "signatures": [_signature(one, case.rounds) for one in mine],
        "seats": [
            {
                **seat,
                "specialty": label("specialty", seat["specialty"]) or "Any specialty",
                "response": label("response", seat["response"]) if seat["assignee_id"] else "",
            }
            for seat in review["seats"]
        ],
    }


def _finding(finding: Record, plurals: Mapping[str, str]) -> dict[str, Any]:
    answer = finding["answer"]
    return {
        **finding,
        "audience": plurals.get(finding["audience"], finding["audience"]),
        "weight": label("weight", finding["weight"]),
        "resolution": label("resolution", finding["resolution"]),
        "at": _moment(finding["at"]),
        "replies": [{**reply, "at": _moment(reply["at"])} for reply in finding["replies"]],
        "answer": {**answer, "at": _moment(answer["at"])} if answer else None,
    }


def _moment(text: str | None) -> Moment | None:
    return Moment(datetime.fromisoformat(text)) if text else None
