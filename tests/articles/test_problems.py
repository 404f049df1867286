"""What an author is told to mend, and on which line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering import Problem, find_problems, render

from .test_rendering import ANY_BODY

KEYS = ["casetta2007", "smith2020"]


def messages(body: str) -> list[str]:
    return [str(problem) for problem in find_problems(body, KEYS)]


def test_a_clean_body_has_no_problems():
    body = (
        "## Dose\n\nGive 1–2 mg/kg [@casetta2007; @smith2020, p. 4], if IL-6 < 5 and p > 0.05; "
        "see [1](https://x.org).\n\n"
        "### Start\n\n> Write to <board@example.org> or [the board](mailto:board@example.org).\n\n"
        "- [ ] first\n- second [board@example.org]\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n| `x|y` |\n\n[the site]: /about/\n"
    )
    assert messages(body) == []


def test_an_unknown_key_is_named_with_its_line_and_a_close_match():
    assert messages("One\n\ntwo\nthree [@smth2020]") == [
        "line 4: @smth2020 is not in the reference library; did you mean @smith2020?"
    ]
    assert messages("[@zzz]") == ["line 1: @zzz is not in the reference library"]


@pytest.mark.parametrize(
    "typed",
    [
        "[1]",
        "[1, 2]",
        "[3-5]",
        "[3–5]",
        "[ 1 ]",
        "[1,2;7]",
        "[12]",
        r"\[1\]",
        "&#91;1]",
        "[*1*]",
        "[\u200b1]",
        "[[1](/x)]",
    ],
)
def test_a_typed_number_is_refused_with_its_line(typed):
    [problem] = find_problems(f"## Dose\n\nFewer\nrelapses {typed}.", KEYS)
    assert problem.line == 4
    assert "is a typed number" in problem.message


def test_a_link_label_is_not_a_typed_number():
    assert messages("[1](https://example.org)") == []


@pytest.mark.parametrize("text", ["[1.2, 3.4]", "[2020]", "(1)", "[a1]", "H[+]"])
def test_other_numbers_in_brackets_are_not_typed_numbers(text):
    assert messages(f"x {text}") == []


@pytest.mark.parametrize("body", ["x [^1]", "x [^note]"])
def test_a_footnote_is_refused(body):
    [message] = messages(body)
    assert "is a footnote" in message


def test_a_definition_of_a_footnote_or_number_is_refused_before_it_vanishes():
    assert messages("x\n\n[^1]: text\n\n[1]: https://example.org\n\n[@smith2020]: x") == [
        'line 3: "[^1]:" cannot be defined here: cite with [@key]',
        'line 5: "[1]:" cannot be defined here: cite with [@key]',
        'line 7: "[@smith2020]:" cannot be defined here: cite with [@key]',
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "[see @smith2020]",
        "[@ smith2020]",
        "[smith2020@]",
        "[-@smith2020]",
        "[@smith2020.]",
        "[@smith2020 p. 4]",
        "[@smith2020,]",
        r"\[@smith2020\]",
        "[@smith2020",
        "[see @smith2020",
        "[a@b.org; @smith2020]",
        "[@ü]",
        "[@smith2020; smith@2020]",
    ],
)
def test_a_key_left_in_brackets_by_a_typo_is_not_text(typed):
    [problem] = find_problems(f"one\ntwo {typed}", KEYS)
    assert problem.line == 2
    assert "is not a citation yet" in problem.message


@pytest.mark.parametrize(
    "typed", ["(@smith2020)", "as @smith2020 showed", "@smith2020]", "{@smith2020}", "@jones1999"]
)
def test_a_key_outside_square_brackets_is_reported(typed):
    [message] = messages(f"x {typed}")
    assert "stands outside square brackets" in message


def test_a_known_key_without_its_at_sign_is_reported():
    assert messages("x [smith2020]") == ["line 1: [smith2020] lacks its @: write [@smith2020]"]


@pytest.mark.parametrize("text", ["write to a@b.org", "@home", "[a@b.org]", "x@smith2020", "5 @ 10 mg"])
def test_an_at_sign_alone_is_no_citation(text):
    assert messages(text) == []


def test_a_key_twice_in_one_bracket_is_reported():
    assert messages("x [@smith2020, p. 4; @smith2020, p. 9]") == [
        "line 1: @smith2020 stands twice in one bracket: join its places"
    ]


@pytest.mark.parametrize(
    "body", ["[@smith2020](https://x.org)", "[see [@smith2020]](https://x.org)", "[text](https://x y.org)"]
)
def test_a_link_that_did_not_become_one_is_reported(body):
    assert messages(body) == [
        "line 1: this link cannot be read: write [text](address), and citations outside of it"
    ]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<b>x", "<b>"),
        ("x</p>", "</p>"),
        ("<!-- x -->", "<!--"),
        ("<img src=x\nonerror=y>", "<img src=x onerror=y>"),
        ("<br/>", "<br/>"),
        ("<?php x", "<?p"),
        ("<![CDATA[x", "<![CDATA["),
        ("<!DOCTYPE x", "<!D"),
    ],
)
def test_html_in_the_text_is_reported(body, shown):
    assert messages(f"one\n\n{body}") == [
        f'line 3: "{shown}" is HTML and would be shown as text: use Markdown'
    ]


@pytest.mark.parametrize(
    "body", [r"\<b>", "&lt;b&gt;", "`<b>`", "5 <10 and 20> 3", "<https://x.org>", "a <- b", "x < b"]
)
def test_comparisons_escapes_and_addresses_are_not_html(body):
    assert messages(body) == []


def test_an_image_is_refused():
    assert messages("x\n![alt](/x.png)") == ["line 2: images are not supported yet: delete it"]


def test_headings_begin_at_level_two_end_at_four_and_skip_none():
    assert messages("# One\n\n### Three\n\n##### Five\n\nOne\n===\n\n#### Four\n\n##\n") == [
        "line 1: the title is the page's only heading of level 1: begin this one with ##",
        "line 5: headings go down to level 4 (####), this one has 5",
        "line 7: the title is the page's only heading of level 1: begin this one with ##",
        "line 10: a heading of level 4 follows one of level 2: do not skip levels",
        "line 12: the heading is empty",
    ]
    assert messages("### Three") == [
        "line 1: a heading of level 3 follows one of level 1: do not skip levels"
    ]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("javascript:alert(1)", "it must begin with https://, http://, mailto:, / or #"),
        ("data:text/html,x", "it must begin with https://, http://, mailto:, / or #"),
        ("page.html", "it must begin with https://, http://, mailto:, / or #"),
        ("//host/x", "it names a host without saying http or https"),
        (r"/\\host", "it holds a backslash"),
        ("https://user@host", "it holds a user name before the host"),
        ("https://host:99999", "its port is not between 1 and 65535"),
        ("https://", "its host cannot be read"),
        ("</a b>", "it holds a space or an invisible character"),
        ("/a&#0;&#10;b", "it holds a space or an invisible character"),
        ("/" + "a" * 2000, "it is longer than 2,000 characters"),
    ],
)
def test_a_refused_address_is_named_with_the_reason(address, reason):
    [problem] = find_problems(f"one\n[two\nthree]({address})", KEYS)
    assert problem.line == 2
    assert problem.message.endswith(f"is refused: {reason}")
    [defined] = find_problems(f"one\n\n[two]: {address}", KEYS)
    assert (defined.line, defined.message) == (3, problem.message)


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("\x00", "a control character (U+0000)"),
        ("\x1b", "a control character (U+001B)"),
        ("\x85", "a control character (U+0085)"),
        ("\ud800", "half of a character (U+D800)"),
        ("\ue000", "a private-use character (U+E000)"),
        ("\U000f0000", "a private-use character (U+F0000)"),
        ("\u202e", "an invisible direction mark (U+202E)"),
        ("\ufffe", "a noncharacter (U+FFFE)"),
    ],
)
def test_a_character_nobody_can_see_is_reported_once_a_line(character, kind):
    expected = [f"line {line}: {kind} is not allowed: delete it" for line in (1, 3)]
    assert messages(f"a{character}{character}\r\nb\r\n`c{character}`") == expected


def test_a_character_spelled_by_an_entity_is_reported():
    assert messages("x\n\n&#xE000;") == ["line 3: a private-use character (U+E000) is not allowed: delete it"]


@pytest.mark.parametrize("entity", ["&#0;", "&#xD800;", "&#x110000;"])
def test_an_entity_that_names_no_character_is_reported(entity):
    assert messages(f"x\n\n{entity}") == [f"line 3: {entity} names no character: delete it"]


def test_cells_that_markdown_would_drop_are_reported():
    table = "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n1 | 2\n| 1 \\| 2 | 3 |\n| 1 |\n"
    assert messages(table) == ["line 3: this table row has 3 cells, the table 2 columns"]
    assert messages("\n".join("> " + line for line in table.split("\n"))) == [
        "line 3: this table row has 3 cells, the table 2 columns"
    ]


def test_nesting_so_deep_that_text_would_vanish_is_reported():
    lists = "".join("  " * depth + f"- level{depth}\n" for depth in range(12))
    assert messages(lists) == [
        "line 10: lists and quotations are nested too deeply: what follows is not shown"
    ]
    assert "level8" in render(lists, {}).html
    assert "level9" not in render(lists, {}).html
    assert messages("".join("  " * depth + "- x\n" for depth in range(9))) == []


def test_code_is_exempt():
    body = "`[1] <b> [@x] @smith2020`\n\n    [1] <b> [@x]\n\n```\n[1] [^1] <b> [@x\n# One\n![a](b)\n```\n"
    assert messages(body) == []


@pytest.mark.parametrize(
    "before",
    [
        "para\n\n",
        "- a\n- b\n\n\n",
        "> a\n> b\n\n",
        "```\na\n\n\n```\n",
        "|a|\n|-|\n|b|\n\n",
        "`a\nb` ",
        "[x](/y\n'z') ",
        "[x]: /y\n",
        "a\\\nb  \nc ",
        "*a\nb* ",
        "- a\n  - ",
        "> a\n> ",
        "1. x\n\n   y\n\n   ",
    ],
)
def test_lines_are_right_after_any_construct(before):
    assert [p.line for p in find_problems(f"{before}z [@nobody]", KEYS)] == [f"{before}z".count("\n") + 1]


def test_a_body_beyond_the_cap_is_only_told_its_size():
    assert messages("é" * 500_001) == ["line 1: the text has 1,000,002 bytes; at most 1,000,000 are allowed"]
    assert messages("é" * 500_000) == []


def test_a_flood_of_problems_is_cut():
    problems = find_problems("[1]\n" * 5_000, KEYS)
    assert len(problems) == 501
    assert problems[-1] == Problem(501, "there are more problems from here on")


@settings(deadline=None, max_examples=300)
@given(ANY_BODY)
def test_any_text_is_judged_and_every_line_exists(body):
    problems = find_problems(body, ["a", "b"])
    lines = body.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= problem.line <= lines and problem.message for problem in problems)
    if not problems:
        html = render(body, {"a": "A", "b": "B"}).html
        assert 'class="unknown"' not in html
        assert html.count("\ufffd") <= body.count("\ufffd")


@settings(deadline=None, max_examples=100)
@given(
    st.integers(0, 30),
    st.sampled_from(["[1]", "[@nobody]", "<b>", "# x", "![a](b)", "[x](//y)", "\x00", "[@ a]"]),
)
def test_the_line_moves_with_the_text(paragraphs, wrong):
    [problem] = find_problems("word [@casetta2007]\n\n" * paragraphs + wrong, KEYS)
    assert problem.line == 2 * paragraphs + 1
