"""Which block of the old text became which block of the new one."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .alignment import Match, common
from .blocks import Block
from .likeness import Gist, alike_elsewhere, alike_in_place


@dataclass(frozen=True)
class Pair:
    """Places of a block in both texts; None where it does not stand."""

    old: int | None
    new: int | None
    moved: bool = False


@dataclass(frozen=True)
class _Gap:
    """What stands between two blocks that found each other."""

    old: range
    new: range


def pair_blocks(old: Sequence[Block], new: Sequence[Block]) -> list[Pair]:
    """Every block once, in the order of the new text; removed blocks stand where they stood.

    Equal blocks find each other first, then blocks alike between the same two of them, then blocks that moved.
    """
    in_place = common([block.signature for block in old], [block.signature for block in new])
    for gap in _gaps(in_place, len(old), len(new)):
        if gap.old and gap.new:
            in_place += alike_in_place(_gists(old, gap.old), _gists(new, gap.new))
    in_place.sort()
    elsewhere = dict(_elsewhere(old, new, in_place))
    return list(_in_order(in_place, elsewhere, len(old), len(new)))


def _gaps(matches: Iterable[Match], length_old: int, length_new: int) -> list[_Gap]:
    stops = [(-1, -1), *matches, (length_old, length_new)]
    return [
        _Gap(range(before[0] + 1, after[0]), range(before[1] + 1, after[1]))
        for before, after in pairwise(stops)
    ]


def _gists(blocks: Sequence[Block], places: Iterable[int]) -> dict[int, Gist]:
    return {place: Gist(blocks[place]) for place in places}


def _elsewhere(old: Sequence[Block], new: Sequence[Block], in_place: list[Match]) -> Iterator[Match]:
    """New place, old place."""
    placed_old, placed_new = {i for i, _ in in_place}, {j for _, j in in_place}
    equal: dict[object, deque[int]] = defaultdict(deque)
    for i, block in enumerate(old):
        if i not in placed_old:
            equal[block.signature].append(i)
    left_new = []
    for j, block in enumerate(new):
        if j in placed_new:
            continue
        if standing := equal.get(block.signature):
            yield j, standing.popleft()
        else:
            left_new.append(j)
    left_old = sorted(i for places in equal.values() for i in places)
    yield from ((j, i) for i, j in alike_elsewhere(_gists(old, left_old), _gists(new, left_new)))


def _in_order(
    in_place: list[Match], elsewhere: dict[int, int], length_old: int, length_new: int
) -> Iterator[Pair]:
    gaps = _gaps(in_place, length_old, length_new)
    moved = set(elsewhere.values())
    for gap, (after_old, after_new) in zip(gaps, [*in_place, (length_old, length_new)], strict=True):
        yield from (Pair(i, None) for i in gap.old if i not in moved)
        for j in gap.new:
            i = elsewhere.get(j)
            yield Pair(i, j, moved=i is not None and i not in gap.old)
        if after_old < length_old:
            yield Pair(after_old, after_new)
