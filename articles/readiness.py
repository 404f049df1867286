"""What a draft still lacks before it can be submitted: the whole list, each with its place and a way to mend it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from articles import rendering
from articles.assembly import Parts, parts_of
from articles.kinds import Kind
from articles.models import Reference, Rendition, Version

BLANKS = "\u2800\u3164\uffa0\u115f\u1160"  # characters that count as letters or signs and show nothing


@dataclass(frozen=True)
class Missing:
    """`field` is the form field, `audience` the text it stands in, `line` counts from 1 in that text."""

    field: str
    message: str
    audience: str = ""
    line: int = 0

    def __str__(self):
        place = (
            f"{self.audience}, line {self.line}: "
            if self.line
            else f"{self.audience}: "
            if self.audience
            else ""
        )
        return f"{place[:1].upper()}{place[1:]}{self.message}"


def missing(version: Version, parts: Parts | None = None) -> list[Missing]:
    """`parts` are those of the version, where the caller has read them already."""
    parts = parts or parts_of(version)
    return [*_about_the_version(version), *_about_the_people(parts), *_about_the_texts(parts)]


def is_visible(text: str) -> bool:
    """There is something to see: letters, digits, signs; not only spaces and marks without a shape."""
    return any(unicodedata.category(c)[0] in "LNPS" and c not in BLANKS for c in text)


def _about_the_version(version: Version) -> Iterator[Missing]:
    if not is_visible(version.title):
        yield Missing("title", "Give the article a title.")
    if version.article.kind == "question" and not is_visible(version.question):
        yield Missing("question", "Write the question that this article answers.")
    if version.number > 1 and not is_visible(version.change_summary):
        yield Missing("change_summary", "Say in a sentence what this version changes.")


def _about_the_people(parts: Parts) -> Iterator[Missing]:
    if not any(contribution.role == "author" for contribution in parts.contributions):
        yield Missing("contributors", "Name at least one author.")
    for contribution in parts.contributions:
        if not is_visible(contribution.interests):
            yield Missing(
                "contributors",
                f"{contribution.printed_name}: declare competing interests, or write that there are none.",
            )


def _about_the_texts(parts: Parts) -> Iterator[Missing]:
    article, written = parts.version.article, parts.written
    default = article.default_audience
    if default.pk not in {rendition.audience_id for rendition in written}:
        yield Missing("body", f"Write the text for {default.plural}: it is the default one.", default.label)
    cited = {rendition.pk: rendering.cited_keys(rendition.body) for rendition in written}
    known = {citation.key for rendition in written for citation in rendition.citations.all()}
    if not known.issuperset(
        chain.from_iterable(cited.values())
    ):  # for a suggestion what an unknown key was meant to be
        known = set(Reference.objects.values_list("key", flat=True))
    for rendition in written:
        yield from _about_one_text(rendition, article.kind_of, known)
        if not cited[rendition.pk]:
            yield Missing("body", "Cite at least one reference, as [@key].", rendition.audience.label)


def _about_one_text(rendition: Rendition, kind: Kind, keys: set[str]) -> Iterator[Missing]:
    label = rendition.audience.label
    if not is_visible(rendition.key_takeaway):
        yield Missing("key_takeaway", "Write the key takeaway.", label)
    headings = rendering.heading_texts(rendition.body)
    for section in kind.sections_for(rendition.audience.rank):
        if section not in headings:
            yield Missing("body", f"The heading “## {section}” is missing.", label)
    for problem in (
        *rendering.find_problems(rendition.body, keys),
        *rendering.empty_sections(rendition.body),
    ):
        yield Missing("body", problem.message, label, problem.line)
