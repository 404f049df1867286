"""Markdown to safe HTML: markup, links, headings, tables, words, and what holds for any text at all."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.rendering import Heading, Rendered, find_problems, heading_texts, render
from articles.rendering.sanitiser import sanitise

from .safe_html import text_of, violations

FRAGMENTS = st.sampled_from(
    [
        *(
            "# ",
            "## ",
            "#### ",
            "- ",
            "1. ",
            "3) ",
            "> ",
            "    ",
            "```\n",
            "`",
            "*",
            "**",
            "_",
            "\\",
            "<",
            ">",
        ),
        *(
            "&",
            "&lt;",
            "&#0;",
            "&#xE000;",
            "\ue000",
            "\ue0000\ue002",
            "\ue0010\ue002",
            "\x00",
            "\ud800",
            "\u202e",
        ),
        *(
            "\r",
            "\r\n",
            "\n",
            "\n\n",
            "[",
            "]",
            "(",
            ")",
            "!",
            "![",
            "](",
            "[@a]",
            "[@b, p. 4; @a]",
            "[@zz]",
            "@a",
        ),
        *(
            "[1]",
            "[^1]",
            "[a]: /x\n",
            "'",
            '"',
            "|",
            "|a|b|\n|-|-|\n|1|2|\n",
            "|[@a]|5 mg [@b]|\n|-|-|\n|[@a]|2|\n",
        ),
        *(
            "---\n",
            "===\n",
            "2.5 mg/kg",
            "1 to 2 weeks",
            "< 1 %",
            "120/80 mmHg",
            "1",
            " ",
            "word",
            "<b>",
            "<!--",
        ),
        *("<script>", "javascript:alert(1)", "https://x.org", "<https://x.org>", "//x", "/x", "#x"),
    ]
)
ANY_BODY = st.lists(FRAGMENTS | st.text(max_size=8), max_size=30).map("".join)
LABELS = {"a": 'A "1" <b>', "b": "B 2"}


def html(body: str) -> str:
    return render(body, {}).html


def test_the_usual_markup_is_rendered():
    assert html("One *two* **three** `four`\\\nfive\n\n> six\n\n- seven\n- eight\n\n```\nnine\n```") == (
        "<p>One <em>two</em> <strong>three</strong> <code>four</code><br>\nfive</p>\n"
        "<blockquote>\n<p>six</p>\n</blockquote>\n<ul>\n<li>seven</li>\n<li>eight</li>\n</ul>\n"
        "<pre><code>nine\n</code></pre>\n"
    )


def test_a_list_keeps_the_number_it_begins_with():
    assert html("3. three\n4. four") == '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>\n'


def test_html_is_shown_as_text():
    assert html("a <b onclick=x>b</b>") == "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"


def test_a_code_block_gets_no_class_from_its_language():
    assert html('```py" onload="x\nx\n```') == "<pre><code>x\n</code></pre>\n"


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("https://EXAMPLE.org/a", "https://example.org/a"),
        ("http://example.org:8080/?q=1&r=2", "http://example.org:8080/?q=1&amp;r=2"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("https://example.org/%C3%BC", "https://example.org/%C3%BC"),
        ("https://example.org/ü", "https://example.org/%C3%BC"),
        ("mailto:board@example.org", "mailto:board@example.org"),
        ("/articles/azathioprine/", "/articles/azathioprine/"),
        ("#s-dose", "#s-dose"),
    ],
)
def test_a_link_to_the_web_to_a_mailbox_or_within_the_site_is_kept(address, printed):
    assert html(f"[x]({address})") == f'<p><a href="{printed}" rel="noopener noreferrer">x</a></p>\n'


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
        ),
        *("//evil.example", "/\\\\evil.example", "https:\\\\\\\\evil.example", "https://", "https:///x"),
        *(
            "https://nhs.uk@evil.example",
            "https://example.org:99999",
            "https://example.org:0",
            "https://example.org:",
        ),
        *(
            "page.html",
            "../x",
            "?q=1",
            "java&#10;script:alert(1)",
            "&#1;javascript:x",
            "https://[::zz]/",
            "ftp://x.org",
        ),
        *("<https://exa mple.org>", "https://exa%6dple.org", "mailto:", "mailto:nobody"),
    ],
)
def test_a_refused_address_leaves_only_the_text(address):
    assert html(f"[safe]({address})") == "<p>safe</p>\n"


def test_a_refused_address_between_angle_brackets_leaves_only_its_text():
    assert html("<javascript:alert(1)>") == "<p>javascript:alert(1)</p>\n"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ('<p id="a" class="b" style="c" onclick="d">x</p>', "<p>x</p>"),
        ('<a href="//evil.example" name="a" target="_top">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="https://nhs.uk@evil.example">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        (
            '<ol start="3"><li>x</li></ol><ol start="-1"></ol><ol start="a"></ol>',
            '<ol start="3"><li>x</li></ol><ol></ol><ol></ol>',
        ),
        ("a<script>b</script><style>c</style><svg>d</svg><select>e</select><img src=x>f<!-- g -->", "af"),
        ("<h1>a</h1><h5>b</h5><figure>c</figure><span>d</span><div>e</div>", "abcde"),
    ],
)
def test_the_second_wall_stands_without_the_first(dirty, clean):
    assert sanitise(dirty) == clean


def test_an_image_is_not_rendered():
    assert html("a ![alt *text*](/x.png) b") == "<p>a  b</p>\n"


def test_characters_nobody_can_see_become_replacement_characters():
    assert html("a\x00b\ud800c\ue000d\u202ee&#xE001;f") == "<p>" + "\ufffd".join("abcdef") + "</p>\n"


def test_headings_get_anchors_that_begin_with_s_and_are_unique():
    body = "## Dose\n\n### Dose\n\n## Dose 2\n\n## Dose\n\n## Überblick: ½ *mg*\n\n## 你好\n\n## `c1a`"
    assert [heading.anchor for heading in render(body, {}).toc] == [
        *("s-dose", "s-dose-2", "s-dose-2-2", "s-dose-3", "s-uberblick-12-mg", "s-section", "s-c1a"),
    ]


def test_an_anchor_counts_on_until_it_is_free():
    anchors = [heading.anchor for heading in render("## Dose 2\n\n## Dose\n\n## Dose\n\n## Dose", {}).toc]
    assert anchors == ["s-dose-2", "s-dose", "s-dose-3", "s-dose-4"]


def test_the_table_of_contents_has_the_headings_as_shown_without_citations():
    rendered = render("# One [@a]\n\n## Two\n\n###### Six", LABELS)
    assert rendered.toc == (
        Heading(2, "One", "s-one"),
        Heading(2, "Two", "s-two"),
        Heading(4, "Six", "s-six"),
    )
    assert rendered.html.startswith('<h2 id="s-one">One&nbsp;<a class="c"')
    assert '<h4 id="s-six">Six</h4>' in rendered.html


def test_heading_texts_are_those_of_level_two():
    assert heading_texts("## Dose *now*\n\ntext\n\n### Start\n\nMonitoring\n---\n") == [
        "Dose now",
        "Monitoring",
    ]


def test_a_table_is_a_named_region_with_header_cells():
    body = "| TPMT [@a] | Start | Aim | More |\n|:-|-|-:|-|\n| <low> | 1 | 2 | 3 |\n\n| |\n|-|\n| x |\n"
    rendered = render(body, LABELS).html
    assert (
        '<div class="table" role="region" tabindex="0" aria-label="Table 1: TPMT, Start, Aim"><table>'
        in rendered
    )
    assert '<div class="table" role="region" tabindex="0" aria-label="Table 2"><table>' in rendered
    assert rendered.count("</table></div>") == 2
    assert '<th scope="col">Start</th>' in rendered
    assert "<td>&lt;low&gt;</td>" in rendered


def test_a_table_label_is_escaped():
    assert 'aria-label="Table 1: &quot;&gt;&lt;b&gt;"' in html('| "><b> |\n|-|\n')


def test_words_are_counted_without_citations_and_with_code():
    rendered = render(
        "Two words [@a; @b, p. 4] – and `co de`\n\n```\nx = 1\n```\n\n| a |\n|-|\n| [b](/c) |", LABELS
    )
    assert rendered.words == 2 + 1 + 2 + 2 + 1 + 1  # the dash and the equals sign are no words


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (238, 1), (239, 2), (477, 3)])
def test_minutes_are_rounded_up(words, minutes):
    assert render("word " * words, {}).minutes == minutes


def test_an_empty_body_renders_to_nothing():
    assert render("", {}) == Rendered("", (), 0, 0, (), {})


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        ">" * 10_000 + " a",
        "- " * 10_000 + "a",
        "\n".join("  " * depth + "- a" for depth in range(1_000)),
        "|" + "a|" * 10_000 + "\n|" + "-|" * 10_000 + "\n|" + "5 mg|" * 10_000,
        "|a|b|\n|-|-|\n" + "|1 mg|[@a]|\n" * 10_000,
        "[@a; " * 20_000,
        "![" * 20_000,
        "*a **a " * 15_000,
        "1." * 50_000 + " mg",
    ],
    ids=lambda body: body[:12],
)
def test_hostile_bodies_take_seconds_at_most(body):
    began = time.process_time()
    render(body, LABELS)
    find_problems(body, LABELS)
    # Two passes take about 1 s; the wide margin is for busy machines. Anything quadratic takes minutes.
    assert time.process_time() - began < 12


@settings(deadline=None, max_examples=300)
@given(ANY_BODY)
@example("&#xE000;0&#xE002; \ue0000\ue002 ## \ue0010\ue002")
@example("[<https://x.org>](https://y.org) [a [@a] b](/x) [[a](/b)](/c)")
def test_any_text_renders_to_allowed_html(body):
    rendered = render(body, LABELS)
    assert violations(rendered.html) == []
    assert rendered == render(body, LABELS)
    assert rendered.words >= 0 and rendered.minutes == -(-rendered.words // 238)


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(), max_size=60))
def test_any_single_paragraph_of_any_characters_renders(body):
    assert violations(render(body, LABELS).html) == []


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(["dose", "of", "2.5 mg/kg", "a day", "or", "*more*", "1 %", "[@a]", "in 3 weeks"])
    )
)
def test_decoration_changes_no_word(words):
    plain = [word.strip("*") for word in words if word != "[@a]"]
    shown = text_of(render(" ".join(words), LABELS).html)
    assert shown.replace("[1]", "").split() == " ".join(plain).split()
