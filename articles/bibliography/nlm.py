"""References in the style of the National Library of Medicine (Vancouver), as plain text in four parts.

Source: Patrias K, Wendling D. Citing Medicine, 2nd ed. Web addresses and identifiers are not in the text: the
template prints them as links beside it.
"""

import re
from dataclasses import dataclass
from typing import Any

from .dates import parts_of
from .names import nlm_name

MOST_AUTHORS = 6

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_JOURNALS = frozenset({"article-journal", "review"})
_DATED_ISSUES = frozenset({"article-magazine", "article-newspaper"})
_PARTS_OF_BOOKS = frozenset(
    {"chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia"}
)
_ON_THE_WEB = frozenset({"webpage", "post", "post-weblog"})
_MEDIA = {"thesis": "dissertation", "dataset": "dataset", "software": "software", "article": "preprint"}
_DASHES = re.compile(r"(?<=\w)\s*[-\u2010-\u2015]+\s*(?=\w)")
_CLOSING = "\"'\u201d\u2019»"
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True)
class NlmCitation:
    """Each part ends with its own full stop or is empty; `source` is what a page sets in italics."""

    authors: str
    title: str
    source: str
    details: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.authors, self.title, self.source, self.details) if part)


def cite(csl: dict[str, Any]) -> NlmCitation:
    """Takes an item in its stored form (`csl.read_item`)."""
    kind = csl.get("type", "")
    authors, title = _authors(csl), _title(csl)
    if kind in _JOURNALS | _DATED_ISSUES:
        return NlmCitation(authors, title, _sentence(_container(csl)), _sentence(_issue(csl)))
    if kind in _PARTS_OF_BOOKS:
        return NlmCitation(authors, title + _editors(csl), _sentence(_container(csl)), _imprint(csl))
    return NlmCitation(authors, title, "", _imprint(csl))


def _authors(csl: dict[str, Any]) -> str:
    if names := csl.get("author"):
        return _sentence(_name_list(names))
    if csl.get("type") in _PARTS_OF_BOOKS or not csl.get("editor"):
        return ""
    return _sentence(_edited_by(csl["editor"]))


def _editors(csl: dict[str, Any]) -> str:
    return f" In: {_sentence(_edited_by(csl['editor']))}" if csl.get("editor") else " In:"


def _edited_by(names: list[dict[str, Any]]) -> str:
    return f"{_name_list(names)}, editor{'s' if len(names) > 1 else ''}"


def _name_list(names: list[dict[str, Any]]) -> str:
    shown = [nlm_name(name) for name in names[:MOST_AUTHORS]]
    return ", ".join(shown + ["et al"] * (len(names) > MOST_AUTHORS))


def _title(csl: dict[str, Any]) -> str:
    kind = csl.get("type", "")
    medium = (csl.get("genre") or _MEDIA[kind]) if kind in _MEDIA else ""
    if not medium and (kind in _ON_THE_WEB or _accessed(csl)) and kind not in _JOURNALS:
        medium = "Internet"
    title = csl.get("title", "")
    return _sentence(f"{title.rstrip('. ')} [{medium}]" if medium else title)


def _container(csl: dict[str, Any]) -> str:
    names = ("container-title-short", "journalAbbreviation", "container-title", "event-title")
    return next((str(csl[name]) for name in names if csl.get(name)), "")


def _issue(csl: dict[str, Any]) -> str:
    """2014;9(11):e113371"""
    issued = _date(csl, "issued", year_only=csl["type"] in _JOURNALS)
    issue = f"({csl['issue']})" if csl.get("issue") else ""
    volume = f"{csl.get('volume', '')}{issue}"
    pages = f":{_pages(csl)}" if csl.get("page") else ""
    return f"{issued};{volume}{pages}" if volume else issued + pages


def _imprint(csl: dict[str, Any]) -> str:
    """3rd ed. London: Publisher; 2014 [cited 2026 Sep 3]. Report No.: 12. p. 10-20."""
    kind = csl.get("type", "")
    house = csl.get("publisher") or csl.get("authority")
    if not house and kind not in _PARTS_OF_BOOKS:
        house = _container(csl)
    publisher = ": ".join(part for part in (csl.get("publisher-place"), house) if part)
    issued = _date(csl, "issued", year_only=kind not in _ON_THE_WEB) + _cited(csl)
    sentences = (
        _edition(csl.get("edition", "")),
        f"{publisher}; {issued}" if publisher else issued,
        f"{'Report No.:' if kind == 'report' else 'No.'} {csl['number']}" if csl.get("number") else "",
        f"p. {_pages(csl)}" if csl.get("page") else "",
    )
    return " ".join(_sentence(sentence) for sentence in sentences if sentence)


def _edition(edition: str) -> str:
    if not edition.isdecimal():
        return edition if not edition or re.search(r"\bed", edition, re.IGNORECASE) else f"{edition} ed."
    number = int(edition)
    ending = "th" if number % 100 in (11, 12, 13) else _ORDINALS.get(number % 10, "th")
    return f"{number}{ending} ed."


def _date(csl: dict[str, Any], field: str, *, year_only: bool = False) -> str:
    """2014 Nov 17"""
    parts = parts_of(csl, field)
    if not parts:
        return "[date unknown]"
    year, month_and_day = parts[0], [] if year_only else parts[1:]
    shown = [str(year), *(_MONTHS[month - 1] for month in month_and_day[:1]), *map(str, month_and_day[1:])]
    return " ".join(shown)


def _cited(csl: dict[str, Any]) -> str:
    return f" [cited {_date(csl, 'accessed')}]" if _accessed(csl) else ""


def _accessed(csl: dict[str, Any]) -> bool:
    return bool(csl.get("URL") and parts_of(csl, "accessed"))


def _pages(csl: dict[str, Any]) -> str:
    return _DASHES.sub("\u2013", csl["page"])


def _sentence(text: str) -> str:
    """The text with one full stop at its end, unless it ends in another mark; never two in a row."""
    text = re.sub(r"\.{3,}", "…", text.strip())
    text = re.sub(r"\.\.", ".", text)
    return text if not text or text.rstrip(_CLOSING)[-1:] in tuple(".?!…") else f"{text}."
