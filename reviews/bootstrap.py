"""What a fresh database needs from this app: the review policies. Safe to repeat; an edit is never overwritten."""

from django.db import connections

from articles import kinds
from articles.models import Article
from audit import guards
from reviews.models import ReviewPolicy
from reviews.models.policy import defaults


def prepare(using, **kwargs):
    """With the models of today, whose rows keep a history: only once every table is there."""
    if guards.missing_tables(connections[using]):
        return
    for kind in kinds.KINDS:
        for risk in Article.Risk.values:
            ReviewPolicy.objects.using(using).get_or_create(kind=kind, risk=risk, defaults=defaults(risk))
