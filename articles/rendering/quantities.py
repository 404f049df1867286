"""Quantities that must not break over a line: "2.5 mg/kg", "1 to 2 weeks", "< 1 %", "120/80 mmHg".

Each becomes `<span class="q">` with no-break spaces; nothing else about the text changes.
"""

import re
from html import escape, unescape

NO_BREAK_SPACE = "\u00a0"
# A longer unbreakable run would push narrow screens sideways.
_LONGEST = 32

_SPACE = r"\s{1,3}"
_GAP = r"\s{0,3}"
_NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+|\d{1,9}(?:[.,]\d{1,9}){0,3})"
_POWER = rf"(?:{_GAP}[\u00d7x]{_GAP}10)?(?:\^[-\u2212]?\d{{1,2}}|[⁻⁰¹²³⁴-⁹]{{1,3}})"
_VALUE = rf"[-\u2212]?{_NUMBER}(?:{_POWER})?"
_RANGE = rf"(?:{_GAP}[-\u2013\u2014]{_GAP}|{_SPACE}to{_SPACE}|/){_VALUE}"
_MICRO = "\u00b5\u03bc"  # the micro sign and the Greek letter: both are typed
_MASS = (
    rf"(?:[kmcnp{_MICRO}]?g|mcg|[md{_MICRO}]?[lL]|[mnp{_MICRO}]?mol|mEq|[mk]?IU|units?|[kM]?Bq|cells|mmHg"
    r"|[mc]m|kcal|kJ|°C)"
)
_PER = (
    rf"/(?:kg|g|[md{_MICRO}]?L|ml|m²|m2|mm³|mm3|mol|mmol|min|h|hour|day|d|week|month|year|dose|\d{{1,3}}\s?h)"
)
_EVERY = rf"{_SPACE}(?:a|per|each|every){_SPACE}(?:hour|day|week|month|year|dose)"
_TIME = r"(?:h|min|(?:minute|hour|day|week|month|year)s?)"
_UNIT = rf"(?:{_GAP}%|{_GAP}{_MASS}(?:{_PER}){{0,3}}(?:{_EVERY})?|{_GAP}{_PER}|{_SPACE}{_TIME})(?!\w)"
_QUANTITY = re.compile(rf"(?:[<>≤≥±≈~]{_GAP}|(?<![\w.,/^]))(?<!\w){_VALUE}(?:{_RANGE})?{_UNIT}")
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"\s+")


def wrap_quantities(text: str) -> str:
    """HTML text (no tags) in, HTML out."""
    if not _DIGIT.search(text):
        return text
    pieces, end = [], 0
    plain = unescape(text)
    for match in _QUANTITY.finditer(plain):
        quantity = _SPACES.sub(NO_BREAK_SPACE, match.group())
        if len(quantity) <= _LONGEST:
            pieces += [_html(plain[end : match.start()]), f'<span class="q">{_html(quantity)}</span>']
            end = match.end()
    return "".join([*pieces, _html(plain[end:])])


def _html(text: str) -> str:
    return escape(text, quote=False).replace(NO_BREAK_SPACE, "&nbsp;")
