"""Hold what a deed decides on, in one order everywhere: article, version, round."""

from articles.models import Article, Version
from reviews.models import ReviewRound
from reviews.workflow import Situation


def lock(version_id: int) -> Situation:
    """The situation as it stands now, held until commit. The caller's copies may be out of date."""
    article_id = Version.objects.values_list("article_id", flat=True).get(pk=version_id)
    article = Article.objects.select_for_update().get(pk=article_id)
    version = Version.objects.select_for_update().get(pk=version_id)
    version.article = article
    open_round = (
        ReviewRound.objects.select_for_update().filter(version=version, state=ReviewRound.State.OPEN).first()
    )
    if open_round is None:
        return Situation(version)
    open_round.version = version
    return Situation(version, open_round, list(open_round.sign_offs.live()))
