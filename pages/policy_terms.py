"""The terms that the next review round would be opened with, for every kind of article and every risk."""

from articles import kinds
from articles.models import Article
from reviews.models import ReviewPolicy
from reviews.models.policy import defaults


def terms() -> list[ReviewPolicy]:
    stored = {(policy.kind, policy.risk): policy for policy in ReviewPolicy.objects.all()}
    return [
        stored.get((kind, risk)) or ReviewPolicy(kind=kind, risk=risk, **defaults(risk))
        for kind in kinds.KINDS
        for risk in Article.Risk.values
    ]
