"""Freeze a draft into the text that is signed, thaw it again, and render what was frozen."""

from datetime import datetime

from articles import assembly, canonical, rendering
from articles.bibliography import labels
from articles.models import RenderedText, Version
from audit import chain


def freeze(version: Version, *, now: datetime) -> None:
    """Set canonical text, digest and time of submission on the row; freeze the cited CSL items. The caller saves.

    The version is a draft and its row is locked. RenderedText is made by render_version after the save.
    """
    for rendition in assembly.renditions_of(version):
        for citation in rendition.citations.all():
            citation.csl = chain.as_text(citation.reference.item)
            citation.save(update_fields=["csl"])
    version.canonical = canonical.build(assembly.content_of(version))
    version.content_digest = canonical.digest(version.canonical)
    version.submitted_at = now


def thaw(version: Version) -> None:
    """Back to a draft: canonical text and digest go in the statement that changes the state. The caller saves."""
    version.canonical = version.content_digest = ""
    version.submitted_at = None


def render_version(version: Version) -> int:
    """Make the RenderedText of a frozen version from its canonical text; how many texts are new or changed."""
    content = canonical.parse(version.canonical)
    changed = 0
    for rendition in version.renditions.select_related("rendered"):
        if rendition.audience_id not in content.texts:
            continue
        fields = as_stored(render_text(content, rendition.audience_id))
        existing = getattr(rendition, "rendered", None)
        if existing is not None and all(getattr(existing, name) == value for name, value in fields.items()):
            continue
        RenderedText.objects.update_or_create(rendition=rendition, defaults=fields)
        changed += 1
    return changed


def render_text(content: canonical.Content, audience: str) -> rendering.Rendered:
    short_labels = {str(item["id"]): labels.short_label(dict(item)) for item in content.references}
    return rendering.render(content.texts[audience].body, short_labels)


def as_stored(rendered: rendering.Rendered) -> dict[str, object]:
    return {
        "html": rendered.html,
        "contents": [[heading.level, heading.text, heading.anchor] for heading in rendered.toc],
        "anchors": {key: list(rendered.anchors[key]) for key in rendered.cited},
        "words": rendered.words,
        "minutes": rendered.minutes,
        "renderer": rendering.RENDERER_VERSION,
    }
