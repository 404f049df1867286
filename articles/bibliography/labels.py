"""Short names of a reference: what a screen reader hears after its number, and the key authors type."""

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from articles.rendering.citations import letters

from .dates import year
from .names import surname

_MAX_LABEL = 40
_MAX_STEM = 30
_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d"}
)
_ARTICLES = frozenset({"a", "an", "the", "on", "of", "and", "in", "for"})


def short_label(csl: dict[str, Any]) -> str:
    """ "Casetta 2007": the first author, else the title, and the year or "no date"."""
    author = (_first_author(csl) or str(csl.get("title", ""))).rstrip(" .")
    name = author if len(author) <= _MAX_LABEL else author[:_MAX_LABEL].rstrip(" ,;:.") + "…"
    issued = year(csl)
    return f"{name} {issued}" if issued else f"{name}, no date".removeprefix(", ")


def suggest_key(csl: dict[str, Any], taken: Collection[str]) -> str:
    """ "casetta2007", or "casetta2007a", "casetta2007b" when the one before is taken; always a valid key."""
    stem = _ascii(_first_author(csl))[:_MAX_STEM] or _first_title_word(csl) or "reference"
    key = f"{stem}{year(csl) or ''}"
    used = set(taken)
    if key not in used:
        return key
    # After a letter a further letter would be read as part of the word.
    joint = "" if key[-1].isdigit() else "-"
    index = 0
    while (candidate := f"{key}{joint}{letters(index)}") in used:
        index += 1
    return candidate


def _first_author(csl: dict[str, Any]) -> str:
    names = csl.get("author") or csl.get("editor") or []
    return surname(names[0]) if names else ""


def _first_title_word(csl: dict[str, Any]) -> str:
    words = (_ascii(word) for word in str(csl.get("title", "")).split())
    return next((word[:_MAX_STEM] for word in words if word and word not in _ARTICLES), "")


def _ascii(text: str) -> str:
    """Lower-case ASCII letters only."""
    plain = unicodedata.normalize("NFKD", text.translate(_WITHOUT_DECOMPOSITION)).lower()
    return re.sub(r"[^a-z]", "", plain)
