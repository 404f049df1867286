"""Passages marked in an article's HTML."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise
from typing import NamedTuple

from .finding import find
from .quotation import Anchor, Span
from .visible_text import VisibleText, visible_text


class Marked(NamedTuple):
    """`lost` are the ids of the anchors that were not found."""

    html: str
    lost: tuple[str, ...]


class _Piece(NamedTuple):
    """One mark. `mark_id` is empty for all but the first of a passage, `label` for all but the last."""

    start: int
    end: int
    mark_id: str
    label: str


def mark(html: str, anchors: Sequence[tuple[Anchor, str, str]]) -> Marked:
    """The HTML with `<mark>` around each passage, given as (anchor, id, label).

    Takes HTML as `articles.rendering` makes it. A passage over several elements gets several marks: the first
    carries the id, the last ends with the label as `<span class="tag">`. Nothing else about the HTML changes.
    """
    visible = visible_text(html)
    pieces: list[_Piece] = []
    lost = []
    for anchor, mark_id, label in anchors:
        if found := find(anchor, visible.text):
            pieces += _pieces(visible, html, found, mark_id, label)
        else:
            lost.append(mark_id)
    return Marked("".join(_marked(html, pieces)) if pieces else html, tuple(lost))


def _pieces(visible: VisibleText, html: str, found: Span, mark_id: str, label: str) -> list[_Piece]:
    """The parts of the passage that lie between two tags; white space alone is left unmarked."""
    spans: list[Span] = []
    for node, places in groupby(visible.places[slice(*found)], key=lambda place: place and place.node):
        standing = [place for place in places if place]
        if node is not None and html[standing[0].start : standing[-1].end].strip():
            spans.append((standing[0].start, standing[-1].end))
    last = len(spans) - 1
    return [
        _Piece(*span, mark_id if number == 0 else "", label if number == last else "")
        for number, span in enumerate(spans)
    ]


def _marked(html: str, pieces: list[_Piece]) -> Iterator[str]:
    """Passages may overlap: the text is cut wherever one begins or ends, and each cut is marked by itself."""
    begins: dict[int, list[_Piece]] = defaultdict(list)
    ends: dict[int, list[_Piece]] = defaultdict(list)
    for piece in pieces:
        begins[piece.start].append(piece)
        ends[piece.end].append(piece)
    depth = 0
    for start, end in pairwise(sorted({0, len(html), *begins, *ends})):
        depth += len(begins[start]) - len(ends[start])
        if not depth:
            yield html[start:end]
            continue
        opening = [f'<mark id="{escape(piece.mark_id)}">' for piece in begins[start] if piece.mark_id] or [
            "<mark>"
        ]
        tags = [f'<span class="tag">{escape(piece.label)}</span>' for piece in ends[end] if piece.label]
        yield "".join([*opening, html[start:end], *tags, "</mark>" * len(opening)])
