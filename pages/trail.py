"""What was done with a version, read from the audit log, in words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from articles.models import Version
from audit.models import AuditEvent

DONE = {
    "version.started": "Started",
    "version.reconciled": "Reconciled with the approved text",
    "version.submitted": "Submitted",
    "version.pulled_back": "Pulled back by an author",
    "version.returned": "Returned by the managing editor",
    "version.abandoned": "Abandoned",
    "version.changes_requested": "Closed: changes requested",
    "version.contributor_added": "Contributor added",
    "version.contributor_removed": "Contributor removed",
    "version.sign_off_withdrawn": "Sign-off withdrawn",
    "round.opened": "Review round opened",
    "round.cancelled": "Review round cancelled",
    "page.publish": "Published",
    "page.withdraw": "Page withdrawn",
    "page.preview_shown": "Preview shown to readers",
    "page.preview_hidden": "Preview hidden",
}
DECIDED = {"approve": "Approved and signed", "request_changes": "Requested changes", "recuse": "Recused"}


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
        data = json.loads(event.data)
        what = (
            DECIDED.get(str(data.get("decision")))
            if event.action == "version.signed"
            else DONE.get(event.action)
        )
        reason = data.get("reason", "")
        yield Step(event.at, event.actor_name or "the system", what or event.action, reason)
