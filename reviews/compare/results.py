"""What a comparison says."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["same", "added", "removed", "changed", "moved"]
Op = Literal["same", "removed", "added", "dose"]


@dataclass(frozen=True)
class Piece:
    """A stretch of words. Texts begin with a space where one stands before them.

    `old` is empty for what was added, `new` for what was removed. A "dose" is one quantity that became another.
    `note` says what words alone do not show ("link now leads to https://…"): a "same" piece with a note is a change.
    """

    op: Op
    old: str
    new: str
    note: str = ""


@dataclass(frozen=True)
class BlockChange:
    """A paragraph, heading, list item or table row.

    Joining `new` of all pieces gives the new text of the block, joining `old` the old one. `section` is the heading
    it stands under (a heading: its own text), in the new text unless the block was removed. A "moved" block may be
    changed too. `shape` names what it is ("list item"); `note` says how that changed and from where it moved.
    `old_place` and `new_place` count blocks from 0, None where the block does not stand.
    """

    kind: BlockKind
    section: str
    pieces: tuple[Piece, ...]
    shape: str = "paragraph"
    note: str = ""
    old_place: int | None = None
    new_place: int | None = None


@dataclass(frozen=True)
class QuantityChange:
    """A number with what belongs to it; `old` is empty for an added one, `new` for a removed one."""

    section: str
    old: str
    new: str


@dataclass(frozen=True)
class TextComparison:
    """`blocks` are in the order of the new text, each removed one where it stood; unchanged ones are included."""

    blocks: tuple[BlockChange, ...]
    quantities: tuple[QuantityChange, ...]

    @property
    def same(self) -> bool:
        """Nothing a reader could see has changed. The signed bytes may still differ, in white space or spelling of
        Markdown."""
        return all(block.kind == "same" for block in self.blocks)

    @property
    def changes(self) -> tuple[BlockChange, ...]:
        return tuple(block for block in self.blocks if block.kind != "same")
