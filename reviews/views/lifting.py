"""Lift a request for changes whose signer left the board: one member proposes, a second one agrees."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.once import once
from articles.errors import WrongState
from reviews import services, workflow
from reviews.models import SignOff
from reviews.views.asking import Question, ask, warn_of_passing, what_passing_did
from reviews.views.lifts import proposals_on, shown_proposal


@once
@require_http_methods(["GET", "HEAD", "POST"])
def lift_request(request, slug, number, pk):
    """The first member proposes, the second agrees; the withdrawal names both."""
    of_version = SignOff.objects.filter(version__article__slug=slug, version__number=number)
    sign_off = get_object_or_404(of_version.select_related("version__article"), pk=pk)
    proposals = proposals_on([sign_off], workflow.situation_of(sign_off.version))[sign_off.pk]

    def check(situation):
        refusal = workflow.may_lift(sign_off, situation, request.user, [p.by_id for p in proposals])
        if refusal:
            raise WrongState(refusal)

    def act(version, reason):
        withdrawal = services.lift_request(sign_off, member=request.user, reason=reason, now=timezone.now())
        if withdrawal is None:
            return "Your proposal is on record. The request is lifted when a second member agrees."
        return f"The request is lifted. {what_passing_did(sign_off.round)}".strip()

    def warn(situation, user):
        others = [s for s in situation.sign_offs if s.pk != sign_off.pk]
        return warn_of_passing(situation, others) if proposals else ""

    question = _second(sign_off) if proposals else _first(sign_off)
    shown = [shown_proposal(proposal) for proposal in proposals]
    return ask(request, slug, number, question, act, warn=warn, check=check, proposals=shown)


def _first(sign_off: SignOff) -> Question:
    return Question(
        deed=workflow.LIFT_REQUEST,
        heading=f"Propose to lift the request by {sign_off.printed_name}",
        lead=f"{sign_off.printed_name} asked for changes and has left the board since, so nobody can take the request "
        "back. It is lifted when two members who did not write the text agree. You are the first.",
        label="Why should it be lifted?",
        help_text="The second member reads it. It stays on record with both your names.",
        button="Propose to lift it",
        style="go",
    )


def _second(sign_off: SignOff) -> Question:
    return Question(
        deed=workflow.LIFT_REQUEST,
        heading=f"Agree to lift the request by {sign_off.printed_name}",
        lead=f"{sign_off.printed_name} asked for changes and has left the board since. One member has proposed to lift "
        "the request; with your agreement it no longer counts.",
        label="Why do you agree?",
        help_text="It stays on record with both your names.",
        button="Agree: lift the request",
        style="go",
    )
