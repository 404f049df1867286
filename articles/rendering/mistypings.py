"""What a paragraph shows as text although its author surely meant something else.

Typed numbers and footnotes, citations broken by a typo, HTML, Markdown of links that did not become links.
"""

import re
from collections.abc import Collection, Iterator

from markdown_it.token import Token

from .characters import Problem, shorten
from .citations import KEY, MAX_LOCATOR
from .text import OBJECT, Passage

# A bracket that never closes is searched this far for a key.
_REACH = 200
_SUSPECT = re.compile(
    rf"\[(?P<closed>[^\[\]]*)\]|\[(?P<open>[^\[\]]{{0,{_REACH}}})|(?<![\w@./-])@(?P<bare>{KEY})"
)
# They would hide a typed number from us, not from a reader.
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_TYPED_NUMBER = re.compile(r"\s*\d{1,3}(?:\s*[,;\u2013-]\s*\d{1,3})*\s*")
_FOOTNOTE = re.compile(r"\^\S+")
_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LOOKS_LIKE_A_KEY = re.compile(r"[A-Za-z-]+[12][0-9]{3}[a-z]?")
_LINK_REMAINS = re.compile(rf"[\]{OBJECT}]\((?:https?:|mailto:|/|#)")
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]{0,500}|/)?>|<!--|<!\[CDATA\[|<![A-Za-z]|<\?[A-Za-z]")


def mistypings(inline: Token, known_keys: Collection[str]) -> Iterator[Problem]:
    passage = Passage(inline, escapes=True)
    for match in _SUSPECT.finditer(passage.text):
        if message := _suspicion(match, known_keys):
            yield Problem(passage.line_at(match.start()), message)
    for match in _LINK_REMAINS.finditer(passage.text):
        message = "this link cannot be read: write [text](address), and citations outside of it"
        yield Problem(passage.line_at(match.start()), message)
    typed = Passage(inline, escapes=False)
    for match in _HTML.finditer(typed.text):
        message = f"{shorten(match.group())} is HTML and would be shown as text: use Markdown"
        yield Problem(typed.line_at(match.start()), message)


def _suspicion(match: re.Match[str], known_keys: Collection[str]) -> str:
    if key := match["bare"]:
        likely = key in known_keys or _LOOKS_LIKE_A_KEY.fullmatch(key)
        return f"@{key} stands outside square brackets: write [@{key}]" if likely else ""
    inside = _ZERO_WIDTH.sub("", match["closed"] or match["open"] or "")
    if "@" in _E_MAIL.sub("", inside):
        return (
            f"{shorten(match.group())} is not a citation yet: write [@key] or [@key, p. 4; @other]"
            f" (a place has at most {MAX_LOCATOR} characters)"
        )
    return _wrong_without_at(inside, known_keys) if match["closed"] else ""


def _wrong_without_at(inside: str, known_keys: Collection[str]) -> str:
    if _TYPED_NUMBER.fullmatch(inside):
        return f"[{inside}] is a typed number: cite with [@key], numbers are given by themselves"
    if _FOOTNOTE.fullmatch(inside):
        return f"{shorten(f'[{inside}]')} is a footnote, which articles do not have: cite with [@key]"
    if inside.strip() in known_keys:
        return f"[{inside}] lacks its @: write [@{inside.strip()}]"
    return ""
