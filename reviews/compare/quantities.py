"""Where the quantities of a text stand, so that a comparison never tears one apart.

Whatever a page keeps on one line (`articles.rendering.quantities`) is one; so are intervals ("every 2 weeks", "twice
a day", "weekly"), counts in words ("two tablets", "one third", "1 in 10") and every other number. Years are numbers
too: one row too many in a list of changes does less harm than one too few.
"""

import re
from collections.abc import Iterator
from html import escape, unescape

from articles.rendering.quantities import NO_BREAK_SPACE, wrap_quantities

# A longer one could not be shown on one line.
_LONGEST_JOINED = 32

_S = r"\s{1,3}"
_NUMBER = r"(?:\d{0,9}[¼½¾⅓⅔]|\d{1,9}(?:[.,]\d{1,9}){0,5}(?:\^[-\u2212]?\d{1,2})?)"
_SPELLED = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|hundred|thousand)"
)
_COUNT = rf"(?:{_NUMBER}|{_SPELLED})"
_COUNTS = rf"{_COUNT}(?:(?:{_S}(?:to|or|and){_S}|\s?[-\u2013]\s?){_COUNT})?"
_PERIOD = r"(?:seconds|(?:minute|hour|day|night|week|fortnight|month|year)s?)"
_TIMES = rf"(?:once|twice|{_COUNTS}{_S}times)"
_LY = r"(?:hour|dai|night|week|fortnight|month|quarter|year|annual)ly"
_EVERY = rf"every{_S}(?:(?:other|second|third|few){_S})?(?:{_COUNTS}{_S})?{_PERIOD}"
_INTERVAL = (
    rf"(?:{_EVERY}|(?:{_TIMES}(?:{_S}|-))?(?:(?:an?|per|each){_S}{_PERIOD}|{_LY}|{_EVERY})|{_TIMES}\b)"
)
_COUNTED = (
    rf"{_COUNTS}(?:{_S}|-)(?:{_PERIOD}(?:-old)?|(?:tablet|capsule|dose|drop|puff|injection|ampoule|spoonful)s?"
    rf"|half|halves|(?:third|quarter|fifth|tenth)s?|in{_S}{_COUNT}|fold|point|m?g|mcg|ml)"
)
_BETWEEN = rf"between{_S}{_NUMBER}{_S}and{_S}{_NUMBER}"
_WORDS = re.compile(
    rf"(?<![\w-])(?:(?P<interval>{_INTERVAL})|{_COUNTED}|{_BETWEEN}|half)(?![\w-])", re.IGNORECASE
)
_NOT_TORN = r"(?!\w|[.,]\d|-\w)"
_PLAIN = re.compile(
    r"(?:[<>≤≥±≈~]\s{0,3})?(?<!\w)(?<!\w[-\u2212./:*^])[-\u2212]?"
    rf"{_NUMBER}(?:(?:\s?[-\u2013\u2014/:×x]\s?|{_S}to{_S}){_NUMBER})?{_NOT_TORN}"
)
_WRAPPED = re.compile(r'<span class="q">([^<]*)</span>')
_SPACES = re.compile(r"\s+")
_ONE_WAY_TO_WRITE = str.maketrans({"\u03bc": "\u00b5", "\u2013": "-", "\u2014": "-", "\u2212": "-"})
_DIGITS = re.compile(r"[\d.,¼½¾⅓⅔]+")


def quantity_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each quantity, in order; they never overlap."""
    words = [(match.start(), match.end(), match["interval"] is not None) for match in _WORDS.finditer(text)]
    numbers = [(*match.span(), False) for match in _PLAIN.finditer(text)]
    kept_together = [(start, end, False) for start, end in _wrapped_spans(text)]
    spans: list[tuple[int, int]] = []
    for start, end, is_interval in sorted(words + numbers + kept_together):
        if spans and (
            start < spans[-1][1] or (is_interval and _belong_together(text, spans[-1], start, end))
        ):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def quantity_key(quantity: str) -> str:
    """The same for two quantities that differ only in spaces, in the sort of dash or in a capital at the front."""
    key = _SPACES.sub("", quantity).translate(_ONE_WAY_TO_WRITE)
    return key[:1].lower() + key[1:]


def measure(quantity: str) -> str:
    """The quantity without its numbers: "2.5 mg/kg" and "3 mg/kg" have the same measure."""
    return _DIGITS.sub("#", quantity_key(quantity))


def _belong_together(text: str, before: tuple[int, int], start: int, end: int) -> bool:
    """ "10 mg" and "weekly" are one dose: each alone could stay while the whole changes tenfold."""
    between = text[before[1] : start]
    return 0 < len(between) <= 3 and between.isspace() and end - before[0] <= _LONGEST_JOINED


def _wrapped_spans(text: str) -> Iterator[tuple[int, int]]:
    """Read off the page's own markup, so that both always agree on what a quantity is."""
    position = 0
    pieces = _WRAPPED.split(wrap_quantities(escape(text, quote=False)))
    for before, quantity in zip(pieces[::2], pieces[1::2], strict=False):
        position += len(unescape(before))
        start = position
        for character in unescape(quantity):
            spaces = _SPACES.match(text, position) if character == NO_BREAK_SPACE else None
            position = spaces.end() if spaces else position + 1
        yield start, position
