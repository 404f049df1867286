"""What a body cites, and which of its sections are still empty."""

from collections.abc import Iterator

from markdown_it.token import Token

from .characters import Problem
from .headings import HIGHEST, shown_level
from .parser import parse
from .text import visible


def cited_keys(body: str) -> list[str]:
    """The keys of the citations, each once, by first use: the number is the index plus one."""
    keys: dict[str, None] = {}
    for token in parse(body).tokens:
        for child in token.children or ():
            if child.type == "citation":
                keys |= dict.fromkeys(item.key for item in child.meta["items"])
    return list(keys)


def empty_sections(body: str) -> Iterator[Problem]:
    """Headings of level 2 with nothing under them, not even a subheading with text."""
    waiting: Problem | None = None
    heading: Token | None = None
    for token in parse(body).tokens:
        if token.type == "heading_open":
            heading = token
        elif token.type == "inline" and heading is not None:
            if shown_level(heading) == HIGHEST:
                if waiting is not None:
                    yield waiting
                line = heading.map[0] + 1 if heading.map else 1
                waiting = Problem(line, f"nothing is written under “{visible(token.children)}”")
            heading = None
        elif token.type in ("inline", "fence", "code_block") and token.content.strip():
            waiting = None
    if waiting is not None:
        yield waiting
