"""Two texts of one audience, old and new."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .blocks import Block, blocks_of, plain_block
from .pairing import Pair, pair_blocks
from .pieces import pieces_of
from .quantities import quantity_key
from .results import BlockChange, BlockKind, Piece, QuantityChange, TextComparison
from .tokens import Kind, Token
from .words import Run, compare_words

# A quantity that changed, and whether its whole block or stretch is new or gone.
_Listed = tuple[QuantityChange, bool]


def compare_texts(
    old: str,
    new: str,
    *,
    old_labels: Mapping[str, str] = {},
    new_labels: Mapping[str, str] = {},
) -> TextComparison:
    """Two Markdown bodies. The labels name the works cited, as `articles.rendering.render` takes them; a work whose
    label changed is a changed citation."""
    return _compared(blocks_of(old, old_labels), blocks_of(new, new_labels))


def compare_plain(old: str, new: str, section: str) -> TextComparison:
    """Two texts that are not Markdown; `section` is what a changed quantity is listed under."""
    before, after = plain_block(old, section), plain_block(new, section)
    if not (before.text and after.text):
        return _compared([before] if before.text else [], [after] if after.text else [])
    # However little they share, the one took the place of the other.
    return _gathered([_changed(before, after, Pair(0, 0))])


def _compared(old: Sequence[Block], new: Sequence[Block]) -> TextComparison:
    return _gathered(_change(old, new, pair) for pair in pair_blocks(old, new))


def _gathered(found: Iterable[tuple[BlockChange, list[_Listed]]]) -> TextComparison:
    blocks: list[BlockChange] = []
    listed: list[_Listed] = []
    for block, quantities in found:
        blocks.append(block)
        listed += quantities
    return TextComparison(tuple(blocks), tuple(_without_those_that_stayed(listed)))


def _change(old: Sequence[Block], new: Sequence[Block], pair: Pair) -> tuple[BlockChange, list[_Listed]]:
    before = None if pair.old is None else old[pair.old]
    after = None if pair.new is None else new[pair.new]
    if before and after:
        return _changed(before, after, pair)
    if before:
        return _one_sided("removed", before, Run("removed", before.tokens, whole=True), pair)
    if after:
        return _one_sided("added", after, Run("added", new=after.tokens, whole=True), pair)
    raise ValueError("A pair holds at least one block.")


def _one_sided(kind: BlockKind, block: Block, run: Run, pair: Pair) -> tuple[BlockChange, list[_Listed]]:
    pieces = pieces_of([run], name_citations=False)
    change = BlockChange(kind, block.section, pieces, block.shape, "", pair.old, pair.new)
    return change, list(_listed(block.section, [run]))


def _changed(before: Block, after: Block, pair: Pair) -> tuple[BlockChange, list[_Listed]]:
    if before.parts == after.parts:
        runs: list[Run] = []
        pieces: tuple[Piece, ...] = (Piece("same", before.text, after.text),)
    else:
        runs = compare_words(before.tokens, after.tokens)
        pieces = pieces_of(runs)
    note = "; ".join(_block_notes(before, after, moved=pair.moved))
    differs = bool(note) or any(piece.op != "same" or piece.note for piece in pieces)
    kind: BlockKind = "moved" if pair.moved else "changed" if differs else "same"
    change = BlockChange(kind, after.section, pieces, after.shape, note, pair.old, pair.new)
    return change, list(_listed(after.section, runs))


def _block_notes(old: Block, new: Block, *, moved: bool) -> Iterator[str]:
    if moved:
        yield f"moved here from “{old.section}”" if old.section not in ("", new.section) else "moved"
    if old.shape != new.shape:
        yield f"was a {old.shape}, now a {new.shape}"


def _listed(section: str, runs: list[Run]) -> Iterator[_Listed]:
    for run in runs:
        if run.op == "dose":
            yield QuantityChange(section, run.old[0].text, run.new[0].text), False
        elif run.op == "removed":
            yield from ((QuantityChange(section, text, ""), run.whole) for text in _quantities(run.old))
        elif run.op == "added":
            yield from ((QuantityChange(section, "", text), run.whole) for text in _quantities(run.new))


def _quantities(tokens: Sequence[Token]) -> Iterator[str]:
    return (token.text for token in tokens if token.kind is Kind.QUANTITY)


def _without_those_that_stayed(listed: list[_Listed]) -> Iterator[QuantityChange]:
    """A rewritten paragraph is shown as removed and added; a quantity that both have in one section did not change."""
    gone = Counter(_place(change) for change, whole in listed if whole and change.old)
    come = Counter(_place(change) for change, whole in listed if whole and change.new)
    stayed = {"old": gone & come, "new": gone & come}
    for change, whole in listed:
        left = stayed["old" if change.old else "new"]
        if whole and left[_place(change)]:
            left[_place(change)] -= 1
        else:
            yield change


def _place(change: QuantityChange) -> tuple[str, str]:
    return change.section, quantity_key(change.old or change.new)
