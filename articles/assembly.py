"""From the rows of a version to the content that is signed and rendered."""

from collections.abc import Iterable

from articles.canonical import AudienceText, Content, Contributor
from articles.models import Citation, Rendition, Version


def content_of(version: Version) -> Content:
    """The content as it stands now. An audience whose text was left empty is left out."""
    renditions = [rendition for rendition in renditions_of(version) if rendition.body.strip()]
    return Content(
        kind=version.article.kind,
        title=version.title,
        question=version.question,
        fields={"drafted_with": version.drafted_with, "funding": version.funding},
        contributors=tuple(
            Contributor(c.printed_name, c.role, c.credentials, c.interests)
            for c in version.contributions.all()
        ),
        texts={
            rendition.audience_id: AudienceText(
                title=rendition.title or version.title,
                takeaway=rendition.key_takeaway,
                body=rendition.body,
                disclaimer=rendition.disclaimer or rendition.audience.disclaimer,
            )
            for rendition in renditions
        },
        references=tuple(references_in_order(renditions)),
    )


def renditions_of(version: Version) -> list[Rendition]:
    """The texts from the most expert audience to the plainest."""
    return list(
        version.renditions.select_related("audience")
        .prefetch_related("citations__reference")
        .order_by("-audience__rank")
    )


def references_in_order(renditions: Iterable[Rendition]) -> Iterable[dict]:
    """Each cited CSL item once, by first use, the most expert text first."""
    seen: set[str] = set()
    for rendition in renditions:
        for citation in rendition.citations.all():
            if citation.key not in seen:
                seen.add(citation.key)
                yield item_of(citation)


def item_of(citation: Citation) -> dict:
    return citation.reference.item
