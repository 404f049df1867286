"""Citations in the text: numbers, links, ids, and how they sit in a line."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering import render

from .safe_html import violations

LABELS = {"casetta2007": "Casetta 2007", "smith2020": "Smith 2020", "a": "A", "b": "B"}


def paragraph(body: str) -> str:
    return render(body, LABELS).html.removeprefix("<p>").removesuffix("</p>\n")


def shown(body: str) -> list[str]:
    return re.findall(r">(\[[^<]*\])<", render(body, LABELS).html)


def test_a_citation_is_a_numbered_link_that_says_whom_it_cites():
    assert paragraph("Fewer relapses [@casetta2007].") == (
        'Fewer relapses&nbsp;<a class="c" id="c1a" href="#r1" aria-label="[1] Casetta 2007">[1]</a>.'
    )


def test_a_group_gives_one_link_for_each_key_and_keeps_the_place():
    assert paragraph("x [@casetta2007; @smith2020, p. 4]") == (
        'x&nbsp;<a class="c" id="c1a" href="#r1" aria-label="[1] Casetta 2007">[1]</a> '
        '<a class="c" id="c2a" href="#r2" aria-label="[2, p. 4] Smith 2020">[2, p. 4]</a>'
    )


def test_numbers_follow_first_use_and_anchors_count_the_uses():
    rendered = render("[@b] [@a]\n\n- [@b, p. 2]\n\n| x |\n|-|\n| [@smith2020; @b] |", LABELS)
    assert rendered.cited == ("b", "a", "smith2020")
    assert rendered.anchors == {"b": ("c1a", "c1b", "c1c"), "a": ("c2a",), "smith2020": ("c3a",)}
    assert shown("[@b] [@a] [@b]") == ["[1]", "[2]", "[1]"]


def test_the_letters_go_on_after_z():
    anchors = render("[@a] " * 54, LABELS).anchors["a"]
    assert [anchors[i] for i in (0, 25, 26, 27, 51, 52, 53)] == [
        "c1a",
        "c1z",
        "c1aa",
        "c1ab",
        "c1az",
        "c1ba",
        "c1bb",
    ]


def test_an_unknown_key_is_shown_as_such_and_gets_no_number():
    rendered = render("x [@nobody, p. 1; @a]", LABELS)
    assert '<span class="unknown">[?nobody, p. 1]</span> <a class="c" id="c1a"' in rendered.html
    assert rendered.cited == ("a",)
    assert "nobody" not in rendered.anchors


@pytest.mark.parametrize("body", ["`[@a]`", "    [@a]", "```\n[@a]\n```", "`` x [@a] ``"])
def test_a_citation_in_code_is_literal(body):
    rendered = render(body, LABELS)
    assert "[@a]</code>" in rendered.html.replace("\n", "")
    assert rendered.cited == ()


@pytest.mark.parametrize("body", ["dose 1", "2.5-3 mg/kg 1, 2", "weight 4.", "H2 5"])
def test_a_bare_trailing_numeral_is_never_a_citation(body):
    assert "<a" not in render(body, LABELS).html


@pytest.mark.parametrize(
    ("body", "before"),
    [
        ("word [@a]", "word&nbsp;"),
        ("word  \t[@a]", "word&nbsp;"),
        ("word\n[@a]", "word&nbsp;"),
        ("word[@a]", "word"),
        ("**word** [@a]", "<strong>word</strong>&nbsp;"),
        ("word *[@a]*", "word&nbsp;<em>"),
        ("2 weeks [@a]", '<span class="q">2&nbsp;weeks</span>&nbsp;'),
        ("[@a]", ""),
    ],
)
def test_a_citation_never_begins_a_line(body, before):
    assert paragraph(body).startswith(f'{before}<a class="c"')


def test_neighbouring_citations_stay_together():
    assert "[1]</a>&nbsp;<a" in paragraph("x [@a] [@b]")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[@Casetta:2007_a.b-c]", "Casetta:2007_a.b-c"),
        ("[@a;@b]", "a"),
        ("[ @a ; @b ]", "a"),
        ("[@a;\n@b,\np. 4]", "a"),
        ("[@a, figure 2 (left)]", "a"),
    ],
)
def test_spelling_is_free_in_spaces_and_strict_in_keys(body, expected):
    assert render(body, {**LABELS, "Casetta:2007_a.b-c": "X"}).cited[0] == expected


@pytest.mark.parametrize(
    "body",
    [
        "[@a.]",
        "[@a-]",
        "[@1a]",
        "[@ a]",
        "[@a @b]",
        "[@a,]",
        "[@a, ]",
        "[@a;]",
        "[see @a]",
        "[-@a]",
        "[@a, p. [4]]",
        "[@ä]",
        r"\[@a]",
        r"[@a\]",
        "[@a, `x`]",
        "[@a, " + "x" * 41 + "]",
    ],
)
def test_what_is_not_quite_a_citation_stays_text(body):
    rendered = render(body, LABELS)
    assert rendered.cited == ()
    assert 'class="c"' not in rendered.html


def test_a_label_cannot_break_out_of_its_attribute():
    rendered = render("[@a]", {"a": '"><script>alert(1)</script>\x00\ue000\ue0020\ue002'})
    assert violations(rendered.html) == []
    assert "a\ufffdb" in render("[@a]", {"a": "a\ud800b"}).html
    assert 'aria-label="[1] &quot;&gt;&lt;script&gt;' in rendered.html


def test_a_place_is_text():
    assert '>[1, &lt;b&gt; *x* &amp; "]</a>' in paragraph('[@a, <b> *x* & "]').replace("&quot;", '"')


def test_a_citation_in_a_headline_is_not_in_the_contents_and_one_in_a_link_ends_the_link():
    assert render("## Dose [@a]", LABELS).toc[0].text == "Dose"
    rendered = render("[see [@a]](https://example.org)", LABELS)
    assert rendered.cited == ("a",)
    assert "example.org" not in "".join(re.findall(r"<a [^>]*>", rendered.html))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "casetta2007", "nobody"]), min_size=1, max_size=4),
        min_size=1,
        max_size=12,
    )
)
def test_links_anchors_and_numbers_agree(groups):
    rendered = render("\n\n".join(f"x [{'; '.join('@' + key for key in group)}]" for group in groups), LABELS)
    used = [key for group in groups for key in group if key in LABELS]
    assert rendered.cited == tuple(dict.fromkeys(used))
    assert {key: len(ids) for key, ids in rendered.anchors.items()} == {key: used.count(key) for key in used}
    links = re.findall(
        r'<a class="c" id="([^"]*)" href="#r(\d+)" aria-label="\[(\d+)\] ([^"]*)">\[(\d+)\]</a>',
        rendered.html,
    )
    assert [rendered.cited[int(number) - 1] for _, number, _, _, _ in links] == used
    assert all(number == heard == printed for _, number, heard, _, printed in links)
    assert sorted(link[0] for link in links) == sorted(i for ids in rendered.anchors.values() for i in ids)
    assert violations(rendered.html) == []
