"""The page about one version and its review: who sees it, and what is on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews import services
from tests import factories as make
from tests.reviews.conftest import TODAY, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]


TRIALS_NAMED = make.PATIENT.replace("It was studied", "In two trials it was studied")


def address(version):
    return reverse("reviews:review", args=[version.article.slug, version.number])


def page_of(version, user):
    response = signed_in(user).get(address(version))
    assert response.status_code == 200
    return response.content.decode()


# Who


def test_author_board_and_editor_see_it_and_nobody_else():
    author = make.author()
    version = make.under_review(author)
    for user in (author, make.member(), make.editor()):
        assert signed_in(user).get(address(version)).status_code == 200
    for user in (make.user(), make.author("Another Author"), make.administrator()):
        assert signed_in(user).get(address(version)).status_code == 404


def test_the_board_does_not_see_drafts():
    assert signed_in(make.member()).get(address(make.draft())).status_code == 404


def test_an_anonymous_visitor_is_sent_to_the_sign_in_page(client):
    response = client.get(address(make.under_review()))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_a_version_that_there_is_not_is_not_found(number):
    version = make.under_review()
    wrong = reverse("reviews:review", args=[version.article.slug, number])
    assert signed_in(make.editor()).get(wrong).status_code == 404


# What


def test_it_shows_the_exact_text_of_every_audience_with_references_and_digest():
    version = make.under_review()

    page = page_of(version, make.member())

    assert "Five trials were pooled" in page
    assert "It was studied in 698 people" in page
    assert page.count("Cochrane Database Syst Rev") == 2  # under each text that cites it
    assert version.content_digest[-8:] in page


def test_no_id_stands_twice_on_it():
    page = page_of(make.under_review(), make.member())
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))


def test_the_head_says_what_is_needed_and_by_when():
    version = make.under_review()
    make.sign(version)

    page = page_of(version, make.member())

    assert "needs 1 more approval" in page
    assert "1 of 2" in page
    assert "in 11\u00a0days" in page


def test_a_sign_off_is_shown_with_name_credentials_time_and_interest():
    version = make.under_review()
    services.sign(
        make.open_round_of(version),
        signer=make.member("Ilse Brandvold"),
        digest=version.content_digest,
        decision="approve",
        conflict="disclosed",
        interest="Lecture fees, 2023.",
        authentication=services.signing.Authentication(at=TODAY, method="password"),
        now=TODAY,
    )

    page = page_of(version, make.member())

    assert "Dr Ilse Brandvold, MD" in page
    assert "Neurology" in page
    assert "an interest is disclosed. Lecture fees, 2023." in page
    assert "5\u00a0Mar\u00a02026" in page.replace("&nbsp;", "\u00a0")
    assert "at 09:00 UTC" in page


def test_a_withdrawn_sign_off_stays_on_the_page_and_says_why():
    version = make.under_review()
    member = make.member()
    make.sign(version, member)
    services.withdraw_sign_off(version, signer=member, reason="Signed the wrong one.", now=TODAY)

    page = page_of(version, make.editor())

    assert "Approved, withdrawn" in page
    assert "Signed the wrong one." in page
    assert "needs 2 more approvals" in page


def test_the_declared_interests_of_authors_and_board_are_visible():
    version = make.under_review()
    member = make.member()
    make.accounts.declare_interests(member.board_member, "Shares in nothing.", actor=member, now=TODAY)

    page = page_of(version, make.editor())

    assert "None declared." in page
    assert "Shares in nothing." in page


def test_findings_stand_with_their_answers_and_on_the_version_that_answers_them():
    author = make.author()
    version = make.under_review(author)
    finding = make.sign(version, decision="request_changes", remark="Say which trials.").findings.get()
    services.return_to_author(version, user=author, now=TODAY)
    services.answer_finding(finding, user=author, answer="Named both of them.", now=TODAY)
    answer = make.next_under_review(version, author, now=TODAY, texts=make.Texts(patient=TRIALS_NAMED))

    for shown in (version, answer):
        page = page_of(shown, make.editor())
        assert "Say which trials." in page
        assert "Named both of them." in page
    assert "Findings on version 1, which this version answers" in page


def test_remarks_are_shown_as_text():
    version = make.under_review()
    make.sign(version, remark="<script>alert(1)</script>")

    page = page_of(version, make.editor())

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (make.submitted, "waits for a round"),
        (make.approved, "approved and live"),
        (make.changes_requested, "changes requested: the answer is a new version"),
        (make.draft, "a draft, not submitted"),
    ],
)
def test_the_head_of_a_version_without_a_round_shows_its_outcome(version, says):
    assert says in page_of(version(), make.editor())


def test_a_withdrawn_page_is_said_to_be_withdrawn():
    version = make.approved()
    services.withdraw(version, user=make.editor(), reason="Wrong dose.", now=TODAY)
    assert "approved, withdrawn from readers" in page_of(version, make.editor())


# Buttons come from workflow.available(), one person and state at a time


def buttons(version, user):
    response = signed_in(user).get(address(version))
    return [button.label for button in response.context["buttons"]]


def test_each_person_is_offered_what_they_may_do_now():
    author, editor, member = make.author(), make.editor(), make.member()
    version = make.submitted(author)
    assert buttons(version, editor) == [
        "Return to the author",
        "Open a review round",
        "Show a preview to readers",
    ]
    assert buttons(version, author) == buttons(version, member) == []

    services.open_round(version, user=editor, now=TODAY)
    assert buttons(version, editor) == ["Cancel the round", "Show a preview to readers"]
    assert buttons(version, member) == ["Read and sign"]
    assert buttons(version, author) == []

    make.sign(version, member, decision="request_changes", now=TODAY)
    assert buttons(version, member) == ["Withdraw my sign-off"]
    assert buttons(version, author) == ["End the round: changes requested"]


def test_every_button_leads_to_a_page_that_there_is():
    version = make.under_review()
    for user in (make.editor(), make.member()):
        client = signed_in(user)
        for button in client.get(address(version)).context["buttons"]:
            assert client.get(button.url).status_code == (200 if button.asks_first else 405)


def test_the_page_asks_as_many_questions_for_five_sign_offs_as_for_one():
    version = make.under_review()
    client = signed_in(make.editor())

    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get(address(version))
        return len(asked)

    make.sign(version, decision="request_changes")
    once = questions()
    for _ in range(4):
        make.sign(version, decision="request_changes")

    assert questions() <= once <= 22
