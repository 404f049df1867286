"""Recompute every digest, and compare the rows of a signed version with the text that was signed."""

import json
from collections.abc import Iterator

from articles import canonical
from articles.models import Version
from articles.rendering import RENDERER_VERSION as CURRENT
from articles.services.frozen import as_stored, render_text
from audit.verification import Findings, Problem


def verify_versions() -> Findings:
    signed = Version.objects.exclude(canonical="").select_related("article").order_by("pk")
    problems: list[Problem] = []
    checked = outdated = 0
    for version in signed.iterator(chunk_size=100):
        checked += 1
        problems += problems_of(version)
        outdated += (
            version.renditions.filter(rendered__isnull=False).exclude(rendered__renderer=CURRENT).count()
        )
    for version in Version.objects.filter(canonical="").exclude(state__in=("draft", "abandoned")):
        problems.append(Problem("articles_version", str(version.pk), "The signed text is gone."))
    return Findings(facts={"versions_checked": checked, "outdated_pages": outdated}, problems=problems)


def problems_of(version: Version) -> Iterator[Problem]:
    name = f"Version {version.number} of “{version.article.slug}”"
    if canonical.digest(version.canonical) != version.content_digest:
        yield Problem("articles_version", str(version.pk), f"{name}: the signed text was altered.")
        return
    try:
        content = canonical.parse(version.canonical)
    except (ValueError, TypeError, KeyError):
        yield Problem("articles_version", str(version.pk), f"{name}: the signed text cannot be read.")
        return
    if (version.title, version.question) != (content.title, content.question):
        yield Problem(
            "articles_version", str(version.pk), f"{name}: title or question is not the signed one."
        )
    if {"drafted_with": version.drafted_with, "funding": version.funding} != dict(content.fields):
        yield Problem(
            "articles_version", str(version.pk), f"{name}: its declarations are not the signed ones."
        )
    yield from _contributors(version, content, name)
    yield from _texts(version, content, name)


def _contributors(version: Version, content: canonical.Content, name: str) -> Iterator[Problem]:
    rows = list(version.contributions.all())
    printed = [canonical.Contributor(c.printed_name, c.role, c.credentials, c.interests) for c in rows]
    if printed != list(content.contributors):
        first = next(
            (
                row.pk
                for row, is_, was in zip(rows, printed, content.contributors, strict=False)
                if is_ != was
            ),
            "-",
        )
        yield Problem(
            "articles_contribution", str(first), f"{name}: the contributors are not the signed ones."
        )


def _texts(version: Version, content: canonical.Content, name: str) -> Iterator[Problem]:
    signed_items = {item["id"]: item for item in content.references}
    for rendition in version.renditions.select_related("rendered", "audience").prefetch_related("citations"):
        text = content.texts.get(rendition.audience_id)
        if text is None:
            if rendition.body.strip():
                yield Problem("articles_rendition", str(rendition.pk), f"{name}: this text was never signed.")
            continue
        same = (rendition.body, rendition.key_takeaway) == (text.body, text.takeaway)
        same &= (rendition.title or version.title) == text.title
        same &= not rendition.disclaimer or rendition.disclaimer == text.disclaimer
        if not same:
            yield Problem(
                "articles_rendition",
                str(rendition.pk),
                f"{name}: the text for {rendition.audience_id} was altered.",
            )
        for citation in rendition.citations.all():
            if _read(citation.csl) != signed_items.get(citation.key):
                yield Problem(
                    "articles_citation",
                    str(citation.pk),
                    f"{name}: reference {citation.key} is not the signed one.",
                )
        yield from _rendered(rendition, content, name)


def _read(text: str) -> object:
    """The JSON value, or nothing that equals any."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _rendered(rendition, content: canonical.Content, name: str) -> Iterator[Problem]:
    """A page made by an older renderer is outdated, not altered: it is counted, and `render_all` mends it."""
    stored = getattr(rendition, "rendered", None)
    if stored is None:
        message = f"{name}: the page for {rendition.audience_id} is missing; run render_all."
        yield Problem("articles_rendition", str(rendition.pk), message)
        return
    if stored.renderer != CURRENT:
        return
    fields = as_stored(render_text(content, rendition.audience_id))
    if any(getattr(stored, field) != value for field, value in fields.items()):
        message = f"{name}: the page for {rendition.audience_id} is not what the signed text renders to."
        yield Problem("articles_renderedtext", str(stored.pk), message)
