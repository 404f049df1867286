"""What belongs to the article and not to a version: its address, topics and default audience."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from articles.models import Article, Audience, OldSlug, Topic
from articles.services.drafts import set_topics
from audit import chain, history


@transaction.atomic
def change_article(
    article: Article,
    *,
    slug: str,
    default_audience: Audience,
    topics: list[Topic],
    risk: str,
    review_interval_months: int | None,
    actor: User,
    now: datetime,
) -> Article:
    """A new slug leaves the old one behind as a redirect.

    Raises:
        ValidationError: the slug is or was the address of another article.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    set_topics(article, topics, actor=actor, now=now)
    wanted = {
        "slug": slug,
        "default_audience_id": default_audience.pk,
        "risk": risk,
        "review_interval_months": review_interval_months,
    }
    new = {name: value for name, value in wanted.items() if getattr(article, name) != value}
    if not new:
        return article
    if "slug" in new:
        _move(article, slug, actor=actor, now=now)
    for name, value in new.items():
        setattr(article, name, value)
    history.save(article, actor=actor, at=now, reason="settings changed")
    chain.append("article.changed", actor=actor, subject=article, data=new, at=now)
    return article


RESERVED = frozenset({"new", "findings"})  # addresses of the desk itself


def slug_is_free(slug: str, *, article: Article | None = None) -> bool:
    """Old addresses count: they redirect for ever. An article may return to one of its own."""
    if slug in RESERVED:
        return False
    others = Article.objects.exclude(pk=article.pk) if article else Article.objects.all()
    if others.filter(slug=slug).exists():
        return False
    return not OldSlug.objects.filter(slug=slug).exclude(article=article).exists()


def _move(article: Article, slug: str, *, actor: User, now: datetime) -> None:
    if not slug_is_free(slug, article=article):
        raise ValidationError({"slug": "This is or was the address of another article."})
    returning = OldSlug.objects.filter(slug=slug, article=article).first()
    if returning:
        history.delete(returning, actor=actor, at=now)
    history.save(OldSlug(slug=article.slug, article=article), actor=actor, at=now)
