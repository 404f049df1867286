"""One CSL item: checked and brought into the one form in which it is stored and signed."""

import difflib
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from articles.rendering.characters import refused_characters, shorten
from articles.rendering.citations import KEY

from . import identifiers
from .dates import read_date
from .designs import DEFAULT_DESIGN, STUDY_DESIGNS
from .fields import DATES, HOUSEKEEPING, KNOWN, NAME_PARTS, NAMES, STUDY_DESIGN, TEXTS, TYPES

MAX_KEY = 80
MAX_TEXT = 2_000

Item = dict[str, Any]

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")


def read_item(item: object) -> tuple[Item, list[str]]:
    """The item in its stored form, and what is wrong with it.

    Texts are NFC with single spaces, numbers are text, date parts are integers, identifiers are normalised,
    blank fields and those of `fields.HOUSEKEEPING` are left out, `study_design` is always there. Reading the
    result again changes nothing.
    """
    if not isinstance(item, dict):
        return {}, ["a reference is a group of fields: {...}"]
    read: Item = {}
    problems: list[str] = []
    for name, value in item.items():
        if name in HOUSEKEEPING:
            continue
        if name not in KNOWN:
            problems.append(f"{shorten(str(name))} is not a field of a reference{did_you_mean(name, KNOWN)}")
            continue
        try:
            if (found := _READERS[name](value)) not in ("", [], {}):
                read[name] = found
        except ValueError as error:
            problems.append(f"{name}: {error}")
    problems += [f"{name} is missing" for name in ("id", "type", "title") if _is_blank(item.get(name, ""))]
    read.setdefault(STUDY_DESIGN, DEFAULT_DESIGN)
    return read, problems


def check_item(item: object) -> list[str]:
    """What is wrong with an item, in words; empty when nothing is."""
    return read_item(item)[1]


def did_you_mean(name: object, known: frozenset[str]) -> str:
    close = difflib.get_close_matches(str(name)[:MAX_KEY], sorted(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def plain_text(value: object) -> str:
    """
    Raises:
        ValueError: not text, too long, or with HTML or characters that readers cannot see.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ValueError("must be text")
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if len(text) > MAX_TEXT:
        raise ValueError(f"has {len(text):,} characters; at most {MAX_TEXT:,} are kept")
    if refused := refused_characters(value):
        raise ValueError(refused[0].message)
    if markup := _TAG.search(text) or _ENTITY.search(text):
        raise ValueError(f"{shorten(markup.group())} is HTML; only plain text is kept")
    return text


def _key(value: object) -> str:
    key = plain_text(value)
    if key and (len(key) > MAX_KEY or not re.fullmatch(KEY, key)):
        raise ValueError(
            f"{shorten(key)} cannot be a key: it begins with a letter, ends in a letter or digit,"
            f" has only letters, digits and _ : . - between, and at most {MAX_KEY} characters"
        )
    return key


def _one_of(codes: frozenset[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        code = plain_text(value)
        if code and code not in codes:
            raise ValueError(f"{shorten(code)} is unknown{did_you_mean(code, codes)}")
        return code

    return read


def _names(value: object) -> list[dict[str, str]]:
    if value == "":
        return []
    if not isinstance(value, list):
        raise ValueError("must be a list of names")
    return [_name(name) for name in value]


def _name(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError('a name has "family" and "given", or "literal" for an organisation')
    if unknown := [part for part in value if part not in NAME_PARTS]:
        raise ValueError(
            f"{shorten(str(unknown[0]))} is not a part of a name{did_you_mean(unknown[0], NAME_PARTS)}"
        )
    name = {part: text for part, content in value.items() if (text := plain_text(content))}
    if ("family" in name) == ("literal" in name):
        raise ValueError('a name needs "family", or "literal" for an organisation, and not both')
    return name


def _identifier(normalise: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: normalise(plain_text(value))


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


_READERS: dict[str, Callable[[object], Any]] = {
    **dict.fromkeys(TEXTS, plain_text),
    **dict.fromkeys(NAMES, _names),
    **dict.fromkeys(DATES, read_date),
    "id": _key,
    "type": _one_of(TYPES),
    STUDY_DESIGN: _one_of(frozenset(STUDY_DESIGNS)),
    "DOI": _identifier(identifiers.doi),
    "PMID": _identifier(identifiers.pmid),
    "PMCID": _identifier(identifiers.pmcid),
    "ISBN": _identifier(identifiers.isbn),
    "NCT": _identifier(identifiers.nct),
    "ISRCTN": _identifier(identifiers.isrctn),
    "URL": _identifier(identifiers.web_address),
}
