"""Who is asked to sit in a round: assign, accept, decline."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import BoardMember, User
from articles.errors import WrongState
from articles.models import Version
from audit import chain, history
from reviews import workflow
from reviews.models import Seat
from reviews.services.locking import lock


@transaction.atomic
def assign(
    version: Version,
    member: BoardMember,
    *,
    user: User,
    now: datetime,
    specialty: str = "",
    seat: Seat | None = None,
    due: date | None = None,
) -> Seat:
    """Ask a member to take a seat: a given one, else a free one of the specialty, else a new one.

    Raises:
        PermissionDenied: `user` is no managing editor.
        WrongState: no round is open, or the member cannot take this seat; the message says why.
    """
    situation = lock(version.pk)
    workflow.check(workflow.ASSIGN, situation, user)
    review = situation.open_round
    assert review is not None  # noqa: S101  the rule above asks for it
    if seat is None:
        seat = next((s for s in situation.seats if s.specialty == specialty and s.assignee_id is None), None)
    seat = seat or Seat(round=review, specialty=specialty, due=review.due)
    if seat.pk and (refusal := workflow.may_be_given(seat, situation)):
        raise WrongState(refusal)
    if not member.user.is_board_member:
        raise WrongState(f"{member.printed_name} is not on the board today.")
    if refusal := workflow.may_be_seated(member, seat.specialty, situation, seat=seat):
        raise WrongState(refusal)
    seat.assignee, seat.assigned_at, seat.due = member.user, now, due or review.due
    seat.response, seat.reason, seat.answered_at = Seat.Response.PENDING, "", None
    history.save(seat, actor=user, at=now, reason="assigned")
    data = {"round": review.pk, "seat": seat.pk, "specialty": seat.specialty, "member": member.user_id}
    chain.append("seat.assigned", actor=user, subject=situation.version, data=data, at=now)
    return seat


@transaction.atomic
def accept_seat(seat: Seat, *, user: User, now: datetime) -> Seat:
    return _answer(seat, Seat.Response.ACCEPTED, user=user, reason="", now=now)


@transaction.atomic
def decline_seat(seat: Seat, *, user: User, reason: str, now: datetime) -> Seat:
    """The seat stays and can be given to somebody else."""
    return _answer(seat, Seat.Response.DECLINED, user=user, reason=reason, now=now)


def _answer(seat: Seat, response: str, *, user: User, reason: str, now: datetime) -> Seat:
    situation = lock(seat.round.version_id)
    workflow.check(workflow.ANSWER_SEAT, situation, user)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.assignee_id != user.pk:
        raise WrongState("This seat was given to somebody else meanwhile.")
    if seat.response == response:
        return seat
    seat.response, seat.reason, seat.answered_at = response, reason, now
    history.save(seat, actor=user, at=now, reason=Seat.Response(response).label)
    data = {"round": seat.round_id, "seat": seat.pk, "response": response, "reason": reason}
    chain.append("seat.answered", actor=user, subject=situation.version, data=data, at=now)
    return seat
