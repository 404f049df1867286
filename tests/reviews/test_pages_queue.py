"""The queue of a board member and the desk of the managing editor."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from reviews import services
from tests import factories as make
from tests.reviews.conftest import TODAY, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

OTHER_WORDS = make.Texts(patient=make.PATIENT.replace("You need blood tests.", "You need many blood tests."))
QUEUE, EDITOR = reverse("reviews:queue"), reverse("reviews:editor")


def rows_of(response, name):
    return [row.review.version for row in response.context[name]]


def text_of(response):
    return response.content.decode()


# The queue


@pytest.mark.parametrize("who", ["user", "author", "editor", "administrator"])
def test_only_members_of_the_board_have_a_queue(who):
    assert signed_in(getattr(make, who)()).get(QUEUE).status_code == 403


def test_a_former_member_has_no_queue():
    member = make.member()
    client = signed_in(member)
    make.accounts.end_appointment(
        member.board_member, last_day=make.NOW.date(), actor=make.administrator(), now=make.NOW
    )
    assert client.get(QUEUE).status_code == 403


def test_an_empty_queue_says_so_calmly():
    page = text_of(signed_in(make.member()).get(QUEUE))
    assert "Nothing waits for your signature" in page
    assert "You are up to date." in page


def test_what_waits_for_my_signature_comes_with_its_tally_and_due_date():
    version = make.under_review()
    make.sign(version)

    response = signed_in(make.member()).get(QUEUE)

    assert rows_of(response, "waiting") == [version]
    page = text_of(response)
    assert "1 text waits for your signature" in page
    assert "needs 1 more approval" in page
    assert "in 11\u00a0days" in page
    assert "New to you" in page
    assert reverse("reviews:sign", args=[version.article.slug, 1]) in page


def test_an_overdue_round_says_by_how_much():
    make.under_review(now=make.NOW - make.timedelta(days=12))
    assert "1\u00a0day overdue" in text_of(signed_in(make.member()).get(QUEUE))


def test_what_i_signed_is_no_longer_waiting():
    version = make.under_review()
    member = make.member()
    make.sign(version, member)

    response = signed_in(member).get(QUEUE)

    assert rows_of(response, "waiting") == []
    assert rows_of(response, "signed") == [version]
    assert "Your decision: approved" in text_of(response)


def test_what_i_wrote_does_not_wait_for_my_signature():
    author = make.member(of=make.author())
    make.under_review(author)

    assert rows_of(signed_in(author).get(QUEUE), "waiting") == []


def test_a_changed_text_says_what_i_signed_before():
    author, member = make.author(), make.member()
    first = make.under_review(author)
    make.approve(first, signers=[member, make.member()])
    make.next_under_review(first, author, now=TODAY, texts=OTHER_WORDS)

    page = text_of(signed_in(member).get(QUEUE))

    assert "Changed" in page
    assert "Your decision on version 1 was: approved" in page


def test_a_text_that_i_signed_in_a_round_cancelled_since_is_called_the_same():
    version, member = make.under_review(), make.member()
    make.sign(version, member)
    services.cancel_round(version, user=make.editor(), reason="Wrong terms.", now=TODAY)
    services.open_round(version, user=make.editor(), now=TODAY)

    page = text_of(signed_in(member).get(QUEUE))

    assert "Same text" in page
    assert "Your decision on this very text was: approved" in page


def test_an_answer_says_which_request_it_answers():
    author = make.author()
    make.next_under_review(make.changes_requested(author), author, now=TODAY, texts=OTHER_WORDS)

    page = text_of(signed_in(make.member()).get(QUEUE))

    assert "It answers the request for changes to version 1." in page


def test_recent_outcomes_say_what_became_of_a_round_and_what_i_decided():
    member = make.member()
    version = make.under_review()
    make.approve(version, signers=[member, make.member()])

    page = text_of(signed_in(member).get(QUEUE))

    assert "Passed" in page
    assert "Your decision: approved." in page


def questions(client, url):
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def test_the_queue_asks_one_question_more_for_each_further_round():
    client = signed_in(make.member())
    make.under_review()
    once = questions(client, QUEUE)

    for _ in range(3):
        make.under_review()

    assert questions(client, QUEUE) <= once + 3  # who contributed is asked by the rule, version by version


# The editor's desk


@pytest.mark.parametrize("who", ["user", "author", "member", "administrator"])
def test_only_managing_editors_have_the_editors_desk(who):
    assert signed_in(getattr(make, who)()).get(EDITOR).status_code == 403


def test_a_superuser_without_a_role_has_neither():
    client = signed_in(User.objects.create_superuser("root@example.org", make.PASSWORD, name="Root"))
    assert client.get(EDITOR).status_code == client.get(QUEUE).status_code == 403


def test_an_empty_desk_is_calm():
    page = text_of(signed_in(make.editor()).get(EDITOR))
    assert "No submission waits." in page
    assert "Nothing is live yet." in page


def test_a_submission_is_shown_with_the_terms_that_its_round_would_get():
    version = make.submitted(risk="high")

    page = text_of(signed_in(make.editor()).get(EDITOR))

    assert "A round asks for 3 approvals within 14 days; the next review follows after 6 months." in page
    assert reverse("reviews:review", args=[version.article.slug, 1]) in page


def test_the_articles_own_interval_comes_before_that_of_the_policy():
    version = make.submitted()
    make.articles.change_article(
        version.article,
        slug=version.article.slug,
        default_audience=version.article.default_audience,
        topics=[],
        risk="standard",
        review_interval_months=4,
        actor=version.created_by,
        now=make.NOW,
    )
    assert "the next review follows after 4 months" in text_of(signed_in(make.editor()).get(EDITOR))


def test_rounds_stand_where_they_wait_for_the_board_or_for_the_editor():
    waits_for_board, waits_for_editor = make.under_review(), make.under_review()
    make.sign(waits_for_editor, decision="request_changes")

    response = signed_in(make.editor()).get(EDITOR)

    assert rows_of(response, "rounds") == [waits_for_board]
    assert rows_of(response, "to_return") == [waits_for_editor]
    assert "a request for changes by Dr Member Mabel stands" in text_of(response)


def test_a_version_whose_round_was_cancelled_is_not_forgotten():
    version = make.under_review()
    services.cancel_round(version, user=make.editor(), reason="Wrong terms.", now=TODAY)

    response = signed_in(make.editor()).get(EDITOR)

    assert list(response.context["without_round"]) == [version]


def test_previews_are_listed_while_they_are_shown():
    version = make.under_review()
    editor = make.editor()
    services.show_preview(version, user=editor, now=TODAY)
    client = signed_in(editor)
    assert [row.version for row in client.get(EDITOR).context["previews"]] == [version]

    services.hide_preview(version, user=editor, now=TODAY)

    assert client.get(EDITOR).context["previews"] == []


def test_live_pages_stand_in_the_order_of_their_next_review():
    sooner, later = make.approved(risk="high"), make.approved()

    response = signed_in(make.editor()).get(EDITOR)

    assert [row.article for row in response.context["live"]] == [sooner.article, later.article]
    assert "Next review in" in text_of(response)
