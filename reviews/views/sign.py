"""Read everything, declare interests, prove who you are, sign exactly this text."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import BoardMember, User
from accounts.once import once
from accounts.reauthentication import NotProven, prove_again
from articles.errors import NotReady, WrongState
from articles.models import Audience
from reviews import services, workflow
from reviews.forms import SignForm
from reviews.models import ReviewRound, SignOff
from reviews.services.signing import Authentication, audiences_of
from reviews.views.buttons import way_up_from_form
from reviews.views.changes import changes_of
from reviews.views.lookup import find_version, look_again
from reviews.views.review import as_it_is_now, gone, head_of, text_of

Decision = SignOff.Decision
LABELS = {
    ReviewRound.Purpose.ATTEST: ("Attest and sign", "Ask for changes"),
    ReviewRound.Purpose.RETRACT: ("Agree to the retraction and sign", "Do not agree"),
}


@dataclass(frozen=True)
class Choice:
    """One button under the sentence that it signs."""

    decision: str
    label: str
    meaning: str
    style: str


@sensitive_post_parameters("password")
@once
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, slug, number):
    try:
        version = find_version(request.user, slug, number)
    except Http404:
        if request.method != "POST":
            raise
        return gone(request, SignForm(request.POST, audiences=Audience.objects.all()))
    form = SignForm(request.POST if request.method == "POST" else None, audiences=audiences_of(version))
    situation = workflow.situation_of(version)
    try:
        workflow.check(workflow.SIGN, situation, request.user)
        if form.is_bound:
            return _signed(request, situation, form)
    except WrongState as error:
        return _read_again(request, situation, form, error)
    except NotReady as error:
        form.add_problems(error.problems)
        return _page(request, situation, form, status=422)
    return _page(request, situation, form)


def _signed(request, situation: workflow.Situation, form: SignForm):
    """The signature, or the form again with what is wrong with it."""
    review, digest = situation.open_round, situation.version.content_digest
    if (request.POST.get("round"), request.POST.get("digest")) != (str(review.pk), digest):
        raise WrongState("The text or the round changed after you opened this page. Please read it again.")
    if not form.is_valid():
        return _page(request, situation, form, status=422)
    try:
        prove_again(request, form.cleaned_data["password"])
    except NotProven as error:
        form.add_error("password", str(error))
        return _page(request, situation, form, status=error.status)
    now = timezone.now()
    sign_off = services.sign(
        review,
        signer=request.user,
        digest=digest,
        decision=form.cleaned_data["decision"],
        conflict=form.cleaned_data["conflict"],
        interest=form.cleaned_data["interest"],
        remarks=form.remarks(),
        authentication=Authentication(at=now, method="password"),
        now=now,
    )
    messages.success(request, _what_happened(sign_off))
    return redirect("reviews:review", situation.version.article.slug, situation.version.number)


def _what_happened(sign_off: SignOff) -> str:
    version = sign_off.version
    done = {
        Decision.APPROVE: f"You approved version {version.number}.",
        Decision.REQUEST_CHANGES: f"You asked for changes to version {version.number}.",
        Decision.RECUSE: f"You recused yourself from version {version.number}.",
    }[Decision(sign_off.decision)]
    situation = workflow.situation_of(version)
    if situation.open_round is not None:
        return f"{done} Where the round stands: {'; '.join(workflow.still_needs(situation))}."
    if sign_off.round.purpose == ReviewRound.Purpose.ATTEST:
        return f"{done} The board has attested it: it has a new review date."
    if sign_off.round.purpose == ReviewRound.Purpose.RETRACT:
        return f"{done} The retraction is agreed; the managing editor publishes it with its notice."
    return format_html(
        '{} It is published now: <a href="{}">see it as readers do</a>.',
        done,
        version.article.get_absolute_url(),
    )


def _read_again(request, situation: workflow.Situation, form: SignForm, error: WrongState):
    """Too late. What can still be signed is shown as it is now, with everything typed but the password."""
    current = look_again(request.user, situation.version)
    if current is None:
        return gone(request, form)
    situation = workflow.situation_of(current)
    if not workflow.is_available(workflow.SIGN, situation, request.user):
        return as_it_is_now(request, current, error, form)
    return _page(request, situation, form, status=409, refusal=str(error))


def _page(request, situation: workflow.Situation, form: SignForm, *, status: int = 200, **more):
    version, member = situation.version, workflow.has_capacity(request.user)
    context = {
        **head_of(situation, request.user),
        **text_of(version),
        "changes": changes_of(version, request.user),
        "up": way_up_from_form(version, request.user),
        "form": form,
        "member": member,
        "choices": _choices(situation, member),
        "publishes": _publishes(situation, request.user),
        **more,
    }
    return render(request, "reviews/sign.html", context, status=status)


def _choices(situation: workflow.Situation, member: BoardMember) -> list[Choice]:
    version, review = situation.version, situation.open_round
    audiences = audiences_of(version)
    approve, request_changes = LABELS.get(review.purpose, ("Approve and sign", "Request changes"))
    buttons = [
        (Decision.APPROVE, approve, "go"),
        (Decision.REQUEST_CHANGES, request_changes, ""),
        (Decision.RECUSE, "Recuse myself", ""),
    ]
    return [
        Choice(decision, label, workflow.meaning_of(decision, review, version, audiences, member), style)
        for decision, label, style in buttons
    ]


def _publishes(situation: workflow.Situation, user: User) -> str:
    """What an approval does at once, if it would be the last one needed."""
    seat = situation.seat_for(user)
    approval = SignOff(signer=user, decision=Decision.APPROVE, seat=seat)
    if workflow.still_needs(replace(situation, sign_offs=[*situation.sign_offs, approval])):
        return ""
    version, live = situation.version, situation.version.article.published_version
    last = "Your approval is the last one needed:"
    if situation.open_round.purpose == ReviewRound.Purpose.ATTEST:
        return f"{last} it gives version {version.number} a new review date at once."
    if situation.open_round.purpose == ReviewRound.Purpose.RETRACT:
        return f"{last} the managing editor can then retract version {version.number}, which is final."
    instead = f", in place of version {live.number}" if live else ""
    return (
        f"{last} it publishes version {version.number} at once{instead}. "
        "You can take the live page down again at any time."
    )
