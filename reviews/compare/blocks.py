"""A Markdown body as blocks: headings, paragraphs, list items, table rows, code.

Line breaks, white space and how the Markdown is spelled are left out: readers see none of them. Images are, too:
pages do not show them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it.token import Token as MarkdownToken

from articles.rendering.characters import scrub
from articles.rendering.headings import shown_level
from articles.rendering.parser import parse

from .tokens import CELL, PLAIN, Dress, Part, Styled, Token, citation, text_of, tokens_of

_EMPHASIS = {"em_open": "em", "strong_open": "strong"}
_EMPHASIS_ENDS = frozenset({"em_close", "strong_close"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_LISTS = {"bullet_list_open": "list item", "ordered_list_open": "numbered list item"}
_LISTS_END = frozenset({"bullet_list_close", "ordered_list_close"})
_SPACE = Styled(" ", PLAIN)


@dataclass(frozen=True)
class Block:
    """`shape` names what it is. Blocks with equal `signature` are equal; tokens are only made of those that are not."""

    shape: str
    section: str
    parts: tuple[Part, ...]

    @property
    def signature(self) -> tuple[str, tuple[Part, ...]]:
        return self.shape, self.parts

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(tokens_of(self.parts))

    @cached_property
    def text(self) -> str:
        """What its tokens spell."""
        return text_of(self.parts)


def blocks_of(body: str, labels: Mapping[str, str]) -> list[Block]:
    """`labels` name the works cited: key -> "Casetta 2007"."""
    return list(_Reader(labels).read(parse(body).tokens))


def plain_block(text: str, section: str) -> Block:
    """A text that is not Markdown: a title, a takeaway."""
    return Block("text", section, (Styled(scrub(text), PLAIN),))


@dataclass
class _List:
    item: str
    start: int
    is_fresh: bool = True
    item_is_fresh: bool = False


@dataclass
class _Reader:
    labels: Mapping[str, str]
    section: str = ""
    lists: list[_List] = field(default_factory=list)
    quotes: int = 0
    in_table_head: bool = False
    heading: str = ""
    row: list[list[Part]] | None = None

    def read(self, tokens: list[MarkdownToken]) -> Iterator[Block]:
        for token in tokens:
            self._keep_place(token)
            if token.type == "inline":
                found = list(_merged(_inline_parts(token, self.labels)))
                if self.row is None:
                    yield from self._block(self._shape(), found)
                else:
                    self.row.append(found)
            elif token.type in ("fence", "code_block"):
                yield from self._block("code", [Styled(" ".join(token.content.split()), Dress(code=True))])
            elif token.type == "tr_close":
                row, self.row = self.row or [], None
                yield from self._block("table header" if self.in_table_head else "table row", _joined(row))

    def _block(self, shape: str, parts: list[Part]) -> Iterator[Block]:
        if self.quotes:
            shape = f"quoted {shape}"
        block = Block(shape, self.section, tuple(parts))
        if not block.text:
            return
        if self.heading:
            self.section = block.text
            block = Block(shape, self.section, block.parts)
        yield block

    def _keep_place(self, token: MarkdownToken) -> None:
        self._keep_list(token)
        if token.type == "heading_open":
            self.heading = f"heading of level {shown_level(token)}"
        elif token.type == "heading_close":
            self.heading = ""
        elif token.type in ("blockquote_open", "blockquote_close"):
            self.quotes += token.nesting
        elif token.type in ("thead_open", "thead_close"):
            self.in_table_head = token.nesting == 1
        elif token.type == "tr_open":
            self.row = []

    def _keep_list(self, token: MarkdownToken) -> None:
        if token.type in _LISTS:
            self.lists.append(_List(_LISTS[token.type], int(token.attrs.get("start", 1))))
        elif token.type in _LISTS_END:
            self.lists.pop()
        elif token.type == "list_item_open":
            self.lists[-1].item_is_fresh = True

    def _shape(self) -> str:
        if self.heading:
            return self.heading
        if not self.lists:
            return "paragraph"
        inner = self.lists[-1]
        if not inner.item_is_fresh:
            return "paragraph in a list"
        shape = inner.item
        if len(self.lists) > 1:
            shape += f" of level {len(self.lists)}"
        if inner.is_fresh and inner.start != 1:
            shape += f" (counting from {inner.start})"
        inner.is_fresh = inner.item_is_fresh = False
        return shape


def _joined(cells: list[list[Part]]) -> list[Part]:
    row = list(cells[0]) if cells else []
    for cell in cells[1:]:
        row += [_SPACE, CELL, _SPACE, *cell]
    return row


def _inline_parts(inline: MarkdownToken, labels: Mapping[str, str]) -> Iterator[Part]:
    emphasis: list[str] = []
    href = ""
    for child in inline.children or ():
        if child.type in _EMPHASIS:
            emphasis.append(_EMPHASIS[child.type])
        elif child.type in _EMPHASIS_ENDS:
            emphasis.pop()
        elif child.type in ("link_open", "link_close"):
            href = str(child.attrs.get("href", ""))
        elif child.type == "citation":
            yield from _citations(child, labels)
        elif child.type != "image":
            dress = Dress(" ".join(sorted(set(emphasis))), child.type == "code_inline", href)
            yield Styled(" " if child.type in _BREAKS else child.content, dress)


def _citations(child: MarkdownToken, labels: Mapping[str, str]) -> Iterator[Part]:
    """One token for each work of a bracket, so that a swapped one shows by itself."""
    for number, item in enumerate(child.meta["items"]):
        if number:
            yield _SPACE
        yield citation(item.key, item.locator, scrub(labels.get(item.key, "")))


def _merged(parts: Iterator[Part]) -> Iterator[Part]:
    """Neighbours of one dress as one part, so that the spelling of the Markdown does not show."""
    text, dress = "", PLAIN
    for part in parts:
        if isinstance(part, Styled) and part.dress == dress:
            text += part.text
            continue
        if text:
            yield Styled(text, dress)
        if isinstance(part, Styled):
            text, dress = part
        else:
            text, dress = "", PLAIN
            yield part
    if text:
        yield Styled(text, dress)
