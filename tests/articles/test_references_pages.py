"""The reference library: find, add, change; what is refused, and who may open it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.once import new_key
from accounts.roles import Role
from articles.author_lines import read_lines, write_lines
from articles.models import Citation, Reference
from articles.services import save_reference
from tests import factories as make
from tests.pages.desk_helpers import nothing_changes, signed_in

pytestmark = pytest.mark.django_db
LIST, NEW = "/references/", "/references/new/"


@pytest.fixture
def author():
    return make.author()


@pytest.fixture
def client(author):
    make.references(author)
    return signed_in(author)


def typed(**fields) -> dict:
    return {
        "type": "article-journal",
        "study_design": "cohort",
        "title": "Leucopenia under azathioprine",
        "authors": "García-Pérez, José Luis\nvan der Berg, Anna\nEuropean Medicines Agency",
        "container": "Neurology",
        "year": "2019-03",
        "volume": "12",
        "issue": "3",
        "pages": "45-52",
        "publisher": "",
        "doi": "https://doi.org/10.1212/WNL.0000000000001234",
        "pmid": "PMID: 12345678",
        "pmcid": "",
        "isbn": "",
        "nct": "",
        "isrctn": "",
        "url": "",
        "accessed": "",
        "key": "",
        **fields,
    }


def form_of(reference: Reference, **fields) -> dict:
    """What the form of a stored reference would send."""
    from articles.forms import as_typed  # noqa: PLC0415

    return as_typed(reference.item) | fields


def test_a_reference_is_added_in_a_medical_writers_words(client):
    response = client.post(NEW, typed(), follow=True)
    item = Reference.objects.get(key="garciaperez2019").item
    assert item["author"] == [
        {"family": "García-Pérez", "given": "José Luis"},
        {"family": "van der Berg", "given": "Anna"},
        {"literal": "European Medicines Agency"},
    ]
    assert item["issued"] == {"date-parts": [[2019, 3]]}
    assert (item["DOI"], item["PMID"]) == ("10.1212/wnl.0000000000001234", "12345678")
    assert item["study_design"] == "cohort"
    assert "Cite it as [@garciaperez2019]." in response.content.decode()


def test_a_taken_key_is_not_proposed_again(client):
    client.post(NEW, typed(authors="Casetta, Ilaria", year="2007"))
    assert Reference.objects.filter(key="casetta2007a").exists()


def test_a_double_click_adds_one_reference(client):
    form = typed(form_key=new_key())
    first, second = client.post(NEW, form), client.post(NEW, form)
    assert (first.url, second.url) == (LIST, LIST)
    assert Reference.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"title": "a" * 501}, "title", "it has 501"),
        ({"title": "A <b>bold</b> claim"}, "title", "is HTML; only plain text is kept"),
        ({"title": "Zero \u202e"}, "title", "U+202E"),
        ({"type": "poem"}, "type", "Select a valid choice"),
        ({"year": "2014-02-31"}, "year", "There is no 2014-2-31 in the calendar."),
        ({"year": "last spring"}, "year", "at most 10 characters"),
        ({"year": "soon"}, "year", "Write a date as 2014"),
        ({"doi": "10.x/nonsense"}, "doi", "is not a DOI"),
        ({"pmid": "PMC123"}, "pmid", "is not a PMID"),
        ({"pmcid": "123"}, "pmcid", "is not a PMCID"),
        ({"isbn": "978-3-16-148410-1"}, "isbn", "is not an ISBN"),
        ({"nct": "NCT1"}, "nct", "is not a ClinicalTrials.gov number"),
        ({"isrctn": "x"}, "isrctn", "is not an ISRCTN"),
        ({"url": "javascript:alert(1)"}, "url", "is not a web address"),
        ({"url": "https://user:pass@example.org/"}, "url", "is not a web address"),
        ({"key": "two words"}, "key", "has no spaces"),
        ({"key": "new"}, "key", "is an address of this site itself"),
        ({"key": "casetta2007"}, "key", "is the key of another reference"),
    ],
)
def test_a_bad_field_is_named_and_everything_typed_stays(client, fields, field, message):
    with nothing_changes():
        response = client.post(NEW, typed(publisher="Typed publisher", **fields))
    assert response.status_code == 422
    assert message in " ".join(response.context["form"].errors[field])
    assert "Typed publisher" in response.content.decode()


@pytest.mark.parametrize(
    ("scheme", "same"),
    [("doi", "doi: 10.1002/14651858.CD003982.PUB2."), ("pmid", "https://pubmed.ncbi.nlm.nih.gov/17943809/")],
)
def test_a_work_that_the_library_has_is_named_by_its_key(client, scheme, same):
    with nothing_changes():
        response = client.post(NEW, typed(**{scheme: same}))
    assert response.status_code == 422
    assert 'href="/references/casetta2007/"' in response.content.decode()
    assert "@casetta2007" in response.context["form"].errors[scheme][0]


def test_a_reference_is_changed_and_what_the_form_does_not_show_stays(client, author):
    item = dict(make.CASETTA) | {"publisher-place": "Oxford", "ISSN": "1469-493X"}
    reference = Reference.objects.get(key="casetta2007")
    save_reference(item, actor=author, now=make.NOW, reference=reference)
    reference = make.fresh(reference)
    response = client.post("/references/casetta2007/", form_of(reference, title="A corrected title"))
    assert response.url == LIST
    changed = make.fresh(reference).item
    assert changed == item | {"title": "A corrected title"}


def test_saving_a_reference_unchanged_writes_nothing(client):
    with nothing_changes():
        for reference in Reference.objects.all():
            response = client.post(f"/references/{reference.key}/", form_of(reference))
            assert response.status_code == 302


def test_a_key_that_is_cited_does_not_change(client, author):
    make.draft(author)
    reference = Reference.objects.get(key="casetta2007")
    client.post("/references/casetta2007/", form_of(reference, key="other2007", volume="5"))
    reference = make.fresh(reference)
    assert reference.key == "casetta2007"
    assert reference.csl["volume"] == "5"


def test_a_key_that_nobody_cites_may_change(client):
    reference = Reference.objects.get(key="casetta2007")
    client.post("/references/casetta2007/", form_of(reference, key="casetta2007cochrane"))
    assert make.fresh(reference).key == "casetta2007cochrane"


def test_a_signed_text_keeps_the_reference_as_it_was(client, author):
    make.submitted(author)
    frozen = Citation.objects.filter(key="casetta2007").values_list("csl", flat=True).first()
    reference = Reference.objects.get(key="casetta2007")
    client.post("/references/casetta2007/", form_of(reference, title="Another title"))
    assert Citation.objects.filter(key="casetta2007").values_list("csl", flat=True).first() == frozen


def test_a_reference_changed_meanwhile_is_shown_beside_mine(client, author):
    reference = Reference.objects.get(key="casetta2007")
    opened_with = client.get("/references/casetta2007/").context["form"].initial["opened_with"]
    item = dict(make.CASETTA) | {"volume": "17"}
    save_reference(item, actor=author, now=make.NOW + timedelta(days=1), reference=reference)
    mine = form_of(reference, volume="18", publisher="Typed publisher", opened_with=opened_with)
    with nothing_changes():
        response = client.post("/references/casetta2007/", mine)
    assert response.status_code == 409
    both = {d.label: (d.saved, d.typed) for d in response.context["differences"]}
    assert both == {"Volume": ("17", "18"), "Publisher": ("", "Typed publisher")}
    mine["opened_with"] = response.context["form"]["opened_with"].value()
    assert client.post("/references/casetta2007/", mine).status_code == 302
    assert make.fresh(reference).csl["volume"] == "18"


def found(client, words) -> list[str]:
    response = client.get(LIST, {"q": words})
    assert response.status_code == 200
    return [entry["reference"].key for entry in response.context["entries"]]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("", ["casetta2007", "garciaperez2019", "massacesi2014"]),
        ("casetta", ["casetta2007"]),
        ("INTERFERONS", ["massacesi2014"]),
        ("Filippini", ["casetta2007"]),
        ("García", ["garciaperez2019"]),
        ("garcia-perez jose", ["garciaperez2019"]),
        ("family", []),
        ("17943809", ["casetta2007"]),
        ("10.1371/JOURNAL.PONE.0113371", ["massacesi2014"]),
        ("azathioprine sclerosis", ["casetta2007", "massacesi2014"]),
        ("azathioprine nowhere", []),
        ("%", []),
        ("'; DROP TABLE", []),
        ('"', []),
    ],
)
def test_the_library_is_searched_by_key_title_author_and_identifier(client, words, keys):
    client.post(NEW, typed())
    assert found(client, words) == keys


def test_the_list_shows_badge_citation_and_how_many_articles_cite_it(client, author):
    make.draft(author)
    make.approved(author)
    page = " ".join(client.get(LIST).content.decode().replace("&nbsp;", " ").split())
    assert "cited by 2 articles" in page
    assert "Casetta I, Iuliano G, Filippini G." in page
    assert '<span class="tag">Research</span>' in page


def test_an_empty_library_invites_to_add_the_first():
    page = signed_in(make.author()).get(LIST).content.decode()
    assert "Add the first reference" in page


def test_the_list_costs_the_same_for_many_references(client, author, django_assert_max_num_queries):
    for number in range(60):
        item = {"id": f"key{number}x", "type": "book", "title": f"Book {number}", "study_design": "other"}
        save_reference(item, actor=author, now=make.NOW)
    with django_assert_max_num_queries(9):
        page = client.get(LIST).content.decode()
    assert "Page 1 of 2" in page


def test_a_reference_names_the_articles_that_cite_it_but_only_those_one_may_see(client, author):
    make.draft(author, slug="mine")
    make.draft(make.author("Other"), slug="theirs")
    page = client.get("/references/casetta2007/").content.decode()
    assert "/desk/mine/" in page
    assert "theirs" not in page


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.ADMINISTRATOR, "board"])
def test_only_authors_and_managing_editors_open_the_library(client, role):
    person = make.member() if role == "board" else make.user("Somebody", *([role] if role else []))
    other = signed_in(person)
    with nothing_changes():
        assert other.get(LIST).status_code == 403
        assert other.get("/references/casetta2007/").status_code == 403
        assert other.post(NEW, typed()).status_code == 403
        assert other.post("/references/casetta2007/", typed()).status_code == 403


def test_a_stranger_is_asked_to_sign_in():
    assert Client().get(LIST).url.startswith(reverse("account_login"))


def test_an_unknown_key_is_not_there(client):
    assert client.get("/references/nobody/").status_code == 404


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("Casetta, Ilaria", [{"family": "Casetta", "given": "Ilaria"}]),
        ("King, Martin, Jr", [{"family": "King", "given": "Martin", "suffix": "Jr"}]),
        ("World Health Organization", [{"literal": "World Health Organization"}]),
        ("{Agency for Health, Northern Region}", [{"literal": "Agency for Health, Northern Region"}]),
        ("  \n\n Casetta ,  Ilaria \n", [{"family": "Casetta", "given": "Ilaria"}]),
        ("Madonna, -", [{"family": "Madonna"}]),
    ],
)
def test_authors_are_typed_one_a_line(lines, names):
    assert read_lines(lines) == names
    assert read_lines(write_lines(names)) == names


def test_an_author_line_that_was_not_touched_keeps_all_parts_of_its_name():
    names = [{"family": "Berg", "non-dropping-particle": "van der", "given": "Anna"}, {"literal": "A, B"}]
    assert read_lines(write_lines(names) + "\nNew, One", names) == [*names, {"family": "New", "given": "One"}]


@pytest.mark.parametrize("value", ["\x00", "9" * 30, "\ufeff", "'\"><", "[]", "{}", "{", ",", ", , ,"])
@pytest.mark.parametrize("name", sorted(typed()))
def test_no_value_of_any_field_breaks_the_page(client, name, value):
    assert client.post(NEW, typed(**{name: value})).status_code in (302, 422)


@pytest.mark.parametrize(
    "address", ["/references/%00/", "/references/a%20b/", "/references/../", "/references/9/"]
)
def test_what_cannot_be_a_key_is_not_there(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "a" * 300, "page=0", "page=x", "page=99999999999999999999"]
)
def test_no_query_breaks_the_list(client, query):
    assert client.get(f"{LIST}?{query}").status_code == 200
