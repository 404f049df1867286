"""Where a quotation stands to the letter."""

import re
from collections import Counter
from collections.abc import Iterator

from .quotation import CONTEXT, Anchor, Span, quantities_at, words_of

_MOST_OCCURRENCES = 200
# Fewer words may stand anywhere: they are only taken for the passage where half of what stood around them still does.
_FEW_WORDS = 3
_NUMBER_BEGAN = re.compile(r"[0-9][.,]?$")
_NUMBER_GOES_ON = re.compile(r"[.,]?[0-9]")


def find_exact(anchor: Anchor, text: str) -> Span | None:
    """None also when several places fit equally well. Without context it is the first place."""
    quote, prefix, suffix = anchor
    whole = text.find(prefix + quote + suffix)
    if whole >= 0 and _is_whole(anchor, text, whole + len(prefix)):
        return whole + len(prefix), whole + len(prefix) + len(quote)
    places = [place for place in _occurrences(quote, text) if _is_whole(anchor, text, place)]
    if anchor.has_context:
        if len(words_of(quote)) < _FEW_WORDS:
            places = [place for place in places if _surroundings_are_alike(anchor, text, place)]
        places = _best_fitting(anchor, text, places)
    return (places[0], places[0] + len(quote)) if places else None


def _occurrences(quote: str, text: str) -> Iterator[int]:
    place = text.find(quote)
    for _ in range(_MOST_OCCURRENCES):
        if place < 0:
            return
        yield place
        place = text.find(quote, place + 1)


def _around(anchor: Anchor, text: str, place: int) -> tuple[str, str]:
    end = place + len(anchor.quote)
    return text[max(0, place - CONTEXT) : place], text[end : end + CONTEXT]


def _best_fitting(anchor: Anchor, text: str, places: list[int]) -> list[int]:
    """The one place that fits best; none if several do."""
    fits = [_fit(anchor, *_around(anchor, text, place)) for place in places]
    best = [place for place, fit in zip(places, fits, strict=True) if fit == max(fits)]
    return best if len(best) == 1 else []


def _fit(anchor: Anchor, before: str, after: str) -> int:
    """How many characters are those around the quotation, counted from it outwards."""
    return _common_start(anchor.prefix[::-1], before[::-1]) + _common_start(anchor.suffix, after)


def _common_start(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _surroundings_are_alike(anchor: Anchor, text: str, place: int) -> bool:
    stood, stand = (
        Counter(word.text for part in parts for word in words_of(part))
        for parts in ((anchor.prefix, anchor.suffix), _around(anchor, text, place))
    )
    return 2 * (stood & stand).total() >= stood.total()


def _is_whole(anchor: Anchor, text: str, place: int) -> bool:
    """The quotation's edges lie in the same quantities: "2.5 mg" does not stand in "12.5 mg", nor in "2.5 mg/kg".

    Without context nobody knows how a quantity at the edge went on; then only its number must be whole.
    """
    quote, prefix, suffix = anchor
    before, after = _around(anchor, text, place)
    if not anchor.has_context:
        return not (_tears_number(before, quote) or _tears_number(quote, after))
    head, tail = quote[:CONTEXT], quote[-CONTEXT:]
    return _at_seam(prefix, head + suffix, 0) == _at_seam(before, head + after, 0) and _at_seam(
        prefix + tail, suffix, -1
    ) == _at_seam(before + tail, after, -1)


def _tears_number(left: str, right: str) -> bool:
    return bool(_NUMBER_GOES_ON.match(right) and _NUMBER_BEGAN.search(left[-2:]))


def _at_seam(left: str, right: str, step: int) -> list[str]:
    """The quantity that the character after the seam (`step` 0) or before it (-1) belongs to."""
    place = len(left) + step
    return [key for key, _ in quantities_at(left + right, place, place + 1)]
