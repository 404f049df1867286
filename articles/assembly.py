"""From the rows of a version to the content that is signed and rendered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from articles.canonical import AudienceText, Content, Contributor
from articles.models import Citation, Contribution, Rendition, Version


@dataclass(frozen=True)
class Parts:
    """What hangs on a version, read once: the texts, the most expert first, and who wrote them."""

    version: Version
    renditions: list[Rendition]
    contributions: list[Contribution]

    @property
    def written(self) -> list[Rendition]:
        """An audience whose text was left empty is left out."""
        return [rendition for rendition in self.renditions if rendition.body.strip()]


def parts_of(version: Version) -> Parts:
    cited = Prefetch("citations", Citation.objects.select_related("reference"))
    renditions = version.renditions.select_related("audience", "rendered").prefetch_related(cited)
    return Parts(version, list(renditions.order_by("-audience__rank")), list(version.contributions.all()))


def content_of(parts: Parts) -> Content:
    """The content as it stands now."""
    version = parts.version
    return Content(
        kind=version.article.kind,
        title=version.title,
        question=version.question,
        fields={"drafted_with": version.drafted_with, "funding": version.funding},
        contributors=tuple(
            Contributor(c.printed_name, c.role, c.credentials, c.interests) for c in parts.contributions
        ),
        texts={
            rendition.audience_id: AudienceText(
                title=rendition.title or version.title,
                takeaway=rendition.key_takeaway,
                body=rendition.body,
                disclaimer=rendition.disclaimer or rendition.audience.disclaimer,
            )
            for rendition in parts.written
        },
        references=tuple(references_in_order(parts.written)),
    )


def references_in_order(renditions: Iterable[Rendition]) -> Iterable[dict]:
    """Each cited CSL item once, by first use, the most expert text first."""
    seen: set[str] = set()
    for rendition in renditions:
        for citation in rendition.citations.all():
            if citation.key not in seen:
                seen.add(citation.key)
                yield citation.reference.item
