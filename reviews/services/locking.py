"""Hold what a deed decides on: the article first and alone, then the version, then its open round.

Whoever holds the article may touch every version and round of it, so no two deeds ever wait for each other.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from articles.models import Article, Contribution, ReReviewTask, Version
from reviews.models import ReviewRound, Seat
from reviews.situation import Situation

MAY_HAVE_A_ROUND = (Version.State.UNDER_REVIEW, Version.State.APPROVED, Version.State.SUPERSEDED)


def lock(version_id: int) -> Situation:
    """The situation as it stands now, held until commit. The caller's copies may be out of date."""
    article = Article.objects.select_for_update().get(versions=version_id)
    version = (
        Version.objects.select_for_update(of=("self",))
        .select_related("live_base")
        .annotate(**_asked_along("pk", "article"))
        .get(pk=version_id)
    )
    review = None
    if version.state in MAY_HAVE_A_ROUND:
        review = _open_rounds(version_id).first()
    return _situation(article, version, review, asked=version)


def lock_round(version_id: int, *, user: User) -> Situation:
    """The same for a version with an open round, most likely, and for a member of the board: in fewer questions."""
    article = Article.objects.select_for_update().get(versions=version_id)
    contributes = Exists(Contribution.objects.filter(version=OuterRef("version"), user=user))
    review = (
        _open_rounds(version_id)
        .select_for_update(of=("self", "version"))
        .select_related("version__live_base")
        .annotate(contributes=contributes, **_asked_along("version", "version__article"))
        .first()
    )
    if review is None:
        return lock(version_id)
    situation = _situation(article, review.version, review, asked=review)
    also = [user.pk] if review.contributes else []
    situation.contributor_ids = frozenset([review.version.created_by_id, *also])
    return situation


def _open_rounds(version_id: int) -> Any:
    has_seats = Exists(Seat.objects.filter(round=OuterRef("pk")))
    return (
        ReviewRound.objects.select_for_update()
        .open()
        .filter(version=version_id)
        .annotate(has_seats=has_seats)
    )


def _asked_along(version: str, article: str) -> dict[str, Exists]:
    """What publishing would have to look after, and most often finds empty."""
    others = (
        Version.objects.filter(article=OuterRef(article))
        .filter(Q(state=Version.State.UNDER_REVIEW) | Q(rounds__state=ReviewRound.State.OPEN))
        .exclude(pk=OuterRef(version))
    )
    return {
        "others_in_review": Exists(others),
        "has_tasks": Exists(ReReviewTask.objects.open().filter(article=OuterRef(article))),
    }


def _situation(article: Article, version: Version, review: Any, *, asked: Any) -> Situation:
    version.article = article
    if version.live_base is not None:
        version.live_base.article = article
    situation = Situation(version, others_in_review=asked.others_in_review, has_tasks=asked.has_tasks)
    if review is not None:
        review.version = version
        situation.open_round = review
        situation.sign_offs = list(review.sign_offs.live())
        situation.seats = list(review.seats.all()) if review.has_seats else []
    return situation
