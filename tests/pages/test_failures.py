"""Pages for what went wrong: what was typed is shown to be kept, and nothing is stored."""

import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client

from tests import factories as make
from tests.pages.desk_helpers import address, edit_form, nothing_changes, signed_in

pytestmark = pytest.mark.django_db


def shown(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def test_a_database_that_is_away_before_the_person_is_known_keeps_what_was_typed(monkeypatch):
    author = make.author()
    version = make.draft(author)
    client, form = signed_in(author), edit_form(version, title="A title that took an hour")

    def away(self):
        raise OperationalError("connection refused")

    monkeypatch.setattr(SessionStore, "load", away)
    with nothing_changes():
        response = client.post(address("edit_version", version), form)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "A title that took an hour" in shown(response)


def test_the_page_about_an_ended_session_lists_words_and_no_bookkeeping():
    version = make.draft()
    form = edit_form(version, title="A title that took an hour", add_audience="student", opened_with="0" * 64)
    with nothing_changes():
        response = Client().post(address("edit_version", version), form)
    assert response.status_code == 403
    labels = re.findall(r'<label for="typed-\d+">([^<]*)<', shown(response))
    assert "Title" in labels
    assert "Clinician body" in labels
    for hidden in ("Lock", "Do", "Audience", "Add audience", "Opened with", "Csrfmiddlewaretoken"):
        assert hidden not in labels


def test_the_address_of_a_form_leads_back_to_the_desk():
    author = make.author()
    client, version = signed_in(author), make.draft(author)
    with nothing_changes():
        response = client.get(address("submit", version))
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert 'href="/after-sign-in/"' in shown(response)


def test_a_request_that_cannot_be_read_has_a_page():
    response = Client(raise_request_exception=False).get("/", headers={"host": "not a host"})
    assert response.status_code == 400
    assert "This could not be read" in shown(response)


def test_a_reader_may_keep_the_level_they_are_reading():
    version = make.approved()
    page = shown(Client().get(f"/articles/{version.article.slug}/for/patient/"))
    assert f"/reading-level/?article={version.article.slug}&amp;audience=patient" in page
    assert page.count("Always show me this level") == 1


@pytest.mark.parametrize("topic", ["%00", "%ED%A0%80", "'", "%F0%9F%92%8A"])
def test_an_impossible_topic_is_no_topic(topic):
    make.approved()
    assert Client().get(f"/articles/?topic={topic}").status_code == 404
