"""What a reader sees of an article's HTML as plain text, and where in the HTML each character stands.

Single spaces; a line feed between paragraphs, list items and cells. Citations are left out, with the space before
them: they are numbered anew whenever one is added above.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from articles.rendering import render

_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_CHARACTERS = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|.", re.DOTALL)
_INLINE = frozenset({"a", "code", "em", "mark", "span", "strong", "sub", "sup", "del", "ins", "svg", "use"})
# As `articles.rendering.citations` prints them; authors can set no class.
_CITATIONS = {'<a class="c"': "</a>", '<span class="unknown"': "</span>"}


class Place(NamedTuple):
    """A character's start and end in the HTML (an entity is longer than one), and the stretch between two tags that
    it stands in."""

    start: int
    end: int
    node: int


@dataclass(frozen=True)
class VisibleText:
    """`places` has one entry for each character of `text`; None for a line feed."""

    text: str
    places: list[Place | None]


def plain_text(body: str) -> str:
    """The visible text of a Markdown body: what anchors quote from and are found in. The page made of the body has
    the same one, whatever the numbers of its citations."""
    return visible_text(render(body, {}).html).text


def visible_text(html: str) -> VisibleText:
    """Takes HTML as `articles.rendering` makes it: no comments, no "<" or ">" in attributes."""
    reader = _Reader([], [])
    position = 0
    awaited = ""
    for node, piece in enumerate(_TAG.split(html)):
        if awaited:
            if piece == awaited:
                awaited = ""
        elif node % 2 == 0:
            reader.read(piece, position, node)
        elif closing := next((end for start, end in _CITATIONS.items() if piece.startswith(start)), ""):
            awaited = closing
            reader.waiting_space = None
        else:
            reader.pass_tag(piece)
        position += len(piece)
    return VisibleText("".join(reader.characters), reader.places)


@dataclass
class _Reader:
    characters: list[str]
    places: list[Place | None]
    waiting_space: Place | None = None
    at_break: bool = True

    def read(self, piece: str, position: int, node: int) -> None:
        for match in _CHARACTERS.finditer(piece):
            place = Place(position + match.start(), position + match.end(), node)
            for character in unescape(match.group()):
                if character.isspace():
                    self.waiting_space = self.waiting_space or place
                else:
                    self._add(character, place)

    def pass_tag(self, tag: str) -> None:
        name = _NAME.match(tag)
        if name is None or name.group(1) not in _INLINE:
            self.at_break = True

    def _add(self, character: str, place: Place) -> None:
        if self.at_break:
            if self.characters:
                self.characters.append("\n")
                self.places.append(None)
        elif self.waiting_space is not None:
            self.characters.append(" ")
            self.places.append(self.waiting_space)
        self.at_break, self.waiting_space = False, None
        self.characters.append(character)
        self.places.append(place)
