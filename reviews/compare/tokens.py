"""A text as the units that a comparison keeps whole: words, punctuation marks, quantities, citations, table cells.

Tokens are named tuples: thousands of them are hashed and compared for each text.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import islice, pairwise
from typing import NamedTuple

from .quantities import quantity_key, quantity_spans


class Kind(Enum):
    WORD = "word"
    QUANTITY = "quantity"
    CITATION = "citation"
    CELL = "cell"


class Dress(NamedTuple):
    """How words are set: emphasis, code, and where they lead to when they are a link."""

    emphasis: str = ""
    code: bool = False
    href: str = ""


class Token(NamedTuple):
    """`key` is what is compared; `spaced` says that white space stands before it.

    `dress` has more than one entry when it changes inside the token: (characters from its start, how set from there).
    `name` is a citation's work ("Casetta 2007"), `locator` the place in it ("p. 4").
    """

    text: str
    key: str
    kind: Kind = Kind.WORD
    spaced: bool = False
    dress: tuple[tuple[int, Dress], ...] = ((0, Dress()),)
    name: str = ""
    locator: str = ""


class Styled(NamedTuple):
    """Text not yet taken apart."""

    text: str
    dress: Dress


Part = Styled | Token  # a token: a citation or the border of a table cell


PLAIN = Dress()
_WORD = re.compile(r"\w+(?:[-'’*./:·]\w+)*|[^\w\s]")
_SPACES = re.compile(r"\s+")
# No text holds a private-use character (`articles.rendering.characters`), so no word equals one of these keys.
_MARK = "\ue000"
CELL = Token("|", f"{_MARK}cell", Kind.CELL, spaced=True)
_SENTENCE_ENDS = frozenset(".!?")


def citation(key: str, locator: str, label: str) -> Token:
    """A work without a label is named by its key."""
    name = label or key
    text = f"[{name}, {locator}]" if locator else f"[{name}]"
    return Token(
        text, f"{_MARK}cites {key}{_MARK}{locator}{_MARK}{label}", Kind.CITATION, name=name, locator=locator
    )


def tokens_of(parts: Iterable[Part]) -> list[Token]:
    """All words, marks and quantities, with the citations and cells between them. No space before the first."""
    found: list[Token] = []
    waiting: list[Styled] = []
    for part in parts:
        if isinstance(part, Styled):
            waiting.append(part)
        else:
            found += _taken_apart(waiting)
            found.append(part._replace(spaced=bool(waiting) and waiting[-1].text[-1:].isspace()))
            waiting = []
    found += _taken_apart(waiting)
    return [found[0]._replace(spaced=False), *found[1:]] if found else []


def text_of(parts: Iterable[Part]) -> str:
    """What the tokens of the parts spell: the text with single spaces."""
    return " ".join("".join(part.text for part in parts).split())


def spelled(tokens: Iterable[Token]) -> str:
    return "".join(f" {token.text}" if token.spaced else token.text for token in tokens)


def ends_sentence(token: Token) -> bool:
    return token.text in _SENTENCE_ENDS


def sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token, following in pairwise([*tokens, None]):
        if token is not None:
            found[-1].append(token)
            if ends_sentence(token) and following is not None and following.spaced:
                found.append([])
    return found if found[-1] else found[:-1]


def _taken_apart(styled: Sequence[Styled]) -> list[Token]:
    changes = [(0, PLAIN)]
    length = 0
    for part in styled:
        if part.dress != changes[-1][1]:
            changes.append((length, part.dress))
        length += len(part.text)
    text = "".join(part.text for part in styled)
    tokens = []
    current = 0
    for start, end, kind in _spans(text):
        while current + 1 < len(changes) and changes[current + 1][0] <= start:
            current += 1
        tokens.append(_token(text, start, end, kind, _dress(changes, current, start, end)))
    return tokens


def _spans(text: str) -> Iterable[tuple[int, int, Kind]]:
    position = 0
    for start, end in quantity_spans(text):
        yield from ((*match.span(), Kind.WORD) for match in _WORD.finditer(text, position, start))
        yield start, end, Kind.QUANTITY
        position = end
    yield from ((*match.span(), Kind.WORD) for match in _WORD.finditer(text, position))


def _dress(
    changes: list[tuple[int, Dress]], current: int, start: int, end: int
) -> tuple[tuple[int, Dress], ...]:
    inside = []
    for position, dress in islice(changes, current + 1, None):
        if position >= end:
            break
        inside.append((position - start, dress))
    return ((0, changes[current][1]), *inside)


def _token(text: str, start: int, end: int, kind: Kind, dress: tuple[tuple[int, Dress], ...]) -> Token:
    shown = text[start:end]
    spaced = start > 0 and text[start - 1].isspace()
    if kind is Kind.WORD:
        return Token(shown, shown, kind, spaced, dress)
    shown = _SPACES.sub(" ", shown)
    return Token(shown, f"{_MARK}is {quantity_key(shown)}", kind, spaced, dress)
