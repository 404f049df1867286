"""The edit page: save, preview, add a text, and the answers to what came too late or cannot be kept."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from articles.models import Rendition, Version
from articles.services import add_contributor
from reviews import services as reviews
from tests import factories as make
from tests.pages.desk_helpers import address, edit_form, nothing_changes, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.author()


@pytest.fixture
def version(author):
    return make.draft(author)


@pytest.fixture
def client(author):
    return signed_in(author)


def body(version, audience="clinician") -> str:
    return Rendition.objects.get(version=version, audience=audience).body


def test_a_save_keeps_every_field_and_comes_back_to_the_page(client, version):
    form = edit_form(
        version,
        title="A better title",
        funding="A foundation.",
        drafted_with="ai_assisted",
        clinician__body=make.CLINICIAN + "\r\nOne more line.\r\n",
        patient__disclaimer="Only for adults.",
    )
    response = client.post(address("edit_version", version), form)
    assert response.url == address("edit_version", version)
    saved = make.fresh(version)
    assert (saved.title, saved.funding, saved.drafted_with) == (
        "A better title",
        "A foundation.",
        "ai_assisted",
    )
    assert saved.lock == version.lock + 1
    assert body(version) == make.CLINICIAN + "\nOne more line."
    assert Rendition.objects.get(version=version, audience="patient").disclaimer == "Only for adults."


def test_a_save_that_changes_nothing_writes_nothing(client, version):
    with nothing_changes():
        response = client.post(address("edit_version", version), edit_form(version))
    assert response.status_code == 302


def test_the_preview_button_shows_the_text_and_saves_nothing(client, version):
    typed = edit_form(
        version, clinician__body="## Short answer\n\nNew words [@casetta2007] and [@nobody].\n", do="preview"
    )
    with nothing_changes():
        response = client.post(address("edit_version", version), typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Nothing is saved yet" in page
    assert "New words" in page
    assert "[?nobody]" in page
    assert "The heading “## In practice” is missing." in page
    assert "@nobody is not in the reference library." in page


def test_the_fragment_shows_one_text_as_it_would_be(client, version):
    typed = {
        "title": "T",
        "clinician-body": "## Short answer\n\nOne [@casetta2007].\n",
        "clinician-key_takeaway": "Short.",
    }
    with nothing_changes():
        response = client.post(address("preview_text", version, "clinician"), typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert '<h2 id="clinician-s-short-answer">' in page
    assert "Short." in page
    assert 'href="#id_clinician-body"' not in page.split("Preview.")[1]


def test_problems_name_their_line_and_can_be_linked_to(client, version):
    typed = {"clinician-body": "## Short answer\n\nOne.\n\nTwo [@nobody] and ![x](y).\n"}
    page = client.post(address("preview_text", version, "clinician"), typed).content.decode()
    assert page.count('id="clinician-line-5"') == 1
    assert page.count('data-line="5"') == 2
    assert "Two [@nobody] and ![x](y)." in page


def test_markup_in_a_text_is_never_markup_on_the_page(client, version):
    attack = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    typed = edit_form(
        version, title=attack, clinician__body=attack, clinician__key_takeaway=attack, do="preview"
    )
    page = client.post(address("edit_version", version), typed).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript:' not in page


def test_an_unknown_audience_has_no_preview(client, version):
    assert client.post(address("preview_text", version, "nobody"), {}).status_code == 404


def test_a_text_for_one_more_audience_is_added_with_its_headings_and_kept_on_save(client, version):
    typed = edit_form(version, do="add", add_audience="caregiver", title="Not lost")
    with nothing_changes():
        page = client.post(address("edit_version", version), typed)
    assert "Not lost" in page.content.decode()
    assert "## What this means for you" in page.context["forms"].texts[1]["body"].value()
    written = edit_form(
        version, audience=["clinician", "caregiver", "patient"], caregiver__body="## The short answer\n"
    )
    client.post(address("edit_version", version), written)
    assert body(version, "caregiver") == "## The short answer"
    assert "Text for caregivers" in client.get(address("edit_version", version)).content.decode()


def test_an_audience_that_does_not_exist_is_not_added(client, version):
    typed = edit_form(version, do="add", add_audience="nobody", audience=["clinician", "nobody"])
    response = client.post(address("edit_version", version), typed)
    assert response.status_code == 200
    assert [form.audience.pk for form in response.context["forms"].texts] == ["clinician", "patient"]


def test_a_text_that_was_not_on_the_page_stays(client, version):
    form = edit_form(version, title="New")
    form = {name: value for name, value in form.items() if not name.startswith("patient-")} | {
        "audience": ["clinician"]
    }
    before = body(version, "patient")
    response = client.post(address("edit_version", version), form)
    assert response.status_code == 302
    assert body(version, "patient") == before


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "\u200b"}, "This field is required."),
        ({"title": "a" * 251}, "it has 251"),
        ({"question": "a" * 1001}, "it has 1001"),
        ({"significance": "enormous"}, "Select a valid choice"),
        ({"lock": "eleven"}, "Enter a whole number"),
        ({"lock": ""}, "This field is required."),
        ({"clinician__body": "nul \x00"}, "Null characters are not allowed."),
        ({"patient__key_takeaway": "a" * 1001}, "it has 1001"),
        ({"patient__title": "dose \u202e"}, "U+202E"),
        ({"clinician__body": "é" * 500_001}, "This text has 1,000,002 bytes; 1,000,000 can be kept."),
    ],
)
def test_what_cannot_be_saved_is_named_and_the_typed_text_kept(client, version, fields, message):
    with nothing_changes():
        response = client.post(
            address("edit_version", version), edit_form(version, funding="Typed by hand", **fields)
        )
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "Typed by hand" in page
    if "clinician__body" in fields:
        assert fields["clinician__body"] in page


def test_the_live_preview_says_when_a_text_is_too_long_to_be_kept(client, version):
    response = client.post(address("preview_text", version, "clinician"), {"clinician-body": "a" * 1_000_001})
    assert response.status_code == 422
    assert "1,000,000 can be kept" in response.content.decode()


@pytest.fixture
def coauthor(author, version):
    cleo = make.author("Cleo Coauthor")
    add_contributor(
        version,
        cleo,
        role="author",
        printed_name="Cleo",
        credentials="",
        actor=author,
        now=make.NOW,
    )
    make.declare_interests(version)
    return cleo


def test_a_stale_edit_shows_both_texts_and_can_be_merged(client, version, author, coauthor):
    mine = edit_form(version, title="Mine", clinician__body=make.CLINICIAN + "\nMy sentence.\n")
    theirs = edit_form(version, title="Theirs", patient__body=make.PATIENT + "\nTheir sentence.\n")
    signed_in(coauthor).post(address("edit_version", version), theirs)

    with nothing_changes():
        response = client.post(address("edit_version", version), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Cleo Coauthor saved it" in page
    rows = {row.field.html_name: row for row in response.context["merge"].rows}
    assert set(rows) == {"title", "clinician-body", "patient-body"}
    assert [line.text for line in rows["title"].saved] == ["Theirs"]
    assert rows["title"].field.value() == "Mine"
    assert [line.text for line in rows["patient-body"].saved if line.differs] == ["", "Their sentence."]
    assert {name for name, row in rows.items() if row.take} == {"patient-body"}, "what I had not touched"
    assert "My sentence." in page

    merged = mine | {"lock": version.lock + 1, "title": "Ours", "take": ["patient-body"]}
    assert client.post(address("edit_version", version), merged).status_code == 302
    assert make.fresh(version).title == "Ours"
    assert body(version).endswith("My sentence.")
    assert body(version, "patient").endswith("Their sentence.")


def test_the_merge_form_carries_everything(client, version, coauthor):
    signed_in(coauthor).post(address("edit_version", version), edit_form(version, title="Theirs"))
    merge = client.post(address("edit_version", version), edit_form(version, title="Mine")).context["merge"]
    carried = {field.html_name: field.value() for field in merge.hidden}
    carried |= {row.field.html_name: row.field.value() for row in merge.rows}
    assert carried == {
        k: v for k, v in edit_form(make.fresh(version), title="Mine").items() if k not in ("do", "audience")
    } | {"lock": str(version.lock + 1)}
    assert merge.audiences == ["clinician", "patient"]


def test_a_third_save_in_between_is_stale_again(client, version, coauthor):
    other = signed_in(coauthor)
    other.post(address("edit_version", version), edit_form(version, title="Theirs"))
    merge = client.post(address("edit_version", version), edit_form(version, title="Mine")).context["merge"]
    lock = next(field.value() for field in merge.hidden if field.name == "lock")
    other.post(address("edit_version", version), edit_form(make.fresh(version), title="Theirs again"))
    merged = edit_form(version, title="Mine", lock=lock)
    with nothing_changes():
        assert client.post(address("edit_version", version), merged).status_code == 409


def test_submitted_meanwhile_the_typed_text_is_shown_to_be_copied(client, version, coauthor):
    form = edit_form(version, clinician__body="Words that took an hour")
    reviews.submit(version, user=coauthor, now=make.NOW + timedelta(hours=1))
    with nothing_changes():
        response = client.post(address("edit_version", version), form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Version 1 is submitted now." in page
    assert "Words that took an hour" in page
    assert [label for label, _ in response.context["typed"]] == ["Text, for clinicians"]


def test_submitted_meanwhile_the_live_preview_warns(client, version, author):
    reviews.submit(version, user=author, now=make.NOW)
    response = client.post(address("preview_text", version, "clinician"), {"clinician-body": "x"})
    assert response.status_code == 409
    assert "cannot be saved" in response.content.decode()


def test_the_edit_page_of_a_submitted_version_answers_409_with_the_article_as_it_is(client, version, author):
    reviews.submit(version, user=author, now=make.NOW)
    response = client.get(address("edit_version", version))
    assert response.status_code == 409
    assert "Pull back" in response.content.decode()


def test_others_do_not_learn_of_a_draft(version):
    for person in (make.author("Other"), make.member(), make.user("Reader")):
        client = signed_in(person)
        with nothing_changes():
            assert client.get(address("edit_version", version)).status_code == 404
            assert (
                client.post(address("edit_version", version), edit_form(version, title="x")).status_code
                == 404
            )
            assert client.post(address("preview_text", version, "clinician"), {}).status_code == 404


def test_the_board_may_see_a_submitted_version_but_not_write_on_it(version, author):
    reviews.submit(version, user=author, now=make.NOW)
    client = signed_in(make.member())
    with nothing_changes():
        assert client.post(address("edit_version", version), edit_form(version, title="x")).status_code == 403


def test_whoever_saves_becomes_a_contributor(version):
    editor = make.editor()
    signed_in(editor).post(address("edit_version", version), edit_form(version, title="Edited"))
    assert make.fresh(version).has_contributor(editor)


@override_settings(DEBUG=False)
def test_the_page_runs_under_the_strict_policy(client, version):
    response = client.get(address("edit_version", version))
    page = response.content.decode()
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "nonce" not in page
    assert "style=" not in page
    assert page.count("<script") == page.count("<script src=") == 2
    assert " onclick" not in page


def test_the_library_is_there_to_copy_from(client, version):
    page = client.get(address("edit_version", version)).content.decode()
    assert 'data-cite="massacesi2014"' in page
    assert reverse("articles:new_reference") in page


def test_the_edit_page_costs_the_same_for_a_long_history(client, version, django_assert_max_num_queries):
    for number in range(5):
        client.post(address("edit_version", version), edit_form(make.fresh(version), title=f"Title {number}"))
    client.get(address("edit_version", version))
    with django_assert_max_num_queries(25):
        assert client.get(address("edit_version", version)).status_code == 200
    assert Version.objects.get().lock == version.lock + 5


@pytest.mark.parametrize("value", ["\x00", "9" * 30, "9" * 5000, "-1", "\ufeff", "'\"><", "٣", "1e3", "[]"])
@pytest.mark.parametrize("name", ["lock", "audience", "add_audience", "take", "do", "significance", "title"])
def test_no_value_of_any_field_breaks_the_page(client, version, name, value):
    for do in ("save", "add", "preview"):
        response = client.post(
            address("edit_version", version), edit_form(version, **{"do": do, name: value})
        )
        assert response.status_code in (200, 302, 409, 422)
