"""Headings: their level on the page, their anchor, the table of contents."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from .parser import Parsed, parse
from .text import visible

# The page's title is its only h1, and contents deeper than four levels help nobody.
HIGHEST, DEEPEST = 2, 4
_MAX_SLUG = 60
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Heading:
    """`anchor` is the id of the heading; it begins with `s-`, so it never meets another id of the page."""

    level: int
    text: str
    anchor: str


def typed_level(heading_open: Token) -> int:
    return int(heading_open.tag[1:])


def shown_level(heading_open: Token) -> int:
    """The level after h1 became h2, and h5 and h6 became h4."""
    return min(max(typed_level(heading_open), HIGHEST), DEEPEST)


def headings(parsed: Parsed) -> list[Heading]:
    """In reading order, with the levels as shown."""
    anchors = _Anchors()
    found = []
    for opening, inline in pairwise(parsed.tokens):
        if opening.type == "heading_open":
            text = " ".join(visible(inline.children).split())
            found.append(Heading(shown_level(opening), text, anchors.take(text)))
    return found


def heading_texts(body: str) -> list[str]:
    """The h2 headings, for the check that a kind's required sections are there."""
    return [heading.text for heading in headings(parse(body)) if heading.level == HIGHEST]


class _Anchors:
    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def take(self, text: str) -> str:
        stem = f"s-{_slug(text)}"
        anchor = stem
        while anchor in self._taken:
            self._counts[stem] = self._counts.get(stem, 1) + 1
            anchor = f"{stem}-{self._counts[stem]}"
        self._taken.add(anchor)
        return anchor


def _slug(text: str) -> str:
    """ASCII only, so that an address copied from the browser stays readable."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return _NOT_SLUG.sub("-", plain)[:_MAX_SLUG].strip("-") or "section"
