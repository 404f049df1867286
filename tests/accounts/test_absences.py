"""When a member of the board is away: the member says so, on their own page, and takes it back there."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Absence
from audit.models import AuditEvent
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = make.NOW + timedelta(days=3)
PROFILE, ADD = reverse("accounts:profile"), reverse("accounts:add_absence")
DAYS = {"first_day": "2026-03-10", "last_day": "2026-03-12", "note": "Congress in Vienna"}


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def mabel():
    return make.member()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def remove(absence):
    return reverse("accounts:remove_absence", args=[absence.pk])


def text_of(response):
    return response.content.decode().replace("&nbsp;", "\u00a0")


def days(first, last):
    return {"first_day": date(2026, 3, first), "last_day": date(2026, 3, last)}


def test_a_member_adds_an_absence_and_sees_it(mabel):
    page = text_of(signed_in(mabel).post(ADD, DAYS, follow=True))

    absence = Absence.objects.get()
    assert (absence.member, absence.first_day, absence.last_day, absence.note) == (
        mabel.board_member,
        date(2026, 3, 10),
        date(2026, 3, 12),
        "Congress in Vienna",
    )
    for words in ("10\u00a0Mar\u00a02026", "12\u00a0Mar\u00a02026", "Congress in Vienna", "is on file"):
        assert words in page


def test_a_member_removes_an_absence_and_the_history_keeps_it(mabel):
    absence = make.absence(mabel)
    page = text_of(signed_in(mabel).post(remove(absence), follow=True))
    assert "The absence is removed" in page
    assert not Absence.objects.exists()
    rows = Absence.history.order_by("history_id").values_list("history_type", "history_user_id")
    assert list(rows) == [("+", mabel.pk), ("-", mabel.pk)]


def test_both_leave_an_audit_event_without_the_note(mabel):
    client = signed_in(mabel)
    client.post(ADD, DAYS)
    client.post(remove(Absence.objects.get()))
    events = AuditEvent.objects.filter(action__startswith="board.absence").order_by("number")
    assert [event.action for event in events] == ["board.absence_added", "board.absence_removed"]
    assert all("Vienna" not in event.data for event in events)


def test_one_day_away_is_an_absence(mabel):
    assert signed_in(mabel).post(ADD, DAYS | {"last_day": DAYS["first_day"]}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"last_day": "2026-03-09"}, "The last day lies before the first."),
        ({"first_day": "2026-03-01", "last_day": "2026-03-04"}, "These days are over already."),
        ({"first_day": "31 February"}, "Enter a valid date."),
        ({"last_day": ""}, "This field is required."),
        ({"note": "x" * 201}, "at most 200 characters"),
        ({"note": "away\u202e"}, "There is a character in this note that cannot be seen."),
    ],
)
def test_what_is_no_absence_is_said_and_the_rest_is_kept(mabel, typed, says):
    response = signed_in(mabel).post(ADD, DAYS | typed)
    assert response.status_code == 422
    assert says in text_of(response)
    assert "note" in typed or "Congress in Vienna" in text_of(response)
    assert not Absence.objects.exists()


def test_an_absence_that_is_over_is_neither_shown_nor_removed(mabel):
    absence = make.absence(mabel, **days(1, 4), note="Skiing")
    client = signed_in(mabel)
    assert "Skiing" not in text_of(client.get(PROFILE))
    assert client.post(remove(absence)).status_code == 404
    assert Absence.objects.exists()


def test_nobody_removes_the_absence_of_another(mabel):
    absence = make.absence(mabel)
    for stranger in (make.member("Other"), make.editor(), make.administrator()):
        assert signed_in(stranger).post(remove(absence)).status_code == 404
        with pytest.raises(PermissionDenied):
            services.remove_absence(absence, actor=stranger, now=TODAY)
        with pytest.raises(PermissionDenied):
            services.add_absence(mabel.board_member, **days(10, 12), note="", actor=stranger, now=TODAY)
    assert Absence.objects.get() == absence


def test_the_service_refuses_days_in_the_wrong_order(mabel):
    with pytest.raises(services.Refused, match="before the first"):
        services.add_absence(mabel.board_member, **days(12, 10), note="", actor=mabel, now=TODAY)
    assert not Absence.objects.exists()


def test_only_members_have_absences_on_their_page(mabel):
    assert "When you are away" in text_of(signed_in(mabel).get(PROFILE))
    assert "When you are away" not in text_of(signed_in(make.author()).get(PROFILE))
    assert signed_in(make.author()).post(ADD, DAYS).status_code == 404


def test_a_double_click_adds_one_absence(mabel):
    client, data = signed_in(mabel), DAYS | {"form_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(ADD, data).status_code == 302
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [(1, 9, False), (1, 10, True), (11, 11, True), (12, 20, True), (13, 20, False)],
)
def test_absences_between_two_days_count_both_ends(mabel, first, last, overlaps):
    make.absence(mabel, **days(10, 12))
    found = Absence.objects.between(date(2026, 3, first), date(2026, 3, last))
    assert found.exists() is overlaps
