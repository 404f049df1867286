"""Which blocks are alike, by the words that tell what they are about."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from .alignment import common
from .blocks import Block
from .quantities import measure
from .tokens import Kind, Token

# Weight of shared words as a part of all of both blocks (Dice). More is asked of a block elsewhere than in place.
_ALIKE = 0.4
_ALIKE_ELSEWHERE = 0.6
_SHORTEST_TELLING_WORD = 4
# As much as a word of so many letters.
_QUANTITY_WEIGHT = 6
_CITATION_WEIGHT = 4
# A word in more blocks than this says nothing about which one moved.
_TOO_COMMON = 20


class Told(NamedTuple):
    """What one token tells, and how much."""

    key: str
    weight: int


class Gist:
    def __init__(self, block: Block) -> None:
        self.told = [_told(token) for token in block.tokens]

    @cached_property
    def weight(self) -> int:
        return sum(told.weight for told in self.told)

    @cached_property
    def distinct(self) -> dict[str, int]:
        return {told.key: told.weight for told in self.told}


def alike_in_place(old: Mapping[int, Gist], new: Mapping[int, Gist]) -> Iterator[tuple[int, int]]:
    """Of two stretches of blocks, given by their places in the texts.

    All words of both are aligned at once; two blocks go together when each shares most with the other.
    """
    words_old = [(told, i) for i, gist in old.items() for told in gist.told]
    words_new = [(told, j) for j, gist in new.items() for told in gist.told]
    shared: Counter[tuple[int, int]] = Counter()
    for a, b in common([told.key for told, _ in words_old], [told.key for told, _ in words_new]):
        shared[words_old[a][1], words_new[b][1]] += words_old[a][0].weight
    best_old: dict[int, int] = {}
    best_new: dict[int, int] = {}
    for (i, j), weight in shared.items():
        if weight > shared[i, best_old.get(i, -1)]:
            best_old[i] = j
        if weight > shared[best_new.get(j, -1), j]:
            best_new[j] = i
    for i, j in best_old.items():
        if best_new[j] == i and _is_alike(shared[i, j], old[i].weight, new[j].weight, _ALIKE):
            yield i, j


def alike_elsewhere(old: Mapping[int, Gist], new: Mapping[int, Gist]) -> Iterator[tuple[int, int]]:
    """Blocks that share most of their words, in whatever order they stand."""
    blocks_with: dict[str, list[int]] = defaultdict(list)
    for i, gist in old.items():
        for key in gist.distinct:
            blocks_with[key].append(i)
    taken: set[int] = set()
    for j, gist in new.items():
        shared: Counter[int] = Counter()
        for key, weight in gist.distinct.items():
            standing: Sequence[int] = blocks_with.get(key, ())
            if len(standing) <= _TOO_COMMON:
                shared.update(dict.fromkeys(standing, weight))
        for i, weight in shared.most_common(1):
            weights = sum(old[i].distinct.values()), sum(gist.distinct.values())
            if i not in taken and _is_alike(weight, *weights, _ALIKE_ELSEWHERE):
                taken.add(i)
                yield i, j


def _is_alike(shared: int, weight_old: int, weight_new: int, least: float) -> bool:
    return shared > 0 and 2 * shared >= least * (weight_old + weight_new)


def _told(token: Token) -> Told:
    """A quantity tells its measure: a changed dose must not make a block another one."""
    if token.kind is Kind.QUANTITY:
        return Told(f"# {measure(token.text)}", _QUANTITY_WEIGHT)
    if token.kind is Kind.CITATION:
        return Told(token.key, _CITATION_WEIGHT)
    if token.kind is Kind.CELL or not token.text[0].isalnum():
        return Told(token.key, 0)
    return Told(token.key.lower(), len(token.text) if len(token.text) >= _SHORTEST_TELLING_WORD else 1)
