"""Runs of tokens as pieces to show, with notes on what words alone do not show."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby

from .results import Piece
from .tokens import Dress, Kind, Token, spelled
from .words import Run

# Old token, new token, note: one of a kind is a piece of its own.
_Noted = tuple[Token | None, Token | None, str]


def pieces_of(runs: Iterable[Run], *, name_citations: bool = True) -> tuple[Piece, ...]:
    """`name_citations`: say of each citation that it was added or removed; in a wholly new block that says nothing."""
    return tuple(chain.from_iterable(_pieces(run, name_citations) for run in runs))


def _pieces(run: Run, name_citations: bool) -> Iterator[Piece]:
    for note, noted in groupby(_noted(run, name_citations), key=lambda entry: entry[2]):
        entries = list(noted)
        yield Piece(
            run.op,
            spelled(old for old, _, _ in entries if old is not None),
            spelled(new for _, new, _ in entries if new is not None),
            note,
        )


def _noted(run: Run, name_citations: bool) -> Iterator[_Noted]:
    if run.op == "removed":
        yield from ((token, None, _about(token, "removed", "led to", name_citations)) for token in run.old)
    elif run.op == "added":
        yield from ((None, token, _about(token, "added", "leads to", name_citations)) for token in run.new)
    else:
        first = True
        for old, new in zip(run.old, run.new, strict=True):
            # At the edge of a run the white space belongs to the change beside it.
            yield old, new, _difference(old, new, spacing=not first)
            first = False


def _about(token: Token, deed: str, leads: str, name_citations: bool) -> str:
    if token.kind is Kind.CITATION:
        return f"citation {deed}: {_work(token)}" if name_citations else ""
    return f"{leads} {href}" if (href := _union(token).href) else ""


def _work(citation: Token) -> str:
    return citation.text[1:-1]


def _difference(old: Token, new: Token, *, spacing: bool) -> str:
    """What differs between two tokens of the same words; empty when nothing does."""
    notes = []
    if old.dress != new.dress:
        notes.append(_redressed(_union(old), _union(new)))
    if old.kind is Kind.QUANTITY and old.key == new.key and old.text != new.text:
        notes.append(f"was written {old.text}")
    if spacing and old.spaced != new.spaced:
        notes.append("space added" if new.spaced else "space removed")
    return "; ".join(notes)


def _redressed(old: Dress, new: Dress) -> str:
    notes = []
    if old.href != new.href:
        notes.append(_relinked(old.href, new.href))
    if old.code != new.code:
        notes.append("now set as code" if new.code else "no longer set as code")
    if old.emphasis != new.emphasis or not notes:
        change = "added" if not old.emphasis else "changed" if new.emphasis else "removed"
        # Equal unions: emphasis or link covers another part of the word than before.
        notes.append(f"emphasis {change}" if old != new else "emphasis or link moved")
    return "; ".join(notes)


def _relinked(old: str, new: str) -> str:
    if not new:
        return f"link removed: {old}"
    return f"link now leads to {new} instead of {old}" if old else f"link added: {new}"


def _union(token: Token) -> Dress:
    """Everything that is set on some part of the token."""
    if len(token.dress) == 1:
        return token.dress[0][1]
    parts = [dress for _, dress in token.dress]
    words = sorted({word for dress in parts for word in dress.emphasis.split()})
    hrefs = dict.fromkeys(dress.href for dress in parts if dress.href)
    return Dress(" ".join(words), any(dress.code for dress in parts), " ".join(hrefs))
