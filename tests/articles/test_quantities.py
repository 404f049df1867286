"""Quantities stay on one line, and nothing else about the text changes."""

import re
from html import escape, unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering import render
from articles.rendering.quantities import wrap_quantities


def wrapped(text: str) -> list[str]:
    """The quantities of a text, with ordinary spaces for no-break spaces."""
    found = re.findall(r'<span class="q">(.*?)</span>', wrap_quantities(escape(text, quote=False)))
    assert not any(" " in quantity for quantity in found)
    return [unescape(quantity).replace("\u00a0", " ") for quantity in found]


@pytest.mark.parametrize(
    "quantity",
    [
        *(
            "5 mg",
            "5mg",
            "0.5 g",
            "70 kg",
            "100 µg",
            "100 \u03bcg",
            "100 mcg",
            "10 mL",
            "2 L",
            "4 mmol/L",
            "10 000 IU",
        ),
        *(
            "2.5 mg/kg",
            "2.5 mg/kg/day",
            "2.5 mg/kg a day",
            "5 mg per day",
            "1.5 × 10^9/L",
            "1.5 x 10^9/L",
            "10^9/L",
        ),
        *(
            "1 to 2 mg/kg",
            "2.5-3 mg/kg",
            "2.5–3 mg/kg",
            "2.5 – 3 mg",
            "< 1 %",
            "<1%",
            "≥ 5 %",
            "20 %",
            "95%",
            "5 to 33 %",
        ),
        *(
            "120/80 mmHg",
            "38.5 °C",
            "-5 °C",
            "2 to 4 weeks",
            "3 months",
            "10 years",
            "1 day",
            "12 hours",
            "3/week",
        ),
        *("27 kg/m²", "1,000 mg", "0,5 mg", "3 × 10⁹/L", "50 mg/m2"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "Give {} now.", "({})", "dose:{},", "{}."])
def test_a_quantity_is_found_whole(quantity, around):
    assert wrapped(around.format(quantity)) == [quantity]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "in 2014",
            "5 patients",
            "TPMT*3A",
            "mg",
            "5",
            "v2.5",
            "12345678901234567890 mg",
            "1.2.3.4.5.6 mg",
            "5 magic",
        ),
        *("18-year-old", "5 gx", "3 weeksx", "a5 mg", "chapter 2 and 3", "9 %x", "x/5 mg"),
    ],
)
def test_what_is_no_quantity_is_left_alone(text):
    assert wrapped(text) == []


def test_a_quantity_over_a_line_end_of_the_source_is_joined():
    assert '<span class="q">2.5&nbsp;mg/kg</span>' in render("Give 2.5\nmg/kg now", {}).html


def test_a_long_run_is_not_made_unbreakable():
    assert wrapped("123456789.123456789 to 123456789.123456789 mg/kg per month") == []


def test_code_and_attributes_are_left_alone():
    html = render("`5 mg` [5 mg](/a?b=5%20mg)\n\n    5 mg\n\n## 5 mg", {}).html
    assert html == (
        "<p><code>5 mg</code> "
        '<a href="/a?b=5%20mg" rel="noopener noreferrer"><span class="q">5&nbsp;mg</span></a></p>\n'
        "<pre><code>5 mg\n</code></pre>\n"
        '<h2 id="s-5-mg"><span class="q">5&nbsp;mg</span></h2>\n'
    )


def test_the_place_in_a_citation_is_left_alone():
    assert "[1, 5 mg]</a>" in render("x [@a, 5 mg]", {"a": "A"}).html


PIECES = st.sampled_from(
    [
        "1",
        "2.5",
        "10 000",
        " ",
        "  ",
        "\n",
        "\xa0",
        "-",
        "–",
        "to",
        "mg",
        "mg/kg",
        "%",
        "<",
        ">",
        "&",
        "weeks",
        "/",
        ".",
        "×",
        "10^9",
        "a day",
        "x",
        "°C",
        "µg",
        ",",
        "(",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=40))
def test_the_words_stay_the_same(text):
    html = wrap_quantities(escape(text, quote=False))
    assert unescape(re.sub(r'<span class="q">|</span>', "", html)).split() == text.split()
    assert re.sub(r'<span class="q">|</span>', "", html).count("<") == 0
