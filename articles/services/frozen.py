"""Freeze a draft into the text that is signed, thaw it again, and render what was frozen."""

from datetime import datetime

from articles import assembly, canonical, rendering
from articles.bibliography import labels
from articles.models import RenderedText, Rendition, Version
from articles.services.citing import cite, freeze_citations


def prepare(version: Version) -> assembly.Parts:
    """The parts of a draft with its citations derived once more: a reference may have come into the library since."""
    parts = assembly.parts_of(version)
    changed = [rendition for rendition in parts.renditions if cite(rendition)]
    return assembly.parts_of(version) if changed else parts


def freeze(parts: assembly.Parts, *, now: datetime) -> Version:
    """Set canonical text, digest and time of submission on the row; freeze the cited CSL items. The caller saves.

    The version is a draft and its row is locked. RenderedText is made by render_parts after the save.
    """
    version = parts.version
    freeze_citations(parts.renditions)
    version.canonical = canonical.build(assembly.content_of(parts))
    version.content_digest = canonical.digest(version.canonical)
    version.submitted_at = now
    return version


def thaw(version: Version) -> None:
    """Back to a draft: canonical text and digest go in the statement that changes the state. The caller saves."""
    version.canonical = version.content_digest = ""
    version.submitted_at = None


def render_version(version: Version) -> int:
    """Make the RenderedText of a frozen version; how many texts are new or changed."""
    return render_parts(version, list(version.renditions.select_related("rendered")))


def render_parts(version: Version, renditions: list[Rendition]) -> int:
    """From the canonical text only. Each rendition comes with its RenderedText, if it has one."""
    content = canonical.parse(version.canonical)
    new = []
    changed = 0
    for rendition in renditions:
        if rendition.audience_id not in content.texts:
            continue
        fields = as_stored(render_text(content, rendition.audience_id))
        existing = getattr(rendition, "rendered", None)
        if existing is None:
            new.append(RenderedText(rendition=rendition, **fields))
        elif any(getattr(existing, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(existing, name, value)
            existing.save()
            changed += 1
    RenderedText.objects.bulk_create(new)
    return changed + len(new)


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
