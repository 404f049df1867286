"""Sign, withdraw a sign-off, answer a finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import BoardMember, User
from articles.errors import NotReady, WrongState
from articles.models import Audience, Version
from articles.readiness import Missing
from audit import chain, history
from audit.fingerprint import fingerprint
from reviews import workflow
from reviews.models import Finding, ReviewRound, SignOff, SignOffWithdrawal
from reviews.services.locking import lock
from reviews.services.rounds import pass_if_complete

Decision = SignOff.Decision
FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Remark:
    """What a board member writes beside a signature; `audience` is a code, or empty for all texts."""

    text: str
    audience: str = ""


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
    situation = lock(review.version_id)
    workflow.check(workflow.SIGN, situation, signer)
    open_round = situation.open_round
    assert open_round is not None  # noqa: S101  the rule above asks for it
    if (open_round.pk, open_round.content_digest) != (review.pk, digest):
        raise WrongState("The text or the round changed after you opened this page. Please read it again.")
    if not timedelta(0) <= now - authentication.at <= FRESH:
        raise PermissionDenied("Give your password again to sign.")
    _check_is_complete(decision, conflict, interest, remarks)
    member = BoardMember.objects.get(user=signer)
    version = situation.version
    sign_off = SignOff.objects.create(
        round=open_round,
        version=version,
        content_digest=digest,
        signer=signer,
        decision=decision,
        meaning=workflow.meaning_of(decision, version, audiences_of(version), member),
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
    chain.append("version.signed", actor=signer, subject=version, data=data, at=now)
    _raise_findings(sign_off, remarks, now=now)
    situation.sign_offs.append(sign_off)
    pass_if_complete(situation, actor=signer, now=now)
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
            raised_at=now,
        )
        history.save(finding, actor=sign_off.signer, at=now, reason="raised")


@transaction.atomic
def withdraw_sign_off(version: Version, *, signer: User, reason: str, now: datetime) -> SignOffWithdrawal:
    """Take one's own sign-off back while the round is open. Taking back the last objection can pass the round."""
    situation = lock(version.pk)
    workflow.check(workflow.WITHDRAW_SIGN_OFF, situation, signer)
    sign_off = situation.sign_off_of(signer)
    assert sign_off is not None  # noqa: S101  the rule above asks for it
    withdrawal = SignOffWithdrawal.objects.create(sign_off=sign_off, by=signer, reason=reason, at=now)
    data = {"sign_off": sign_off.pk, "withdrawal": withdrawal.pk, "fingerprint": fingerprint(withdrawal)}
    chain.append("version.sign_off_withdrawn", actor=signer, subject=situation.version, data=data, at=now)
    situation.sign_offs.remove(sign_off)
    pass_if_complete(situation, actor=signer, now=now)
    return withdrawal


@transaction.atomic
def answer_finding(finding: Finding, *, user: User, answer: str, now: datetime) -> Finding:
    """The author says what was done about it, or why not. It can be reworded; the history keeps every wording."""
    situation = lock(finding.version_id)
    workflow.check(workflow.ANSWER_FINDING, situation, user)
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if finding.answer == answer:
        return finding
    finding.answer, finding.answered_by, finding.answered_at = answer, user, now
    history.save(finding, actor=user, at=now, reason="answered")
    chain.append(
        "finding.answered", actor=user, subject=finding, data={"version": finding.version_id}, at=now
    )
    return finding
