"""The pages about people: roles and appointments for administrators, the own account for everyone."""

import uuid
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import BoardMember, RoleGrant, User
from accounts.roles import MAY, Role
from audit.models import AuditEvent
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = make.NOW + timedelta(days=3)
PEOPLE, PROFILE, CLOSE = reverse("accounts:people"), reverse("accounts:profile"), reverse("accounts:close")
INTERESTS = reverse("accounts:declare_interests")
APPOINTMENT = {
    "printed_name": "Dr Ilse Brandvold",
    "credentials": "MD, PhD",
    "specialty": "neurology",
    "interests": "None.",
    "active_from": "2026-03-05",
}


@pytest.fixture(autouse=True)
def still_clock():
    cache.clear()
    with time_machine.travel(TODAY, tick=False):
        yield
    cache.clear()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def address(deed, person):
    return reverse(f"accounts:{deed}", args=[person.pk])


def text_of(response):
    return response.content.decode()


@contextmanager
def nothing_changes():
    def rows():
        people = [
            list(model.objects.order_by("pk").values()) for model in (RoleGrant, BoardMember, AuditEvent)
        ]
        return [*people, list(User.objects.order_by("pk").values("name", "email", "is_active", "password"))]

    before = rows()
    yield
    assert rows() == before


# The list


DEEDS = ("give_role", "take_role", "appoint", "end_appointment")


@pytest.mark.parametrize("who", ["user", "author", "editor", "member"])
def test_only_administrators_see_and_change_people(who):
    client = signed_in(getattr(make, who)())
    somebody = make.member("Somebody Else")
    data = APPOINTMENT | {"role": "author", "last_day": "2026-03-05"}
    with nothing_changes():
        assert client.get(PEOPLE).status_code == 403
        assert client.get(address("person", somebody)).status_code == 403
        for deed in DEEDS:
            assert client.post(address(deed, somebody), data).status_code == 403


def test_a_superuser_without_the_role_is_nobody_here():
    client = signed_in(User.objects.create_superuser("root@example.org", make.PASSWORD, name="Root"))
    assert client.get(PEOPLE).status_code == 403


def test_the_list_has_everyone_with_a_role_or_a_seat_and_no_readers():
    author, member = make.author("Author Aldous"), make.member("Member Mabel")
    make.user("Reader Rufus")

    response = signed_in(make.administrator()).get(PEOPLE)

    page = text_of(response)
    assert {author, member, make.administrator()} == {row.person for row in response.context["rows"]}
    assert "On the board, neurology" in page
    assert "Reader Rufus" not in page


def test_somebody_with_two_roles_stands_in_the_list_once():
    both = make.user("Both Roles", Role.AUTHOR, Role.MODERATOR)
    rows = signed_in(make.administrator()).get(PEOPLE).context["rows"]
    assert [row.roles for row in rows if row.person == both] == [["Author", "Moderator"]]


@pytest.mark.parametrize("words", ["rufus", "RUFUS", "reader"])
def test_the_search_finds_accounts_without_a_role_by_name_or_e_mail(words):
    reader = make.user("Reader Rufus")
    rows = signed_in(make.administrator()).get(PEOPLE, {"q": words}).context["rows"]
    assert [row.person for row in rows] == [reader]


def test_a_closed_account_is_not_found():
    reader = make.user("Reader Rufus")
    services.close_account(reader, now=TODAY)
    assert signed_in(make.administrator()).get(PEOPLE, {"q": "closed-"}).context["rows"] == []


@pytest.mark.parametrize("words", ["%", "'; DROP TABLE", "<script>", "x" * 300, "a\x00b"])
def test_the_search_takes_anything(words):
    response = signed_in(make.administrator()).get(PEOPLE, {"q": words})
    assert response.status_code == 200
    assert "<script>" not in text_of(response)


def test_the_list_is_turned_page_by_page_and_keeps_the_words():
    for _ in range(26):
        make.user("Same & Name")
    client = signed_in(make.administrator())

    first = client.get(PEOPLE, {"q": "Same & Name"})
    second = client.get(PEOPLE, {"q": "Same & Name", "page": "2"})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 1)
    assert "?q=Same+%26+Name&amp;page=2" in text_of(first)
    assert client.get(PEOPLE, {"q": "Same & Name", "page": "nonsense"}).status_code == 200


def test_no_flag_of_the_framework_is_shown_or_taken():
    person = make.author()
    client = signed_in(make.administrator())
    page = text_of(client.get(address("person", person)))
    for word in ("is_staff", "is_superuser", "permission", "superuser"):
        assert word not in page

    client.post(address("give_role", person), {"role": "moderator", "is_superuser": "on", "is_staff": "on"})

    person = make.fresh(person)
    assert (person.is_staff, person.is_superuser) == (False, False)


# Roles


def test_the_page_of_a_person_says_what_each_role_may():
    page = text_of(signed_in(make.administrator()).get(address("person", make.user())))
    for may in MAY.values():
        assert may in page


def test_a_role_is_given_and_taken_and_the_record_says_by_whom():
    person, administrator = make.user("Reader Rufus"), make.administrator()
    client = signed_in(administrator)

    given = client.post(address("give_role", person), {"role": "author"}, follow=True)
    assert make.fresh(person).roles == {"author"}
    assert "Reader Rufus is author now." in text_of(given)

    taken = client.post(address("take_role", person), {"role": "author"}, follow=True)
    assert make.fresh(person).roles == set()
    assert "Reader Rufus is no longer author." in text_of(taken)

    record = [(entry.what, entry.who) for entry in taken.context["record"]]
    assert set(record) == {
        ("Role given: Author", administrator.name),
        ("Role taken: Author", administrator.name),
    }


def test_the_first_administrator_was_named_at_the_machine():
    administrator = make.administrator()
    record = signed_in(administrator).get(address("person", administrator)).context["record"]
    assert [(entry.what, entry.who) for entry in record] == [
        ("Role given: Administrator", "the command line")
    ]


@pytest.mark.parametrize("role", ["", "board_member", "superuser"])
def test_a_role_that_there_is_not_is_not_given(role):
    person = make.user()
    client = signed_in(make.administrator())
    with nothing_changes():
        assert client.post(address("give_role", person), {"role": role}).status_code == 422


def test_the_last_administrator_stays():
    administrator = make.administrator()
    client = signed_in(administrator)
    with nothing_changes():
        response = client.post(address("take_role", administrator), {"role": "administrator"})
    assert response.status_code == 409
    assert "This is the last administrator" in text_of(response)


def test_who_gives_up_being_an_administrator_is_led_to_their_own_account():
    administrator = make.administrator()
    make.user("Second", Role.ADMINISTRATOR)

    response = signed_in(administrator).post(address("take_role", administrator), {"role": "administrator"})

    assert (response.status_code, response.url) == (302, PROFILE)


def test_a_closed_account_is_given_nothing():
    person = make.user()
    services.close_account(person, now=TODAY)
    client = signed_in(make.administrator())
    with nothing_changes():
        response = client.post(address("give_role", person), {"role": "author"})
    assert response.status_code == 409
    assert "This account is closed" in text_of(response)


def test_somebody_who_is_not_there_is_not_found():
    client = signed_in(make.administrator())
    assert client.get(reverse("accounts:person", args=[10**30])).status_code == 404
    assert client.post(reverse("accounts:give_role", args=[999999]), {"role": "author"}).status_code == 404


def test_a_double_click_gives_a_role_once():
    person, client = make.user(), signed_in(make.administrator())
    data = {"role": "author", "form_key": str(uuid.uuid4())}

    first, second = (client.post(address("give_role", person), data) for _ in range(2))

    assert first.url == second.url == address("person", person)
    assert RoleGrant.objects.filter(user=person).count() == 1


# The board


def test_an_administrator_appoints_to_the_board():
    person, administrator = make.user("Ilse Brandvold"), make.administrator()

    response = signed_in(administrator).post(address("appoint", person), APPOINTMENT, follow=True)

    member = BoardMember.objects.get()
    assert (member.user, member.appointed_by, member.active_from) == (person, administrator, date(2026, 3, 5))
    assert "Dr Ilse Brandvold is on the board from 5 March 2026." in text_of(response)
    entry = response.context["record"][0]
    assert (entry.what, entry.who) == ("Board: appointed", administrator.name)
    assert "Dr Ilse Brandvold, MD, PhD; Neurology; from 5 March 2026." in entry.detail


def test_nobody_appoints_themselves():
    administrator = make.administrator()
    client = signed_in(administrator)
    page = text_of(client.get(address("person", administrator)))
    assert "Nobody appoints themselves to the board." in page
    assert address("appoint", administrator) not in page
    with nothing_changes():
        assert client.post(address("appoint", administrator), APPOINTMENT).status_code == 403


def test_a_superuser_is_not_appointed():
    root = User.objects.create_superuser("root@example.org", make.PASSWORD, name="Root")
    client = signed_in(make.administrator())
    with nothing_changes():
        response = client.post(address("appoint", root), APPOINTMENT)
    assert response.status_code == 409
    assert "A superuser never signs" in text_of(response)
    assert "Dr Ilse Brandvold" in text_of(response)


@pytest.mark.parametrize(
    "wrong",
    [
        {"printed_name": ""},
        {"printed_name": "\u200b"},
        {"printed_name": "Dr \u202eaneL"},
        {"printed_name": "Jane\u2800Doe"},
        {"printed_name": "\u3164"},
        {"credentials": ""},
        {"credentials": "\u2800"},
        {"credentials": "MD\u202e DhP"},
        {"interests": "\u2800 \u200c"},
        {"interests": "None\u2066."},
        {"specialty": "astrology"},
        {"active_from": "2026-02-31"},
    ],
)
def test_an_appointment_that_is_not_filled_in_properly_is_shown_again(wrong):
    person = make.user()
    client = signed_in(make.administrator())
    with nothing_changes():
        response = client.post(address("appoint", person), APPOINTMENT | wrong)
    assert response.status_code == 422
    assert "There is a problem" in text_of(response)


def test_an_appointment_ends_with_its_last_day_and_can_begin_anew():
    member, client = make.member(), signed_in(make.administrator())

    ended = client.post(address("end_appointment", member), {"last_day": "2026-03-04"}, follow=True)
    assert make.fresh(member).is_board_member is False
    assert "The last day of Dr Member Mabel on the board is 4 March 2026." in text_of(ended)
    assert "Appoint again" in text_of(ended)

    client.post(address("appoint", member), APPOINTMENT)
    assert make.fresh(member).is_board_member is True


def test_an_appointment_does_not_end_before_it_began():
    member, client = make.member(), signed_in(make.administrator())
    with nothing_changes():
        response = client.post(address("end_appointment", member), {"last_day": "2025-12-31"})
    assert response.status_code == 409
    assert "The last day lies before the first." in text_of(response)


def test_who_was_never_appointed_has_nothing_to_end():
    person, client = make.user(), signed_in(make.administrator())
    with nothing_changes():
        assert client.post(address("end_appointment", person), {"last_day": "2026-03-04"}).status_code == 404


# The own account


def test_everyone_has_an_account_page():
    for who in (make.user(), make.author(), make.member(), make.editor(), make.administrator()):
        page = text_of(signed_in(who).get(PROFILE))
        assert who.email in page
        assert reverse("account_change_password") in page
        assert reverse("account_email") in page
        assert reverse("pages:reading_level") in page


def test_an_anonymous_visitor_has_none(client):
    assert client.get(PROFILE).url.startswith(reverse("account_login"))


def test_the_name_is_changed():
    reader = make.user("Reader Rufus")

    response = signed_in(reader).post(PROFILE, {"name": "Rufus Reading"}, follow=True)

    assert make.fresh(reader).name == "Rufus Reading"
    assert "Your name is saved." in text_of(response)


@pytest.mark.parametrize(
    "name", ["", "  ", "\u200b", "\u2800", "Jo\u2800Doe", "\u3164", "Dr\u202e evil", "12345", "x" * 121]
)
def test_a_name_that_cannot_be_read_is_refused(name):
    client = signed_in(make.user())
    with nothing_changes():
        assert client.post(PROFILE, {"name": name}).status_code == 422


def test_a_name_may_need_a_joiner():
    reader = make.user()
    signed_in(reader).post(PROFILE, {"name": "علی\u200cرضا"})
    assert make.fresh(reader).name == "علی\u200cرضا"


def test_a_board_member_declares_interests_and_the_record_keeps_them():
    member = make.member()

    response = signed_in(member).post(INTERESTS, {"interests": "Shares in nothing."}, follow=True)

    assert make.fresh(member.board_member).interests == "Shares in nothing."
    assert "Your declared interests are saved." in text_of(response)
    record = signed_in(make.administrator()).get(address("person", member)).context["record"]
    assert (record[0].what, record[0].who) == ("Board: interests declared", member.name)


def test_who_is_not_on_the_board_has_no_interests_to_declare():
    author = make.author()
    client = signed_in(author)
    assert "interests" not in text_of(client.get(PROFILE))
    with nothing_changes():
        assert client.post(INTERESTS, {"interests": "Shares."}).status_code == 404


@pytest.mark.parametrize("nothing", [" ", "\u2800", "\u200c", "Fees from \u202emoc.arahp"])
def test_no_interests_are_written_as_none(nothing):
    client = signed_in(make.member())
    with nothing_changes():
        assert client.post(INTERESTS, {"interests": nothing}).status_code == 422


def test_interests_may_have_several_lines():
    member = make.member()
    signed_in(member).post(INTERESTS, {"interests": "Fees, 2024.\r\n\tShares: none."})
    assert make.fresh(member.board_member).interests.splitlines() == ["Fees, 2024.", "\tShares: none."]


def test_a_reader_closes_the_account_and_is_signed_out():
    reader = make.user("Reader Rufus")
    client = signed_in(reader)

    response = client.post(CLOSE, {"password": make.PASSWORD})

    assert (response.status_code, response.url) == (302, reverse("pages:home"))
    closed = make.fresh(reader)
    assert (closed.is_active, closed.name) == (False, "")
    assert not EmailAddress.objects.filter(user=reader).exists()
    assert client.get(PROFILE).status_code == 302


def test_an_account_is_not_closed_with_a_wrong_password():
    client = signed_in(make.user())
    with nothing_changes():
        response = client.post(CLOSE, {"password": "wrong-horse"})
    assert response.status_code == 422
    assert "This is not your password." in text_of(response)
    assert client.get(PROFILE).status_code == 200


def test_passwords_are_not_tried_without_end():
    client = signed_in(make.user())
    for _ in range(10):
        client.post(CLOSE, {"password": "wrong-horse"})
    with nothing_changes():
        assert client.post(CLOSE, {"password": make.PASSWORD}).status_code == 429


@pytest.mark.parametrize("who", ["author", "member", "administrator"])
def test_who_holds_a_role_gives_it_back_first(who):
    client = signed_in(getattr(make, who)())
    with nothing_changes():
        response = client.post(CLOSE, {"password": make.PASSWORD})
    assert response.status_code == 409
    assert "You still hold a role." in text_of(response)
