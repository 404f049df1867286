"""Give and take roles, appoint to the board, close an account. Each deed writes its own audit event."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import outbox
from accounts.models import Absence, BoardMember, RoleGrant, User
from accounts.roles import Role
from audit import chain, history


class Refused(Exception):
    """The deed is not possible as things stand; the message says why, for a person."""


def may_give_roles(actor: User) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


def _check_may_give_roles(actor: User) -> None:
    if not may_give_roles(actor):
        raise PermissionDenied("Only an administrator gives roles.")


@transaction.atomic
def give_role(user: User, role: Role, *, actor: User, now: datetime) -> bool:
    """True when the role is new; giving it again changes nothing.

    Raises:
        PermissionDenied: `actor` is no administrator.
        Refused: the account is closed.
    """
    _check_may_give_roles(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused("This account is closed; it can hold no role.")
    if role == Role.ADMINISTRATOR and user.is_board_member:
        raise Refused("A board member cannot be an administrator: who gives roles has no part in approving.")
    return _grant(user, role, actor=actor, now=now)


def _grant(user: User, role: Role, *, actor: User | None, now: datetime) -> bool:
    group = Group.objects.get(name=role.value)
    if RoleGrant.objects.filter(user=user, group=group).exists():
        return False
    grant = RoleGrant(user=user, group=group, given_by=actor, given_at=now)
    history.save(grant, actor=actor, at=now, reason=f"given: {role.label}")
    chain.append("role.given", actor=actor, subject=user, data={"role": role.value}, at=now)
    return True


@transaction.atomic
def take_role(user: User, role: Role, *, actor: User, now: datetime) -> bool:
    """True when the role was there.

    Raises:
        PermissionDenied: `actor` is no administrator.
        Refused: it would leave the site without an administrator.
    """
    _check_may_give_roles(actor)
    group = Group.objects.select_for_update().get(name=role.value)
    grant = RoleGrant.objects.filter(user=user, group=group).first()
    if grant is None:
        return False
    if (
        role == Role.ADMINISTRATOR
        and RoleGrant.objects.filter(group=group, user__is_active=True).count() == 1
    ):
        raise Refused("This is the last administrator; give the role to somebody else first.")
    history.delete(grant, actor=actor, at=now, reason=f"taken: {role.label}")
    chain.append("role.taken", actor=actor, subject=user, data={"role": role.value}, at=now)
    return True


@transaction.atomic
def install_administrator(user: User, *, now: datetime) -> bool:
    """The first administrator, from the command line of the machine. Refused once there is one."""
    if RoleGrant.objects.filter(group__name=Role.ADMINISTRATOR, user__is_active=True).exists():
        raise Refused("There is an administrator already, who can give this role on the page People.")
    return _grant(user, Role.ADMINISTRATOR, actor=None, now=now)


@transaction.atomic
def appoint(
    user: User,
    *,
    printed_name: str,
    credentials: str,
    specialty: str,
    interests: str,
    active_from: date,
    actor: User,
    now: datetime,
) -> BoardMember:
    """Appoint to the board, or appoint again after a term has ended.

    Raises:
        PermissionDenied: `actor` is no administrator, or appoints themselves.
        Refused: the account is closed, or is a superuser, who may never sign.
    """
    _check_may_give_roles(actor)
    if user.pk == actor.pk:
        raise PermissionDenied("Nobody appoints themselves to the board.")
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused("This account is closed.")
    if user.has_role(Role.ADMINISTRATOR):
        raise Refused("An administrator cannot sit on the board: who gives roles has no part in approving.")
    if user.is_superuser:
        raise Refused("A superuser never signs, so cannot be appointed to the board.")
    member = BoardMember.objects.filter(user=user).first() or BoardMember(user=user, appointed_by=actor)
    member.printed_name, member.credentials, member.specialty = printed_name, credentials, specialty
    member.interests, member.active_from, member.active_to = interests, active_from, None
    history.save(member, actor=actor, at=now, reason="appointed")
    data = {
        "printed_name": printed_name,
        "credentials": credentials,
        "specialty": specialty,
        "from": str(active_from),
    }
    chain.append("board.appointed", actor=actor, subject=user, data=data, at=now)
    return member


@transaction.atomic
def end_appointment(member: BoardMember, *, last_day: date, actor: User, now: datetime) -> None:
    """What the member signed while on the board keeps counting."""
    _check_may_give_roles(actor)
    member = BoardMember.objects.select_for_update().get(pk=member.pk)
    if last_day < member.active_from:
        raise Refused("The last day lies before the first.")
    member.active_to = last_day
    history.save(member, actor=actor, at=now, reason="appointment ended")
    chain.append("board.ended", actor=actor, subject=member.user, data={"to": str(last_day)}, at=now)


@transaction.atomic
def declare_interests(member: BoardMember, interests: str, *, actor: User, now: datetime) -> None:
    """A member declares their own interests; nobody else does it for them but an administrator."""
    if actor.pk != member.user_id:
        _check_may_give_roles(actor)
    if member.interests == interests:
        return
    member.interests = interests
    history.save(member, actor=actor, at=now, reason="interests declared")
    chain.append("board.interests_declared", actor=actor, subject=member.user, at=now)


@transaction.atomic
def add_absence(
    member: BoardMember, *, first_day: date, last_day: date, note: str, actor: User, now: datetime
) -> Absence:
    """Days, both ends included, on which the member cannot review. They keep every right to sign all the same.

    Raises:
        PermissionDenied: it is not the member who says so.
        Refused: the last day lies before the first.
    """
    _check_is_the_member(member, actor)
    if last_day < first_day:
        raise Refused("The last day lies before the first.")
    absence = Absence(member=member, first_day=first_day, last_day=last_day, note=note)
    history.save(absence, actor=actor, at=now, reason="added")
    data = {"absence": absence.pk, "from": str(first_day), "to": str(last_day)}
    chain.append("board.absence_added", actor=actor, subject=member.user, data=data, at=now)
    return absence


@transaction.atomic
def remove_absence(absence: Absence, *, actor: User, now: datetime) -> None:
    """The member can review in these days after all."""
    _check_is_the_member(absence.member, actor)
    data = {"absence": absence.pk}
    history.delete(absence, actor=actor, at=now, reason="removed")
    chain.append("board.absence_removed", actor=actor, subject=absence.member.user, data=data, at=now)


def _check_is_the_member(member: BoardMember, actor: User) -> None:
    if actor.pk != member.user_id:
        raise PermissionDenied("Only members themselves say when they are away.")


@transaction.atomic
def close_account(user: User, *, now: datetime) -> None:
    """Deactivate and anonymise. The row stays, since signatures and decisions point at it.

    Raises:
        Refused: the user still holds a role or sits on the board; an administrator ends that first.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_staff_member:
        raise Refused(
            "You still hold a role. Ask an administrator to take it back first; then close the account."
        )
    user.email = f"closed-{user.pk}@closed.invalid"
    user.name = ""
    user.reads_as = ""
    user.is_active = False
    user.set_unusable_password()
    history.save(user, actor=user, at=now, reason="account closed")
    EmailAddress.objects.filter(user=user).delete()
    outbox.forget(user)
    chain.append("account.closed", actor=None, subject=user, at=now)
