"""Ask a member to take a seat; accept it or decline it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import BoardMember, User
from accounts.once import once
from articles.errors import WrongState
from articles.models import Version
from reviews import services, workflow
from reviews.editor_forms import SeatForm
from reviews.models import Seat
from reviews.views.asking import Question, ask, press
from reviews.views.buttons import way_up_from_form
from reviews.views.lookup import find_version
from reviews.views.review import as_it_is_now, head_of
from reviews.views.seating import candidates_for, my_seat, seat_in_words
from reviews.views.words import due_of

DECLINE = Question(
    deed=workflow.ANSWER_SEAT,
    heading="Decline the seat",
    lead="The managing editor is told and asks somebody else. You may still read the text and sign without a seat.",
    label="Why can you not take it?",
    help_text="For example: away until the end of the month; a conflict of interest.",
    button="Decline the seat",
)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def give_seat(request, slug, number, pk):
    version = find_version(request.user, slug, number)
    seat = get_object_or_404(Seat, pk=pk, round__version=version)
    return _seat(request, version, seat)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def add_seat(request, slug, number):
    return _seat(request, find_version(request.user, slug, number), None)


def _seat(request, version: Version, seat: Seat | None):
    """The form with everyone on the board, and what it asks the service for."""
    situation = workflow.situation_of(version)
    try:
        workflow.check(workflow.ASSIGN, situation, request.user)
        if seat is not None and (refusal := workflow.may_be_given(seat, situation)):
            raise WrongState(refusal)
        due = seat.due if seat else situation.open_round.due
        candidates = candidates_for(situation, seat=seat, until=due)
        form = SeatForm(
            request.POST if request.method == "POST" else None, candidates=candidates, seat=seat, due=due
        )
        if form.is_bound and form.is_valid():
            given = _give(version, seat, form, request.user)
            member, day = given.assignee.board_member, due_of(given.due, timezone.localdate())
            done = f"{member.printed_name} is asked to take the {seat_in_words(given)}, due {day.words}."
            messages.success(request, done)
            return redirect("reviews:review", version.article.slug, version.number)
    except WrongState as error:
        return as_it_is_now(request, version, error)
    context = {
        **head_of(situation, request.user),
        "up": way_up_from_form(version, request.user),
        "form": form,
        "seat": seat,
        "candidates": candidates,
        "somebody_fits": any(candidate.fits for candidate in candidates),
        "others": [candidate for candidate in candidates if not candidate.fits],
        "heading": f"Whom do you ask to take the {seat_in_words(seat)}?"
        if seat
        else "Whom do you ask as well?",
    }
    return render(request, "reviews/seat.html", context, status=422 if form.is_bound else 200)


def _give(version: Version, seat: Seat | None, form: SeatForm, user: User) -> Seat:
    member: BoardMember = form.cleaned_data["member"]
    return services.assign(
        version,
        member,
        user=user,
        now=timezone.now(),
        specialty=form.specialty_for(member),
        seat=seat,
        due=form.cleaned_data["due"],
    )


@once
@require_POST
def accept_seat(request, slug, number):
    def act(version):
        seat = services.accept_seat(_own_seat(version, request.user), user=request.user, now=timezone.now())
        return f"You have accepted the {seat_in_words(seat)}. Read the text, then sign."

    return press(request, slug, number, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def decline_seat(request, slug, number):
    def act(version, reason):
        seat = _own_seat(version, request.user)
        services.decline_seat(seat, user=request.user, reason=reason, now=timezone.now())
        return f"You have declined the {seat_in_words(seat)}."

    return ask(request, slug, number, DECLINE, act)


def _own_seat(version: Version, user: User) -> Seat:
    situation = workflow.situation_of(version)
    workflow.check(workflow.ANSWER_SEAT, situation, user)
    return my_seat(situation, user)
