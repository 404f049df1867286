"""What changed stands before the button: quantities first, then the words, for each text."""

import pytest
from django.test import Client
from django.urls import reverse

from reviews import services
from tests import factories as make

pytestmark = pytest.mark.django_db


def page_of(version, person, route="reviews:sign"):
    client = Client()
    client.force_login(person)
    response = client.get(reverse(route, args=[version.article.slug, version.number]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_changed_dose_jumps_to_the_eye_before_the_text_that_is_signed():
    author = make.author()
    texts = make.Texts(clinician=make.CLINICIAN.replace("2.5 mg/kg", "25 mg/kg"))
    version = make.next_under_review(make.approved(author), author, texts=texts)

    page = page_of(version, make.member())

    assert "What changed since the approved version 1" in page
    table = page[page.index("Quantities that changed") : page.index("</table>")]
    assert "2.5\u00a0mg/kg" in table.replace("&nbsp;", "\u00a0")
    assert "25\u00a0mg/kg" in table.replace("&nbsp;", "\u00a0")
    assert page.index("Quantities that changed") < page.index("Approve and sign")


def test_a_first_version_has_nothing_to_be_compared_with():
    assert "What changed since" not in page_of(make.under_review(), make.member())


def test_what_changed_since_i_last_signed_is_shown_beside_what_changed_since_the_live_text():
    author, mabel = make.author(), make.member()
    first = make.approve(make.under_review(author), signers=[mabel, make.member("Other")])
    second = make.next_under_review(
        first, author, texts=make.Texts(patient=make.PATIENT.replace("698", "700"))
    )
    second = make.approve(second)
    now = second.submitted_at
    third = make.next_draft(second, author, now=now, change_summary="A third time.")
    third = make.write(third, author, now=now, texts=make.Texts(patient=make.PATIENT.replace("698", "701")))
    third = services.submit(third, user=author, now=now)
    services.open_round(third, user=make.editor(), now=now)

    page = page_of(third, mabel)

    assert "What changed since the approved version 2" in page
    assert "What changed since version 1, which you signed" in page


def test_words_of_the_authors_are_shown_as_words():
    author = make.author()
    version = make.next_under_review(make.approved(author), author, title="<script>alert(1)</script> help?")
    page = page_of(version, make.member(), "reviews:review")
    assert "<script>alert(1)</script>" not in page
