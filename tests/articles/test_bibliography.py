"""CSL-JSON read and refused, study designs, short labels and keys."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.bibliography import csl, designs, labels
from articles.rendering.citations import KEY

CASETTA = {
    "id": "casetta2007",
    "type": "article-journal",
    "title": "Azathioprine for multiple sclerosis",
    "author": [
        {"family": "Casetta", "given": "Ilaria"},
        {"family": "van der Berg", "given": "J.", "suffix": "Jr"},
    ],
    "container-title": "Cochrane Database of Systematic Reviews",
    "container-title-short": "Cochrane Database Syst Rev",
    "issued": {"date-parts": [[2007, 10, 17]]},
    "issue": "4",
    "page": "CD003982",
    "DOI": "10.1002/14651858.cd003982.pub2",
    "PMID": "17943809",
    "study_design": "systematic_review",
}


def refused(text: str) -> list[str]:
    with pytest.raises(csl.BadReferences) as error:
        csl.parse(text)
    return [str(problem) for problem in error.value.problems]


def wrong(**fields) -> list[str]:
    return csl.check_item({"id": "a", "type": "book", "title": "T"} | fields)


def test_a_good_item_is_kept_as_it_is():
    assert csl.parse(json.dumps([CASETTA])) == [CASETTA]
    assert csl.check_item(CASETTA) == []


def test_an_item_is_brought_into_its_stored_form():
    item = CASETTA | {
        "title": "  Azathioprine\n for  multiple sclerosis ",
        "issued": {"date-parts": [["2007", "10", "17"]]},
        "issue": 4,
        "DOI": "https://doi.org/10.1002/14651858.CD003982.PUB2",
        "PMID": 17943809,
        "publisher": "",
        "editor": [],
        "abstract": "Not kept",
        "note": "Nor this",
    }
    assert csl.parse("\ufeff" + json.dumps([item])) == [CASETTA]


def test_text_is_composed():
    [item] = csl.parse('[{"id": "a", "type": "book", "title": "Be\\u0301ta"}]')
    assert item == {"id": "a", "type": "book", "title": "B\u00e9ta", "study_design": "other"}


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ({"date-parts": [[2014]]}, [2014]),
        ({"date-parts": [["2014", "02"]]}, [2014, 2]),
        ("2014", [2014]),
        (2014, [2014]),
        ("2016-02-29", [2016, 2, 29]),
    ],
)
def test_a_date_may_be_written_in_several_ways(typed, parts):
    item, problems = csl.read_item({"id": "a", "type": "book", "title": "T", "issued": typed})
    assert problems == []
    assert item["issued"] == {"date-parts": [parts]}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"date-parts": [[2014, 2, 31]]}, "issued: there is no 2014-2-31 in the calendar"),
        ({"date-parts": [["2015", "02", "29"]]}, "issued: there is no 2015-2-29 in the calendar"),
        ({"date-parts": [[2014, 13]]}, "issued: there is no 2014-13 in the calendar"),
        ({"date-parts": [[2014, 0]]}, "issued: there is no 2014-0 in the calendar"),
        ({"date-parts": [[14]]}, "issued: 14 is not a year of four digits"),
        ({"date-parts": [[2014], [2015]]}, "issued: ranges are not kept: give the first date only"),
        ("2014/2015", "issued: write a date as 2014, 2014-11 or 2014-11-17; ranges are not kept"),
        ({"date-parts": [["May"]]}, "issued: the parts of a date are whole numbers"),
        ({"date-parts": [[True]]}, "issued: the parts of a date are whole numbers"),
        ({"date-parts": [[20140]]}, "issued: the parts of a date are whole numbers"),
        ({"date-parts": [["²"]]}, "issued: the parts of a date are whole numbers"),
        ({"date-parts": [[2014, 1, 1, 1]]}, "issued: a date has a year, perhaps a month, perhaps a day"),
        ({"date-parts": [[]]}, "issued: a date has a year, perhaps a month, perhaps a day"),
        ({"date-parts": []}, 'issued: "date-parts" looks like [[2014, 11, 17]]'),
        ({"date-parts": [2014]}, 'issued: "date-parts" looks like [[2014, 11, 17]]'),
        ({"date-parts": [[2014]], "season": 1}, 'issued: a date has "date-parts" and nothing else'),
        ({"raw": "May 2014"}, 'issued: a date has "date-parts" and nothing else'),
        (None, 'issued: a date has "date-parts" and nothing else'),
        (True, 'issued: a date has "date-parts" and nothing else'),
    ],
)
def test_a_date_that_is_none_is_refused(typed, message):
    assert wrong(issued=typed) == [message]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"foo": "x"}, '"foo" is not a field of a reference'),
        ({"titel": "x"}, '"titel" is not a field of a reference; did you mean title?'),
        ({"type": "boook"}, 'type: "boook" is unknown; did you mean book?'),
        ({"study_design": "cohorts"}, 'study_design: "cohorts" is unknown; did you mean cohort?'),
        ({"title": "a <i>b</i>"}, 'title: "<i>" is HTML; only plain text is kept'),
        ({"title": "a &amp; b"}, 'title: "&amp;" is HTML; only plain text is kept'),
        ({"title": "a\x00b"}, "title: a control character (U+0000) is not allowed: delete it"),
        ({"title": "a\ud800b"}, "title: half of a character (U+D800) is not allowed: delete it"),
        ({"title": "x" * 2001}, "title: has 2,001 characters; at most 2,000 are kept"),
        ({"volume": 1.5}, "volume: must be text"),
        ({"volume": True}, "volume: must be text"),
        ({"publisher": None}, "publisher: must be text"),
        ({"publisher": ["x"]}, "publisher: must be text"),
        (
            {"DOI": "unavailable"},
            'DOI: "unavailable" is not a DOI: it looks like 10.1002/14651858.cd003982.pub2',
        ),
        ({"PMID": 0}, 'PMID: "0" is not a PMID: it has one to eight digits'),
        ({"author": "Casetta I"}, "author: must be a list of names"),
        (
            {"author": ["Casetta I"]},
            'author: a name has "family" and "given", or "literal" for an organisation',
        ),
        (
            {"author": [{"given": "I"}]},
            'author: a name needs "family", or "literal" for an organisation, and not both',
        ),
        (
            {"author": [{"family": "I", "literal": "I"}]},
            'author: a name needs "family", or "literal" for an organisation, and not both',
        ),
        ({"author": [{"familly": "I"}]}, 'author: "familly" is not a part of a name; did you mean family?'),
        ({"author": [{"family": "<b>I</b>"}]}, 'author: "<b>" is HTML; only plain text is kept'),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(fields, message):
    assert wrong(**fields) == [message]


@pytest.mark.parametrize(
    "key", ["1a", "a b", "a.", "-a", "ä", "a@b", "a" * 81, "http://zotero.org/users/1/items/ABC"]
)
def test_a_key_that_cannot_be_cited_is_refused(key):
    [message] = wrong(id=key)
    assert message.startswith(f'id: "{key[:40]}') and "cannot be a key" in message


@pytest.mark.parametrize("missing", ["id", "type", "title"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_key_type_and_title_are_needed(missing, blank):
    item = {"id": "a", "type": "book", "title": "T"}
    if blank is None:
        del item[missing]
    else:
        item[missing] = blank
    assert csl.check_item(item) == [f"{missing} is missing"]


@pytest.mark.parametrize("title", ["p < 0.05 and q > 3", "R&D", "A & B; C", "x<y"])
def test_comparisons_and_ampersands_are_plain_text(title):
    assert wrong(title=title) == []


def test_everything_wrong_is_reported_with_its_line():
    text = """[
      {"id": "a", "type": "book", "title": "T"},

      {"id": "b", "id": "c", "type": "book", "title": "T", "volume": NaN},
      3,
      {"id": "a", "type": "book",
       "title": "T", "volume": Infinity, "colour": "red"}
    ]"""
    assert refused(text) == [
        "line 4: c: NaN is not a number that can be kept",
        'line 4: c: "id" stands twice in one group',
        "line 5: a reference is a group of fields: {...}",
        "line 6: a: Infinity is not a number that can be kept",
        'line 6: a: "colour" is not a field of a reference',
        "line 6: a: this key was given on line 2 already",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: a list of references is expected: [{...}, {...}]"),
        ('\n{"id": "a"}', "line 2: a list of references is expected: [{...}, {...}]"),
        ("[]", "line 1: the list holds no reference"),
        ('[\n{"id": }]', "line 2: this is not JSON: Expecting value"),
        ("[\n{\n'id': 1}]", "line 3: this is not JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, "line 1: groups stand more than 20 deep inside one another"),
        (
            '[\n{"title":\n' + "[" * 19 + "]" * 19 + "}]",
            "line 3: groups stand more than 20 deep inside one another",
        ),
        ('["' + "x" * 5_000_000 + '"]', "line 1: the list is larger than 5,000,000 bytes"),
    ],
)
def test_what_is_no_list_of_references_is_refused(text, message):
    assert refused(text) == [message]


def test_the_deepest_groups_are_read():
    deepest = '[{"id": "a", "type": "book", "title":' + "[" * 18 + "]" * 18 + "}]"
    assert refused(deepest) == ["line 1: a: title: must be text"]


def test_an_unclosed_list_and_what_follows_it_are_refused():
    good = '{"id": "a", "type": "book", "title": "[[[[[[[[[[[[[[[[[[[[[[[[ \\" ["}'
    assert refused(f"[{good}\n") == [
        "line 2: this is not JSON: a comma or the closing ] of the list is expected"
    ]
    assert refused(f"[{good}]\n x") == ["line 2: something follows after the list"]
    assert refused(f"[{good},\n]") == ["line 2: this is not JSON: Expecting value"]
    assert len(csl.parse(f"[{good}]")) == 1


def test_numbers_are_kept_as_typed():
    [item] = csl.parse(
        '[{"id": "a", "type": "book", "title": "T", "volume": 1e400, "number": 1.50, "issue": 7}]'
    )
    assert (item["volume"], item["number"], item["issue"]) == ("1e400", "1.50", "7")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**12) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELD = st.sampled_from(sorted(csl.FIELDS))


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(
        FIELD, JSON | st.sampled_from([[{"family": "A"}], "book", {"date-parts": [["2014", 1]]}]), max_size=6
    )
)
def test_any_item_is_read_or_refused_and_reading_twice_changes_nothing(item):
    once, problems = csl.read_item(item)
    assert all(isinstance(problem, str) and problem for problem in problems)
    assert bool(csl.check_item(item)) == bool(problems)
    if not problems:
        assert csl.read_item(once) == (once, [])
        assert csl.parse(json.dumps([once])) == [once]


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60) | st.text('[]{}",:\\ \nab0', max_size=60) | JSON.map(json.dumps))
def test_any_text_is_parsed_or_refused(text):
    try:
        items = csl.parse(text)
    except csl.BadReferences as error:
        assert error.problems
        assert all(1 <= problem.line <= text.count("\n") + 1 for problem in error.problems)
    else:
        assert items and all(csl.check_item(item) == [] for item in items)


def test_every_study_design_has_a_badge():
    assert {code: designs.badge(code) for code in designs.STUDY_DESIGNS} == {
        **dict.fromkeys(
            [
                "systematic_review",
                "meta_analysis",
                "rct",
                "cohort",
                "case_control",
                "case_series",
                "case_report",
            ],
            "Research",
        ),
        "guideline": "Guideline",
        "regulatory": "Regulator",
        "label": "Label",
        "expert_opinion": "Expert opinion",
        "news": "News",
        "other": "Other",
    }
    with pytest.raises(KeyError):
        designs.badge("blog")


@pytest.mark.parametrize(
    ("item", "label", "key"),
    [
        (CASETTA, "Casetta 2007", "casetta2007"),
        (
            {"author": [{"family": "Berg", "non-dropping-particle": "van der"}]},
            "van der Berg, no date",
            "vanderberg",
        ),
        (
            {"author": [{"literal": "Ōsaka Univ."}], "issued": {"date-parts": [[2020]]}},
            "Ōsaka Univ 2020",
            "osakauniv2020",
        ),
        ({"title": "The use of X", "issued": {"date-parts": [[2020]]}}, "The use of X 2020", "use2020"),
        ({"author": [{"family": "Straße-Øre"}]}, "Straße-Øre, no date", "strasseore"),
        ({"author": [{"family": "王"}]}, "王, no date", "reference"),
        ({"editor": [{"family": "Doe"}], "title": "B"}, "Doe, no date", "doe"),
        ({"title": "2020"}, "2020, no date", "reference"),
        ({}, "no date", "reference"),
    ],
)
def test_a_label_says_who_and_when_and_a_key_can_be_typed(item, label, key):
    assert labels.short_label(item) == label
    assert labels.suggest_key(item, ()) == key


def test_a_long_label_is_cut():
    label = labels.short_label({"author": [{"literal": "National Institute for Health and Care Excellence"}]})
    assert label == "National Institute for Health and Care E…, no date"


def test_a_taken_key_gets_a_letter():
    assert labels.suggest_key(CASETTA, {"casetta2007"}) == "casetta2007a"
    assert labels.suggest_key(CASETTA, {"casetta2007", "casetta2007a"}) == "casetta2007b"
    taken = {"casetta2007", *(f"casetta2007{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")}
    assert labels.suggest_key(CASETTA, taken) == "casetta2007aa"
    assert labels.suggest_key({"title": "Dose"}, {"dose"}) == "dose-a"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=50), st.text(max_size=50), st.none() | st.integers(1000, 9999))
def test_a_suggested_key_is_always_valid_and_free(family, title, year):
    item = {"author": [{"family": family}], "title": title}
    if year:
        item["issued"] = {"date-parts": [[year]]}
    first = labels.suggest_key(item, ())
    second = labels.suggest_key(item, {first})
    assert first != second
    assert re.fullmatch(KEY, first) and re.fullmatch(KEY, second)
    assert labels.short_label(item)
