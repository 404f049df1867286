"""The page that shows staff what was sent."""

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import outbox, services
from accounts.models import Mail
from accounts.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
MAILS = reverse("accounts:mails")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_for(user, **query):
    response = signed_in(user).get(MAILS, query)
    return response, response.content.decode()


@pytest.mark.parametrize("who", ["user", "author", "member"])
def test_only_administrators_and_managing_editors_see_the_mails(who):
    assert signed_in(getattr(make, who)()).get(MAILS).status_code == 403


@pytest.mark.parametrize("who", ["administrator", "editor"])
def test_it_shows_who_got_what_and_what_became_of_it(who):
    row = make.failed_mail(make.user("Rea Der"))
    _, page = page_for(getattr(make, who)())
    for words in (
        "A test",
        "Rea Der",
        row.address,
        "Failed",
        "12 attempts",
        "Connection refused",
        "2&nbsp;Mar",
    ):
        assert words in page, words


def test_it_never_shows_what_a_mail_says():
    make.mail(make.user())
    _, page = page_for(make.editor())
    assert "Something happened." not in page


def test_without_mails_it_says_so():
    _, page = page_for(make.editor())
    assert "No mail was written yet." in page


def test_it_is_narrowed_by_status_and_an_unknown_one_shows_all():
    make.failed_mail(make.user())
    make.mail(make.user(), key="another")
    subjects = {
        status: len(page_for(make.editor(), status=status)[0].context["page"].object_list)
        for status in ("failed", "waiting", "sent", "nonsense", "")
    }
    assert subjects == {"failed": 1, "waiting": 1, "sent": 2, "nonsense": 2, "": 2}


def test_a_long_list_has_pages_and_costs_the_same():
    editor, readers = make.editor(), [make.user() for _ in range(3)]
    costs = []
    for number in range(60):
        make.mail(readers[number % 3], key=f"key{number}")
        if number in (3, 59):
            with CaptureQueriesContext(connection) as queries:
                response, page = page_for(editor)
            costs.append(len(queries))
    assert costs[0] == costs[1]
    assert len(response.context["page"].object_list) == 50
    assert "Page 1 of 2" in page
    assert len(page_for(editor, page="2")[0].context["page"].object_list) == 10


def test_a_closed_account_shows_no_address():
    reader = make.user("Rea Der")
    address = make.mail(reader).address
    services.close_account(reader, now=make.NOW)
    _, page = page_for(make.editor())
    assert address not in page
    assert "Rea Der" not in page
    assert "an account that is closed" in page
    assert "closed.invalid" not in page


def test_a_failed_mail_is_tried_again_from_the_page():
    row = make.failed_mail(make.user())
    client = signed_in(make.editor())
    response = client.post(reverse("accounts:try_mail_again", args=[row.pk]), follow=True)
    assert "The mail waits again" in response.content.decode()
    assert make.fresh(row).status == Mail.Status.WAITING
    assert outbox.send_due(make.fresh(row).due_at).sent == 1


def test_a_mail_that_was_sent_is_not_sent_again_from_the_page():
    row = make.mail(make.user())
    outbox.send_due(make.NOW)
    before = Mail.objects.values().get()
    response = signed_in(make.editor()).post(reverse("accounts:try_mail_again", args=[row.pk]), follow=True)
    assert "only a failed one is tried again" in response.content.decode()
    assert Mail.objects.values().get() == before
    assert len(django_mail.outbox) == 1


def test_a_moderator_cannot_have_a_mail_tried_again():
    row = make.failed_mail(make.user())
    before = Mail.objects.values().get()
    client = signed_in(make.user("Mo", Role.MODERATOR))
    assert client.post(reverse("accounts:try_mail_again", args=[row.pk])).status_code == 403
    assert Mail.objects.values().get() == before
