"""What a fresh database needs from this app: the review policies. Safe to repeat; an edit is never overwritten."""

from django.apps import apps as live_apps

from articles import kinds
from articles.models import Article
from reviews.models.policy import defaults


def prepare(using, apps=live_apps, **kwargs):
    try:
        policy = apps.get_model("reviews", "ReviewPolicy")
    except LookupError:
        return
    for kind in kinds.KINDS:
        for risk in Article.Risk.values:
            policy.objects.using(using).get_or_create(kind=kind, risk=risk, defaults=defaults(risk))
