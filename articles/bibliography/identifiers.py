"""Identifiers of works, brought into one form so that equal ones are equal texts.

Every function takes what a person typed or pasted (with "PMID:", a resolver's address, invisible characters)
and returns the bare identifier, "" for blank. None guesses: a number is a PMID only because `pmid` was asked.

Raises:
    ValueError: it is not such an identifier; the message is for a person.
"""

import re
from urllib.parse import unquote

from articles.rendering import addresses
from articles.rendering.characters import refused_characters, shorten

MAX_LENGTH = 255
_MOST_TYPED = 4_000

_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"doi\s*:?\s*(?=10\.)", re.IGNORECASE)
_PMID_BEFORE = re.compile(
    r"(?:https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/|PMID\s*:?\s*)",
    re.IGNORECASE,
)
_PMCID_BEFORE = re.compile(
    r"(?:https?://(?:pmc|www)\.ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/|PMCID\s*:?\s*)", re.IGNORECASE
)
_NCT_BEFORE = re.compile(r"https?://(?:www\.)?clinicaltrials\.gov/(?:study|ct2/show)/", re.IGNORECASE)
_ISRCTN_BEFORE = re.compile(r"https?://(?:www\.)?isrctn\.com/", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def doi(text: str) -> str:
    """In lower case: DOIs are compared without regard to case."""
    plain = _clean(text)
    if _DOI_ADDRESS.match(plain):
        plain = unquote(_DOI_ADDRESS.sub("", plain, count=1))
    plain = _without_trailing_punctuation(_DOI_PREFIX.sub("", plain, count=1)).lower()
    if plain and not (_DOI.fullmatch(plain) and len(plain) <= MAX_LENGTH and not refused_characters(plain)):
        raise ValueError(f"{shorten(text)} is not a DOI: it looks like 10.1002/14651858.cd003982.pub2")
    return plain


def pmid(text: str) -> str:
    return _matching(text, _PMID_BEFORE, r"[1-9][0-9]{0,7}", "a PMID: it has one to eight digits")


def pmcid(text: str) -> str:
    return _matching(text, _PMCID_BEFORE, r"PMC[1-9][0-9]{0,8}", "a PMCID: it looks like PMC4232424")


def nct(text: str) -> str:
    return _matching(
        text, _NCT_BEFORE, r"NCT[0-9]{8}", "a ClinicalTrials.gov number: it looks like NCT01234567"
    )


def isrctn(text: str) -> str:
    return _matching(text, _ISRCTN_BEFORE, r"ISRCTN[0-9]{8}", "an ISRCTN: it looks like ISRCTN12345678")


def isbn(text: str) -> str:
    """Always the 13 digits, without hyphens."""
    plain = re.sub(r"^ISBN(?:-1[03])?\s*:?\s*|[\s\u2010-\u2015-]", "", _clean(text).upper())
    if re.fullmatch(r"[0-9]{9}[0-9X]", plain) and _sum_of_ten(plain) % 11 == 0:
        plain = f"978{plain[:9]}"
        return plain + str(-_sum_of_thirteen(plain) % 10)
    if plain and not (re.fullmatch(r"97[89][0-9]{10}", plain) and _sum_of_thirteen(plain) % 10 == 0):
        raise ValueError(
            f"{shorten(text)} is not an ISBN: it has 10 or 13 digits, and the last one checks the others"
        )
    return plain


def web_address(text: str) -> str:
    """http or https only, without user name, backslash or spaces."""
    plain = _clean(text)
    try:
        return addresses.web_address(plain) if plain else ""
    except ValueError as error:
        raise ValueError(f"{shorten(text)} is not a web address we can link to: {error}") from None


def _clean(text: str) -> str:
    if len(text) > _MOST_TYPED:
        raise ValueError(f"{shorten(text)} is too long")
    return _ZERO_WIDTH.sub("", text).strip()


def _matching(text: str, before: re.Pattern[str], pattern: str, expected: str) -> str:
    plain = before.sub("", _clean(text), count=1).rstrip("/.").upper()
    if plain and not re.fullmatch(pattern, plain):
        raise ValueError(f"{shorten(text)} is not {expected}")
    return plain


def _without_trailing_punctuation(text: str) -> str:
    """A full stop or closing bracket after a DOI is the sentence's, unless the DOI opened the bracket."""
    while text and (
        text[-1] in ".,;:'\"" or (text[-1] in _PAIRS and text.count(text[-1]) > text.count(_PAIRS[text[-1]]))
    ):
        text = text[:-1]
    return text


def _sum_of_ten(digits: str) -> int:
    return sum((10 - i) * (10 if digit == "X" else int(digit)) for i, digit in enumerate(digits))


def _sum_of_thirteen(digits: str) -> int:
    return sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits))
