"""Hold what a deed decides on: the version with its article, then its open round."""

from django.db.models import Exists, OuterRef, Q

from articles.models import ReReviewTask, Version
from reviews.models import ReviewRound
from reviews.situation import Situation


def lock(version_id: int) -> Situation:
    """The situation as it stands now, held until commit. The caller's copies may be out of date.

    What publishing will have to look after is asked along: `others_in_review` and `has_tasks` on the version.
    """
    others = (
        Version.objects.filter(article=OuterRef("article"))
        .filter(Q(state=Version.State.UNDER_REVIEW) | Q(rounds__state=ReviewRound.State.OPEN))
        .exclude(pk=OuterRef("pk"))
    )
    version = (
        Version.objects.select_for_update(of=("self", "article"))
        .select_related("article", "live_base")
        .annotate(
            others_in_review=Exists(others),
            has_tasks=Exists(ReReviewTask.objects.open().filter(article=OuterRef("article"))),
        )
        .get(pk=version_id)
    )
    if version.live_base is not None:
        version.live_base.article = version.article
    open_round = ReviewRound.objects.select_for_update().open().filter(version=version).first()
    if open_round is None:
        return Situation(version)
    open_round.version = version
    return Situation(version, open_round, list(open_round.sign_offs.live()), list(open_round.seats.all()))
