"""The words inside two blocks that belong together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .alignment import common
from .quantities import measure
from .results import Op
from .tokens import CELL, Kind, Token, ends_sentence, sentences

# A longer block is compared by whole sentences first, and a longer stretch that differs is shown whole.
LONGEST = 500
# A few words left standing between two rewritten stretches make both harder to read.
_MOST_ABSORBED = 30
# Two quantities of different measure are one that changed when no more words than this changed around them.
_FEW_WORDS = 8


@dataclass(frozen=True)
class Run:
    """Neighbouring tokens with one fate. A "same" run has as many old as new tokens, a "dose" one of each.

    `whole`: too long to be compared word by word, so that what stands in it may be in its counterpart as well.
    """

    op: Op
    old: Sequence[Token] = ()
    new: Sequence[Token] = ()
    whole: bool = False


class _Stretch(NamedTuple):
    """old[i:i_end] against new[j:j_end]."""

    equal: bool
    i: int
    i_end: int
    j: int
    j_end: int


def compare_words(old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    if max(len(old), len(new)) <= LONGEST:
        return list(_by_words(old, new))
    return list(_by_sentences(old, new))


def _by_sentences(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Run]:
    before, after = sentences(old), sentences(new)
    keys_old = [tuple(token.key for token in sentence) for sentence in before]
    keys_new = [tuple(token.key for token in sentence) for sentence in after]
    for stretch in _stretches(common(keys_old, keys_new), len(before), len(after)):
        left = [token for sentence in before[stretch.i : stretch.i_end] for token in sentence]
        right = [token for sentence in after[stretch.j : stretch.j_end] for token in sentence]
        if stretch.equal:
            yield Run("same", left, right)
        elif max(len(left), len(right)) <= LONGEST:
            yield from _by_words(left, right)
        else:
            yield Run("removed", left, whole=True)
            yield Run("added", new=right, whole=True)


def _by_words(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Run]:
    keys_old, keys_new = [token.key for token in old], [token.key for token in new]
    stretches = _stretches(common(keys_old, keys_new), len(old), len(new))
    stretches = _absorbed(_slid(stretches, old, new), old, new)
    for stretch in stretches:
        left, right = old[stretch.i : stretch.i_end], new[stretch.j : stretch.j_end]
        if stretch.equal:
            yield Run("same", left, right)
        else:
            yield from _with_doses(left, right)


def _stretches(matches: list[tuple[int, int]], length_old: int, length_new: int) -> list[_Stretch]:
    found: list[_Stretch] = []
    i = j = 0
    for match_i, match_j in [*matches, (length_old, length_new)]:
        if match_i > i or match_j > j:
            found.append(_Stretch(False, i, match_i, j, match_j))
        if match_i < length_old:
            if found and found[-1].equal:
                found[-1] = found[-1]._replace(i_end=match_i + 1, j_end=match_j + 1)
            else:
                found.append(_Stretch(True, match_i, match_i + 1, match_j, match_j + 1))
        i, j = match_i + 1, match_j + 1
    return found


def _slid(stretches: list[_Stretch], old: Sequence[Token], new: Sequence[Token]) -> list[_Stretch]:
    """An insertion or a removal can often stand in several places ("the [big] the" or "[the big] the"): it is put
    where a sentence or a clause begins."""
    found = list(stretches)
    for index in range(1, len(found) - 1):
        before, here, after = found[index - 1 : index + 2]
        if not (before.equal and after.equal):
            continue
        if here.i == here.i_end:
            shift = _best_shift(new, here.j, here.j_end, before, after)
        elif here.j == here.j_end:
            shift = _best_shift(old, here.i, here.i_end, before, after)
        else:
            continue
        found[index - 1] = before._replace(i_end=before.i_end + shift, j_end=before.j_end + shift)
        found[index] = _Stretch(False, here.i + shift, here.i_end + shift, here.j + shift, here.j_end + shift)
        found[index + 1] = after._replace(i=after.i + shift, j=after.j + shift)
    return [stretch for stretch in found if stretch.i < stretch.i_end or stretch.j < stretch.j_end]


def _best_shift(tokens: Sequence[Token], start: int, end: int, before: _Stretch, after: _Stretch) -> int:
    left = 0
    while left < before.i_end - before.i and tokens[start - 1 - left].key == tokens[end - 1 - left].key:
        left += 1
    right = 0
    while right < after.i_end - after.i and tokens[start + right].key == tokens[end + right].key:
        right += 1
    return max(range(-left, right + 1), key=lambda shift: (_begins(tokens, start + shift), -abs(shift)))


def _begins(tokens: Sequence[Token], place: int) -> int:
    """How good a beginning the place is."""
    if place == 0 or ends_sentence(tokens[place - 1]):
        return 3
    if tokens[place - 1] == CELL or tokens[place].text in ",;:(":
        return 2
    return int(tokens[place].spaced)


def _absorbed(stretches: list[_Stretch], old: Sequence[Token], new: Sequence[Token]) -> list[_Stretch]:
    """Without the few words that stay between two larger changes; never a quantity, a citation or a sentence's end."""
    found: list[_Stretch] = []
    for index, stretch in enumerate(stretches):
        if stretch.equal and 0 < index < len(stretches) - 1:
            length = _length(old[stretch.i : stretch.i_end])
            beside = (found[-1], stretches[index + 1])
            if length <= _MOST_ABSORBED and all(length <= _rewritten(one, old, new) for one in beside):
                stretch = stretch._replace(equal=False)
        if found and not stretch.equal and not found[-1].equal:
            found[-1] = found[-1]._replace(i_end=stretch.i_end, j_end=stretch.j_end)
        else:
            found.append(stretch)
    return found


def _length(tokens: Sequence[Token]) -> float:
    if any(token.kind is not Kind.WORD or ends_sentence(token) for token in tokens):
        return float("inf")
    return sum(len(token.text) for token in tokens)


def _rewritten(stretch: _Stretch, old: Sequence[Token], new: Sequence[Token]) -> int:
    """Letters of words on the longer side. Changed quantities stay apart, so they do not count."""
    sides = (old[stretch.i : stretch.i_end], new[stretch.j : stretch.j_end])
    return max(sum(len(token.text) for token in side if token.kind is Kind.WORD) for side in sides)


def _with_doses(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Run]:
    i = j = 0
    for dose_old, dose_new in _doses(old, new):
        yield from _replaced(old[i:dose_old], new[j:dose_new])
        same = old[dose_old].key == new[dose_new].key
        yield Run("same" if same else "dose", old[dose_old : dose_old + 1], new[dose_new : dose_new + 1])
        i, j = dose_old + 1, dose_new + 1
    yield from _replaced(old[i:], new[j:])


def _replaced(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Run]:
    if old:
        yield Run("removed", old)
    if new:
        yield Run("added", new=new)


def _doses(old: Sequence[Token], new: Sequence[Token]) -> list[tuple[int, int]]:
    """Which quantity became which: as many as before, in a place little else changed in, or of the same measure."""
    places_old = [place for place, token in enumerate(old) if token.kind is Kind.QUANTITY]
    places_new = [place for place, token in enumerate(new) if token.kind is Kind.QUANTITY]
    words = max(len(old) - len(places_old), len(new) - len(places_new))
    if len(places_old) == len(places_new) and words <= _FEW_WORDS:
        return list(zip(places_old, places_new, strict=True))
    matches = common(
        [measure(old[place].text) for place in places_old],
        [measure(new[place].text) for place in places_new],
    )
    return [(places_old[a], places_new[b]) for a, b in matches]
