"""Where a passage stands that a quotation was taken from, after small edits."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from reviews.compare.alignment import common

from .quotation import CONTEXT, Anchor, Span, Word, quantities_at, words_of

# At least so much of the quotation stands in the passage, and of the passage in the quotation.
_ALIKE = 0.7
_FEWEST_WORDS = 3
_WIDEST_JUMP = 3
# A word that stands in more places says nothing about where the passage is.
_TOO_COMMON = 50
_CANDIDATES = 3


def find_alike(anchor: Anchor, text: str) -> Span | None:
    """The passage most of whose words are those of the quotation in their order, if it has all its quantities.
    None also when two passages fit equally well."""
    quoted, words = words_of(anchor.quote), words_of(text)
    if len(quoted) < _FEWEST_WORDS:
        return None
    slack = max(_WIDEST_JUMP, len(quoted) // 3)
    found: dict[Span, tuple[float, float]] = {}
    for votes, start, end in _likely_places(anchor, quoted, words):
        alikeness, passage = _passage(quoted, words[max(0, start - slack) : end + slack])
        if passage:
            found[passage] = max(found.get(passage, (0, 0)), (alikeness, votes))
    best = [passage for passage, score in found.items() if score == max(found.values())]
    return _with_its_quantities(anchor, text, best[0]) if len(best) == 1 else None


def _likely_places(anchor: Anchor, quoted: list[Word], words: list[Word]) -> Iterator[tuple[float, int, int]]:
    """Votes and stretches of words, the likeliest first. Each word votes for where the quotation would begin, rare
    ones more; those around the quotation vote too, with half the weight."""
    places: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(words):
        places[word.text].append(position)
    before, after = words_of(anchor.prefix), words_of(anchor.suffix)
    width = max(2, len(quoted) // 4)
    votes: dict[int, float] = defaultdict(float)
    for offset, word in enumerate([*before, *quoted, *after], start=-len(before)):
        standing = places.get(word.text, [])
        if len(standing) <= _TOO_COMMON:
            weight = 1.0 if 0 <= offset < len(quoted) else 0.5
            for position in standing:
                votes[(position - offset) // width] += weight / len(standing)
    together = {bucket: votes[bucket] + votes.get(bucket + 1, 0) for bucket in votes}
    for bucket in sorted(together, key=lambda bucket: (-together[bucket], bucket))[:_CANDIDATES]:
        yield together[bucket], bucket * width, (bucket + 2) * width + len(quoted)


def _passage(quoted: list[Word], window: list[Word]) -> tuple[float, Span | None]:
    """How alike the best passage of the window is (0 if not enough), and where it stands in the text."""
    matches = _without_strays(common([word.text for word in quoted], [word.text for word in window]))
    if not matches:
        return 0, None
    first, last = matches[0][1], matches[-1][1]
    length = last + 1 - first
    if len(matches) < _ALIKE * max(len(quoted), length):
        return 0, None
    return 2 * len(matches) / (len(quoted) + length), (window[first].start, window[last].end)


def _without_strays(matches: list[Span]) -> list[Span]:
    """Without words at the ends that only happen to stand in the neighbourhood."""
    first, last = 0, len(matches)
    while last - first > 1 and _jump(matches[first], matches[first + 1]) > _WIDEST_JUMP:
        first += 1
    while last - first > 1 and _jump(matches[last - 2], matches[last - 1]) > _WIDEST_JUMP:
        last -= 1
    return matches[first:last]


def _jump(one: Span, following: Span) -> int:
    return (following[1] - one[1]) - (following[0] - one[0])


def _with_its_quantities(anchor: Anchor, text: str, passage: Span) -> Span | None:
    """The passage widened to whole quantities; None when it lacks one that the quotation has."""
    start = len(anchor.prefix)
    expected = quantities_at(
        "".join((anchor.prefix, anchor.quote, anchor.suffix)), start, start + len(anchor.quote)
    )
    offset = max(0, passage[0] - CONTEXT)
    around = text[offset : passage[1] + CONTEXT]
    standing = quantities_at(around, passage[0] - offset, passage[1] - offset)
    if Counter(key for key, _ in expected) - Counter(key for key, _ in standing):
        return None
    edges = [*passage, *(offset + edge for _, span in standing for edge in span)]
    return min(edges), max(edges)
