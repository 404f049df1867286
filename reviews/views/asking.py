"""How every deed of a review is done from a page: at once by a button, or after words were asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from articles.errors import WrongState
from articles.models import Version
from reviews import workflow
from reviews.forms import ReasonForm
from reviews.models import ReviewRound
from reviews.views.buttons import way_up_from_form
from reviews.views.lookup import find_version
from reviews.views.review import as_it_is_now, gone, head_of


@dataclass(frozen=True)
class Question:
    """What is asked before a deed is done. `warning` says what it does that cannot be undone.

    `leads_to` is the page it goes to when it is done or given up: the review's, or the article's desk.
    """

    deed: workflow.Deed
    heading: str
    lead: str
    label: str
    button: str
    help_text: str = ""
    warning: str = ""
    style: str = "no"
    leads_to: str = "reviews:review"

    def address(self, version: Version) -> str:
        place = [version.article.slug, version.number]
        return reverse(self.leads_to, args=place if self.leads_to == "reviews:review" else place[:1])


def press(request, slug, number, act: Callable[[Version], str]):
    """A button: do it, and say what was done."""
    version = find_version(request.user, slug, number)
    try:
        done = act(version)
    except WrongState as error:
        return as_it_is_now(request, version, error)
    messages.success(request, done)
    return redirect("reviews:review", slug, number)


def ask(
    request,
    slug,
    number,
    question: Question,
    act: Callable[[Version, str], str],
    *,
    warn: Callable[[workflow.Situation, User], str] | None = None,
    check: Callable[[workflow.Situation], None] | None = None,
    **more,
):
    """GET asks, POST does it with what was typed. Who may not, or comes too late, learns it before typing.

    `check` raises WrongState for what the deed's own rule cannot know.
    """
    posted = request.POST if request.method == "POST" else None
    form = ReasonForm(posted, label=question.label, help_text=question.help_text)
    try:
        version = find_version(request.user, slug, number)
    except Http404:
        if posted is None:
            raise
        return gone(request, form)
    situation = workflow.situation_of(version)
    try:
        workflow.check(question.deed, situation, request.user)
        if check is not None:
            check(situation)
        if form.is_bound and form.is_valid():
            messages.success(request, act(version, form.cleaned_data["reason"]))
            return redirect(question.address(version))
    except WrongState as error:
        return as_it_is_now(request, version, error, form)
    warning = warn(situation, request.user) if warn else question.warning
    context = {
        **head_of(situation, request.user),
        "up": way_up_from_form(version, request.user),
        "form": form,
        "question": question,
        "warning": warning,
        "back": question.address(version),
        **more,
    }
    return render(request, "reviews/ask.html", context, status=422 if form.is_bound else 200)


def warn_of_passing(situation: workflow.Situation, sign_offs: list) -> str:
    """What happens at once when only these sign-offs stand; nothing, if the round goes on."""
    if workflow.still_needs(replace(situation, sign_offs=sign_offs)):
        return ""
    return f"Nothing else stands in the way: {what_passing_does(situation.open_round)}"


def warn_without_mine(situation: workflow.Situation, user: User) -> str:
    """Taking back the last objection passes the round."""
    return warn_of_passing(situation, [s for s in situation.sign_offs if s.signer_id != user.pk])


def what_passing_does(review: ReviewRound) -> str:
    number = review.version.number
    return {
        ReviewRound.Purpose.ATTEST: f"this gives version {number} a new review date at once.",
        ReviewRound.Purpose.RETRACT: f"with this the board agrees to retract version {number}.",
    }.get(ReviewRound.Purpose(review.purpose), f"this publishes version {number} at once.")


def what_passing_did(review: ReviewRound) -> str:
    """Empty while the round goes on."""
    review = ReviewRound.objects.select_related("version").get(pk=review.pk)
    if review.state != ReviewRound.State.PASSED:
        return ""
    number = review.version.number
    done = {
        ReviewRound.Purpose.ATTEST: f"version {number} is attested and has a new review date.",
        ReviewRound.Purpose.RETRACT: f"the retraction of version {number} is agreed.",
    }.get(ReviewRound.Purpose(review.purpose), f"version {number} is published now.")
    return f"Nothing else stood in the way: {done}"
