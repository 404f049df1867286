"""Which references of the library: the search, and what cites them."""

import unicodedata

from django.db.models import Count, QuerySet

from articles.models import Article, Reference
from articles.models.reference import IDENTIFIERS


def search(words: str) -> QuerySet[Reference]:
    """References with every word in key, title, authors or an identifier; `cited_by` counts articles.

    Case and accents do not matter. It reads the whole library, whose size is that of a reference manager.
    """
    found = Reference.objects.annotate(
        cited_by=Count("citations__rendition__version__article", distinct=True)
    )
    if not (wanted := _folded(words).split()):
        return found
    library = Reference.objects.only("key", "title", "csl", *IDENTIFIERS)
    return found.filter(pk__in=[r.pk for r in library if all(word in _searched(r) for word in wanted)])


def _searched(reference: Reference) -> str:
    names = (part for name in reference.csl.get("author", []) for part in name.values())
    identifiers = (getattr(reference, scheme) for scheme in IDENTIFIERS)
    return _folded(" ".join((reference.key, reference.title, *names, *identifiers)))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def articles_citing(reference: Reference) -> QuerySet[Article]:
    return Article.objects.filter(versions__renditions__citations__reference=reference).distinct()


def holder_of(scheme: str, value: str, *, other_than: Reference | None = None) -> Reference | None:
    """The reference that has this identifier already."""
    others = Reference.objects.exclude(pk=other_than.pk) if other_than else Reference.objects
    return others.filter(**{scheme: value}).first()
