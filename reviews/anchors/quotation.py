"""What an anchor is, and the words and quantities it is recognised by."""

import re
from typing import NamedTuple

from reviews.compare.quantities import quantity_key, quantity_spans

# Characters kept on either side of a quotation.
CONTEXT = 64

_WORD = re.compile(r"\w+")

Span = tuple[int, int]


class Anchor(NamedTuple):
    """A passage, and up to CONTEXT characters before and after it; both may be empty."""

    quote: str
    prefix: str = ""
    suffix: str = ""

    @property
    def has_context(self) -> bool:
        return bool(self.prefix or self.suffix)


class Word(NamedTuple):
    text: str
    start: int
    end: int


def make_anchor(text: str, start: int, end: int) -> Anchor:
    """
    Raises:
        ValueError: the passage is empty or not inside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start} to {end} is no passage of a text of {len(text)} characters.")
    return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def words_of(text: str) -> list[Word]:
    """Without regard to capitals and punctuation."""
    return [Word(match.group().casefold(), *match.span()) for match in _WORD.finditer(text)]


def quantities_at(text: str, start: int, end: int) -> list[tuple[str, Span]]:
    """Those that the passage touches, whole, with where they stand."""
    return [(quantity_key(text[a:b]), (a, b)) for a, b in quantity_spans(text) if a < end and b > start]
