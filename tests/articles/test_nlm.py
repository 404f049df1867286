"""References as the National Library of Medicine prints them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.bibliography import csl, nlm
from articles.bibliography.names import initials, nlm_name

from .test_bibliography import CASETTA


def cited(**fields) -> str:
    item, problems = csl.read_item({"id": "a", "title": "A title"} | fields)
    assert problems == []
    return str(nlm.cite(item))


def people(*names: str) -> list[dict[str, str]]:
    return [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in names]


def test_a_journal_article_in_its_four_parts():
    assert nlm.cite(CASETTA) == nlm.NlmCitation(
        authors="Casetta I, van der Berg J Jr.",
        title="Azathioprine for multiple sclerosis.",
        source="Cochrane Database Syst Rev.",
        details="2007;(4):CD003982.",
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"volume": "9", "issue": "11", "page": "e113371"}, "2014;9(11):e113371."),
        ({"volume": "105", "issue": "5", "page": "1095-1105"}, "2014;105(5):1095–1105."),
        ({"volume": "9"}, "2014;9."),
        ({"page": "12--5"}, "2014:12–5."),
        ({}, "2014."),
    ],
)
def test_year_volume_issue_and_pages_of_a_journal_article(fields, expected):
    text = cited(type="article-journal", issued="2014-11-17", **{"container-title": "PLoS One"}, **fields)
    assert text == f"A title. PLoS One. {expected}"


def test_a_newspaper_article_has_its_day():
    fields = {"container-title": "The Times", "page": "4"}
    assert (
        cited(type="article-newspaper", issued="2014-11-07", **fields) == "A title. The Times. 2014 Nov 7:4."
    )


def test_six_authors_are_named_and_more_are_others():
    six = people("One, A", "Two, B", "Three, C", "Four, D", "Five, E", "Six, F")
    assert cited(type="book", author=six).startswith("One A, Two B, Three C, Four D, Five E, Six F. A title.")
    seven = [*six, *people("Seven, G")]
    assert cited(type="book", author=seven).startswith(
        "One A, Two B, Three C, Four D, Five E, Six F, et al. A title."
    )


def test_a_book_with_edition_place_and_publisher():
    fields = {
        "publisher": "Wiley",
        "publisher-place": "London",
        "edition": "3",
        "author": people("Doe, Jane Q"),
    }
    assert cited(type="book", issued="2014", **fields) == "Doe JQ. A title. 3rd ed. London: Wiley; 2014."


@pytest.mark.parametrize(
    ("edition", "shown"),
    [
        ("1", "1st ed."),
        ("2", "2nd ed."),
        ("11", "11th ed."),
        ("22", "22nd ed."),
        ("112", "112th ed."),
        ("Rev", "Rev ed."),
        ("Second edition", "Second edition."),
        ("2nd ed.", "2nd ed."),
    ],
)
def test_an_edition_is_an_ordinal(edition, shown):
    assert cited(type="book", edition=edition, issued="2014") == f"A title. {shown} 2014."


def test_an_edited_book_begins_with_its_editors():
    assert cited(type="book", editor=people("Doe, J"), issued="2014") == "Doe J, editor. A title. 2014."
    assert (
        cited(type="book", editor=people("Doe, J", "Roe, R"), issued="2014")
        == "Doe J, Roe R, editors. A title. 2014."
    )


def test_a_chapter_names_its_book():
    fields = {"container-title": "The book", "publisher": "Wiley", "page": "10-20"}
    assert cited(type="chapter", editor=people("Doe, J"), issued="2014", **fields) == (
        "A title. In: Doe J, editor. The book. Wiley; 2014. p. 10–20."
    )
    assert cited(type="chapter", issued="2014", **fields) == "A title. In: The book. Wiley; 2014. p. 10–20."


def test_a_report_has_its_number_and_corporate_author():
    fields = {"author": [{"literal": "World Health Organization"}], "publisher": "WHO", "number": "12"}
    assert cited(type="report", **fields) == (
        "World Health Organization. A title. WHO; [date unknown]. Report No.: 12."
    )


def test_a_web_page_says_internet_and_when_it_was_cited():
    fields = {"URL": "https://example.org", "accessed": "2026-09-03", "publisher": "NICE"}
    assert (
        cited(type="webpage", issued="2020-02", **fields)
        == "A title [Internet]. NICE; 2020 Feb [cited 2026 Sep 3]."
    )
    del fields["accessed"]
    assert cited(type="webpage", **fields) == "A title [Internet]. NICE; [date unknown]."


def test_a_thesis_says_what_it_is():
    assert cited(type="thesis", issued="2014", publisher="Uni") == "A title [dissertation]. Uni; 2014."
    assert (
        cited(type="thesis", issued="2014", publisher="Uni", genre="PhD thesis")
        == "A title [PhD thesis]. Uni; 2014."
    )


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("Ilaria", "I"),
        ("Jean-Pierre", "JP"),
        ("J.-P.", "JP"),
        ("J. R. R.", "JR"),
        ("J.R.", "JR"),
        ("JR", "JR"),
        ("J R", "JR"),
        ("Maria de los", "M"),
        ("Élise", "É"),
        ("OLE", "OL"),
        ("ILARIA", "I"),
        ("", ""),
        ("ludwig", "L"),
        ("Anne Marie", "AM"),
    ],
)
def test_initials_of_a_given_name(given_name, expected):
    assert initials(given_name) == expected


def test_particles_and_generations_stand_where_they_belong():
    name = {"family": "Berg", "non-dropping-particle": "van der", "given": "Jan", "suffix": "III"}
    assert nlm_name(name) == "van der Berg J 3rd"
    assert nlm_name({"family": "King", "given": "Martin Luther", "suffix": "Jr."}) == "King ML Jr"
    assert nlm_name({"literal": "Cochrane MS Group"}) == "Cochrane MS Group"


@pytest.mark.parametrize("title", ["Why?", "Stop!", "And so on…", 'The "end."', "A title.", "A title.."])
def test_a_title_that_ends_in_a_mark_gets_no_second_one(title):
    expected = title.replace("..", ".")
    assert cited(type="book", title=title, issued="2014") == f"{expected} 2014."


def test_a_mark_inside_brackets_does_not_end_the_sentence():
    assert cited(type="book", title="A title (why?)", issued="2014") == "A title (why?). 2014."


TEXT = st.text("ab .?!…\"'-–", max_size=10).map(lambda text: f"a{text}")


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(sorted(csl.TYPES)),
    st.dictionaries(
        st.sampled_from(
            [
                "title",
                "container-title",
                "publisher",
                "publisher-place",
                "edition",
                "volume",
                "issue",
                "page",
                "number",
                "genre",
            ]
        ),
        TEXT,
    ),
    st.lists(TEXT, max_size=8),
    st.booleans(),
)
def test_no_citation_has_two_full_stops_in_a_row(kind, fields, families, edited):
    names = {"editor" if edited else "author": [{"family": family, "given": family} for family in families]}
    citation = nlm.cite(csl.read_item({"id": "a", "type": kind, "title": "T"} | fields | names)[0])
    assert ".." not in str(citation)
    assert all(part == part.strip() for part in vars(citation).values())
    assert all(
        part[-1] in ".?!…\"'" for part in vars(citation).values() if part and not part.endswith(" In:")
    )
