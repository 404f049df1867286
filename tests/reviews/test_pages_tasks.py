"""The list of reasons to look at an article again, and what readers are told of an overdue review."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import ReReviewTask
from articles.services import open_task
from reviews import reminders, services
from tests import factories as make
from tests.reviews.conftest import signed_in

pytestmark = pytest.mark.django_db
TASKS = reverse("reviews:tasks")
DUE = date(2027, 3, 3)
LATE = make.NOW + timedelta(days=400)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATE, tick=False) as traveller:
        yield traveller


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("who", ["user", "author", "member", "administrator"])
def test_only_managing_editors_see_the_tasks(who):
    assert signed_in(getattr(make, who)()).get(TASKS).status_code == 403


def test_an_empty_list_says_so():
    page = text_of(signed_in(make.editor()).get(TASKS))
    assert "No article has to be looked at again now" in page
    assert "None yet." in page


def test_an_open_task_shows_its_cause_its_article_and_since_when():
    version = make.approved()
    reminders.remind(LATE)
    page = text_of(signed_in(make.editor()).get(TASKS))
    assert "1 reason to look at an article again" in page
    for words in (
        "The next review is overdue",
        "Does azathioprine help?",
        "6&nbsp;April&nbsp;2027",
        "Found by the calendar",
        f"/reviews/{version.article.slug}/1/",
        "Nothing of it is under review.",
    ):
        assert words in page, words


def test_a_task_that_is_worked_on_shows_the_round():
    version = make.approved()
    reminders.remind(LATE)
    services.attest(version, user=make.editor(), now=LATE)
    page = text_of(signed_in(make.editor()).get(TASKS))
    assert "Review without change of" in page
    assert "is open, due" in page


def test_an_answered_task_shows_what_answered_it():
    version = make.approved()
    open_task(version.article, ReReviewTask.Cause.SAFETY_ALERT, by=None, now=LATE, note="A recall in France.")
    services.attest(version, user=make.editor(), now=LATE)
    make.approve(version, now=LATE)
    response = signed_in(make.editor()).get(TASKS)
    assert (len(response.context["open_tasks"]), len(response.context["closed"])) == (0, 1)
    page = text_of(response)
    assert "A safety alert" in page
    assert "A recall in France." in page
    assert "Answered by version 1: reviewed again, unchanged" in page


def test_a_task_of_a_withdrawn_article_leads_to_its_desk():
    version = make.approved()
    open_task(version.article, ReReviewTask.Cause.SAFETY_ALERT, by=None, now=LATE)
    services.withdraw(version, user=make.editor(), reason="A recall.", now=LATE)
    page = text_of(signed_in(make.editor()).get(TASKS))
    assert reverse("pages:article_desk", args=[version.article.slug]) in page


def test_many_tasks_cost_as_much_as_one():
    editor, author, costs = make.editor(), make.author(), []
    for number in (1, 2, 3):
        version = make.approved(author)
        open_task(version.article, ReReviewTask.Cause.SAFETY_ALERT, by=editor, now=LATE)
        with CaptureQueriesContext(connection) as queries:
            response = signed_in(editor).get(TASKS)
        assert len(response.context["open_tasks"]) == number
        costs.append(len(queries))
    assert costs[0] == costs[2]


# Readers


def pages_of(version):
    slug = version.article.slug
    return {
        "article": reverse("pages:article_for", args=[slug, "patient"]),
        "permalink": reverse("pages:version_for", args=[slug, 1, "patient"]),
        "list": reverse("pages:article_list"),
        "front": reverse("pages:home"),
    }


@pytest.mark.parametrize("where", ["article", "permalink", "list", "front"])
def test_readers_see_that_a_review_is_overdue_from_the_day_after_it_was_due(where, clock):
    address = pages_of(make.approved())[where]
    clock.move_to(make.NOW.replace(year=2027, month=3, day=3))
    assert "Review overdue" not in text_of(Client().get(address))
    clock.move_to(make.NOW.replace(year=2027, month=3, day=4))
    assert "Review overdue" in text_of(Client().get(address))


def test_the_caution_names_the_day_and_what_may_be_missing(clock):
    page = text_of(Client().get(pages_of(make.approved())["article"]))
    assert "due to be reviewed again by" in page
    assert "3&nbsp;March&nbsp;2027" in page
    assert "Newer evidence may be missing." in page


def test_an_older_version_is_not_called_overdue(clock):
    author = make.author()
    first = make.approved(author)
    make.approve(make.next_under_review(first, author))
    assert "Review overdue" not in text_of(Client().get(pages_of(first)["permalink"]))
