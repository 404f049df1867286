"""The Publication ledger read from its beginning: what each row made of the article, and whether it could (pure).

`articles.standing` asks the newest row; here the whole story is told again, for a day of the past and for the auditor.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

NEVER, LIVE, WITHDRAWN, RETRACTED = "never", "live", "withdrawn", "retracted"


class Row(Protocol):
    """What is read of a Publication."""

    version_id: int
    kind: str


@dataclass
class Course:
    """Where an article stands after the rows entered so far. Versions are named by their id.

    `approved` is the version that is live or was withdrawn; `row` is the last one that `approved` owes its standing to.
    """

    state: str = NEVER
    approved: int | None = None
    row: Row | None = None
    previewed: Row | None = None
    published: list[int] = field(default_factory=list)
    retracted: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Course":
        course = cls()
        for row in rows:
            course.enter(row)
        return course

    @property
    def live(self) -> int | None:
        return self.approved if self.state == LIVE else None

    def state_of(self, version: int) -> str:
        """The state that the version must have, as far as the ledger tells; empty if it was never published."""
        if version in self.retracted:
            return "retracted"
        if version == self.approved:
            return "approved"
        return "superseded" if version in self.published else ""

    def enter(self, row: Row) -> str:
        """Take the row over; why it does not follow from those before it, or nothing."""
        step = STEPS.get(row.kind)
        return step(self, row) if step else f"Its kind is unknown: {row.kind}."

    def _publish(self, row: Row) -> str:
        again = row.version_id in self.published
        self.published.append(row.version_id)
        self.state, self.approved, self.row, self.previewed = LIVE, row.version_id, row, None
        return "It was published before." if again else ""

    def _attest(self, row: Row) -> str:
        return "" if row.version_id == self.approved else "It was attested, but was not the approved version."

    def _withdraw(self, row: Row) -> str:
        was_live = row.version_id == self.live
        self.state, self.row = WITHDRAWN, row
        return "" if was_live else "It was withdrawn, but was not live."

    def _reinstate(self, row: Row) -> str:
        was_withdrawn = self.state == WITHDRAWN and row.version_id == self.approved
        self.state, self.approved, self.row = LIVE, row.version_id, row
        return "" if was_withdrawn else "It was reinstated, but was not withdrawn."

    def _retract(self, row: Row) -> str:
        """A replaced text can be retracted, too: that leaves the article as it is."""
        refusal = ""
        if row.version_id not in self.published:
            refusal = "It was retracted, but had never been published."
        elif row.version_id in self.retracted:
            refusal = "It was retracted before."
        self.retracted.add(row.version_id)
        if row.version_id == self.approved:
            self.state, self.approved, self.row = RETRACTED, None, row
        return refusal

    def _preview_shown(self, row: Row) -> str:
        refusal = "A preview was shown of an article that had been published." if self.published else ""
        self.previewed = row
        return refusal

    def _preview_hidden(self, row: Row) -> str:
        was_shown = self.previewed is not None and self.previewed.version_id == row.version_id
        self.previewed = None
        return "" if was_shown else "A preview was hidden that was not shown."


STEPS = {
    "publish": Course._publish,
    "attest": Course._attest,
    "withdraw": Course._withdraw,
    "reinstate": Course._reinstate,
    "retract": Course._retract,
    "preview_shown": Course._preview_shown,
    "preview_hidden": Course._preview_hidden,
}
