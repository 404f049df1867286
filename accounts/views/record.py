"""What was granted to a person, and by whom: read from the histories and the audit log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format

from accounts.models import BoardMember, RoleGrant, User
from accounts.roles import Role
from audit.models import AuditEvent

DAY = "j F Y"
TOLD_BY_HISTORY = ("role.", "board.")
OTHER_DEEDS = {"account.closed": "Account closed"}


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    what: str
    detail: str = ""


def record_of(person: User) -> list[Entry]:
    """The newest first."""
    entries = [*_grants(person), *_appointments(person), *_other_deeds(person)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _grants(person: User) -> Iterator[Entry]:
    for row in RoleGrant.history.filter(user_id=person.pk).select_related("group"):
        verb = "taken" if row.history_type == "-" else "given"
        yield Entry(row.history_date, _who(row), f"Role {verb}: {Role(row.group.name).label}")


def _appointments(person: User) -> Iterator[Entry]:
    for row in BoardMember.history.filter(user_id=person.pk):
        term = " to ".join(date_format(day, DAY) for day in (row.active_from, row.active_to) if day)
        printed = f"{row.printed_name}, {row.credentials}; {row.get_specialty_display()}; from {term}."
        interests = f"Interests: {row.interests}" if row.interests else ""
        yield Entry(
            row.history_date,
            _who(row),
            f"Board: {row.history_change_reason or 'changed'}",
            f"{printed} {interests}".strip(),
        )


def _other_deeds(person: User) -> Iterator[Entry]:
    for event in AuditEvent.objects.filter(subject_type="accounts.user", subject_id=str(person.pk)):
        if not event.action.startswith(TOLD_BY_HISTORY):
            what = OTHER_DEEDS.get(event.action, event.action)
            yield Entry(event.at, event.actor_name, what)


def _who(row) -> str:
    return row.actor_name or ("" if row.history_user_id else "the command line")
