"""Requests for changes that somebody left behind, and who wants them lifted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from reviews import workflow
from reviews.models import LiftProposal, SignOff


@dataclass(frozen=True)
class Proposal:
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Lift:
    """`url` is empty for whoever may not lift this request."""

    proposals: list[Proposal]
    url: str = ""
    label: str = ""


def lifts_of(situation: workflow.Situation, user: User) -> dict[int, Lift]:
    """By sign-off: the requests for changes that were left behind."""
    behind = workflow.left_behind(situation)
    if not behind:
        return {}
    version = situation.version
    proposals = proposals_on(behind, situation)
    may = workflow.is_available(workflow.LIFT_REQUEST, situation, user)
    lifts = {}
    for request in behind:
        proposed = proposals[request.pk]
        shown = [shown_proposal(proposal) for proposal in proposed]
        if may and not workflow.may_lift(request, situation, user, [p.by_id for p in proposed]):
            url = reverse("reviews:lift_request", args=[version.article.slug, version.number, request.pk])
            lifts[request.pk] = Lift(
                shown, url, "Agree to lift this request" if shown else "Propose to lift this request"
            )
        else:
            lifts[request.pk] = Lift(shown)
    return lifts


def proposals_on(requests: list[SignOff], situation: workflow.Situation) -> dict[int, list[LiftProposal]]:
    """By sign-off: those that count, because who made them could still sign."""
    found: dict[int, list[LiftProposal]] = defaultdict(list)
    rows = (
        LiftProposal.objects.filter(sign_off__in=requests).select_related("by__board_member").order_by("at")
    )
    for row in rows:
        if workflow.is_independent_board_member(row.by, situation):
            found[row.sign_off_id].append(row)
    return found


def shown_proposal(proposal: LiftProposal) -> Proposal:
    return Proposal(proposal.by.board_member.printed_name, proposal.reason, proposal.at)
