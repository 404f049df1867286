"""From an anchor to the place of its passage."""

import re
from dataclasses import dataclass

from .alike import find_alike
from .exact import find_exact
from .quotation import Anchor, Span

_CITATION = re.compile(r"\s?\[[0-9]{1,3}(?:, [^\[\]]{1,40})?\]")
_SPACES = re.compile(r"\s+")
_ONE_WAY_TO_WRITE = str.maketrans("‘’“”‐‑–—−", "''\"\"-----")


def find(anchor: Anchor, text: str) -> Span | None:
    """Start and end of the passage in the text (see `plain_text`); None when it is gone, has lost a quantity, or
    could be in several places with too little around it to tell which.

    A quotation may have been pasted from a page: white space, the sort of quotation marks and dashes, and the
    numbers of citations do not matter. One without context goes to the first place.
    """
    if not anchor.quote.strip():
        return None
    if found := find_exact(anchor, text):
        return found
    quote, prefix, suffix = (_folded_quotation(part) for part in anchor)
    if not quote.strip():
        return None
    folded, anchor = _Folded.of(text), Anchor(quote.strip(), prefix, suffix)
    inside = find_exact(anchor, folded.text)
    if inside is None and anchor.quote not in folded.text:
        inside = find_alike(anchor, folded.text)
    return folded.original(inside) if inside else None


@dataclass(frozen=True)
class _Folded:
    """A text written in one way only, and where in the original each of its characters stands."""

    text: str
    places: list[int]

    @classmethod
    def of(cls, text: str) -> "_Folded":
        characters: list[str] = []
        places: list[int] = []
        for place, character in enumerate(text.translate(_ONE_WAY_TO_WRITE)):
            folded = " " if character.isspace() else character
            if folded != " " or (characters and characters[-1] != " "):
                characters.append(folded)
                places.append(place)
        return cls("".join(characters), places)

    def original(self, span: Span) -> Span:
        return self.places[span[0]], self.places[span[1] - 1] + 1


def _folded_quotation(text: str) -> str:
    return _SPACES.sub(" ", _CITATION.sub("", text)).translate(_ONE_WAY_TO_WRITE)
