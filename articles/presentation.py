"""One text as it is shown, wherever it is shown: to readers, to the board, in the author's preview.

A frozen version is put together from its signed text and its RenderedText; no Markdown is rendered on the way. A page
that another renderer than this one made counts for nothing: then the signed text is rendered anew.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe

from articles import assembly, canonical
from articles.bibliography import designs, nlm
from articles.models import Audience, Version
from articles.rendering import RENDERER_VERSION
from articles.services.frozen import as_stored, render_text


@dataclass(frozen=True)
class ShownReference:
    number: int
    key: str
    cite: nlm.NlmCitation
    badge: str
    doi: str
    pmid: str
    url: str
    anchor: str  # the id of this entry
    back: tuple[str, ...]  # ids of the links to it in the text


@dataclass(frozen=True)
class ShownText:
    audience: Audience
    title: str
    takeaway: str
    html: SafeString
    contents: tuple[tuple[int, str, str], ...]  # level, text, anchor
    references: tuple[ShownReference, ...]
    disclaimer: str
    words: int
    minutes: int


def texts_of(version: Version) -> list[ShownText]:
    """Every audience's text, the most expert first, with ids made different so that all fit on one page."""
    content, stored = _content_and_stored(version)
    audiences = Audience.objects.in_bulk(list(content.texts))
    ordered = sorted(audiences.values(), key=lambda audience: -audience.rank)
    return [
        with_id_prefix(_shown(content, audience, stored.get(audience.pk)), f"{audience.pk}-")
        for audience in ordered
    ]


def text_for(version: Version, audience: Audience) -> ShownText | None:
    """The text for one audience, or None if the version has none."""
    content, stored = _content_and_stored(version)
    if audience.pk not in content.texts:
        return None
    return _shown(content, audience, stored.get(audience.pk))


def show(content: canonical.Content, audience: Audience) -> ShownText:
    """Rendered now: for a draft or a preview while typing."""
    return _shown(content, audience, None)


def content_of(version: Version) -> canonical.Content:
    """The signed content of a frozen version, the present content of a draft."""
    if version.canonical:
        return canonical.parse(version.canonical)
    return assembly.content_of(assembly.parts_of(version))


def _content_and_stored(version: Version) -> tuple[canonical.Content, dict[str, Mapping[str, object]]]:
    content = content_of(version)
    if not version.canonical:
        return content, {}
    renditions = version.renditions.select_related("rendered").only("audience_id", "version_id", "rendered")
    current = [r for r in renditions if hasattr(r, "rendered") and r.rendered.renderer == RENDERER_VERSION]
    return content, {r.audience_id: vars(r.rendered) for r in current}


def _shown(content: canonical.Content, audience: Audience, stored: Mapping[str, object] | None) -> ShownText:
    fields = stored or as_stored(render_text(content, audience.pk))
    text = content.texts[audience.pk]
    return ShownText(
        audience=audience,
        title=text.title,
        takeaway=text.takeaway,
        html=mark_safe(fields["html"]),  # noqa: S308  written by articles.rendering, which sanitises
        contents=tuple((level, heading, anchor) for level, heading, anchor in fields["contents"]),
        references=tuple(_references(content, fields["anchors"])),
        disclaimer=text.disclaimer,
        words=fields["words"],
        minutes=fields["minutes"],
    )


def _references(content: canonical.Content, anchors: Mapping[str, list[str]]):
    """In the order of `number`: RenderedText keeps the cited keys by first use, and JSON keeps their order as pairs."""
    items = {item["id"]: item for item in content.references}
    by_first_use = sorted(anchors.items(), key=lambda pair: int(re.sub(r"\D", "", pair[1][0])))
    for number, (key, back) in enumerate(by_first_use, start=1):
        item = items[key]
        yield ShownReference(
            number=number,
            key=key,
            cite=nlm.cite(item),
            badge=designs.badge(str(item["study_design"])),
            doi=str(item.get("DOI", "")),
            pmid=str(item.get("PMID", "")),
            url=str(item.get("URL", "")),
            anchor=f"r{number}",
            back=tuple(back),
        )


def with_id_prefix(text: ShownText, prefix: str) -> ShownText:
    """The same text with every id on it, and every link to one, prefixed. All ids are ours: users may write none."""
    html = re.sub(r'( id="| href="#)', rf"\1{prefix}", text.html)
    return replace(
        text,
        html=mark_safe(html),  # noqa: S308  only ids of our own changed
        contents=tuple((level, heading, prefix + anchor) for level, heading, anchor in text.contents),
        references=tuple(
            replace(r, anchor=prefix + r.anchor, back=tuple(prefix + anchor for anchor in r.back))
            for r in text.references
        ),
    )
