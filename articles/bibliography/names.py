"""Names as the National Library of Medicine prints them: Casetta I, King ML Jr, World Health Organization.

Source: Patrias K, Wendling D. Citing Medicine, 2nd ed., chapter 1A: at most two initials after the surname,
no full stops, "Jr" and "3rd" at the end.
"""

import re
from typing import Any

_MOST_INITIALS = 2
_WORDS = re.compile(r"[\s.\-\u2010\u2011]+")
_GENERATIONS = {"jr": "Jr", "sr": "Sr", "ii": "2nd", "iii": "3rd", "iv": "4th", "v": "5th"}


def surname(name: dict[str, Any]) -> str:
    """With its particle ("van der Berg"); the whole name of an organisation."""
    if literal := name.get("literal"):
        return str(literal)
    parts = (name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family"))
    return " ".join(part for part in parts if part)


def nlm_name(name: dict[str, Any]) -> str:
    suffix = str(name.get("suffix", "")).rstrip(".")
    parts = (surname(name), initials(name.get("given", "")), _GENERATIONS.get(suffix.lower(), suffix))
    return " ".join(part for part in parts if part)


def initials(given: str) -> str:
    """ "Jean-Pierre" -> JP, "J. R. R." -> JR, "JR" -> JR, "Maria de los" -> M (particles give none)."""
    words = [word for word in _WORDS.split(given) if word]
    capitalised = [word for word in words if not word[0].islower()] or words
    if len(capitalised) == 1 and _is_initials(capitalised[0]):
        return capitalised[0][:_MOST_INITIALS]
    return "".join(word[0].upper() for word in capitalised)[:_MOST_INITIALS]


def _is_initials(word: str) -> bool:
    return len(word) <= 3 and word.isalpha() and word.isupper()
