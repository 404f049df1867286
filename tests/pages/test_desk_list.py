"""My articles: what waits for me comes first, and who has a desk at all."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.roles import Role
from articles.services import add_contributor
from reviews import services as reviews
from tests import factories as make
from tests.pages.desk_helpers import desk, nothing_changes, signed_in

pytestmark = pytest.mark.django_db
MY_ARTICLES = "/desk/"


def seen_by(user) -> str:
    response = signed_in(user).get(MY_ARTICLES)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def waits_for(user, words: str) -> bool:
    """Whether the words stand in the part of the page that waits for this person."""
    page = seen_by(user)
    assert words in page
    return "Waits for you" in page and words in page.split("Waits for you")[1].split('<h2 id="resting">')[0]


def test_an_author_without_articles_is_invited_to_write_the_first():
    page = seen_by(make.author())
    assert "Write your first article" in page
    assert reverse("pages:new_article") in page


def test_a_draft_says_how_much_is_missing():
    author = make.author()
    make.draft(author, texts=make.Texts(patient=""))
    make.write(author.articles.get().versions.get(), author, texts=make.Texts(patient="## Wrong\n"))
    assert waits_for(author, "things are missing")


def test_a_complete_draft_waits_to_be_submitted():
    author = make.author()
    make.draft(author)
    assert waits_for(author, "nothing is missing, it can be submitted")


def test_a_submitted_version_waits_for_the_managing_editor():
    author = make.author()
    make.submitted(author)
    assert not waits_for(author, "Submitted, waits for the managing editor")


def test_a_review_says_what_it_still_needs():
    author = make.author()
    version = make.under_review(author)
    make.sign(version)
    assert not waits_for(author, "Under review: needs 1 more approval.")


def test_a_finding_without_an_answer_waits_for_its_author():
    author = make.author()
    make.sign(make.under_review(author), remark="Name the trial.")
    assert waits_for(author, "a finding waits for your answer")


def test_a_standing_request_for_changes_waits_for_the_owner_but_not_for_a_coauthor():
    author, coauthor = make.author(), make.author("Coauthor Cleo")
    version = make.draft(author)
    add_contributor(
        version,
        coauthor,
        role="author",
        printed_name="Cleo",
        credentials="",
        actor=author,
        now=make.NOW,
    )
    make.declare_interests(version)
    reviews.submit(version, user=author, now=make.NOW)
    reviews.open_round(version, user=make.editor(), now=make.NOW)
    finding = make.sign(version, decision="request_changes").findings.get()
    reviews.answer_finding(finding, user=author, answer="Yes.", now=make.NOW + timedelta(days=2))
    assert waits_for(author, "end the round, then answer with a new version")
    assert not waits_for(coauthor, "a request for changes by")


def test_changes_requested_wait_for_the_answer_to_be_started():
    author = make.author()
    make.changes_requested(author)
    assert waits_for(author, "The board requested changes: start the answer.")


def test_a_live_article_waits_for_nobody_until_its_review_is_overdue():
    author = make.author()
    make.approved(author)
    with time_machine.travel(date(2026, 4, 1)):
        assert not waits_for(author, "Live. The next review is due on 3 March 2027.")
    with time_machine.travel(date(2027, 4, 1)):
        assert waits_for(author, "Live, but the next review was due on 3 March 2027.")


def test_what_waits_stands_before_what_does_not():
    author = make.author()
    make.submitted(author, slug="with-others", now=make.NOW + timedelta(days=3))
    make.draft(author, slug="with-me")
    page = seen_by(author)
    assert page.index("/desk/with-me/") < page.index("/desk/with-others/")


def test_an_abandoned_try_does_not_hide_the_live_version():
    author = make.author()
    live = make.approved(author)
    following = make.next_draft(live, author)
    reviews.abandon(following, user=author, reason="Too early.", now=make.NOW + timedelta(days=12))
    assert "Live." in seen_by(author)


def test_an_author_does_not_see_the_articles_of_others():
    make.draft(make.author("Other Otto"), slug="not-mine")
    assert "not-mine" not in seen_by(make.author())


def test_a_managing_editor_sees_the_articles_of_others_below_their_own():
    make.draft(make.author("Other Otto"), slug="of-otto")
    page = seen_by(make.editor())
    assert page.index("Articles of others") < page.index("/desk/of-otto/")


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.ADMINISTRATOR])
def test_whoever_does_not_write_has_no_desk(role):
    user = make.user("Somebody", *([role] if role else []))
    client = signed_in(user)
    with nothing_changes():
        assert client.get(MY_ARTICLES).status_code == 403


def test_a_board_member_has_a_desk_once_they_contribute():
    author, member = make.author(), make.member()
    version = make.draft(author)
    client = signed_in(member)
    assert client.get(MY_ARTICLES).status_code == 403
    add_contributor(
        version,
        member,
        role="author",
        printed_name="Mabel",
        credentials="MD",
        actor=author,
        now=make.NOW,
    )
    response = signed_in(make.fresh(member)).get(MY_ARTICLES)
    assert response.status_code == 200
    assert desk(version) in response.content.decode()
    assert reverse("pages:new_article") not in response.content.decode()


def test_the_list_costs_few_queries_for_each_article(django_assert_max_num_queries):
    author = make.author()
    for _ in range(4):
        make.approved(author)
    client = signed_in(author)
    with django_assert_max_num_queries(20):
        client.get(MY_ARTICLES)
