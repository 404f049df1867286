"""What was begun on approved texts and waits for the managing editor: retractions, withdrawn pages, urgent fixes."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from articles.models import Notice, Version
from reviews import workflow
from reviews.models import ReviewRound
from reviews.views.words import Tally, tally_of

State = Version.State
Purpose = ReviewRound.Purpose


@dataclass(frozen=True)
class Agreed:
    """A retraction that the board has signed; `at` is when the last signature came."""

    version: Version
    at: datetime
    url: str


@dataclass(frozen=True)
class Withdrawn:
    """`url` and `label` are the next step; it is taken at once where nothing is asked first."""

    version: Version
    at: datetime | None
    text: str
    tally: Tally | None
    url: str = ""
    label: str = ""
    at_once: bool = False


@dataclass(frozen=True)
class Expedited:
    version: Version
    tally: Tally


def agreed_retractions() -> list[Agreed]:
    rounds = ReviewRound.objects.filter(
        purpose=Purpose.RETRACT,
        state=ReviewRound.State.PASSED,
        version__state__in=(State.APPROVED, State.SUPERSEDED),
    )
    return [
        Agreed(review.version, review.closed_at, _page("retract", review.version))
        for review in rounds.select_related("version__article").order_by("closed_at")
    ]


def withdrawn_pages(user: User) -> list[Withdrawn]:
    """Those whose retraction is agreed stand there, not here."""
    versions = Version.objects.filter(state=State.APPROVED, article__published_version=None)
    waiting = versions.exclude(rounds__purpose=Purpose.RETRACT, rounds__state=ReviewRound.State.PASSED)
    return [_withdrawn(version, user) for version in waiting.select_related("article")]


def _withdrawn(version: Version, user: User) -> Withdrawn:
    situation = workflow.situation_of(version)
    notice = version.notices.filter(kind=Notice.Kind.WITHDRAWAL).first()
    at = notice.at if notice else None
    if situation.open_round is not None:
        asked = situation.open_round.get_purpose_display()
        return Withdrawn(version, at, f"{asked}: the board is reading it.", tally_of(situation))
    if workflow.is_available(workflow.REINSTATE, situation, user):
        text = "The board has reviewed it again, unchanged: it can be shown again."
        return Withdrawn(version, at, text, None, _page("reinstate", version), workflow.REINSTATE.label)
    text = "Before it can be shown again, the board has to review it again; or a new version takes its place."
    return Withdrawn(version, at, text, None, _page("attest", version), workflow.ATTEST.label, at_once=True)


def open_expedited() -> list[Expedited]:
    versions = Version.objects.open().filter(expedited=True).select_related("article", "created_by")
    return [
        Expedited(version, tally_of(workflow.situation_of(version)))
        for version in versions.order_by("created_at")
    ]


def _page(deed: str, version: Version) -> str:
    return reverse(f"reviews:{deed}", args=[version.article.slug, version.number])
