"""Hold what a deed decides on: the version with its article, then its open round."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from articles.models import Contribution, ReReviewTask, Version
from reviews.models import ReviewRound, Seat
from reviews.situation import Situation


def lock(version_id: int, *, user: User | None = None) -> Situation:
    """The situation as it stands now, held until commit. The caller's copies may be out of date.

    What most deeds find empty (seats, other reviews, tasks, the contribution of `user`) is asked along with the locks.
    """
    version = (
        Version.objects.select_for_update(of=("self", "article"))
        .select_related("article", "live_base")
        .annotate(
            others_in_review=Exists(_others_in_review()),
            has_tasks=Exists(ReReviewTask.objects.open().filter(article=OuterRef("article"))),
            contributes=Exists(Contribution.objects.filter(version=OuterRef("pk"), user=user)),
        )
        .get(pk=version_id)
    )
    if version.live_base is not None:
        version.live_base.article = version.article
    situation = Situation(version, others_in_review=version.others_in_review, has_tasks=version.has_tasks)
    if user is not None:
        situation.contributor_ids = frozenset(
            {version.created_by_id, *([user.pk] if version.contributes else [])}
        )
    review = (
        ReviewRound.objects.select_for_update()
        .open()
        .filter(version=version)
        .annotate(has_seats=Exists(Seat.objects.filter(round=OuterRef("pk"))))
        .first()
    )
    if review is not None:
        review.version = version
        situation.open_round = review
        situation.sign_offs = list(review.sign_offs.live())
        situation.seats = list(review.seats.all()) if review.has_seats else []
    return situation


def _others_in_review() -> QuerySet[Version]:
    return (
        Version.objects.filter(article=OuterRef("article"))
        .filter(Q(state=Version.State.UNDER_REVIEW) | Q(rounds__state=ReviewRound.State.OPEN))
        .exclude(pk=OuterRef("pk"))
    )
