"""The three steps that readers see, Submitted - Under Review - Approved: computed from state and dates, never typed."""

from dataclasses import dataclass
from datetime import datetime

from articles.models import Version

DONE, NOW, TODO, NO = "done", "now", "todo", "no"
ICONS = {DONE: "ok", NOW: "wait", TODO: "todo", NO: "stop"}
LABELS = ("Submitted", "Under Review", "Approved")
State = Version.State


@dataclass(frozen=True)
class Step:
    """A step shows its `date`, else its `note`."""

    label: str
    look: str
    date: datetime | None = None
    note: str = ""
    is_current: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.look]


def steps_of(
    version: Version,
    *,
    opened_at: datetime | None = None,
    approved_at: datetime | None = None,
    note: str = "",
) -> list[Step]:
    """`opened_at` is when its last round opened, `note` what the step it stands at has to say ("1 of 2 approvals")."""
    submitted, review, approved = LABELS
    sent = Step(submitted, DONE, version.submitted_at)
    if version.state in Version.ONCE_APPROVED:
        return [sent, Step(review, DONE, opened_at), Step(approved, DONE, approved_at, is_current=True)]
    not_yet = Step(approved, TODO, note="not yet")
    if version.state == State.SUBMITTED:
        return [
            Step(submitted, DONE, version.submitted_at, is_current=True),
            Step(review, TODO, note=note or "not yet"),
            not_yet,
        ]
    if version.state == State.UNDER_REVIEW:
        return [sent, Step(review, NOW, note=note or "going on", is_current=True), not_yet]
    if version.state == State.CHANGES_REQUESTED:
        return [
            sent,
            Step(review, NO, note="changes requested", is_current=True),
            Step(approved, TODO, note="no"),
        ]
    return [Step(submitted, TODO, note="not yet"), Step(review, TODO, note="not yet"), not_yet]
