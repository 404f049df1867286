"""Tokens made ready to print: numbered citations, shown heading levels, no refused links, no images."""

from collections.abc import Iterator
from itertools import pairwise

from markdown_it.token import Token

from .addresses import link_address
from .citations import Numbering
from .decoration import citation_place, heading_place
from .headings import shown_level
from .quantities import NO_BREAK_SPACE
from .text import visible

_HEADERS_IN_LABEL = 3


def prepare(tokens: list[Token], numbering: Numbering) -> list[str]:
    """Change the tokens in place; return the HTML of each citation, in the order of the places left."""
    citations: list[str] = []
    headings = 0
    for token in tokens:
        if token.type == "inline":
            token.children = _prepared(token.children or [], numbering, citations)
        elif token.type in ("heading_open", "heading_close"):
            token.tag = f"h{shown_level(token)}"
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            inline.children = [_text(heading_place(headings)), *(inline.children or [])]
            headings += 1
    return citations


def table_labels(tokens: list[Token]) -> list[str]:
    """What a screen reader calls each table ("Table 2: Dose, Start, Aim"); takes tokens not yet prepared."""
    headers: list[list[str]] = []
    for opening, inline in pairwise(tokens):
        if opening.type == "table_open":
            headers.append([])
        elif opening.type == "th_open" and (text := " ".join(visible(inline.children).split())):
            headers[-1].append(text)
    return [
        f"Table {number}: {', '.join(texts[:_HEADERS_IN_LABEL])}".removesuffix(": ")
        for number, texts in enumerate(headers, start=1)
    ]


def _prepared(children: list[Token], numbering: Numbering, citations: list[str]) -> list[Token]:
    ready: list[Token] = []
    for child in _without_refused_links(children):
        if child.type == "citation":
            _glue_to_the_word_before(ready)
            ready.append(_text(citation_place(len(citations))))
            citations.append(numbering.html(child.meta["items"]))
        elif child.type == "text_special":
            ready.append(_text(child.content))
        elif child.type != "image":
            ready.append(child)
    return ready


def _without_refused_links(children: list[Token]) -> Iterator[Token]:
    """The text of a refused link stays. Links never stand inside links."""
    refused = False
    for child in children:
        if child.type == "link_open":
            address = _address(child)
            refused = address is None
            child.attrs = {"href": address or ""}
        if not (refused and child.type in ("link_open", "link_close")):
            yield child


def _address(link_open: Token) -> str | None:
    try:
        return link_address(str(link_open.attrs["href"]))
    except ValueError:
        return None


def _glue_to_the_word_before(ready: list[Token]) -> None:
    """A citation must not begin a line: the space before it becomes a no-break space."""
    last = next((token for token in reversed(ready) if token.nesting != 1), None)
    if last is None:
        return
    if last.type == "softbreak":
        last.type, last.content = "text", NO_BREAK_SPACE
    elif last.type == "text" and (word := last.content.rstrip()) != last.content:
        last.content = word + NO_BREAK_SPACE


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
