"""The outbox: written with its deed, sent once, tried again, given up in the open, forgotten with its account."""

import os
import signal
import smtplib
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from accounts import outbox, services
from accounts.models import Mail, MailProgress, User
from tests import factories as make

pytestmark = pytest.mark.django_db
Status = Mail.Status


class Refusing(BaseEmailBackend):
    """A server that takes the connection and no mail."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"someone@example.org": (550, b"unknown")})


class OutOfReach(BaseEmailBackend):
    opened = 0

    def open(self):
        type(self).opened += 1
        raise ConnectionRefusedError("Connection refused")


class RefusesTheFirst(BaseEmailBackend):
    """One bad address among good ones."""

    taken: list = []

    def send_messages(self, messages):
        (message,) = messages
        if message.to == ["bad@example.org"]:
            raise ValueError("Invalid address")
        self.taken.append(message)
        return 1


@pytest.fixture
def backend(settings):
    def use(kind):
        settings.EMAIL_BACKEND = f"{__name__}.{kind.__name__}"
        return kind

    return use


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as traveller:
        yield traveller


def test_a_mail_is_sent_as_text_and_as_html():
    reader = make.user("Rea Der")
    make.mail(reader)

    assert outbox.send_due(make.NOW).sent == 1

    (sent,) = django_mail.outbox
    html, kind = sent.alternatives[0]
    assert (sent.to, sent.subject, kind) == ([reader.email], "A test", "text/html")
    for body in (sent.body, html):
        assert "Dear Rea Der," in body
        assert "Something happened." in body
        assert "https://testserver/" in body
        assert "{" not in body.split("</style>")[-1]
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    row = Mail.objects.get()
    assert (row.status, row.attempts, row.sent_at) == (Status.SENT, 1, make.NOW)


def test_names_are_escaped_in_html_and_plain_in_text():
    make.mail(make.user("<b>Tom</b> & Co"))
    row = Mail.objects.get()
    assert "Dear <b>Tom</b> & Co," in row.text
    assert "Dear &lt;b&gt;Tom&lt;/b&gt; &amp; Co," in row.html


def test_the_same_key_makes_one_row():
    reader = make.user()
    assert make.mail(reader) == make.mail(reader)
    assert Mail.objects.count() == 1


def test_the_database_refuses_a_second_row_with_the_same_key():
    row = make.mail(make.user())
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    assert Mail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_outside_a_transaction_is_refused():
    reader = make.user()
    with pytest.raises(RuntimeError, match="transaction of its deed"):
        outbox.enqueue(
            "key", to=reader, subject="A", template="letter", context={}, about=reader, now=make.NOW
        )
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_with_its_transaction():
    reader = make.user()
    with transaction.atomic():
        make.mail(reader)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_a_transaction():
    make.mail(make.user())
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        outbox.send_due(make.NOW)
    assert django_mail.outbox == []
    assert Mail.objects.get().status == Status.WAITING


def test_a_subject_cannot_smuggle_in_a_header():
    reader = make.user()
    outbox.enqueue(
        "key",
        to=reader,
        subject="Hello\r\nBcc: everyone@example.org",
        template="letter",
        context={},
        about=reader,
        now=make.NOW,
    )
    outbox.send_due(make.NOW)
    assert django_mail.outbox[0].subject == "Hello Bcc: everyone@example.org"
    assert django_mail.outbox[0].recipients() == [reader.email]


def test_what_is_not_due_waits():
    make.mail(make.user(), due=make.NOW + timedelta(hours=1))
    assert outbox.send_due(make.NOW).sent == 0
    assert Mail.objects.get().attempts == 0
    assert outbox.send_due(make.NOW + timedelta(hours=1)).sent == 1


def test_a_mail_is_sent_to_the_address_of_the_day():
    reader = make.user()
    make.mail(reader)
    reader.email = "moved@example.org"
    reader.save()
    outbox.send_due(make.NOW)
    assert django_mail.outbox[0].to == ["moved@example.org"]
    assert Mail.objects.get().address == "moved@example.org"


# The server fails


def test_a_mail_that_is_refused_is_tried_later_and_later(backend, clock):
    backend(Refusing)
    make.mail(make.user())
    waits = []
    for _ in range(4):
        assert len(outbox.send_due(timezone.now()).problems) == 1
        row = Mail.objects.get()
        assert (row.status, "unknown" in row.last_error) == (Status.WAITING, True)
        waits.append((row.due_at - timezone.now()).seconds // 60)
        assert outbox.send_due(row.due_at - timedelta(seconds=1)).problems == []
        clock.move_to(row.due_at)
    assert waits == [2, 4, 8, 16]


def test_a_mail_is_given_up_after_twelve_attempts_and_shows_as_failed(backend, clock):
    backend(Refusing)
    make.mail(make.user())
    for _ in range(outbox.ATTEMPTS):
        outbox.send_due(timezone.now())
        clock.move_to(Mail.objects.get().due_at)
    row = Mail.objects.get()
    assert (row.status, row.attempts) == (Status.FAILED, 12)
    assert timezone.now() - make.NOW > timedelta(days=2)
    clock.shift(timedelta(days=30))
    assert outbox.send_due(timezone.now()) == outbox.Sending()


def test_a_failed_mail_can_be_tried_again():
    row = make.failed_mail(make.user())
    assert outbox.try_again(row, now=make.NOW)
    assert outbox.send_due(make.NOW).sent == 1
    assert not outbox.try_again(row, now=make.NOW)
    assert outbox.send_due(make.NOW).sent == 0
    assert len(django_mail.outbox) == 1


def test_a_bad_address_does_not_hold_up_the_others(backend):
    kind = backend(RefusesTheFirst)
    kind.taken.clear()
    bad = make.user()
    make.mail(bad, key="bad")
    User.objects.filter(pk=bad.pk).update(email="bad@example.org")
    make.mail(make.user(), key="good")
    done = outbox.send_due(make.NOW)
    assert (done.sent, len(done.problems)) == (1, 1)
    assert {m.key: m.status for m in Mail.objects.all()} == {"bad": Status.WAITING, "good": Status.SENT}


def test_a_server_out_of_reach_is_asked_once_in_a_run_and_costs_one_mail_an_attempt(backend):
    kind = backend(OutOfReach)
    kind.opened = 0
    for key in "abc":
        make.mail(make.user(), key=key)
    assert len(outbox.send_due(make.NOW).problems) == 1
    assert kind.opened == 1
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert set(Mail.objects.values_list("status", flat=True)) == {Status.WAITING}


def test_deeds_do_not_wait_for_a_server_that_was_out_of_reach_a_moment_ago(backend, settings):
    kind = backend(OutOfReach)
    kind.opened = 0
    make.mail(make.user())
    outbox.send_soon(make.NOW)
    outbox.send_soon(make.NOW + timedelta(seconds=30))
    assert kind.opened == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.send_soon(make.NOW + timedelta(minutes=3)).sent == 1


# Two workers, and workers that die


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_mail():
    people = [make.user() for _ in range(10)]
    for number, person in enumerate(people):
        make.mail(person, key=f"key{number}")
    barrier, sent = threading.Barrier(2), []

    def work():
        try:
            barrier.wait()
            sent.append(outbox.send_due(make.NOW).sent)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sum(sent) == 10
    assert sorted(m.to[0] for m in django_mail.outbox) == sorted(person.email for person in people)
    assert set(Mail.objects.values_list("status", "attempts")) == {(Status.SENT, 1)}


def test_a_row_that_another_worker_has_claimed_since_is_left_alone():
    row = make.mail(make.user())
    assert outbox._claim(make.fresh(row))
    assert not outbox._claim(row)
    assert make.fresh(row).attempts == 1


def test_a_claim_that_went_stale_is_taken_over_and_its_first_owner_cannot_close_it(clock):
    row = make.mail(make.user())
    first = make.fresh(row)
    assert outbox._claim(first)
    assert outbox.send_due(timezone.now()).sent == 0, "another worker is at it"

    clock.shift(outbox.STALE)
    second = make.fresh(row)
    assert outbox._claim(second)
    outbox._failed(first, OSError("late"), outbox.Sending())

    assert (make.fresh(row).status, make.fresh(row).last_error) == (Status.SENDING, "")


def test_every_attempt_carries_the_same_message_id(clock):
    row = make.mail(make.user())
    outbox.send_due(timezone.now())
    Mail.objects.update(
        status=Status.SENDING, sent_at=None
    )  # as if the worker had died before it wrote "sent"
    clock.shift(outbox.STALE)
    outbox.send_due(timezone.now())
    first, second = (m.extra_headers["Message-ID"] for m in django_mail.outbox)
    assert first == second
    assert first != outbox._message_id(make.mail(make.user(), key="another"))
    assert make.fresh(row).attempts == 2


def test_a_mail_whose_worker_dies_each_time_is_given_up(clock):
    row = make.mail(make.user())
    Mail.objects.update(status=Status.SENDING, attempts=outbox.ATTEMPTS, claimed_at=make.NOW)
    clock.shift(outbox.STALE)
    assert outbox.send_due(timezone.now()).sent == 0
    assert make.fresh(row).status == Status.FAILED


KILLED_WHILE_SENDING = """
import os, signal
import django
django.setup()
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from accounts import outbox
class Deadly(BaseEmailBackend):
    def send_messages(self, messages):
        os.kill(os.getpid(), signal.SIGKILL)
outbox.get_connection = lambda **options: Deadly()
outbox.send_due(timezone.now())
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_claim_and_send_loses_nothing():
    row = make.mail(make.user())
    found = connection.settings_dict
    url = f"sqlite:///{found['NAME']}"
    if connection.vendor == "postgresql":
        url = (
            f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
        )
    child = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_SENDING],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        timeout=60,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    assert (make.fresh(row).status, make.fresh(row).attempts) == (Status.SENDING, 1)

    now = timezone.now()
    assert outbox.send_due(now).sent == 0, "it may still be at work"
    Mail.objects.update(claimed_at=now - outbox.STALE)
    assert outbox.send_due(now).sent == 1
    assert (make.fresh(row).status, make.fresh(row).attempts) == (Status.SENT, 2)


# Accounts that close


def test_closing_an_account_erases_addresses_and_texts_and_stops_what_waits():
    reader = make.user("Rea Der")
    make.mail(reader, key="sent")
    outbox.send_due(make.NOW)
    make.mail(reader, key="waiting")

    services.close_account(reader, now=make.NOW)

    assert outbox.send_due(make.NOW + timedelta(days=1)).sent == 0
    for row in Mail.objects.all():
        assert (row.address, row.text, row.html, row.last_error) == ("", "", "", "")
    assert {m.key: m.status for m in Mail.objects.all()} == {"sent": Status.SENT, "waiting": Status.DROPPED}
    assert len(django_mail.outbox) == 1


def test_nothing_is_written_to_a_closed_account():
    reader = make.user(is_active=False)
    written = outbox.enqueue(
        "key", to=reader, subject="A", template="letter", context={}, about=reader, now=make.NOW
    )
    assert not written
    assert not Mail.objects.exists()


def test_an_account_closed_by_other_means_gets_no_mail():
    reader = make.user()
    make.mail(reader)
    reader.is_active = False
    reader.save()
    assert outbox.send_due(make.NOW).sent == 0
    assert (Mail.objects.get().status, django_mail.outbox) == (Status.DROPPED, [])


def test_there_is_one_row_of_progress_from_the_start():
    assert MailProgress.objects.count() == 1
