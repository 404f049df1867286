"""What an article waits for, in one sentence, and whether it is the person who asks that it waits for.

The rules are asked (reviews.workflow), never repeated.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from articles.models import Article, Contribution, Version
from articles.readiness import is_visible, missing
from reviews import workflow
from reviews.models import Finding
from reviews.workflow import Situation

State = Version.State
DECLARE = "Declare my interests"


@dataclass(frozen=True)
class Waiting:
    """`tone` is a style and an icon (ok, wait, warn, stop, todo); `url` and `label` are the next step."""

    text: str
    tone: str
    is_mine: bool = False
    url: str = ""
    label: str = ""


def current_version(article: Article, *, wanted: int | None = None) -> Version | None:
    """The one being worked on (of two open ones the `wanted` number), else the newest that was not given up."""
    versions = sorted(article.versions.all(), key=lambda version: -version.number)
    opened = [version for version in versions if version.is_open]
    opened.sort(key=lambda version: version.number != wanted)
    kept = [version for version in versions if version.state != State.ABANDONED]
    found = next(iter(opened or kept or versions), None)
    if found is not None:
        found.article = article
    return found


def waiting_for(situation: Situation, user: User, *, gaps: int | None = None) -> Waiting:
    """`gaps` is how many things a draft lacks, where the caller has counted them already."""
    version = situation.version
    if version.state == State.DRAFT:
        return _draft(situation, user, len(missing(version)) if gaps is None else gaps)
    return _BY_STATE[State(version.state)](situation, user)


def may_start(version: Version, user: User) -> bool:
    """Whether the next version can be started from here: `version` is the current one of its article."""
    return not version.is_open and workflow.may_start_version(user, version)


def undeclared(situation: Situation, user: User) -> Contribution | None:
    """The contribution of somebody who was invited to this draft and has not declared their interests yet.

    Whoever started the draft finds theirs in the list of what is missing.
    """
    version = situation.version
    if user.pk == version.created_by_id or not workflow.is_available(workflow.EDIT, situation, user):
        return None
    own = version.contributions.filter(user=user).first()
    return own if own and not is_visible(own.interests) else None


def unanswered(version: Version) -> int:
    return Finding.objects.filter(version=version, answer="").count()


def things(number: int) -> str:
    return "1\u00a0thing is missing" if number == 1 else f"{number}\u00a0things are missing"


def _draft(situation: Situation, user: User, gaps: int) -> Waiting:
    version = situation.version
    place = [version.article.slug, version.number]
    is_mine = workflow.is_available(workflow.EDIT, situation, user)
    if own := undeclared(situation, user):
        text = (
            "You contribute to this draft: declare your competing interests. It cannot be submitted before."
        )
        return Waiting(text, "warn", True, reverse("pages:edit_contribution", args=[*place, own.pk]), DECLARE)
    if situation.live_base_is_stale:
        text = "Another version was approved meanwhile: compare this draft with it, then reconcile."
        return Waiting(text, "warn", is_mine, reverse("pages:reconcile", args=place), "Compare and reconcile")
    edit = reverse("pages:edit_version", args=place)
    kind = "The answer to the board" if version.answers_id else "Draft"
    if gaps:
        return Waiting(f"{kind}: {things(gaps)}.", "warn", is_mine, edit, "Go on writing")
    desk = reverse("pages:article_desk", args=[version.article.slug])
    return Waiting(
        f"{kind}: nothing is missing, it can be submitted.", "ok", is_mine, desk, "Look through and submit"
    )


def _submitted(situation: Situation, user: User) -> Waiting:
    if workflow.is_available(workflow.OPEN_ROUND, situation, user):
        return Waiting(
            "Submitted: the review can be opened.", "wait", True, _review(situation), "Open the review"
        )
    return Waiting("Submitted, waits for the managing editor to open the review.", "wait")


def _under_review(situation: Situation, user: User) -> Waiting:
    version = situation.version
    stands = f"Under review: {'; '.join(workflow.still_needs(situation))}."
    desk = reverse("pages:article_desk", args=[version.article.slug])
    if situation.requests and workflow.is_available(workflow.RETURN_TO_AUTHOR, situation, user):
        text = "The board requested changes: end the round, then answer with a new version."
        return Waiting(text, "stop", True, desk, "See what is asked")
    open_findings = unanswered(version)
    if open_findings and workflow.is_available(workflow.ANSWER_FINDING, situation, user):
        words = "a finding waits" if open_findings == 1 else f"{open_findings}\u00a0findings wait"
        return Waiting(f"{stands[:-1]}, and {words} for your answer.", "warn", True, desk, "Answer")
    return Waiting(stands, "wait")


def _changes_requested(situation: Situation, user: User) -> Waiting:
    version = situation.version
    is_mine = may_start(version, user)
    desk = reverse("pages:article_desk", args=[version.article.slug])
    what = "another expedited version, or the next full one" if version.expedited else "the answer"
    return Waiting(f"The board requested changes: start {what}.", "stop", is_mine, desk, "See what is asked")


def _approved(situation: Situation, user: User) -> Waiting:
    version, article = situation.version, situation.version.article
    if article.published_version_id != version.pk:
        is_mine = may_start(version, user)
        desk = reverse("pages:article_desk", args=[article.slug])
        return Waiting(
            "Withdrawn: readers see the notice only.", "stop", is_mine, desk, "Start the next version"
        )
    due = article.next_review_due
    if due is None:
        return Waiting("Live.", "ok")
    day = date_format(due, "j F Y").replace(" ", "\u00a0")
    if due < timezone.localdate():
        desk = reverse("pages:article_desk", args=[article.slug])
        return Waiting(
            f"Live, but the next review was due on {day}.",
            "warn",
            may_start(version, user),
            desk,
            "Look at it",
        )
    return Waiting(f"Live. The next review is due on {day}.", "ok")


def _superseded(situation: Situation, user: User) -> Waiting:
    return Waiting("Replaced by a later version.", "todo")


def _retracted(situation: Situation, user: User) -> Waiting:
    return Waiting("Retracted: readers see the notice, for good.", "stop")


def _abandoned(situation: Situation, user: User) -> Waiting:
    return Waiting("Abandoned. A new version can be started at any time.", "todo")


def _review(situation: Situation) -> str:
    return reverse("reviews:review", args=[situation.version.article.slug, situation.version.number])


_BY_STATE = {
    State.SUBMITTED: _submitted,
    State.UNDER_REVIEW: _under_review,
    State.CHANGES_REQUESTED: _changes_requested,
    State.APPROVED: _approved,
    State.SUPERSEDED: _superseded,
    State.RETRACTED: _retracted,
    State.ABANDONED: _abandoned,
}
