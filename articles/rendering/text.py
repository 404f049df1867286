"""What a reader sees of a paragraph, as plain text."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from markdown_it.token import Token

from .parser import Lines, Parsed

# Stands for something that is not text, so that what is left and right of it does not grow together.
OBJECT = "\ufffc"

_NOT_TEXT = frozenset({"citation", "code_inline", "image"})


def visible(children: Iterable[Token] | None) -> str:
    """The words, code included, citations and images not."""
    return "".join(_shown(child) for child in children or ())


def _shown(child: Token) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return " "
    return child.content if child.type != "image" else ""


def count_words(parsed: Parsed) -> int:
    """Written tokens between white space that hold a letter or a digit."""
    texts = (
        visible(token.children) if token.type == "inline" else token.content
        for token in parsed.tokens
        if token.type in ("inline", "code_block", "fence")
    )
    return sum(any(map(str.isalnum, word)) for text in texts for word in text.split())


class Passage:
    """The text of one paragraph, heading or cell as its author may have mistyped it, with its line numbers.

    Code, citations and images are one OBJECT character each; a line end is a line feed.
    """

    def __init__(self, inline: Token, *, escapes: bool) -> None:
        """With `escapes` false, what was escaped (`\\<`, `&lt;`) is an OBJECT too: it was meant as text."""
        hidden = _NOT_TEXT if escapes else _NOT_TEXT | {"text_special"}
        pieces = [(_typed(child, hidden), child) for child in inline.children or ()]
        self.text = "".join(text for text, _ in pieces)
        self._ends = list(accumulate(len(text) for text, _ in pieces))
        self._children = [child for _, child in pieces]
        self._lines = Lines(inline)

    def line_at(self, offset: int) -> int:
        return self._lines.of(self._children[bisect_right(self._ends, offset)])


def _typed(child: Token, hidden: frozenset[str]) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return "\n"
    return OBJECT if child.type in hidden else child.content
