"""What the calendar asks for: reminders of the next review, overdue articles, rounds that wait, and the command."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connections

from accounts import outbox
from accounts.models import FormReceipt, Mail, Specialty
from accounts.roles import Role
from articles.models import Article, ReReviewTask
from reviews import notifications, reminders, services
from reviews.models import ReviewPolicy
from reviews.reminders import months_reached
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUE = date(2027, 3, 3)  # a year after the last of the factories' signatures


class Refusing(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionResetError("Connection reset")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def anchored_already(monkeypatch):
    """The anchor of the day has tests of its own (test_anchoring.py)."""
    monkeypatch.setattr("reviews.anchoring.anchor_daily", lambda now, path: False)


def on(day):
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=6)


def settle():
    """What was done so far has been told; what follows is the calendar's."""
    notifications.write_mails(make.NOW)
    Mail.objects.all().delete()


@pytest.fixture
def live():
    """A live article of standard risk, with its owner and a managing editor."""
    version = make.approved(make.author())
    settle()
    assert version.article.next_review_due == DUE
    return version


def run(*options):
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("run_due", "--json", *options, stdout=out, stderr=err)
    except SystemExit as stopped:
        code = stopped.code
    return json.loads(out.getvalue()), err.getvalue(), code


def subjects(**which):
    return sorted({row.subject.split(":")[0] for row in Mail.objects.filter(**which)})


# Steps


@pytest.mark.parametrize(
    ("today", "months"),
    [
        ("2026-09-02", None),
        ("2026-09-03", -6),
        ("2027-02-02", -6),
        ("2027-02-03", -1),
        ("2027-03-02", -1),
        ("2027-03-03", 0),
        ("2027-04-02", 0),
        ("2027-04-03", 1),
        ("2028-03-03", 12),
    ],
)
def test_the_step_follows_from_the_day_alone(today, months):
    assert months_reached(DUE, date.fromisoformat(today)) == months


@pytest.mark.parametrize(
    ("due", "today", "months"),
    [
        ("2027-08-31", "2027-02-28", -6),
        ("2027-08-31", "2027-02-27", None),
        ("2027-01-31", "2027-02-28", 1),
        ("2027-01-31", "2027-02-27", 0),
    ],
)
def test_months_end_on_their_own_last_day(due, today, months):
    assert months_reached(date.fromisoformat(due), date.fromisoformat(today)) == months


# The next review


def test_owner_and_managing_editors_are_reminded_at_every_step_once(live):
    expected = {
        "2026-09-02": 0,
        "2026-09-03": 2,
        "2026-10-01": 0,
        "2027-02-03": 2,
        "2027-03-03": 2,
        "2027-03-20": 0,
        "2027-04-03": 2,
        "2027-05-04": 2,
    }
    assert {day: reminders.remind(on(date.fromisoformat(day))).reminders for day in expected} == expected
    assert Mail.objects.filter(recipient=live.article.owner).count() == 5
    assert Mail.objects.filter(recipient__groups__name=Role.MANAGING_EDITOR).count() == 5
    assert subjects() == [
        "Next review due on 3 March 2027",
        "Next review due today",
        "Review overdue since 3 March 2027",
    ]


def test_after_missed_runs_only_the_latest_step_is_sent(live):
    assert reminders.remind(on(date(2027, 7, 20))).reminders == 2
    assert subjects() == ["Review overdue since 3 March 2027"]
    assert reminders.remind(on(date(2027, 7, 21))).reminders == 0


def test_a_managing_editor_who_comes_later_gets_the_next_step_and_not_the_last_one(live):
    reminders.remind(on(DUE))
    late = make.editor("Late Comer")
    assert reminders.remind(on(DUE + DAY)).reminders == 0
    reminders.remind(on(date(2027, 4, 3)))
    assert Mail.objects.filter(recipient=late).count() == 1


def test_an_owner_who_is_managing_editor_gets_one_mail():
    both = make.user("Both", Role.AUTHOR, Role.MANAGING_EDITOR)
    make.approved(both)
    settle()
    reminders.remind(on(DUE))
    assert Mail.objects.filter(recipient=both).count() == 1


def test_a_step_that_had_passed_when_the_date_was_set_is_left_out():
    """High risk is reviewed every six months: nobody is told on the day of the approval."""
    version = make.approved(risk="high")
    settle()
    due = version.article.next_review_due
    assert due == date(2026, 9, 3)
    assert reminders.remind(on(date(2026, 3, 4))).reminders == 0
    assert reminders.remind(on(date(2026, 8, 3))).reminders == 2


def test_a_withdrawn_article_is_not_due(live):
    services.withdraw(live, user=make.editor(), reason="Wrong dose.", now=make.NOW)
    settle()
    assert reminders.remind(on(DUE + 40 * DAY)) == reminders.Reminded(0, 0)
    assert not ReReviewTask.objects.exists()


def test_an_overdue_article_gets_one_task_when_it_is_due(live):
    assert reminders.remind(on(DUE - DAY)).overdue == 0
    assert reminders.remind(on(DUE)).overdue == 1
    assert reminders.remind(on(DUE + 40 * DAY)).overdue == 0
    task = ReReviewTask.objects.get()
    assert (task.cause, task.opened_by, task.closed_at) == ("overdue", None, None)
    assert ReReviewTask.history.get().history_change_reason == "found"


def test_an_attestation_closes_the_task_and_starts_the_reminders_anew(live, clock):
    late = DUE + 10 * DAY
    reminders.remind(on(late))
    clock.move_to(on(late))
    services.attest(live, user=make.editor(), now=on(late))
    make.approve(make.fresh(live), now=on(late))
    settle()

    article = make.fresh(live.article)
    assert article.next_review_due == date(2028, 3, 13)
    task = ReReviewTask.objects.get()
    assert task.closed_by.kind == "attest"
    assert reminders.remind(on(late)).reminders == 0
    reminders.remind(on(date(2028, 2, 13)))
    assert subjects() == ["Next review due on 13 March 2028"]


def test_reminders_hold_no_text_of_the_article(live):
    reminders.remind(on(DUE))
    for row in Mail.objects.all():
        assert "relapse rate" not in row.text + row.html


# Rounds


def seated(version, *members):
    editor = make.editor()
    for member in members:
        services.assign(version, member.board_member, user=editor, now=make.NOW)


def test_members_with_a_seat_who_have_not_signed_are_reminded_three_days_before_and_when_overdue():
    version = make.under_review(risk="high")
    signed, waits = make.member("Signed"), make.member("Waits")
    make.member("Bystander")
    seated(version, signed, waits)
    make.sign(version, signed)
    settle()
    due = make.open_round_of(version).due

    assert reminders.remind(on(due - 4 * DAY)).reminders == 0
    assert reminders.remind(on(due - 3 * DAY)).reminders == 1
    assert reminders.remind(on(due)).reminders == 0
    assert set(Mail.objects.values_list("recipient__name", flat=True)) == {"Waits"}
    assert "decline the seat on its page" in Mail.objects.get().text
    reminders.remind(on(due + DAY))
    assert Mail.objects.filter(recipient=waits).count() == 2
    assert reminders.remind(on(due + 9 * DAY)).reminders == 0


def test_an_overdue_round_is_told_to_the_managing_editors_with_what_it_lacks():
    version = make.under_review()
    make.sign(version)
    settle()
    due = make.open_round_of(version).due
    reminders.remind(on(due + DAY))
    escalated = Mail.objects.filter(recipient__groups__name="managing_editor").get()
    assert "was due on 16 March 2026 and has not passed: needs 1 more approval." in escalated.text


def test_without_seats_everyone_who_may_sign_is_reminded():
    version = make.under_review()
    one, two = make.member("One"), make.member("Two")
    make.sign(version, one)
    settle()
    assert reminders.remind(on(make.open_round_of(version).due)).reminders == 1
    assert Mail.objects.get().recipient == two
    assert "tell a managing editor" in Mail.objects.get().text


def test_who_declined_is_not_reminded_and_the_others_are():
    version = make.under_review()
    declines, other = make.member("Declines"), make.member("Other")
    seated(version, declines, other)
    seat = version.rounds.get().seats.get(assignee=declines)
    services.decline_seat(seat, user=declines, reason="No time.", now=make.NOW)
    settle()
    reminders.remind(on(make.open_round_of(version).due))
    assert Mail.objects.get().recipient == other


def test_when_only_a_specialty_is_missing_only_its_members_are_reminded():
    version = make.submitted()
    policy = ReviewPolicy.objects.for_article(version.article)
    policy.specialties = ["pharmacy"]
    policy.save()
    services.open_round(version, user=make.editor(), now=make.NOW)
    version = make.fresh(version)
    for name in ("One", "Two"):
        make.sign(version, make.member(name))
    make.member("Neurologist")
    pharmacist = make.member("Pharmacist", Specialty.PHARMACY)
    settle()
    reminders.remind(on(make.open_round_of(version).due))
    assert [row.recipient for row in Mail.objects.all()] == [pharmacist]


def test_a_round_with_a_request_for_changes_asks_its_editor_and_no_member():
    version = make.under_review()
    make.member("Bystander")
    make.sign(version, decision="request_changes")
    settle()
    due = make.open_round_of(version).due
    assert reminders.remind(on(due)).reminders == 0
    assert reminders.remind(on(due + DAY)).reminders == 1
    assert "Return it to its author" in Mail.objects.get().text


def test_who_is_asked_shortly_before_the_due_date_is_not_reminded_of_it_at_once():
    version, member = make.under_review(), make.member()
    due = make.open_round_of(version).due
    services.assign(version, member.board_member, user=make.editor(), now=on(due - 2 * DAY))
    settle()
    assert reminders.remind(on(due - 2 * DAY)).reminders == 0
    assert reminders.remind(on(due + DAY)).reminders > 0


def test_a_closed_round_reminds_nobody():
    version = make.under_review()
    make.member()
    due = make.open_round_of(version).due
    services.cancel_round(version, user=make.editor(), reason="Wrong version.", now=make.NOW)
    settle()
    assert reminders.remind(on(due + 5 * DAY)).reminders == 0


# The command


def test_the_command_writes_reminders_and_sends_them(live):
    answer, err, code = run("--at", "2027-03-03")
    assert answer == {"reminders": 2, "mails": 2, "overdue": 1, "erased": 0, "purged": 0}
    assert (err, code, len(django_mail.outbox)) == ("", 0, 2)


def test_running_it_twice_sends_nothing_new(live):
    run("--at", "2027-03-03")
    again, _, _ = run("--at", "2027-03-03")
    assert again == {"reminders": 0, "mails": 0, "overdue": 0, "erased": 0, "purged": 0}
    assert len(django_mail.outbox) == 2


def test_it_takes_a_day_or_a_moment(live):
    assert run("--at", "2027-03-02T23:00")[0]["overdue"] == 0
    assert run("--at", "2027-03-03T08:30+01:00")[0]["overdue"] == 1


@pytest.mark.parametrize("text", ["tomorrow", "2026-02-31", "2026-13-01T10:00", ""])
def test_what_is_no_date_is_refused_and_nothing_is_done(live, text):
    with pytest.raises(CommandError, match="is no date"):
        call_command("run_due", f"--at={text}")
    assert not Mail.objects.exists()
    assert not ReReviewTask.objects.exists()


def test_it_sends_what_a_deed_left_behind():
    make.submitted()
    editor = make.editor()
    answer, _, _ = run()
    assert (answer["reminders"], answer["mails"]) == (0, 1)
    assert django_mail.outbox[0].to == [editor.email]


def test_a_mail_that_does_not_leave_is_named_and_the_exit_code_says_so(live, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    answer, err, code = run("--at", "2027-03-03")
    assert (answer["reminders"], answer["mails"], code) == (2, 0, 1)
    assert "Connection reset" in err
    assert Mail.objects.filter(status=Mail.Status.WAITING).count() == 2


def test_old_receipts_and_ended_sessions_are_cleared_away(clock):
    reader = make.user()
    for key in (1, 2):
        FormReceipt.objects.create(
            key=f"00000000-0000-0000-0000-00000000000{key}", user=reader, body_digest=""
        )
        clock.shift(2 * DAY)
    for age in (-60, 60):
        session = SessionStore()
        session.set_expiry(age)
        session.create()
    answer, _, _ = run()
    assert answer["purged"] == 2
    assert str(FormReceipt.objects.get().key).endswith("2")
    assert Session.objects.count() == 1
    assert run()[0]["purged"] == 0


def test_people_are_told_in_words(live):
    out = StringIO()
    call_command("run_due", "--at", "2027-03-03", stdout=out)
    assert out.getvalue().startswith("2 reminders written, 2 mails sent, 1 article newly overdue, 0 old rows")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_every_reminder_once_and_send_it_once():
    make.approved(make.author())
    notifications.deliver()
    Mail.objects.all().delete()
    django_mail.outbox.clear()
    barrier, done = threading.Barrier(2), []

    def work():
        try:
            barrier.wait()
            done.append(reminders.remind(on(DUE)))
            outbox.send_due(on(DUE))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(run.reminders for run in done) == [0, 2]
    assert sorted(run.overdue for run in done) == [0, 1]
    assert ReReviewTask.objects.count() == 1
    assert len(django_mail.outbox) == 2


def test_an_article_that_was_never_published_is_not_due():
    make.under_review()
    settle()
    reminders.remind(on(date(2035, 1, 1)))
    assert not Mail.objects.filter(about_type=Article._meta.label_lower).exists()
