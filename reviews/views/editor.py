"""The managing editor's desk: everything that waits for a decision of hers, and what is live and until when."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role
from articles.models import Article, Publication, Version
from articles.standing import PREVIEWED
from reviews import workflow
from reviews.models import ReviewPolicy, ReviewRound, SignOff
from reviews.views.unfinished import agreed_retractions, open_expedited, withdrawn_pages
from reviews.views.words import Due, Tally, approvals_in_words, due_of, tally_of

LIVE_PAGES = 25


@dataclass(frozen=True)
class Submission:
    """A version that waits for a round, on the terms that the round would get.

    `interval_months` is None where the date of the next review stays what it is.
    """

    version: Version
    approvals: str
    due_days: int
    interval_months: int | None


@dataclass(frozen=True)
class OpenRound:
    review: ReviewRound
    tally: Tally
    due: Due
    changes_requested: bool


@dataclass(frozen=True)
class LivePage:
    article: Article
    due: Due | None


@require_safe
def editor(request):
    if not request.user.has_role(Role.MANAGING_EDITOR):
        raise PermissionDenied(workflow.EDITORS)
    rounds = _open_rounds()
    live = Article.objects.published().select_related("published_version").order_by("next_review_due", "slug")
    page = Paginator(live, LIVE_PAGES).get_page(request.GET.get("page"))
    context = {
        "submissions": _submissions(),
        "rounds": [row for row in rounds if not row.changes_requested],
        "to_return": [row for row in rounds if row.changes_requested],
        "without_round": _under_review_without_round(),
        "page": page,
        "live": _live_pages(page),
        "previews": _previews(),
        "agreed": agreed_retractions(),
        "withdrawn": withdrawn_pages(request.user),
        "expedited": open_expedited(),
    }
    return render(request, "reviews/editor.html", context)


def _submissions() -> list[Submission]:
    waiting = Version.objects.filter(state=Version.State.SUBMITTED).select_related("article", "created_by")
    rows = []
    for version in waiting.order_by("submitted_at"):
        policy = ReviewPolicy.objects.for_article(version.article)
        purpose = workflow.purpose_of(version)
        asked = approvals_in_words(
            workflow.approvals_for(purpose, policy), workflow.specialties_for(purpose, policy)
        )
        months = version.article.review_interval_months or policy.interval_months
        moves_date = purpose == ReviewRound.Purpose.FULL
        rows.append(Submission(version, asked, policy.due_days, months if moves_date else None))
    return rows


def _open_rounds() -> list[OpenRound]:
    rounds = (
        ReviewRound.objects.open()
        .select_related("version__article")
        .prefetch_related(Prefetch("sign_offs", SignOff.objects.live()), "seats")
        .order_by("due", "opened_at")
    )
    today = timezone.localdate()
    rows = []
    for review in rounds:
        situation = workflow.Situation(
            review.version, review, list(review.sign_offs.all()), list(review.seats.all())
        )
        rows.append(
            OpenRound(review, tally_of(situation), due_of(review.due, today), bool(situation.requests))
        )
    return rows


def _under_review_without_round():
    """After a cancelled round: open the next one, or return the version."""
    under_review = Version.objects.filter(state=Version.State.UNDER_REVIEW).select_related("article")
    return under_review.exclude(rounds__state=ReviewRound.State.OPEN)


def _live_pages(articles) -> list[LivePage]:
    today = timezone.localdate()
    return [
        LivePage(article, due_of(article.next_review_due, today) if article.next_review_due else None)
        for article in articles
    ]


def _previews() -> list[Publication]:
    """The ledger rows that switched a preview on, of versions whose newest row says that it is on still."""
    in_review = Publication.objects.about_preview().filter(version__state__in=PREVIEWED)
    newest: dict[int, Publication] = {}
    for row in in_review.select_related("version__article", "by"):
        newest.setdefault(row.version_id, row)
    return [row for row in newest.values() if row.kind == Publication.Kind.PREVIEW_SHOWN]
