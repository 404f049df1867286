"""Citations, derived from a text: numbers by first use, and at submit the frozen CSL items."""

from collections.abc import Iterable

from articles import rendering
from articles.models import Citation, Reference, Rendition
from audit import chain


def cite(rendition: Rendition) -> bool:
    """Write the citations anew from the text; True when they changed.

    Keys that the library does not know stay in the text as problems.
    """
    keys = rendering.cited_keys(rendition.body)
    if keys == [citation.key for citation in rendition.citations.all()]:
        return False
    known = {reference.key: reference for reference in Reference.objects.filter(key__in=keys)}
    rendition.citations.all().delete()
    cited = [key for key in keys if key in known]
    for number, key in enumerate(cited, start=1):
        Citation.objects.create(rendition=rendition, reference=known[key], key=key, number=number)
    return True


def freeze_citations(renditions: Iterable[Rendition]) -> None:
    """Copy the library's items into the citations. They are derived rows without a history, so one statement does."""
    citations = [citation for rendition in renditions for citation in rendition.citations.all()]
    for citation in citations:
        citation.csl = chain.as_text(citation.reference.item)
    Citation.objects.bulk_update(citations, ["csl"])
