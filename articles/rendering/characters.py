"""Characters that no text of ours may hold, because readers cannot see them or machines cannot store them.

Refused: control characters (all but tab and line feed), halves of surrogate pairs, private-use characters
(rendering marks places with them), noncharacters, and the marks that silently reverse how a dose is shown.
"""

import re
from dataclasses import dataclass

REPLACEMENT = "\ufffd"

_KINDS = (
    ("a control character", "\x00-\x08\x0b-\x1f\x7f-\x9f"),
    ("an invisible direction mark", "\u202a-\u202e\u2066-\u2069"),
    ("half of a character", "\ud800-\udfff"),
    ("a private-use character", "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"),
    ("a noncharacter", "\ufdd0-\ufdef\ufffe\uffff\U000ffffe\U000fffff\U0010fffe\U0010ffff"),
)
_REFUSED = re.compile("|".join(f"([{members}])" for _, members in _KINDS))


@dataclass(frozen=True)
class Problem:
    """Something an author has to mend. Lines count from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


def unify_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def scrub(text: str) -> str:
    """The text with LF line ends and U+FFFD for every refused character."""
    return _REFUSED.sub(REPLACEMENT, unify_newlines(text))


def refused_characters(text: str) -> list[Problem]:
    """Every kind of refused character once for each line it stands on. Expects LF line ends."""
    found: dict[Problem, None] = {}
    line, counted_to = 1, 0
    for match in _REFUSED.finditer(text):
        line += text.count("\n", counted_to, match.start())
        counted_to = match.start()
        kind = _KINDS[(match.lastindex or 1) - 1][0]
        found[Problem(line, f"{kind} (U+{ord(match.group()):04X}) is not allowed: delete it")] = None
    return list(found)


def shorten(text: str, longest: int = 40) -> str:
    """The text in quotation marks, on one line and cut, for a message about it."""
    text = " ".join(text.split())
    return f'"{text}"' if len(text) <= longest else f'"{text[:longest]}…"'
