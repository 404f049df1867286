"""The seats of a round as a page shows them, and the members who could be asked to take one."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, BoardMember, User
from reviews import workflow
from reviews.models import ReviewRound, Seat, SignOff
from reviews.views.words import Due, due_of

Response = Seat.Response
ANY = "Any specialty"


@dataclass(frozen=True)
class ShownSeat:
    """`signed` is the live sign-off given from it. `give_url` is empty for whoever may not (any more) give it."""

    seat: Seat
    specialty: str
    member: BoardMember | None
    due: Due
    signed: SignOff | None
    is_mine: bool
    has_left: bool
    give_url: str = ""

    @property
    def who(self) -> str:
        """As signed, else as printed today; empty while nobody sits here."""
        if self.signed is not None:
            return f"{self.signed.printed_name}, {self.signed.credentials}".removesuffix(", ")
        return str(self.member or "")

    @property
    def needs_somebody(self) -> bool:
        """Nobody who could sign from it is expected to."""
        return not self.signed and (
            self.member is None or self.has_left or self.seat.response == Response.DECLINED
        )

    @property
    def is_left_empty(self) -> bool:
        """Who sits here recused themselves: somebody else has to approve for the specialty, from a new seat."""
        return self.signed is not None and self.signed.decision == SignOff.Decision.RECUSE


@dataclass(frozen=True)
class Candidate:
    """`refusal` says why this member cannot be asked; empty when they can."""

    member: BoardMember
    refusal: str
    absences: list[Absence]
    fits: bool

    @property
    def key(self) -> str:
        return str(self.member.pk)


def seats_of(review: ReviewRound, situation: workflow.Situation, user: User) -> list[ShownSeat]:
    """Those of one round of the version, open or closed, as they stand; the round comes with_seats()."""
    signed = {sign_off.seat_id: sign_off for sign_off in review.sign_offs.all() if _is_live(sign_off)}
    may = review == situation.open_round and workflow.is_available(workflow.ASSIGN, situation, user)
    today = timezone.localdate()
    return [
        ShownSeat(
            seat=seat,
            specialty=seat.get_specialty_display() or ANY,
            member=seat.assignee.board_member if seat.assignee else None,
            due=due_of(seat.due, today),
            signed=signed.get(seat.pk),
            is_mine=seat.assignee_id == user.pk,
            has_left=_has_left(seat, today),
            give_url=_give_url(situation, seat) if may else "",
        )
        for seat in review.seats.all()
    ]


def _has_left(seat: Seat, today: date) -> bool:
    """Whoever was asked is no longer on the board."""
    last_day = seat.assignee.board_member.active_to if seat.assignee else None
    return last_day is not None and last_day < today


def _is_live(sign_off: SignOff) -> bool:
    return getattr(sign_off, "withdrawal", None) is None


def _give_url(situation: workflow.Situation, seat: Seat) -> str:
    if workflow.may_be_given(seat, situation):
        return ""
    version = situation.version
    return reverse("reviews:give_seat", args=[version.article.slug, version.number, seat.pk])


def add_seat_url(situation: workflow.Situation, user: User) -> str:
    """Empty for whoever may not."""
    if not workflow.is_available(workflow.ASSIGN, situation, user):
        return ""
    return reverse("reviews:add_seat", args=[situation.version.article.slug, situation.version.number])


def with_seats() -> Prefetch:
    return Prefetch("seats", Seat.objects.select_related("assignee__board_member"))


def candidates_for(situation: workflow.Situation, *, seat: Seat | None, until: date) -> list[Candidate]:
    """Everyone on the board today: those who fit the seat first, then who cannot be asked, with the reason."""
    today = timezone.localdate()
    away = Prefetch("absences", Absence.objects.between(today, max(until, today)), to_attr="away")
    specialty = seat.specialty if seat else ""
    members = BoardMember.objects.active_on(today).filter(user__is_active=True)
    found = []
    for member in members.select_related("user").prefetch_related(away):
        refusal = workflow.may_be_seated(member, specialty, situation, seat=seat)
        found.append(
            Candidate(member, refusal, member.away, fits=not specialty or member.specialty == specialty)
        )
    return sorted(found, key=lambda c: (not c.fits, bool(c.refusal), bool(c.absences), c.member.printed_name))


def my_seat(situation: workflow.Situation, user: User) -> Seat | None:
    return next((seat for seat in situation.seats if seat.assignee_id == user.pk), None)


def seat_in_words(seat: Seat) -> str:
    """As part of a sentence: pharmacy seat."""
    specialty = seat.get_specialty_display().lower()
    return f"{specialty} seat" if specialty else "seat for any specialty"
