"""Citations in a body: `[@casetta2007]`, `[@casetta2007; @smith2020, p. 4]`.

The inline rule turns each bracket into one `citation` token; numbers are given afterwards, by first use.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from markdown_it.rules_inline import StateInline

from .characters import scrub

KEY = r"[A-Za-z](?:[A-Za-z0-9_:.-]*[A-Za-z0-9])?"
# What is shown is never broken over a line.
MAX_LOCATOR = 40
# Possessive, so that a bracket that never closes is given up in one pass.
_LOCATOR = rf"[^\[\];@`\\\s][^\[\];@`\\]{{0,{MAX_LOCATOR - 1}}}+"
_ITEM = rf"@({KEY})\s*(?:,\s*+({_LOCATOR}))?"
_BRACKET = re.compile(rf"\[\s*{_ITEM}(?:;\s*{_ITEM})*\]")
_ITEMS = re.compile(_ITEM)


@dataclass(frozen=True)
class CitedItem:
    """One key of a citation, with the place in that work ("p. 4") if one is given."""

    key: str
    locator: str = ""


def citation_rule(state: StateInline, silent: bool) -> bool:
    """Markdown-it inline rule; stands before `link`, so a bracket of keys is never a link's label."""
    if state.src[state.pos] != "[":
        return False
    bracket = _BRACKET.match(state.src, state.pos, state.posMax)
    if bracket is None:
        return False
    items = [CitedItem(key, " ".join(locator.split())) for key, locator in _ITEMS.findall(bracket.group())]
    if not silent:
        state.push("citation", "", 0).meta["items"] = items
    state.pos = bracket.end()
    return True


@dataclass
class Numbering:
    """Numbers, link ids and HTML of the citations of one body, fed in reading order.

    `labels` says what a screen reader hears after the number: key -> "Casetta 2007". A key without a label is
    unknown: it is shown as `[?key]` and never numbered.
    """

    labels: Mapping[str, str]
    numbers: dict[str, int] = field(default_factory=dict)
    anchors: dict[str, list[str]] = field(default_factory=dict)

    def html(self, items: Iterable[CitedItem]) -> str:
        """The links of one bracket. A line may break between two of them, never inside one."""
        return " ".join(self._link(item) for item in items)

    def _link(self, item: CitedItem) -> str:
        place = f", {item.locator}" if item.locator else ""
        if item.key not in self.labels:
            return f'<span class="unknown">[?{escape(item.key + place)}]</span>'
        number = self.numbers.setdefault(item.key, len(self.numbers) + 1)
        ids = self.anchors.setdefault(item.key, [])
        ids.append(f"c{number}{letters(len(ids))}")
        shown = escape(f"[{number}{place}]")
        heard = escape(f"[{number}{place}] {scrub(self.labels[item.key])}".strip())
        return f'<a class="c" id="{ids[-1]}" href="#r{number}" aria-label="{heard}">{shown}</a>'


def letters(index: int) -> str:
    """0 -> a, 25 -> z, 26 -> aa, 27 -> ab."""
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(ord("a") + remainder) + letters
    return letters
