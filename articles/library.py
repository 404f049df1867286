"""Which references of the library: the search, and what cites them."""

import json

from django.db.models import Count, Q, QuerySet

from articles.models import Article, Reference
from articles.models.reference import IDENTIFIERS


def search(words: str) -> QuerySet[Reference]:
    """References with every word in key, title, authors or an identifier; `cited_by` is a number of articles."""
    found = Reference.objects.annotate(
        cited_by=Count("citations__rendition__version__article", distinct=True)
    )
    for word in words.split():
        found = found.filter(_has(word))
    return found


def _has(word: str) -> Q:
    # SQLite searches the JSON text as it was stored, with letters beyond ASCII escaped; PostgreSQL does not.
    as_stored = json.dumps(word)[1:-1]
    anywhere = Q(key__icontains=word) | Q(title__icontains=word)
    anywhere |= Q(csl__author__icontains=word) | Q(csl__author__icontains=as_stored)
    for scheme in IDENTIFIERS:
        anywhere |= Q(**{f"{scheme}__iexact": word})
    return anywhere


def articles_citing(reference: Reference) -> QuerySet[Article]:
    return Article.objects.filter(versions__renditions__citations__reference=reference).distinct()


def holder_of(scheme: str, value: str, *, other_than: Reference | None = None) -> Reference | None:
    """The reference that has this identifier already."""
    others = Reference.objects.exclude(pk=other_than.pk) if other_than else Reference.objects
    return others.filter(**{scheme: value}).first()
