"""Who is told of which deed: mails derived from the audit log, once, and never at the cost of the deed."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as site
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts
from accounts.models import Mail, MailProgress, Specialty, User
from accounts.roles import Role
from articles.errors import NotReady
from articles.models import Contribution, Version
from articles.services import add_contributor
from audit import chain
from audit.models import AuditEvent
from reviews import notifications, services
from reviews.letters import ABOUT
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = make.NOW + 20 * DAY


class OutOfReach(BaseEmailBackend):
    def open(self):
        raise ConnectionRefusedError("Connection refused")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def told():
    """What one deed has written: {name of the recipient: mail}. What came before it is cleared away."""
    notifications.write_mails(LATER)
    Mail.objects.all().delete()

    def after_the_deed():
        notifications.write_mails(LATER)
        found = {row.recipient.name: row for row in Mail.objects.select_related("recipient")}
        assert len(found) == Mail.objects.count(), "one mail for each person"
        return found

    return after_the_deed


@pytest.fixture
def scene(request):
    """Lets a test build its people and texts before `told` starts to listen."""
    return request.getfixturevalue


def in_review(*members, **options):
    author, editor = make.author(), make.editor()
    version = make.submitted(author, **options)
    services.open_round(version, user=editor, now=make.NOW)
    return make.fresh(version), author, editor


def test_a_submission_is_told_to_the_managing_editors(scene):
    editor, version = make.editor(), make.draft()
    make.member()
    told = scene("told")
    services.submit(version, user=version.created_by, now=LATER)
    mails = told()
    assert set(mails) == {editor.name}
    text = mails[editor.name].text
    assert "Author Aldous has submitted version 1 of “Does azathioprine help?”" in text
    assert f"{site.SITE_URL}/reviews/{version.article.slug}/1/" in text
    assert "Open a review round" in text


def test_an_editor_is_not_told_of_their_own_deed(scene):
    both = make.user("Both", Role.AUTHOR, Role.MANAGING_EDITOR)
    version = make.draft(both)
    told = scene("told")
    services.submit(version, user=make.fresh(both), now=LATER)
    assert told() == {}


def test_a_round_is_told_to_everyone_who_may_sign_and_to_nobody_else(scene):
    author, editor = make.author(), make.editor()
    make.member("Mabel")
    writes = make.member("Writes")
    former = make.member("Former")
    accounts.end_appointment(
        former.board_member, last_day=make.NOW.date(), actor=make.administrator(), now=make.NOW
    )
    User.objects.filter(pk=make.member("Super").pk).update(is_superuser=True)
    version = make.draft(author)
    add_contributor(
        version,
        writes,
        role=Contribution.Role.EDITOR,
        printed_name="Dr Writes",
        credentials="",
        actor=author,
        now=make.NOW,
    )
    make.declare_interests(version)
    version = services.submit(version, user=author, now=make.NOW)
    told = scene("told")
    services.open_round(version, user=editor, now=LATER)
    mails = told()
    assert set(mails) == {"Mabel"}
    assert "It asks for 2 approvals." in mails["Mabel"].text
    assert "read it and sign by 5 April 2026" in mails["Mabel"].text


def test_a_round_that_was_cancelled_before_its_mails_were_written_is_not_announced(scene):
    make.member("Mabel")
    editor, version = make.editor(), make.submitted()
    told = scene("told")
    services.open_round(version, user=editor, now=LATER)
    services.cancel_round(version, user=editor, reason="Opened too early.", now=LATER)
    assert told() == {}


def test_a_member_is_invited_to_a_seat(scene):
    version, _, editor = in_review()
    mabel = make.member("Mabel", Specialty.PHARMACY)
    make.member("Other")
    told = scene("told")
    services.assign(version, mabel.board_member, user=editor, specialty="pharmacy", now=LATER)
    mails = told()
    assert set(mails) == {"Mabel"}
    assert "Editor Edda asks you to take a seat for pharmacy" in mails["Mabel"].text
    assert "Accept or decline" in mails["Mabel"].text


def test_a_seat_that_was_declined_is_told_to_the_managing_editors_without_the_reason(scene):
    version, _, editor = in_review()
    mabel = make.member("Mabel")
    seat = services.assign(version, mabel.board_member, user=editor, now=LATER)
    told = scene("told")
    services.decline_seat(seat, user=mabel, reason="My brother wrote it.", now=LATER)
    mails = told()
    assert set(mails) == {editor.name}
    assert "brother" not in mails[editor.name].text + mails[editor.name].html


def test_a_seat_that_was_accepted_asks_nothing_of_anybody(scene):
    version, _, editor = in_review()
    mabel = make.member("Mabel")
    seat = services.assign(version, mabel.board_member, user=editor, now=LATER)
    told = scene("told")
    services.accept_seat(seat, user=mabel, now=LATER)
    assert told() == {}


def test_every_sign_off_is_told_to_its_signer_all_signers_and_the_author(scene):
    version, author, _ = in_review(risk="high")
    first, second = make.member("First"), make.member("Second")
    make.member("Bystander")
    make.sign(version, first)
    told = scene("told")
    make.sign(version, second)
    mails = told()
    assert set(mails) == {"First", "Second", author.name}
    assert "3 March 2026, 09:00 UTC you signed version 1" in mails["Second"].text
    assert "If this was not you, withdraw it at once" in mails["Second"].text
    assert f"/reviews/{version.article.slug}/1/withdraw-sign-off/" in mails["Second"].text
    assert "Dr Second signed version 1 of “Does azathioprine help?”: approved." in mails["First"].text
    assert f"/desk/{version.article.slug}/" in mails[author.name].text


def test_who_took_a_sign_off_back_is_still_told_of_the_others(scene):
    version, author, _ = in_review()
    first, second = make.member("First"), make.member("Second")
    make.sign(version, first)
    services.withdraw_sign_off(version, signer=first, reason="On reflection.", now=LATER)
    told = scene("told")
    make.sign(version, second)
    assert set(told()) == {"First", "Second", author.name}


def test_the_signer_of_the_last_approval_is_shown_how_to_take_the_page_down(scene):
    version, author, _ = in_review()
    make.sign(version, make.member("First"))
    second = make.member("Second")
    notifications.write_mails(LATER)
    Mail.objects.all().delete()
    make.sign(version, second)
    notifications.write_mails(LATER)
    of_second = {row.subject: row.text for row in Mail.objects.filter(recipient=second)}
    assert set(of_second) == {
        "You signed: “Does azathioprine help?”",
        "Approved and live: “Does azathioprine help?”",
    }
    signed = of_second["You signed: “Does azathioprine help?”"]
    assert "take the page down at once" in signed
    assert f"/reviews/{version.article.slug}/1/withdraw/" in signed
    published = of_second["Approved and live: “Does azathioprine help?”"]
    assert f"{site.SITE_URL}/articles/{version.article.slug}/" in published
    assert "Its next review is due on 3 March 2027." in published
    names = Mail.objects.filter(subject__startswith="Approved").values_list("recipient__name", flat=True)
    assert set(names) == {"First", "Second", author.name}


def test_a_withdrawn_sign_off_is_told_to_its_signer_too(scene):
    version, author, _ = in_review()
    first = make.member("First")
    make.sign(version, first)
    told = scene("told")
    services.withdraw_sign_off(version, signer=first, reason="A secret thought.", now=LATER)
    mails = told()
    assert set(mails) == {"First", author.name}
    assert "secret" not in mails["First"].text


def test_changes_requested_are_told_to_the_authors_without_the_remarks(scene):
    version, author, editor = in_review()
    make.sign(version, decision="request_changes", remark="The dose is wrong.")
    told = scene("told")
    services.return_to_author(version, user=editor, now=LATER)
    mails = told()
    assert set(mails) == {author.name}
    assert "as the board asks for changes" in mails[author.name].text
    assert "dose" not in mails[author.name].text


def test_a_returned_submission_is_told_to_the_authors(scene):
    author, editor = make.author(), make.editor()
    version = make.submitted(author)
    told = scene("told")
    services.return_submission(version, user=editor, reason="Not our subject.", now=LATER)
    mails = told()
    assert set(mails) == {author.name}
    assert "It is a draft again." in mails[author.name].text
    assert "subject" not in mails[author.name].text


def test_a_withdrawn_page_is_told_to_its_signers_the_owner_and_the_editors(scene):
    version, author, editor = in_review()
    first, second = make.member("First"), make.member("Second")
    make.approve(version, signers=[first, second])
    told = scene("told")
    services.withdraw(version, user=first, reason="Wrong dose.", now=LATER)
    mails = told()
    assert set(mails) == {"First", "Second", author.name, editor.name}
    assert "First has withdrawn version 1" in mails["Second"].text


def test_a_retraction_is_agreed_told_and_done(scene):
    version, author, editor = in_review()
    first, second = make.member("First"), make.member("Second")
    make.approve(version, signers=[first, second])
    services.open_retraction(version, user=editor, reason="The trial was retracted.", now=make.NOW + 5 * DAY)
    make.approve(version, signers=[make.member("Third"), make.member("Fourth")])
    notifications.write_mails(LATER)
    agreed = Mail.objects.get(subject__startswith="The board agrees to retract")
    assert agreed.recipient == editor
    told = scene("told")
    services.retract(version, user=editor, notice="Retracted.", now=LATER)
    assert set(told()) == {"First", "Second", author.name}


def test_an_attested_page_is_told_with_its_new_date(scene):
    version, author, editor = in_review()
    first, second = make.member("First"), make.member("Second")
    make.approve(version, signers=[first, second])
    services.attest(version, user=editor, now=make.NOW + 5 * DAY)
    make.approve(version, signers=[first, second], now=make.NOW + 6 * DAY)
    notifications.write_mails(LATER)
    attested = Mail.objects.filter(subject__startswith="Reviewed again")
    assert {row.recipient.name for row in attested} == {"First", "Second", author.name}
    assert "8 March 2027" in attested[0].text


def test_a_cancelled_round_is_told_to_those_who_were_asked_or_signed(scene):
    version, _, editor = in_review()
    make.sign(version, make.member("Signed"))
    services.assign(version, make.member("Seated").board_member, user=editor, now=LATER)
    make.member("Bystander")
    told = scene("told")
    services.cancel_round(version, user=editor, reason="Wrong version.", now=LATER)
    assert set(told()) == {"Signed", "Seated"}


def test_a_request_left_behind_needs_a_second_member_who_is_told(scene):
    version, _, _ = in_review()
    gone = make.member("Gone")
    request = make.sign(version, gone, "request_changes")
    admin = make.administrator()
    accounts.end_appointment(gone.board_member, last_day=make.NOW.date() + 5 * DAY, actor=admin, now=LATER)
    one, two = make.member("One"), make.member("Two")
    told = scene("told")
    services.lift_request(request, member=one, reason="Answered.", now=LATER)
    assert set(told()) == {"Two"}
    services.lift_request(request, member=two, reason="Answered.", now=LATER)
    Mail.objects.all().delete()
    mails = told()
    assert "Gone" in mails
    assert "As Dr Gone has left the board, Dr One and Dr Two have lifted" in mails["Gone"].text


def test_people_who_lost_every_role_are_told_nothing(scene):
    version, author, editor = in_review()
    make.sign(version, decision="request_changes")
    accounts.take_role(author, Role.AUTHOR, actor=make.administrator(), now=LATER)
    told = scene("told")
    services.return_to_author(version, user=editor, now=LATER)
    assert told() == {}


def test_no_mail_holds_draft_text_and_every_link_leads_to_a_page_of_its_reader():
    version, _, editor = in_review()
    signers = [make.member("First"), make.member("Second")]
    make.approve(version, signers=signers)
    services.withdraw(make.fresh(version), user=editor, reason="Wrong dose.", now=LATER)
    notifications.write_mails(LATER)
    mails = list(Mail.objects.select_related("recipient"))
    assert len(mails) > 10
    for row in mails:
        assert "relapse rate" not in row.text + row.html
        client = Client()
        client.force_login(row.recipient)
        for link in re.findall(rf"{site.SITE_URL}(/\S+)", row.text):
            assert client.get(link, follow=True).status_code in (200, 409), (row.subject, link)


# From the log to the outbox


def test_events_are_told_once():
    in_review()
    assert notifications.write_mails(LATER) > 0
    count = Mail.objects.count()
    assert notifications.write_mails(LATER) == 0
    MailProgress.objects.update(events_read=0)
    notifications.write_mails(LATER)
    assert Mail.objects.count() == count, "the keys hold, even when the log is read anew"


def test_a_deed_costs_no_query_more_for_its_mails():
    version = make.submitted()
    editor = make.fresh(make.editor())
    with CaptureQueriesContext(connection) as queries:
        services.open_round(version, user=editor, now=LATER)
    assert not [q for q in queries if "accounts_mail" in q["sql"]]


def test_many_events_are_read_in_portions(monkeypatch):
    monkeypatch.setattr(notifications, "BATCH", 3)
    in_review()
    notifications.write_mails(LATER)
    assert MailProgress.objects.get().events_read == AuditEvent.objects.count()


def test_a_letter_that_cannot_be_written_leaves_the_log_unread(monkeypatch):
    make.editor()
    make.submitted()
    before = MailProgress.objects.get().events_read

    def broken(deed):
        raise ZeroDivisionError

    monkeypatch.setitem(ABOUT, "version.submitted", broken)
    with pytest.raises(ZeroDivisionError):
        notifications.write_mails(LATER)
    assert MailProgress.objects.get().events_read == before
    monkeypatch.undo()
    assert notifications.write_mails(LATER) == 1


@pytest.mark.django_db(transaction=True)
def test_mails_leave_right_after_the_deed():
    editor, version = make.editor(), make.draft()
    django_mail.outbox.clear()
    services.submit(version, user=version.created_by, now=LATER)
    assert [m.to for m in django_mail.outbox] == [[editor.email]]
    assert Mail.objects.filter(status=Mail.Status.SENT).count() == Mail.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_failing_mail_server_does_not_break_the_deed_and_its_mail_follows(settings):
    editor, version = make.editor(), make.draft()
    settings.EMAIL_BACKEND = f"{__name__}.OutOfReach"
    services.submit(version, user=version.created_by, now=LATER)
    assert make.fresh(version).state == Version.State.SUBMITTED
    assert Mail.objects.get().status == Mail.Status.WAITING

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    django_mail.outbox.clear()
    notifications.outbox.send_due(LATER + DAY)
    assert [m.to for m in django_mail.outbox] == [[editor.email]]


@pytest.mark.django_db(transaction=True)
def test_an_error_in_the_letters_does_not_break_the_deed_and_loses_no_mail(monkeypatch, caplog):
    editor, version = make.editor(), make.draft()

    def broken(deed):
        raise ZeroDivisionError

    monkeypatch.setitem(ABOUT, "version.submitted", broken)
    services.submit(version, user=version.created_by, now=LATER)
    assert make.fresh(version).state == Version.State.SUBMITTED
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    notifications.write_mails(LATER)
    assert Mail.objects.get().recipient == editor


@pytest.mark.django_db(transaction=True)
def test_a_process_that_dies_right_after_its_commit_loses_no_mail(monkeypatch):
    """Nothing listens after the commit, as if the process were gone: the log itself is what the next run reads."""
    editor, version = make.editor(), make.draft()
    monkeypatch.setattr(chain, "_listeners", [])
    services.submit(version, user=version.created_by, now=LATER)
    assert not Mail.objects.exists()
    monkeypatch.undo()
    notifications.deliver()
    assert Mail.objects.get().recipient == editor
    assert Mail.objects.get().status == Mail.Status.SENT


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_is_refused_sends_nothing():
    make.editor()
    version = make.draft(texts=make.Texts(clinician=""))
    sent = len(django_mail.outbox)
    with pytest.raises(NotReady):
        services.submit(version, user=version.created_by, now=LATER)
    assert len(django_mail.outbox) == sent
    assert not Mail.objects.exists()


def test_every_action_that_is_told_is_one_that_the_services_write():
    """A word that changed in a service would silence its mail."""
    services_text = "".join(path.read_text() for path in Path("reviews/services").glob("*.py"))
    ledger = {f"page.{kind}" for kind in ("publish", "attest", "withdraw", "reinstate", "retract")}
    missing = {action for action in ABOUT if f'"{action}"' not in services_text} - ledger
    assert missing == set()
