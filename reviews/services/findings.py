"""Answer a finding, reply to it, resolve it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import chain, history
from reviews import workflow
from reviews.models import Finding, FindingReply
from reviews.services.locking import lock


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


@transaction.atomic
def reply_to_finding(finding: Finding, *, user: User, text: str, now: datetime) -> FindingReply:
    """Board members who may read the version and its authors talk a finding over."""
    situation = lock(finding.version_id)
    workflow.check(workflow.REPLY_TO_FINDING, situation, user)
    name = user.membership.printed_name if user.membership else str(user)
    reply = FindingReply.objects.create(finding=finding, by=user, printed_name=name, text=text, at=now)
    data = {"version": finding.version_id, "reply": reply.pk}
    chain.append("finding.replied", actor=user, subject=finding, data=data, at=now)
    return reply


@transaction.atomic
def resolve_finding(finding: Finding, *, user: User, resolution: str, now: datetime) -> Finding:
    """Who raised it, or a managing editor, says how it ended. It changes no sign-off."""
    situation = lock(finding.version_id)
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if finding.raised_by_id != user.pk:
        workflow.check(workflow.RESOLVE_FINDING, situation, user)
    if finding.resolution == resolution:
        return finding
    finding.resolution, finding.resolved_by, finding.resolved_at = resolution, user, now
    history.save(finding, actor=user, at=now, reason=Finding.Resolution(resolution).label)
    data = {"version": finding.version_id, "resolution": resolution}
    chain.append("finding.resolved", actor=user, subject=finding, data=data, at=now)
    return finding
