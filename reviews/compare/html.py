"""A comparison as HTML: `<del>`, `<ins>`, and a frame around a quantity that changed."""

from html import escape

from django.utils.safestring import SafeString, mark_safe

from articles.rendering.quantities import NO_BREAK_SPACE, wrap_quantities

from .results import BlockChange, Piece, QuantityChange

_ARROW = '<svg class="i" aria-hidden="true"><use href="#i-to"/></svg>'


def to_html(block: BlockChange) -> SafeString:
    """One paragraph, whatever the block's shape is: the page says where it stands."""
    html = ""
    before: Piece | None = None
    for piece in block.pieces:
        if before is not None and (
            _begins_with_space(piece) or (before.op, piece.op) == ("removed", "added")
        ):
            html += " "
        html += _piece(piece)
        before = piece
    if block.note:
        html += f" <ins>({_text(block.note)})</ins>"
    return mark_safe(f"<p>{html}</p>")  # noqa: S308 - all text is escaped in _text


def quantity_to_html(change: QuantityChange) -> SafeString:
    """For the list of quantities that changed."""
    return mark_safe(_dose(change.old, change.new))  # noqa: S308 - all text is escaped in _unbroken


def _begins_with_space(piece: Piece) -> bool:
    return piece.old.startswith(" ") or piece.new.startswith(" ")


def _piece(piece: Piece) -> str:
    if piece.op == "dose":
        return _dose(piece.old, piece.new) + (f" <ins>({_text(piece.note)})</ins>" if piece.note else "")
    if piece.op == "same":
        if not piece.note:
            return _text(piece.new)
        return f'<span class="noted">{_text(piece.new)} <ins>({_text(piece.note)})</ins></span>'
    tag, text = ("del", piece.old) if piece.op == "removed" else ("ins", piece.new)
    heard, _, thing = piece.note.partition(": ")
    if not piece.note or (thing and thing in text):
        # A citation names itself; its note only says more exactly what was done.
        return f'<{tag}><span class="v">{_text(heard or piece.op)}: </span>{_text(text)}</{tag}>'
    return f'<{tag}><span class="v">{piece.op}: </span>{_text(text)} ({_text(piece.note)})</{tag}>'


def _dose(old: str, new: str) -> str:
    was, now = ("was ", "now ") if old and new else ("removed: ", "added: ")
    before = f'<del><span class="v">{was}</span>{_unbroken(old)}</del>' if old else ""
    after = f'<ins><span class="v">{now}</span>{_unbroken(new)}</ins>' if new else ""
    return f'<span class="dose">{before}{_ARROW if before and after else ""}{after}</span>'


def _text(text: str) -> str:
    return wrap_quantities(escape(text.strip(), quote=False))


def _unbroken(text: str) -> str:
    return escape(text.strip().replace(" ", NO_BREAK_SPACE)).replace(NO_BREAK_SPACE, "&nbsp;")
