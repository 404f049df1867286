"""The deeds around a review: those done at once by a button, and those that ask for a reason first."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.once import once
from articles.errors import WrongState
from articles.models import Version
from reviews import services, workflow
from reviews.forms import ReasonForm
from reviews.models import ReviewRound
from reviews.views.buttons import way_up_from_form
from reviews.views.lookup import find_version
from reviews.views.review import as_it_is_now, gone, head_of
from reviews.views.words import due_of


def _press(request, slug, number, act: Callable[[Version], str]):
    """A button: do it, and say what was done."""
    version = find_version(request.user, slug, number)
    try:
        done = act(version)
    except WrongState as error:
        return as_it_is_now(request, version, error)
    messages.success(request, done)
    return redirect("reviews:review", slug, number)


@once
@require_POST
def open_round(request, slug, number):
    def act(version):
        review = services.open_round(version, user=request.user, now=timezone.now())
        due = due_of(review.due, timezone.localdate())
        return f"The round is open: it needs {review.required_approvals} approvals, and is due {due.words}."

    return _press(request, slug, number, act)


@once
@require_POST
def return_to_author(request, slug, number):
    def act(version):
        services.return_to_author(version, user=request.user, now=timezone.now())
        return (
            f"Version {version.number} is closed: changes requested. The answer to it will be a new version."
        )

    return _press(request, slug, number, act)


@once
@require_POST
def show_preview(request, slug, number):
    def act(version):
        services.show_preview(version, user=request.user, now=timezone.now())
        address = version.article.get_absolute_url()
        return format_html(
            'Readers can open the preview now, under a caution banner: <a href="{0}">{0}</a>.', address
        )

    return _press(request, slug, number, act)


@once
@require_POST
def hide_preview(request, slug, number):
    def act(version):
        services.hide_preview(version, user=request.user, now=timezone.now())
        return "The preview is hidden: readers get a page that is not there."

    return _press(request, slug, number, act)


@dataclass(frozen=True)
class Question:
    """What is asked before a deed is done. `warning` says what it does that cannot be undone."""

    deed: workflow.Deed
    heading: str
    lead: str
    label: str
    button: str
    help_text: str = ""
    warning: str = ""


CANCEL_ROUND = Question(
    deed=workflow.CANCEL_ROUND,
    heading="Cancel the round",
    lead="Its sign-offs stay on record, but count no more. The version stays under review until you open the next "
    "round or return it to its author.",
    label="Why is the round cancelled?",
    button="Cancel the round",
)
RETURN_SUBMISSION = Question(
    deed=workflow.RETURN_SUBMISSION,
    heading="Return the submission",
    lead="The version becomes a draft again. A preview of it is hidden.",
    label="What should the author do first?",
    button="Return to the author",
)
WITHDRAW_SIGN_OFF = Question(
    deed=workflow.WITHDRAW_SIGN_OFF,
    heading="Withdraw my sign-off",
    lead="It stays on record as withdrawn, with your reason, and counts no more. You may sign again while the round "
    "is open.",
    label="Why do you withdraw it?",
    button="Withdraw my sign-off",
)
WITHDRAW = Question(
    deed=workflow.WITHDRAW,
    heading="Withdraw the page",
    lead="The text is gone for readers from the moment you press the button. Its address keeps working and shows "
    "your notice in its place, with the date.",
    label="Notice to readers",
    help_text="Say in plain words what was wrong and what a reader who acted on it should do now. "
    "Name no patient and no colleague.",
    button="Withdraw the page now",
    warning="Everyone reads these words, patients first. They cannot be changed afterwards.",
)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_round(request, slug, number):
    def act(version, reason):
        services.cancel_round(version, user=request.user, reason=reason, now=timezone.now())
        return "The round is cancelled."

    return _ask(request, slug, number, CANCEL_ROUND, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def return_submission(request, slug, number):
    def act(version, reason):
        services.return_submission(version, user=request.user, reason=reason, now=timezone.now())
        return f"Version {version.number} is a draft again; its author can go on with it."

    return _ask(request, slug, number, RETURN_SUBMISSION, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_sign_off(request, slug, number):
    def act(version, reason):
        withdrawal = services.withdraw_sign_off(
            version, signer=request.user, reason=reason, now=timezone.now()
        )
        done = "Your sign-off is withdrawn."
        passed = ReviewRound.objects.filter(pk=withdrawal.sign_off.round_id, state=ReviewRound.State.PASSED)
        if passed.exists():
            return f"{done} Nothing else stood in the way: version {version.number} is published now."
        return done

    return _ask(request, slug, number, WITHDRAW_SIGN_OFF, act, warn=_warn_of_publishing)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, slug, number):
    def act(version, reason):
        services.withdraw(version, user=request.user, reason=reason, now=timezone.now())
        address = version.article.get_absolute_url()
        return format_html(
            'The page is withdrawn. <a href="{}">See the notice as readers see it</a>.', address
        )

    return _ask(request, slug, number, WITHDRAW, act)


def _warn_of_publishing(situation: workflow.Situation, user: User) -> str:
    """Taking back the last objection passes the round."""
    others = [sign_off for sign_off in situation.sign_offs if sign_off.signer_id != user.pk]
    if workflow.still_needs(replace(situation, sign_offs=others)):
        return ""
    return f"Nothing else stands in the way: this publishes version {situation.version.number} at once."


def _ask(request, slug, number, question: Question, act, warn=None):
    """GET asks, POST does it with what was typed. Who may not, or comes too late, learns it before typing."""
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
        if form.is_bound and form.is_valid():
            messages.success(request, act(version, form.cleaned_data["reason"]))
            return redirect("reviews:review", slug, number)
    except WrongState as error:
        return as_it_is_now(request, version, error, form)
    warning = warn(situation, request.user) if warn else question.warning
    context = {
        **head_of(situation, request.user),
        "up": way_up_from_form(version, request.user),
        "form": form,
        "question": question,
        "warning": warning,
    }
    return render(request, "reviews/ask.html", context, status=422 if form.is_bound else 200)
