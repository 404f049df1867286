"""Our own markup, put into sanitised HTML: heading ids, table regions, citation links, quantities.

Users may set no id and no class, so none of this passes the sanitiser. Places are kept by private-use
characters, which `characters.scrub` has taken out of everything an author can write.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from .headings import Heading
from .quantities import wrap_quantities

_OPEN_CITATION, _OPEN_HEADING, _CLOSE = "\ue000", "\ue001", "\ue002"
_CITATION = re.compile(rf"{_OPEN_CITATION}([0-9]+){_CLOSE}")
_HEADING = re.compile(rf"<(h[2-4])>{_OPEN_HEADING}([0-9]+){_CLOSE}")
_TABLE = re.compile(r"<(/?)table>")
_TAG = re.compile(r"(<[^<>]*>)")


def citation_place(index: int) -> str:
    return f"{_OPEN_CITATION}{index}{_CLOSE}"


def heading_place(index: int) -> str:
    """Goes in front of the heading's text."""
    return f"{_OPEN_HEADING}{index}{_CLOSE}"


def decorate(
    html: str, *, headings: Sequence[Heading], table_labels: Iterable[str], citations: Sequence[str]
) -> str:
    """`citations` are HTML; everything else is text and escaped here."""
    html = _HEADING.sub(lambda found: f'<{found[1]} id="{escape(headings[int(found[2])].anchor)}">', html)
    html = html.replace("<th>", '<th scope="col">')
    labels = iter(table_labels)
    html = _TABLE.sub(lambda found: "</table></div>" if found[1] else _region(next(labels)), html)
    return "".join(_decorated_texts(html, citations))


def _region(label: str) -> str:
    """A wide table scrolls in its own region, which the keyboard can reach and a screen reader can name."""
    return f'<div class="table" role="region" tabindex="0" aria-label="{escape(label)}"><table>'


def _decorated_texts(html: str, citations: Sequence[str]) -> Iterator[str]:
    """Only what stands between tags is touched, and nothing inside code."""
    code_depth = 0
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            if piece in ("<code>", "<pre>"):
                code_depth += 1
            elif piece in ("</code>", "</pre>"):
                code_depth -= 1
            yield piece
        elif code_depth:
            yield piece
        else:
            yield _CITATION.sub(lambda found: citations[int(found[1])], wrap_quantities(piece))
