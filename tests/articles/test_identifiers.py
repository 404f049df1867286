"""Identifiers in the one form in which they are compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.bibliography import identifiers

ALL = ["doi", "pmid", "pmcid", "isbn", "nct", "isrctn", "web_address"]
FUNCTIONS = [getattr(identifiers, name) for name in ALL]


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "10.1002/14651858.CD003982.pub2",
            "doi:10.1002/14651858.cd003982.pub2",
            "DOI: 10.1002/14651858.CD003982.PUB2",
        ),
        *(
            "https://doi.org/10.1002/14651858.CD003982.pub2",
            "http://dx.doi.org/10.1002%2F14651858.CD003982.pub2",
        ),
        *(
            " 10.1002/14651858.CD003982.pub2. ",
            "10.1002/14651858.CD003982.pub2).",
            "10.1002/14651858.CD003982.pub2\u200b",
        ),
        *(
            "doi 10.1002/14651858.CD003982.pub2,",
            '10.1002/14651858.CD003982.pub2";',
            "\ufeff10.1002/14651858.CD003982.pub2",
        ),
    ],
)
def test_a_doi_is_found_in_what_people_paste(typed):
    assert identifiers.doi(typed) == "10.1002/14651858.cd003982.pub2"


def test_a_doi_keeps_the_brackets_it_opened():
    assert identifiers.doi("(10.1016/S0140-6736(98)07261-9)"[1:]) == "10.1016/s0140-6736(98)07261-9"
    old = "10.1002/(sici)1096-8644(199601)99:1<1::aid-ajpa1>3.0.co;2-1"
    assert identifiers.doi(old) == old


@pytest.mark.parametrize(
    "typed",
    [
        "unavailable",
        "11.1002/x",
        "10.12/x",
        "10.1002",
        "10.1002/",
        "10.1002/a b",
        "10.1002/\x00a",
        "10.1002/" + "a" * 300,
    ],
)
def test_what_is_no_doi_is_refused(typed):
    with pytest.raises(ValueError, match="is not a DOI"):
        identifiers.doi(typed)


@pytest.mark.parametrize(
    ("function", "typed", "expected"),
    [
        ("pmid", "17943809", "17943809"),
        ("pmid", "PMID: 17943809.", "17943809"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/17943809/", "17943809"),
        ("pmid", "https://www.ncbi.nlm.nih.gov/pubmed/17943809", "17943809"),
        ("pmcid", "pmc4232424", "PMC4232424"),
        ("pmcid", "PMCID: PMC4232424", "PMC4232424"),
        ("pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/PMC4232424/", "PMC4232424"),
        ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4232424", "PMC4232424"),
        ("nct", "nct01234567", "NCT01234567"),
        ("nct", "https://clinicaltrials.gov/study/NCT01234567", "NCT01234567"),
        ("isrctn", "ISRCTN12345678", "ISRCTN12345678"),
        ("isrctn", "https://www.isrctn.com/ISRCTN12345678", "ISRCTN12345678"),
        ("isbn", "0-306-40615-2", "9780306406157"),
        ("isbn", "ISBN 0-8044-2957-X", "9780804429573"),
        ("isbn", "ISBN-13: 978-0-306-40615-7", "9780306406157"),
        ("isbn", "979-10-90636-07-1", "9791090636071"),
        ("web_address", " HTTPS://Example.ORG/Path?q=1#x ", "https://example.org/Path?q=1#x"),
    ],
)
def test_an_identifier_is_normalised(function, typed, expected):
    assert getattr(identifiers, function)(typed) == expected


@pytest.mark.parametrize(
    ("function", "typed"),
    [
        *[("pmid", typed) for typed in ("0", "012", "123456789", "PMC12", "12a", "１２３", "unavailable")],
        *[("pmcid", typed) for typed in ("4232424", "PMC", "PMC0", "PMC12x")],
        *[("nct", typed) for typed in ("NCT1234567", "NCT123456789", "01234567")],
        *[("isrctn", typed) for typed in ("ISRCTN1234567", "12345678")],
        *[
            ("isbn", typed)
            for typed in ("0-306-40615-3", "9780306406158", "1234567890123", "978030640615X", "12", "X")
        ],
        *[
            ("web_address", typed)
            for typed in ("example.org", "ftp://example.org", "javascript:x", "//example.org")
        ],
        *[
            ("web_address", typed)
            for typed in ("https://a@b.org", "https://b.org:0", "https://b.org\\x", "https://b.org/a b")
        ],
        *[
            ("web_address", typed)
            for typed in (
                "https://",
                "https://[::zz]/",
                "https://b..org",
                "https://\u0130.org",
                "/path",
                "mailto:a@b.org",
            )
        ],
    ],
)
def test_a_wrong_identifier_is_refused_and_quoted(function, typed):
    with pytest.raises(ValueError, match="is not a") as refused:
        getattr(identifiers, function)(typed)
    assert f'"{typed}"' in str(refused.value)


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize("blank", ["", "  ", "\u200b", "\n"])
def test_blank_stays_blank(function, blank):
    assert getattr(identifiers, function)(blank) == ""


@pytest.mark.parametrize("function", ALL)
def test_a_flood_is_refused(function):
    with pytest.raises(ValueError, match="is too long"):
        getattr(identifiers, function)(")" * 100_000)


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(FUNCTIONS),
    st.text(max_size=30)
    | st.from_regex(r"(10\.\d{4}/|PMC|NCT|ISRCTN|97[89]|https?://)[\w.:/@)-]{0,20}", fullmatch=True),
)
def test_normalising_twice_changes_nothing_and_only_value_errors_are_raised(function, typed):
    try:
        once = function(typed)
    except ValueError as error:
        assert str(error)
    else:
        assert function(once) == once


@settings(deadline=None, max_examples=100)
@given(st.from_regex(r"97[89][0-9]{9}", fullmatch=True), st.integers(0, 9))
def test_exactly_one_check_digit_fits_an_isbn(digits, wrong):
    def accepted(digit: int) -> bool:
        try:
            return bool(identifiers.isbn(digits + str(digit)))
        except ValueError:
            return False

    assert sum(accepted(digit) for digit in range(10)) == 1
