"""The pages on which a managing editor says what reviews to come ask for."""

import uuid

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from reviews.models import ReviewPolicy
from tests import factories as make
from tests.reviews.conftest import nothing_changes, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

LIST = reverse("reviews:policies")
PAGE = reverse("reviews:policy", args=["question", "standard"])
TERMS = {"approvals": "3", "specialties": ["pharmacy"], "due_days": "10", "interval_months": "9"}


def text_of(response):
    return response.content.decode()


def stored():
    return ReviewPolicy.objects.terms_of("question", "standard")


def test_the_list_has_the_terms_of_every_kind_and_risk():
    page = text_of(signed_in(make.editor()).get(LIST))
    for words in ("Question, low risk", "Question, standard risk", "Question, high risk", "24 months"):
        assert words in page


def test_a_specialty_that_nobody_has_is_warned_of():
    make.policy("nursing", "neurology")
    make.member()
    page = text_of(signed_in(make.editor()).get(LIST))
    assert page.count("nobody on the board today: no round can pass") == 1


def test_the_editor_changes_the_terms():
    editor = make.editor()
    response = signed_in(editor).post(PAGE, TERMS, follow=True)

    assert response.redirect_chain == [(LIST, 302)]
    assert "They count for rounds opened from now on." in text_of(response)
    policy = stored()
    assert (policy.approvals, policy.specialties, policy.due_days, policy.interval_months) == (
        3,
        ["pharmacy"],
        10,
        9,
    )


def test_the_page_says_how_the_terms_changed_and_who_did_it():
    make.policy("pharmacy", "neurology")
    page = text_of(signed_in(make.editor()).get(PAGE))
    assert "2 approvals, neurology and pharmacy among them" in page
    assert "set by Editor Edda" in page


def test_readers_find_the_specialties_in_the_editorial_policy(client):
    make.policy("pharmacy", "neurology")
    page = text_of(client.get(reverse("pages:editorial_policy")))
    assert "2 members, among them neurology and pharmacy" in page


@pytest.mark.parametrize("who", ["user", "author", "member", "administrator"])
def test_nobody_else_sees_or_changes_them(who):
    client = signed_in(getattr(make, who)())
    with nothing_changes():
        assert client.get(LIST).status_code == 403
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, TERMS).status_code == 403


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"approvals": "1"}, "2 approvals are the least: nothing is published on the word of one member."),
        ({"approvals": "-3"}, "2 approvals are the least"),
        ({"approvals": "9" * 30}, "At most 9 approvals"),
        ({"approvals": "two"}, "Write a whole number."),
        ({"approvals": ""}, "This field is required."),
        (
            {"approvals": "2", "specialties": ["pharmacy", "nursing", "neurology"]},
            "it takes 3 approvals at least",
        ),
        ({"specialties": ["alchemy"]}, "This is not a specialty of the board."),
        ({"due_days": "0"}, "Between 1 and 365 days."),
        ({"interval_months": "61"}, "Between 1 and 60 months."),
    ],
)
def test_what_no_review_can_have_is_said_beside_the_field(typed, says):
    client = signed_in(make.editor())
    with nothing_changes():
        response = client.post(PAGE, TERMS | typed)
    assert response.status_code == 422
    assert says in text_of(response)
    assert 'value="10"' in text_of(response) or "due_days" in typed, "what was typed stays"


def test_of_two_editors_the_second_sees_both_terms():
    client = signed_in(make.editor())
    opened_with = client.get(PAGE).context["form"]["opened_with"].value()
    make.policy("pharmacy")
    with nothing_changes():
        response = client.post(PAGE, TERMS | {"specialties": [], "opened_with": opened_with})
    assert response.status_code == 409
    assert "Somebody changed this after you opened it" in text_of(response)
    assert "Pharmacy" in text_of(response)

    again = response.context["form"]["opened_with"].value()
    assert client.post(PAGE, TERMS | {"specialties": [], "opened_with": again}).status_code == 302
    assert stored().specialties == []


@pytest.mark.parametrize("place", [("novel", "standard"), ("question", "deadly")])
def test_a_kind_or_risk_that_there_is_not_is_not_found(place):
    assert signed_in(make.editor()).get(reverse("reviews:policy", args=place)).status_code == 404


def test_a_double_click_changes_the_terms_once():
    client, data = signed_in(make.editor()), TERMS | {"form_key": str(uuid.uuid4())}
    first, second = (client.post(PAGE, data) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert AuditEvent.objects.filter(action="policy.changed").count() == 1
