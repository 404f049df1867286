"""Problems of a body's blocks: headings, tables, nesting, link definitions."""

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from .addresses import link_address
from .characters import Problem, shorten
from .headings import DEEPEST, HIGHEST, shown_level, typed_level
from .parser import MAX_NESTING, Parsed
from .text import visible

_CONTAINERS = frozenset({"blockquote_open", "list_item_open"})
_NUMBER_OR_NOTE = re.compile(r"\d+|[@^].*", re.DOTALL)


def structural_problems(parsed: Parsed) -> Iterator[Problem]:
    yield from _headings(parsed.tokens)
    yield from _long_table_rows(parsed)
    yield from _definitions(parsed)
    for token in parsed.tokens:
        if token.type in _CONTAINERS and token.level == MAX_NESTING - 1:
            yield Problem(
                _line(token), "lists and quotations are nested too deeply: what follows is not shown"
            )


def _headings(tokens: list[Token]) -> Iterator[Problem]:
    above = HIGHEST - 1
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        line, typed, shown = _line(opening), typed_level(opening), shown_level(opening)
        if typed < HIGHEST:
            yield Problem(line, "the title is the page's only heading of level 1: begin this one with ##")
        elif typed > DEEPEST:
            yield Problem(
                line, f"headings go down to level {DEEPEST} ({'#' * DEEPEST}), this one has {typed}"
            )
        elif shown > above + 1:
            yield Problem(
                line, f"a heading of level {shown} follows one of level {above}: do not skip levels"
            )
        if not visible(inline.children).strip():
            yield Problem(line, "the heading is empty")
        above = shown


def _long_table_rows(parsed: Parsed) -> Iterator[Problem]:
    """Markdown drops the cells of a row beyond the last column without a word."""
    lines = parsed.source.split("\n")
    columns, in_body = 0, False
    for token in parsed.tokens:
        if token.type == "table_open":
            columns, in_body = 0, False
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tbody_open":
            in_body = True
        elif token.type == "tr_open" and in_body:
            cells = _cells(lines[_line(token) - 1])
            if cells > columns:
                yield Problem(_line(token), f"this table row has {cells} cells, the table {columns} columns")


def _cells(line: str) -> int:
    cells = escapedSplit(line.strip(" \t>"))
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


def _definitions(parsed: Parsed) -> Iterator[Problem]:
    for found in parsed.definitions:
        line, label = found["map"][0] + 1, found["label"].lower()
        if _NUMBER_OR_NOTE.fullmatch(label):
            yield Problem(line, f"{shorten(f'[{label}]:')} cannot be defined here: cite with [@key]")
        elif message := refusal(found["href"]):
            yield Problem(line, message)


def refusal(href: str) -> str:
    """Why a link may not lead there; empty when it may."""
    try:
        link_address(href)
    except ValueError as error:
        return f"the address {shorten(href)} is refused: {error}"
    return ""


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
