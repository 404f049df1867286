"""What was done with a version, read from the audit log, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from articles.models import Version
from audit.models import AuditEvent
from audit.reading import data_of
from pages import deeds_in_words


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    what: str
    reason: str


def trail_of(version: Version, *, most: int = 12) -> list[Step]:
    """The newest first."""
    events = AuditEvent.objects.filter(
        subject_type=version._meta.label_lower, subject_id=str(version.pk)
    ).order_by("-number")
    return list(_steps(events[:most]))


def _steps(events) -> Iterator[Step]:
    for event in events:
        data = data_of(event.data)
        what = deeds_in_words.done(event.action, data)
        yield Step(event.at, event.actor_name or "the system", what, data.get("reason", ""))
