"""What waits for a board member: to be signed, signed and open, and what became of the rest."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from reviews import workflow
from reviews.models import ReviewRound, SignOff
from reviews.views.words import Due, Tally, due_of, tally_of

OUTCOMES = 10


@dataclass(frozen=True)
class Row:
    """One open round. `mine` is my sign-off in it; `earlier` is my newest one on another version of the article."""

    review: ReviewRound
    tally: Tally
    due: Due
    mine: SignOff | None
    earlier: SignOff | None
    may_sign: bool


@require_safe
def queue(request):
    if workflow.has_capacity(request.user) is None:
        raise PermissionDenied("Only members of the board have reviews to sign.")
    rows = _rows(request.user)
    context = {
        "waiting": [row for row in rows if row.may_sign],
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
        mine = situation.sign_off_of(user)
        rows.append(
            Row(
                review=review,
                tally=tally_of(situation),
                due=due_of(review.due, today),
                mine=mine,
                earlier=None if mine else earlier.get(review.version.article_id),
                may_sign=workflow.is_available(workflow.SIGN, situation, user),
            )
        )
    return rows


def _newest_sign_offs(user: User) -> dict[int, SignOff]:
    """By article: what this member signed last."""
    signed = SignOff.objects.live().filter(signer=user).select_related("version").order_by("signed_at", "pk")
    return {sign_off.version.article_id: sign_off for sign_off in signed}


def _outcomes(user: User) -> list[ReviewRound]:
    mine = Prefetch("sign_offs", SignOff.objects.live().filter(signer=user), to_attr="mine")
    closed = ReviewRound.objects.filter(closed_at__isnull=False).select_related("version__article")
    return list(closed.prefetch_related(mine).order_by("-closed_at")[:OUTCOMES])
