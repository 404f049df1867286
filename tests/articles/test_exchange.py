"""Articles as files: what is read, what is refused with its line, and that what goes out comes back."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.exchange import ArticleFile, BadArticleFile, FileProblem, read, write
from articles.rendering.characters import refused_characters

GOOD = """---
slug: azathioprine-second-line
title: "Azathioprine: when?"
kind: question
risk: high
question: When is it a second-line option?
topics: [multiple-sclerosis, azathioprine]
default_audience: clinician
titles: {patient: 2014}
takeaways:
  patient: >
    Two lines
    joined.
disclaimers: {patient: yes}
change_summary: |
  One
  two
significance: major
drafted_with: human
funding: none
references:
  - id: casetta2007
    type: article-journal
    title: Azathioprine for multiple sclerosis
    issued: {date-parts: [[2007, 10]]}
    PMID: 17943809
---
<!-- audience: clinician -->
Text [@casetta2007].

---

More.

<!-- audience: patient -->


The same.
"""


LATER = ".bib, .ris and .nbib files come later; give a CSL-JSON file for now"
SLUG = "must be lower-case letters and digits joined by single hyphens, at most 80 characters"


def front(lines: str) -> bytes:
    return f"---\nslug: a\ntitle: T\nkind: guide\n{lines}\n---\n<!-- audience: patient -->\nText\n".encode()


def refused(data: bytes | str) -> list[str]:
    with pytest.raises(BadArticleFile) as error:
        read(data.encode() if isinstance(data, str) else data)
    return [str(problem) for problem in error.value.problems]


def test_a_file_is_read_and_every_value_is_a_text():
    assert read(GOOD.encode()) == ArticleFile(
        slug="azathioprine-second-line",
        title="Azathioprine: when?",
        kind="question",
        risk="high",
        question="When is it a second-line option?",
        topics=("multiple-sclerosis", "azathioprine"),
        default_audience="clinician",
        titles={"patient": "2014"},
        takeaways={"patient": "Two lines joined.\n"},
        disclaimers={"patient": "yes"},
        change_summary="One\ntwo\n",
        significance="major",
        drafted_with="human",
        funding="none",
        references=(
            {
                "id": "casetta2007",
                "type": "article-journal",
                "title": "Azathioprine for multiple sclerosis",
                "issued": {"date-parts": [[2007, 10]]},
                "PMID": "17943809",
                "study_design": "other",
            },
        ),
        texts={"clinician": "Text [@casetta2007].\n\n---\n\nMore.", "patient": "The same."},
    )


def test_line_numbers_lead_back_to_the_file():
    found = read(GOOD.encode())
    lines = GOOD.split("\n")
    assert {name: lines[line - 1].strip().split(":")[0] for name, line in found.lines.items()} == {
        **{
            name: name
            for name in ("slug", "title", "kind", "risk", "question", "topics", "default_audience", "titles")
        },
        **{
            name: name
            for name in ("takeaways", "disclaimers", "change_summary", "significance", "drafted_with")
        },
        **{name: name for name in ("funding", "references")},
        **{"titles.patient": "titles", "takeaways.patient": "patient", "disclaimers.patient": "disclaimers"},
    }
    assert {audience: lines[line - 1] for audience, line in found.text_lines.items()} == {
        "clinician": "Text [@casetta2007].",
        "patient": "The same.",
    }


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    data = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert read(data) == read(GOOD.encode())
    assert read(data).text_lines == read(GOOD.encode()).text_lines
    assert read(GOOD.replace("\n", "\r").encode()) == read(GOOD.encode())


def test_the_least_that_is_needed():
    found = read(front(""))
    assert found == ArticleFile(slug="a", title="T", kind="guide", texts={"patient": "Text"})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Text", "Text"),
        ("\n\nText\n\n\n", "Text"),
        ("  Text  \n \n", "  Text  \n "),
        ("\u2028T\x20\n\n\nU", "\u2028T \n\n\nU"),
    ],
)
def test_a_body_is_what_stands_between_the_markers_without_line_feeds_around_it(body, expected):
    found = read(front("").replace(b"Text\n", f"{body}\n<!-- audience: clinician -->\nx".encode()))
    assert found.texts["patient"] == expected


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        ("titel: x", ["line 5: titel: there is no such field; did you mean title?"]),
        ("title: x", ['line 5: title: "title" stands here twice']),
        ("titles: {patient: x, patient: y}", ['line 5: titles.patient: "patient" stands here twice']),
        ("\nrisk: &a high", ["line 6: risk: &a: names for values are not read"]),
        ("risk: *a", ["line 5: risk: *a: references to other values are not read"]),
        (
            "risk: !!str high",
            ["line 5: risk: tag:yaml.org,2002:str: types are not read, every value is a text"],
        ),
        ("risk: !x high", ["line 5: risk: !x: types are not read, every value is a text"]),
        ("<<: {risk: high}", ["line 5: <<: groups are not merged"]),
        ("? [a]\n: b", ["line 5: a key is a text"]),
        ("risk: [high]", ["line 5: risk: must be a text"]),
        ('question: "a\\nb"', ["line 5: question: must be one line"]),
        ('question: "  "', ["line 5: question: holds nothing but spaces"]),
        ('funding: "a\\0"', ["line 5: funding: a control character (U+0000) is not allowed: delete it"]),
        ('funding: "\\ud83d"', ["line 5: funding: half of a character (U+D83D) is not allowed: delete it"]),
        ("topics: ms", ["line 5: topics: must be a list: [multiple-sclerosis, azathioprine]"]),
        ("topics: [ms, ms]", ["line 5: topics: each topic stands here once, and none is blank"]),
        (
            "topics: [{a: b}]",
            [
                "line 5: topics: must be a text",
                "line 5: topics: each topic stands here once, and none is blank",
            ],
        ),
        ("titles: x", ["line 5: titles: must give a text for each audience: titles: {patient: ...}"]),
        ("titles:\n  patient: [x]", ["line 6: titles.patient: must be a text"]),
        (
            'titles: {"a b": x}',
            ['line 5: titles: "a b" cannot be an audience: only letters, digits, _ and -'],
        ),
        (
            "references: x.BIB",
            [f'line 5: references: "x.BIB": {LATER}'],
        ),
        (
            "references: x.ris",
            [f'line 5: references: "x.ris": {LATER}'],
        ),
        ("references: x.txt", ['line 5: references: "x.txt" is not the name of a .json file']),
        (
            "references: ../x.json",
            ['line 5: references: "../x.json" must lie beside the article file or below it'],
        ),
        (
            "references: /x.json",
            ['line 5: references: "/x.json" must lie beside the article file or below it'],
        ),
        (
            "references: C:\\x.json",
            ['line 5: references: "C:\\x.json" must lie beside the article file or below it'],
        ),
        (
            "references: {id: a}",
            ["line 5: references: must be the name of a file or a list of CSL-JSON items"],
        ),
        ("references:\n- x", ["line 6: references: a reference is a group of fields: {...}"]),
        (
            "references:\n- {id: a, type: book, title: T}\n"
            "- {id: a, type: book, title: T, issued: 2015-02-29}",
            [
                "line 7: references: a: issued: there is no 2015-2-29 in the calendar",
                "line 7: references: a: this key was given on line 6 already",
            ],
        ),
        ("risk: [", ["line 6: this is not YAML: expected the node content, but found '<stream end>'"]),
        ("\trisk: x", ["line 5: this is not YAML: found character '\\t' that cannot start any token"]),
        ("--- x", ["line 5: there is a second document; only one is read"]),
        ("a: " + "[" * 10_000, ["line 5: a: groups stand more than 20 deep inside one another"]),
        (
            "topics: [" + "a, " * 20_000 + "]",
            ["line 5: topics: the front matter has more than 20,000 values"],
        ),
        ("funding: " + "a" * 200_000, ["line 2: the front matter is larger than 200,000 bytes"]),
        ('risk: "\\UFFFFFFFF"', ["line 5: somewhere from here on stands a number that names no character"]),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_front_matter_is_refused_with_its_line(lines, messages):
    assert refused(front(lines)) == messages


@pytest.mark.parametrize("slug", ["A", "a_b", "-a", "a-", "a--b", "a b", "ä", "a" * 81, "a/b", "a\u0660"])
def test_a_slug_is_lower_case_words_joined_by_hyphens(slug):
    [message] = refused(f'---\nslug: "{slug}"\ntitle: T\nkind: guide\n---\n<!-- audience: patient -->\nx')
    assert message.startswith(f'line 2: slug: "{slug[:40]}')


def test_the_longest_slug_is_kept():
    assert read(front("").replace(b"slug: a", b"slug: " + b"a1-" * 26 + b"bc")).slug == "a1-" * 26 + "bc"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["line 1: the file must begin with ---, its fields and ---"]),
        ("# Title\n", ["line 1: the file must begin with ---, its fields and ---"]),
        ("\n---\nslug: a\n---\n", ["line 1: the file must begin with ---, its fields and ---"]),
        ("---\nslug: a\n", ["line 1: the front matter is not closed by a line with ---"]),
        (
            "---\n- a\n---\n<!-- audience: a -->\nx",
            ["line 2: the front matter must be fields: slug: ..., title: ..."],
        ),
        (
            "---\n---\n<!-- audience: a -->\nx",
            ["line 2: the front matter must be fields: slug: ..., title: ..."],
        ),
        (
            "---\nrisk: x\nslug:\n---\n<!-- audience: a -->\nx",
            [
                "line 2: title: this field is missing",
                "line 2: kind: this field is missing",
                "line 3: slug: this field is missing",
            ],
        ),
    ],
)
def test_a_file_without_its_front_matter_is_refused(text, messages):
    assert refused(text) == messages


@pytest.mark.parametrize(
    ("after", "messages"),
    [
        ("", ["line 6: texts: there is no text: begin one with <!-- audience: clinician -->"]),
        ("\n\n", ["line 6: texts: there is no text: begin one with <!-- audience: clinician -->"]),
        (
            "\nText",
            ["line 7: texts: this text belongs to no audience: begin it with <!-- audience: clinician -->"],
        ),
        (
            "Text\n<!-- audience: a -->\nx",
            ["line 6: texts: this text belongs to no audience: begin it with <!-- audience: clinician -->"],
        ),
        ("<!-- audience: a -->\n \n", ["line 6: texts.a: there is no text for a"]),
        (
            "<!-- audience: a -->\nx\n<!-- audience: a -->\ny",
            ["line 8: texts.a: there is a text for a on line 6 already"],
        ),
        (
            "<!-- audience: a -->\nx\n<!-- audience patient -->\ny\n <!-- AUDIENCE: b -->",
            [
                "line 8: texts: this marker cannot be read: write <!-- audience: clinician -->",
                "line 10: texts: this marker cannot be read: write <!-- audience: clinician -->",
            ],
        ),
        (
            "<!-- audience: a -->\n" + "x" * 1_000_001,
            ["line 6: texts.a: the text has 1,000,001 bytes; at most 1,000,000 are allowed"],
        ),
    ],
    ids=range(8),
)
def test_texts_are_refused_with_their_line(after, messages):
    assert refused("---\nslug: a\ntitle: T\nkind: guide\n---\n" + after) == messages


def test_bytes_that_are_no_text_are_refused_with_their_place():
    assert refused(front("") + b"a\xe9b") == ["line 9: byte 72 (0xE9) is not UTF-8: save the file as UTF-8"]
    assert refused(GOOD.encode("utf-16")) == ["line 1: the file is UTF-16: save it as UTF-8"]
    assert refused(b"a" * 10_000_001) == ["line 1: the file is larger than 10,000,000 bytes"]


def test_control_characters_are_refused_wherever_they_stand():
    data = front("funding: a\x07").replace(b"Text", b"T\x00\x00\xee\x80\x80")
    assert refused(data) == [
        "line 5: a control character (U+0007) is not allowed: delete it",
        "line 8: a control character (U+0000) is not allowed: delete it",
        "line 8: a private-use character (U+E000) is not allowed: delete it",
    ]


def test_all_problems_are_reported_at_once_in_order_of_lines():
    problems = refused("---\nslug: A\ntitel: x\nkind: guide\nrisk: &a b\n---\nText\n<!-- audience: a -->\n")
    assert [problem.split(":")[0] for problem in problems] == ["line 2"] * 2 + [
        "line 3",
        "line 5",
        "line 7",
        "line 8",
    ]


def test_a_problem_names_line_field_and_message():
    with pytest.raises(BadArticleFile) as error:
        read(front("risk: [x]"))
    assert error.value.problems == [FileProblem(5, "risk", "must be a text")]


def test_a_written_file_is_pleasant_to_read():
    article_file = ArticleFile(
        slug="a",
        title="T: 1",
        kind="guide",
        topics=("ms",),
        takeaways={"patient": "One\ntwo"},
        references="refs.json",
        texts={"clinician": "Über\n\n# x", "patient": "y"},
    )
    assert write(article_file) == (
        "---\nslug: a\ntitle: 'T: 1'\nkind: guide\ntopics:\n- ms\n"
        "takeaways:\n  patient: |-\n    One\n    two\nreferences: refs.json\n---\n"
        "<!-- audience: clinician -->\nÜber\n\n# x\n\n<!-- audience: patient -->\ny\n"
    )


@pytest.mark.parametrize("line", ["<!-- audience: patient -->", "  <!--audience x", "<!-- AUDIENCE: b --> c"])
def test_a_body_with_a_line_like_a_marker_cannot_be_written(line):
    with pytest.raises(BadArticleFile) as error:
        write(ArticleFile(slug="a", title="T", kind="guide", texts={"clinician": f"x\n{line}\ny"}))
    assert error.value.problems == [
        FileProblem(2, "texts.clinician", "this line would be taken for an audience marker")
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"texts": {"a b": "x"}},
            'line 1: texts: "a b" cannot be an audience: only letters, digits, _ and -',
        ),
        ({"texts": {"a": "\n"}}, "line 6: texts.a: there is no text for a"),
        ({"title": "a\nb"}, "line 3: title: must be one line"),
        ({"title": "a\x00"}, "line 3: title: a control character (U+0000) is not allowed: delete it"),
        (
            {"slug": "A"},
            f'line 2: slug: "A" {SLUG}',
        ),
        (
            {"texts": {"a": "\ud800"}},
            "line 1: texts.a: half of a character (U+D800) is not allowed: delete it",
        ),
        ({"references": ({"id": "a"},)}, "line 1: references: type is missing"),
        (
            {"references": "x.bib"},
            f'line 5: references: "x.bib": {LATER}',
        ),
    ],
)
def test_what_would_not_be_read_is_not_written(change, message):
    article_file = ArticleFile(**{"slug": "a", "title": "T", "kind": "guide", "texts": {"a": "x"}} | change)
    with pytest.raises(BadArticleFile) as error:
        write(article_file)
    assert [str(problem) for problem in error.value.problems][:1] == [message]


def test_writing_brings_bodies_and_references_into_their_stored_form():
    item = {"id": "a", "type": "book", "title": "T", "volume": 3, "issued": {"date-parts": [["2014"]]}}
    article_file = ArticleFile(
        slug="a", title="T", kind="guide", references=(item,), texts={"a": "\r\nx\r\ny\n\n"}
    )
    found = read(write(article_file).encode())
    assert found.texts == {"a": "x\ny"}
    assert found.references == (
        {
            "id": "a",
            "type": "book",
            "title": "T",
            "volume": "3",
            "issued": {"date-parts": [[2014]]},
            "study_design": "other",
        },
    )


def storable(text: str) -> bool:
    return not refused_characters(text)


CHARACTERS = st.characters(exclude_categories=["Cs", "Co", "Cc"]) | st.sampled_from(
    "\t#:-'\"{}[]&*!|>%@`,? \u2028\ufeff~"
)
LINE = st.text(CHARACTERS, min_size=1, max_size=20).filter(lambda text: bool(text.strip()) and storable(text))
LINES = st.text(CHARACTERS | st.just("\n"), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip()) and storable(text)
)
WORD = st.sampled_from(
    ["yes", "null", "1e3", "2014-01-01", "~", "a-1", "0x1F", "12:30", "<<", "=", "---", "..."]
)
AUDIENCES = st.sampled_from(["clinician", "student", "caregiver", "patient", "x_1-y", "no", "1"])
ITEMS = st.fixed_dictionaries(
    {
        "type": st.just("book"),
        "title": st.sampled_from(["T", "2014", "a: b", "É"]),
        "study_design": st.just("rct"),
    },
    optional={
        "issued": st.just({"date-parts": [[2014, 2, 3]]}),
        "author": st.just([{"family": "no", "given": "1"}]),
    },
)
BODY = LINES.map(lambda text: text.strip("\n")) | st.sampled_from(
    ["---", "---\nslug: x\n---", "```\n<!-- x -->", "[@a]\n\n\n# x"]
)


@settings(deadline=None, max_examples=250)
@given(
    st.builds(
        ArticleFile,
        slug=st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,3}", fullmatch=True),
        title=LINE | WORD,
        kind=LINE | WORD,
        risk=st.just("") | LINE | WORD,
        question=st.just("") | LINE,
        topics=st.lists(LINE | WORD, max_size=3, unique=True).map(tuple),
        default_audience=st.just("") | AUDIENCES,
        titles=st.dictionaries(AUDIENCES, LINES | WORD, max_size=3),
        takeaways=st.dictionaries(AUDIENCES, LINES, max_size=3),
        disclaimers=st.dictionaries(AUDIENCES, st.just("") | LINES, max_size=3),
        change_summary=st.just("") | LINES,
        significance=st.just("") | WORD,
        drafted_with=st.just("") | WORD,
        funding=st.just("") | LINES | WORD,
        references=st.just("refs/a.json")
        | st.lists(ITEMS, max_size=3).map(
            lambda items: tuple(item | {"id": f"key{n}"} for n, item in enumerate(items))
        ),
        texts=st.dictionaries(AUDIENCES, BODY.filter(bool), min_size=1, max_size=4),
    )
)
@example(
    ArticleFile(slug="a", title="\ufeffx", kind="\u2028 k", change_summary=" \n x\n\n", texts={"a": " \tx "})
)
def test_what_is_written_reads_back_the_same(article_file):
    text = write(article_file)
    assert read(text.encode()) == article_file
    assert write(read(text.encode())) == text


@settings(deadline=None, max_examples=300)
@given(
    st.binary(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "---\n",
                "slug: a\n",
                "title: ",
                "- ",
                "{",
                "[",
                "}",
                '"',
                "'",
                "|\n",
                "? ",
                "&a ",
                "*a",
                "!!x ",
                "\n",
                "  ",
            ]
        )
        | st.sampled_from(
            [
                "<!-- audience: a -->\n",
                "<!-- audience",
                "x",
                ": ",
                "\t",
                "%YAML 1.1\n",
                "...\n",
                "#",
                "\\U99999999",
            ]
        ),
        max_size=25,
    ).map(lambda parts: "".join(["---\n", *parts]).encode())
)
def test_any_bytes_are_read_or_refused(data):
    try:
        found = read(data)
    except BadArticleFile as error:
        assert error.problems
        assert all(problem.line >= 1 and problem.message for problem in error.problems)
    else:
        assert found.slug and found.texts
