"""Who reviewed and who wrote a text, as readers are told: computed from sign-offs and signed content, never typed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Specialty
from articles.canonical import Content
from reviews.models import ReviewRound, SignOff

Purpose = ReviewRound.Purpose
COUNTED = (Purpose.FULL, Purpose.EXPEDITED, Purpose.ATTEST)
DATE_LABELS = {Purpose.ATTEST: "reviewed again on"}
TITLES = {"author": "Written by", "editor": "Edited by", "translator": "Translated by"}


@dataclass(frozen=True)
class Person:
    name: str
    credentials: str = ""
    note: str = ""
    date_label: str = ""
    date: datetime | None = None

    def __str__(self):
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


@dataclass(frozen=True)
class Group:
    """Contributors of one role, under one heading."""

    role: str
    title: str
    people: list[Person]


def approvals_of(versions: Iterable[int]) -> dict[int, list[SignOff]]:
    """Per version, the approvals that count, in the order given: not withdrawn, in a passed round."""
    found: dict[int, list[SignOff]] = defaultdict(list)
    rows = (
        SignOff.objects.live()
        .approvals()
        .filter(version__in=list(versions), round__state=ReviewRound.State.PASSED, round__purpose__in=COUNTED)
        .select_related("round")
    )
    for sign_off in rows:
        found[sign_off.version_id].append(sign_off)
    return dict(found)


def reviewers(approvals: Iterable[SignOff]) -> tuple[Person, ...]:
    """Each signer once, with the last approval."""
    last: dict[int, SignOff] = {}
    for sign_off in approvals:
        last[sign_off.signer_id] = sign_off
    return tuple(
        Person(
            name=sign_off.printed_name,
            credentials=sign_off.credentials,
            note=_capacity_of(sign_off),
            date_label=DATE_LABELS.get(sign_off.round.purpose, "approved on"),
            date=sign_off.signed_at,
        )
        for sign_off in last.values()
    )


def _capacity_of(sign_off: SignOff) -> str:
    """The specialty, and whether it was signed in an expedited review, with fewer signatures than a full one."""
    expedited = "expedited review" if sign_off.round.purpose == Purpose.EXPEDITED else ""
    words = ", ".join(filter(None, (specialty_of(sign_off), expedited)))
    return words[:1].upper() + words[1:]


def specialty_of(sign_off: SignOff) -> str:
    return str(Specialty(sign_off.specialty).label) if sign_off.specialty in Specialty.values else ""


def is_expedited(approvals: Iterable[SignOff]) -> bool:
    """Nothing but an expedited review stands behind the text, with fewer signatures than a full one."""
    return {sign_off.round.purpose for sign_off in approvals} == {Purpose.EXPEDITED}


def contributors(content: Content) -> list[Group]:
    groups = []
    for role, title in TITLES.items():
        people = [
            Person(c.name, c.credentials, note=f"Interests: {c.interests}" if c.interests else "")
            for c in content.contributors
            if c.role == role
        ]
        if people:
            groups.append(Group(role, title, people))
    return groups
