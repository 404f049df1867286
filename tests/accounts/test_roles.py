"""Who gives roles, and what nobody can give themselves."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import services
from accounts.models import BoardMember, RoleGrant, User
from accounts.roles import Role
from audit.models import AuditEvent
from tests import factories as make

pytestmark = pytest.mark.django_db
TERMS = {
    "printed_name": "Dr Who",
    "credentials": "MD",
    "specialty": "neurology",
    "interests": "",
    "active_from": date(2026, 1, 1),
    "now": make.NOW,
}


def test_an_administrator_gives_and_takes_roles_and_the_history_says_so():
    admin, someone = make.administrator(), make.user()
    assert services.give_role(someone, Role.AUTHOR, actor=admin, now=make.NOW)
    assert not services.give_role(someone, Role.AUTHOR, actor=admin, now=make.NOW), "given once"
    assert make.fresh(someone).roles == {"author"}

    assert services.take_role(someone, Role.AUTHOR, actor=admin, now=make.NOW)

    assert make.fresh(someone).roles == frozenset()
    rows = RoleGrant.history.filter(user_id=someone.pk)
    assert [(row.history_type, row.history_user_id) for row in rows] == [("-", admin.pk), ("+", admin.pk)]
    events = AuditEvent.objects.filter(subject_id=str(someone.pk)).values_list("action", flat=True)
    assert list(events) == ["role.given", "role.taken"]


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.MANAGING_EDITOR, Role.MODERATOR])
def test_nobody_but_an_administrator_gives_roles(role):
    someone, other = make.user("Some One", role), make.user()
    with pytest.raises(PermissionDenied):
        services.give_role(other, Role.AUTHOR, actor=someone, now=make.NOW)
    with pytest.raises(PermissionDenied):
        services.appoint(other, actor=someone, **TERMS)
    assert make.fresh(other).roles == frozenset()
    assert not BoardMember.objects.exists()


def test_a_superuser_without_a_role_gives_nothing():
    superuser = make.user(is_superuser=True, is_staff=True)
    with pytest.raises(PermissionDenied):
        services.give_role(superuser, Role.ADMINISTRATOR, actor=superuser, now=make.NOW)
    assert not make.fresh(superuser).is_staff_member


def test_nobody_appoints_themselves_not_even_by_sql():
    admin = make.administrator()
    with pytest.raises(PermissionDenied, match="themselves"):
        services.appoint(admin, actor=admin, **TERMS)
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardMember.objects.create(
            user=admin,
            appointed_by=admin,
            printed_name="x",
            credentials="x",
            specialty="neurology",
            active_from=date(2026, 1, 1),
        )
    assert not BoardMember.objects.exists()


def test_a_superuser_is_not_appointed():
    superuser = make.user(is_superuser=True)
    with pytest.raises(services.Refused, match="superuser"):
        services.appoint(superuser, actor=make.administrator(), **TERMS)
    assert not BoardMember.objects.exists()


def test_the_last_administrator_keeps_the_role():
    admin = make.administrator()
    with pytest.raises(services.Refused, match="last administrator"):
        services.take_role(admin, Role.ADMINISTRATOR, actor=admin, now=make.NOW)
    assert make.fresh(admin).has_role(Role.ADMINISTRATOR)


def test_an_appointment_ends_and_may_begin_again():
    mabel, admin = make.member(), make.administrator()
    services.end_appointment(mabel.board_member, last_day=date(2026, 2, 1), actor=admin, now=make.NOW)
    assert not make.fresh(mabel).is_board_member

    services.appoint(mabel, actor=admin, **TERMS)

    assert make.fresh(mabel).is_board_member
    assert BoardMember.objects.count() == 1


def test_the_end_of_a_term_is_not_before_its_beginning():
    mabel = make.member()
    with pytest.raises(services.Refused, match="before"):
        services.end_appointment(
            mabel.board_member, last_day=date(2025, 1, 1), actor=make.administrator(), now=make.NOW
        )
    assert make.fresh(mabel).is_board_member


def test_closing_an_account_forgets_the_person_and_keeps_the_row():
    someone = make.user("Private Person")
    services.close_account(someone, now=make.NOW)
    closed = make.fresh(someone)
    assert (closed.name, closed.is_active, closed.has_usable_password()) == ("", False, False)
    assert closed.email == f"closed-{someone.pk}@closed.invalid"
    assert not closed.emailaddress_set.exists()


def test_a_role_must_be_given_back_before_the_account_is_closed():
    author = make.author()
    with pytest.raises(services.Refused, match="still hold a role"):
        services.close_account(author, now=make.NOW)
    assert make.fresh(author).is_active


def test_there_is_one_way_to_the_first_administrator_and_it_closes_behind_them():
    make.administrator()
    with pytest.raises(services.Refused, match="already"):
        services.install_administrator(make.user(), now=make.NOW)
    assert RoleGrant.objects.filter(group__name=Role.ADMINISTRATOR).count() == 1


def test_an_address_is_kept_in_lower_case():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="MiXed@example.org")
    assert User.objects.create_user("MiXed@Example.org").email == "mixed@example.org"


def test_nobody_is_administrator_and_board_member_at_once():
    admin, second, mabel = make.administrator(), make.user("Sec Ond"), make.member()
    services.give_role(second, Role.ADMINISTRATOR, actor=admin, now=make.NOW)
    with pytest.raises(services.Refused, match="administrator cannot sit"):
        services.appoint(make.fresh(second), actor=admin, **TERMS)
    with pytest.raises(services.Refused, match="cannot be an administrator"):
        services.give_role(mabel, Role.ADMINISTRATOR, actor=admin, now=make.NOW)
    assert not make.fresh(second).is_board_member
    assert make.fresh(mabel).roles == frozenset()
