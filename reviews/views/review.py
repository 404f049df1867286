"""One version and its review: what is read, who has signed, what is still needed, what may be done."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import BoardMember, Specialty, User
from articles import presentation
from articles.errors import WrongState
from articles.models import Version
from reviews import workflow
from reviews.forms import kept
from reviews.models import Finding, ReviewRound, Seat, SignOff, SignOffWithdrawal
from reviews.views.buttons import buttons_of, has_desk, way_up
from reviews.views.changes import changes_of
from reviews.views.lifts import Lift, lifts_of
from reviews.views.lookup import find_version, look_again
from reviews.views.seating import ShownSeat, add_seat_url, my_seat, seats_of, with_seats
from reviews.views.words import due_of, tally_of

GROUP = 8  # characters of a digest that are printed together


@dataclass(frozen=True)
class Person:
    name: str
    credentials: str
    note: str


@dataclass(frozen=True)
class Signed:
    """`lift` is set where its signer has left the board and left a request for changes behind."""

    sign_off: SignOff
    specialty: str
    withdrawal: SignOffWithdrawal | None
    lift: Lift | None


@dataclass(frozen=True)
class ShownRound:
    review: ReviewRound
    signed: list[Signed]
    seats: list[ShownSeat]


@dataclass(frozen=True)
class SomeFindings:
    """The findings on one version, under the heading that tells which one it was."""

    heading: str
    findings: list[Finding]


@require_safe
def review(request, slug, number):
    return show(request, find_version(request.user, slug, number))


def show(request, version: Version, *, status: int = 200, **more):
    return render(request, "reviews/review.html", _page(version, request.user) | more, status=status)


def as_it_is_now(request, version: Version, error: WrongState, form=None):
    """Too late, or too early: 409 with the page as it is now, why nothing was done, and what was typed."""
    current = look_again(request.user, version)
    if current is None:
        return gone(request, form)
    return show(request, current, status=409, refusal=str(error), typed=kept(form))


def gone(request, form):
    """The version may not be seen any more, but what was typed about it is not thrown away."""
    return render(request, "reviews/gone.html", {"typed": kept(form)}, status=404)


def _page(version: Version, user: User) -> dict[str, object]:
    situation = workflow.situation_of(version)
    return {
        **head_of(situation, user),
        **text_of(version),
        "changes": changes_of(version, user),
        "rounds": _rounds_of(situation, user),
        "buttons": buttons_of(situation, user),
        "add_seat_url": add_seat_url(situation, user),
        "asked": _asked(situation, user),
        "has_desk": has_desk(situation, user),
    }


def head_of(situation: workflow.Situation, user: User) -> dict[str, object]:
    """What stands at the head of every page about one version."""
    version, review = situation.version, situation.open_round
    return {
        "version": version,
        "article": version.article,
        "situation": situation,
        "review": review,
        "tally": tally_of(situation),
        "due": due_of(review.due, timezone.localdate()) if review else None,
        "up": way_up(version, user),
    }


def text_of(version: Version) -> dict[str, object]:
    """What is read before signing: every text and its digest, the findings, and everyone's declared interests."""
    digest = version.content_digest
    writers = presentation.content_of(version).contributors
    board = BoardMember.objects.active_on(timezone.localdate())
    return {
        "texts": presentation.texts_of(version),
        "findings": _findings_on(version),
        "digest_groups": [digest[start : start + GROUP] for start in range(0, len(digest), GROUP)],
        "writers": [Person(w.name, w.credentials, w.interests or "Nothing declared.") for w in writers],
        "board": [Person(m.printed_name, m.credentials, m.interests or "Nothing declared.") for m in board],
    }


def _asked(situation: workflow.Situation, user: User) -> Seat | None:
    """The seat that this member was asked to take, while they can accept or decline it."""
    if not workflow.is_available(workflow.ANSWER_SEAT, situation, user):
        return None
    return my_seat(situation, user)


def _rounds_of(situation: workflow.Situation, user: User) -> list[ShownRound]:
    """The newest first, each with its seats and every sign-off ever given in it, withdrawn ones too."""
    sign_offs = Prefetch("sign_offs", SignOff.objects.select_related("withdrawal"))
    rounds = situation.version.rounds.prefetch_related(sign_offs, with_seats())
    lifts = lifts_of(situation, user)
    return [
        ShownRound(
            review,
            [_signed(sign_off, lifts.get(sign_off.pk)) for sign_off in review.sign_offs.all()],
            seats_of(review, situation, user),
        )
        for review in rounds
    ]


def _signed(sign_off: SignOff, lift: Lift | None) -> Signed:
    specialty = Specialty(sign_off.specialty).label if sign_off.specialty else ""
    return Signed(sign_off, specialty, getattr(sign_off, "withdrawal", None), lift)


def _findings_on(version: Version) -> list[SomeFindings]:
    found = [SomeFindings("Findings", list(version.findings.select_related("audience")))]
    if answered := version.answers:
        heading = f"Findings on version {answered.number}, which this version answers"
        found.append(SomeFindings(heading, list(answered.findings.select_related("audience"))))
    return [some for some in found if some.findings]
