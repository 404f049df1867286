"""What waits for a board member: to be signed, signed and open, and what became of the rest."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from reviews import workflow
from reviews.models import ReviewRound, Seat, SignOff
from reviews.views.seating import my_seat, seat_in_words
from reviews.views.words import Due, Tally, due_of, tally_of

OUTCOMES = 10
Response = Seat.Response


@dataclass(frozen=True)
class Row:
    """One open round. `mine` is my sign-off in it; `earlier` is my newest one on another version of the article.

    `seat` is the one that I was asked to take; `day` is when it is due, else the round.
    """

    review: ReviewRound
    tally: Tally
    day: date
    due: Due
    mine: SignOff | None
    earlier: SignOff | None
    may_sign: bool
    seat: Seat | None

    def answered(self, response: str) -> bool:
        return self.seat is not None and self.seat.response == response

    @property
    def is_asked(self) -> bool:
        return self.may_sign and self.answered(Response.PENDING)

    @property
    def is_declined(self) -> bool:
        return self.may_sign and self.answered(Response.DECLINED)

    @property
    def seat_in_words(self) -> str:
        return seat_in_words(self.seat) if self.seat else ""


@require_safe
def queue(request):
    if workflow.has_capacity(request.user) is None:
        raise PermissionDenied("Only members of the board have reviews to sign.")
    rows = _rows(request.user)
    asked = [row for row in rows if row.is_asked]
    waiting = [row for row in rows if row.may_sign and not row.is_asked and not row.is_declined]
    context = {
        "number": len(asked) + len(waiting),
        "asked": asked,
        "waiting": waiting,
        "declined": [row for row in rows if row.is_declined],
        "signed": [row for row in rows if row.mine],
        "outcomes": _outcomes(request.user),
    }
    return render(request, "reviews/queue.html", context)


def _rows(user: User) -> list[Row]:
    rounds = (
        ReviewRound.objects.open()
        .select_related("version__article", "version__answers")
        .prefetch_related(Prefetch("sign_offs", SignOff.objects.live()), "seats")
        .order_by("due", "opened_at")
    )
    earlier = _newest_sign_offs(user)
    today = timezone.localdate()
    rows = []
    for review in rounds:
        situation = workflow.Situation(
            review.version, review, list(review.sign_offs.all()), list(review.seats.all())
        )
        mine, seat = situation.sign_off_of(user), my_seat(situation, user)
        day = seat.due if seat and seat.response != Response.DECLINED else review.due
        rows.append(
            Row(
                review=review,
                tally=tally_of(situation),
                day=day,
                due=due_of(day, today),
                mine=mine,
                earlier=None if mine else earlier.get(review.version.article_id),
                may_sign=workflow.is_available(workflow.SIGN, situation, user),
                seat=seat,
            )
        )
    return sorted(rows, key=lambda row: (not row.answered(Response.ACCEPTED), row.day))


def _newest_sign_offs(user: User) -> dict[int, SignOff]:
    """By article: what this member signed last."""
    signed = SignOff.objects.live().filter(signer=user).select_related("version").order_by("signed_at", "pk")
    return {sign_off.version.article_id: sign_off for sign_off in signed}


def _outcomes(user: User) -> list[ReviewRound]:
    mine = Prefetch("sign_offs", SignOff.objects.live().filter(signer=user), to_attr="mine")
    closed = ReviewRound.objects.filter(closed_at__isnull=False).select_related("version__article")
    return list(closed.prefetch_related(mine).order_by("-closed_at")[:OUTCOMES])
