"""What the counts and dates of a review are called on a page. The counting itself is in reviews.workflow."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Specialty
from articles.models import Version
from reviews import workflow
from reviews.models import ReviewRound

State = Version.State


@dataclass(frozen=True)
class Tally:
    """Where a review stands: words, with the icon and colour that say the same."""

    text: str
    style: str
    icon: str


@dataclass(frozen=True)
class Due:
    day: date
    words: str
    is_past: bool


CLOSED = {
    State.DRAFT: Tally("a draft, not submitted", "soft", "wait"),
    State.SUBMITTED: Tally("waits for a round", "warn", "wait"),
    State.UNDER_REVIEW: Tally("no round is open", "warn", "warn"),
    State.CHANGES_REQUESTED: Tally("changes requested: the answer is a new version", "warn", "warn"),
    State.SUPERSEDED: Tally("approved once, replaced since", "soft", "ok"),
    State.RETRACTED: Tally("retracted", "stop", "stop"),
    State.ABANDONED: Tally("abandoned", "soft", "stop"),
}


def tally_of(situation: workflow.Situation) -> Tally:
    version = situation.version
    if situation.open_round is not None:
        style, icon = ("stop", "stop") if situation.requests else ("warn", "wait")
        return Tally("; ".join(workflow.still_needs(situation)), style, icon)
    if version.state in (State.APPROVED, State.SUPERSEDED) and workflow.retraction_is_agreed(version):
        return Tally("the board agreed to its retraction; it is not retracted yet", "stop", "stop")
    if version.state == State.APPROVED:
        if version.article.published_version_id == version.pk:
            return Tally("approved and live", "ok", "ok")
        return Tally("approved, withdrawn from readers", "stop", "stop")
    return CLOSED[State(version.state)]


def terms_of(review: ReviewRound) -> str:
    """What a round that has just been opened asks for, and until when."""
    required = review.seats.filter(required=True)
    approvals = approvals_in_words(review.required_approvals, [seat.specialty for seat in required])
    return f"it needs {approvals}, and is due {due_of(review.due, timezone.localdate()).words}."


def approvals_in_words(number: int, specialties: list[str]) -> str:
    """For example: 2 approvals, pharmacy among them."""
    named = workflow.in_words([str(Specialty(code).label).lower() for code in specialties])
    return f"{number} approval{'' if number == 1 else 's'}{f', {named} among them' if named else ''}"


def due_of(day: date, today: date) -> Due:
    days = (day - today).days
    if days == 0:
        return Due(day, "today", is_past=False)
    distance = f"{abs(days)}\u00a0day{'' if abs(days) == 1 else 's'}"
    return (
        Due(day, f"in {distance}", is_past=False)
        if days > 0
        else Due(day, f"{distance} overdue", is_past=True)
    )
