"""Sign, withdraw a sign-off, lift a request that was left behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from articles.errors import NotReady, WrongState
from articles.models import Audience, Version
from articles.readiness import Missing
from audit import chain, history
from audit.fingerprint import fingerprint
from reviews import workflow
from reviews.models import Finding, LiftProposal, ReviewRound, SignOff, SignOffWithdrawal
from reviews.services.locking import lock, lock_round
from reviews.services.rounds import pass_if_complete
from reviews.situation import Situation

Decision = SignOff.Decision
FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Remark:
    """What a board member writes beside a signature; `audience` is a code, or empty for all texts.

    `quote` with what stands before and behind it says which passage is meant (reviews.anchors).
    """

    text: str
    audience: str = ""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Authentication:
    """When and how the signer proved, for this signature, who they are."""

    at: datetime
    method: str


@transaction.atomic
def sign(
    review: ReviewRound,
    *,
    signer: User,
    digest: str,
    decision: str,
    conflict: str,
    interest: str = "",
    remarks: Sequence[Remark] = (),
    authentication: Authentication,
    now: datetime,
) -> SignOff:
    """Sign exactly the text whose digest the form carried. The last approval needed publishes it.

    Raises:
        PermissionDenied: the signer is not on the board, contributed, or is a superuser; or did not prove
            themselves within five minutes.
        WrongState: the round is closed, the text is another one, or the signer has signed.
        NotReady: what was typed is incomplete; `problems` says what.
    """
    situation = lock_round(review.version_id, user=signer)
    workflow.check(workflow.SIGN, situation, signer)
    open_round = situation.open_round
    assert open_round is not None  # noqa: S101  the rule above asks for it
    if (open_round.pk, open_round.content_digest) != (review.pk, digest):
        raise WrongState("The text or the round changed after you opened this page. Please read it again.")
    if not timedelta(0) <= now - authentication.at <= FRESH:
        raise PermissionDenied("Give your password again to sign.")
    _check_is_complete(decision, conflict, interest, remarks)
    member = signer.membership
    assert member is not None  # noqa: S101  the rule above asks for it
    version = situation.version
    sign_off = SignOff.objects.create(
        round=open_round,
        version=version,
        content_digest=digest,
        seat=situation.seat_for(signer),
        signer=signer,
        decision=decision,
        meaning=workflow.meaning_of(decision, open_round, version, audiences_of(version), member),
        printed_name=member.printed_name,
        credentials=member.credentials,
        specialty=member.specialty,
        conflict=conflict,
        interest=interest,
        authenticated_at=authentication.at,
        authentication_method=authentication.method,
        signed_at=now,
    )
    data = {
        "round": open_round.pk,
        "sign_off": sign_off.pk,
        "decision": decision,
        "digest": digest,
        "conflict": conflict,
        "fingerprint": fingerprint(sign_off),
    }
    _raise_findings(sign_off, remarks, now=now)
    situation.sign_offs.append(sign_off)
    signed = chain.Entry("version.signed", actor=signer, subject=version, at=now, data=data)
    chain.append_all([signed, *pass_if_complete(situation, actor=signer, now=now)])
    return sign_off


def audiences_of(version: Version) -> list[Audience]:
    """Those whose text is part of what is signed, the most expert first."""
    return [
        rendition.audience
        for rendition in version.renditions.select_related("audience").order_by("-audience__rank")
        if rendition.body.strip()
    ]


def _check_is_complete(decision: str, conflict: str, interest: str, remarks: Sequence[Remark]) -> None:
    problems = []
    if decision not in Decision.values:
        problems.append(Missing("decision", "Choose: approve, request changes, or recuse yourself."))
    if conflict not in SignOff.Conflict.values:
        problems.append(Missing("conflict", "Declare whether you have a conflict of interest."))
    if decision == Decision.APPROVE and conflict == SignOff.Conflict.CONFLICT:
        problems.append(
            Missing("conflict", "With a conflict of interest you cannot approve. Recuse yourself.")
        )
    if conflict != SignOff.Conflict.NONE and not interest.strip():
        problems.append(Missing("interest", "Say which interest you have."))
    if decision == Decision.REQUEST_CHANGES and not any(remark.text.strip() for remark in remarks):
        problems.append(Missing("remark", "Say what should change."))
    if problems:
        raise NotReady(problems)


def _raise_findings(sign_off: SignOff, remarks: Sequence[Remark], *, now: datetime) -> None:
    blocking = sign_off.decision == Decision.REQUEST_CHANGES
    for remark in remarks:
        if not remark.text.strip():
            continue
        finding = Finding(
            version=sign_off.version,
            round=sign_off.round,
            sign_off=sign_off,
            audience_id=remark.audience or None,
            weight=Finding.Weight.BLOCKING if blocking else Finding.Weight.ADVICE,
            raised_by=sign_off.signer,
            printed_name=sign_off.printed_name,
            text=remark.text,
            quote=remark.quote,
            prefix=remark.prefix,
            suffix=remark.suffix,
            raised_at=now,
        )
        history.save(finding, actor=sign_off.signer, at=now, reason="raised")


@transaction.atomic
def withdraw_sign_off(version: Version, *, signer: User, reason: str, now: datetime) -> SignOffWithdrawal:
    """Take one's own sign-off back while the round is open. Taking back the last objection can pass the round."""
    situation = lock_round(version.pk, user=signer)
    workflow.check(workflow.WITHDRAW_SIGN_OFF, situation, signer)
    sign_off = situation.sign_off_of(signer)
    assert sign_off is not None  # noqa: S101  the rule above asks for it
    return _take_back(situation, sign_off, by=signer, second=None, reason=reason, now=now)


@transaction.atomic
def lift_request(sign_off: SignOff, *, member: User, reason: str, now: datetime) -> SignOffWithdrawal | None:
    """Lift a request for changes whose signer has left the board: the first eligible member proposes it (None), the
    second one agrees, and the withdrawal names both.

    Raises:
        PermissionDenied: `member` is not eligible to sign in this round.
        WrongState: the request does not stand, its signer is still on the board, or `member` proposed it already.
    """
    situation = lock(sign_off.version_id)
    workflow.check(workflow.LIFT_REQUEST, situation, member)
    earlier = LiftProposal.objects.filter(sign_off=sign_off).select_related("by")
    if refusal := workflow.may_lift(sign_off, situation, member, [proposal.by_id for proposal in earlier]):
        raise WrongState(refusal)
    first = next((proposal for proposal in earlier if _is_eligible(proposal.by, situation)), None)
    if first is None:
        proposal = LiftProposal(sign_off=sign_off, by=member, reason=reason, at=now)
        history.save(proposal, actor=member, at=now, reason="proposed")
        data = {"sign_off": sign_off.pk}
        chain.append("version.lift_proposed", actor=member, subject=situation.version, data=data, at=now)
        return None
    return _take_back(situation, sign_off, by=first.by, second=member, reason=reason, now=now)


def _is_eligible(member: User, situation: Situation) -> bool:
    return workflow.is_independent_board_member(member, situation)


def _take_back(
    situation: Situation, sign_off: SignOff, *, by: User, second: User | None, reason: str, now: datetime
) -> SignOffWithdrawal:
    withdrawal = SignOffWithdrawal.objects.create(
        sign_off=sign_off, by=by, second=second, reason=reason, at=now
    )
    actor = second or by
    data = {
        "sign_off": sign_off.pk,
        "withdrawal": withdrawal.pk,
        "second": second.pk if second else None,
        "fingerprint": fingerprint(withdrawal),
    }
    situation.sign_offs = [s for s in situation.sign_offs if s.pk != sign_off.pk]
    taken_back = chain.Entry("version.sign_off_withdrawn", actor, situation.version, now, data)
    chain.append_all([taken_back, *pass_if_complete(situation, actor=actor, now=now)])
    return withdrawal
