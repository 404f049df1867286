"""Articles as lists show them: newest first, walked page by page along a key that no new article moves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from articles.models import Article, Audience, Publication, Rendition
from articles.standing import public_articles
from pages import bylines

ON_A_PAGE = 20
SHOWN = (Publication.Kind.PUBLISH, Publication.Kind.PREVIEW_SHOWN)


@dataclass(frozen=True)
class Card:
    """`at` is the day of approval; of a preview, the day it was first shown."""

    article: Article
    audience: Audience
    title: str
    takeaway: str
    minutes: int
    at: datetime
    is_preview: bool
    is_overdue: bool
    is_expedited: bool
    reviewers: tuple[bylines.Person, ...]


@dataclass(frozen=True)
class Page:
    """`next_key` is empty on the last page."""

    cards: list[Card]
    next_key: int | None


def newest() -> QuerySet[Article]:
    """What readers can open, the last shown first. `shown_by` is the row of the ledger that put it there."""
    shown = Publication.objects.filter(article=OuterRef("pk"), kind__in=SHOWN).order_by("-pk")
    return (
        public_articles()
        .defer("published_version__canonical")
        .annotate(shown_by=Subquery(shown.values("pk")[:1]))
        .order_by("-shown_by")
    )


def page_of(articles: QuerySet[Article], *, before: int | None = None, size: int = ON_A_PAGE) -> Page:
    """`articles` come from newest(); `before` is the key that the page before ended with."""
    if before is not None:
        articles = articles.filter(shown_by__lt=before)
    rows = list(articles[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return Page(_cards(rows), rows[-1].shown_by if more else None)


def _cards(articles: list[Article]) -> list[Card]:
    ledger = Publication.objects.select_related("version").defer("version__canonical")
    shown = {row.article_id: row for row in ledger.filter(pk__in=[article.shown_by for article in articles])}
    versions = [article.published_version or shown[article.pk].version for article in articles]
    texts = _texts_of([version.pk for version in versions])
    approvals = bylines.approvals_of(version.pk for version in versions)
    today = timezone.localdate()
    cards = []
    for article, version in zip(articles, versions, strict=True):
        text = texts.get((version.pk, article.default_audience_id), {})
        cards.append(
            Card(
                article=article,
                audience=article.default_audience,
                title=text.get("title") or version.title,
                takeaway=text.get("key_takeaway", ""),
                minutes=text.get("rendered__minutes") or 0,
                at=shown[article.pk].at,
                is_preview=article.published_version_id is None,
                is_overdue=article.is_overdue(today),
                is_expedited=bylines.is_expedited(approvals.get(version.pk, [])),
                reviewers=bylines.reviewers(approvals.get(version.pk, [])),
            )
        )
    return cards


def _texts_of(versions: list[int]) -> dict[tuple[int, str], dict]:
    """Titles and takeaways of frozen versions; the rows are guarded, so they say what was signed."""
    rows = Rendition.objects.filter(version__in=versions).values(
        "version_id", "audience_id", "title", "key_takeaway", "rendered__minutes"
    )
    return {(row["version_id"], row["audience_id"]): row for row in rows}
