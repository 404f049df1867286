"""Markdown to tokens: CommonMark and tables, no HTML, and our citations.

Every inline token knows where in its paragraph it was made (`meta["at"]`), so that problems can name a line.
Addresses arrive here as typed; `addresses` judges them.
"""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .characters import refused_characters, scrub
from .citations import citation_rule

# Nine lists inside one another. Deeper text would vanish; `find_problems` reports it.
MAX_NESTING = 20


@dataclass(frozen=True)
class Parsed:
    """`definitions` are the link definitions `[label]: address`, which leave no token behind."""

    source: str
    tokens: list[Token]
    definitions: list[dict[str, Any]]


class _PlacedState(StateInline):
    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        return token

    def pushPending(self) -> Token:  # noqa: N802 - the library's name
        token = super().pushPending()
        token.meta["at"] = self.pos  # its end, on the same line as its start: text never spans lines
        return token


class _PlacedInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _Markdown(MarkdownIt):
    """CommonMark that keeps every address as typed, refused ones too, instead of showing their Markdown."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _build() -> MarkdownIt:
    markdown = _Markdown()
    markdown.inline = _PlacedInline()
    markdown.configure("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    markdown.enable("table")
    # Escapes and entities stay tokens of their own: a problem typed as "\<b>" is not one.
    markdown.disable("text_join")
    markdown.inline.ruler.before("link", "citation", citation_rule)
    return markdown


_MARKDOWN = _build()


def parse(body: str) -> Parsed:
    """Never raises, whatever the text: refused characters are replaced first."""
    source = scrub(body)
    env: dict[str, Any] = {}
    tokens = _MARKDOWN.parse(source, env)
    for token in tokens:
        for child in token.children or ():
            if child.type == "text_special":
                # An entity can spell a character that the source may not hold.
                child.meta["refused"] = refused_characters(child.content)
                child.content = scrub(child.content)
    definitions = [{"label": label, **found} for label, found in env.get("references", {}).items()]
    return Parsed(source, tokens, definitions + env.get("duplicate_refs", []))


def to_html(tokens: list[Token]) -> str:
    """CommonMark's own HTML, not yet sanitised."""
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return html


class Lines:
    """Line numbers inside one inline token."""

    def __init__(self, token: Token) -> None:
        self._first = token.map[0] + 1 if token.map else 1
        self._breaks = [i for i, character in enumerate(token.content) if character == "\n"]

    def of(self, child: Token) -> int:
        return self._first + bisect_left(self._breaks, child.meta.get("at", 0))
