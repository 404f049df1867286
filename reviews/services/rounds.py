"""Open, cancel and end a round; and pass it, which nobody does by hand."""

import calendar
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.models import Article, Publication, Version
from audit import chain, history
from reviews import workflow
from reviews.models import ReviewPolicy, ReviewRound, SignOff
from reviews.services.locking import lock
from reviews.services.steps import close_round, enter_in_ledger, hide_preview_of, set_state

State = Version.State


@transaction.atomic
def open_round(version: Version, *, user: User, now: datetime) -> ReviewRound:
    """A full review of the exact text, on the policy's terms. The version is under review from here on.

    Raises:
        PermissionDenied: `user` is no managing editor.
        WrongState: not submitted, a round is open, or another text was approved meanwhile.
    """
    situation = lock(version.pk)
    version = situation.version
    workflow.check(workflow.OPEN_ROUND, situation, user)
    policy = ReviewPolicy.objects.for_article(version.article)
    review = ReviewRound(
        version=version,
        purpose=ReviewRound.Purpose.FULL,
        content_digest=version.content_digest,
        required_approvals=policy.approvals,
        due=timezone.localdate(now) + timedelta(days=policy.due_days),
        opened_by=user,
        opened_at=now,
    )
    history.save(review, actor=user, at=now, reason="opened")
    if version.state == State.SUBMITTED:
        set_state(version, State.UNDER_REVIEW, actor=user, now=now)
    data = {
        "round": review.pk,
        "purpose": review.purpose,
        "digest": review.content_digest,
        "required_approvals": review.required_approvals,
        "due": str(review.due),
    }
    chain.append("round.opened", actor=user, subject=version, data=data, at=now)
    return review


@transaction.atomic
def cancel_round(version: Version, *, user: User, reason: str, now: datetime) -> None:
    """The version stays under review until the next round, or until it is returned to its author."""
    situation = lock(version.pk)
    workflow.check(workflow.CANCEL_ROUND, situation, user)
    review = situation.open_round
    assert review is not None  # noqa: S101  the rule above asks for it
    close_round(review, ReviewRound.State.CANCELLED, actor=user, now=now, reason=reason)
    data = {"round": review.pk, "reason": reason}
    chain.append("round.cancelled", actor=user, subject=situation.version, data=data, at=now)


@transaction.atomic
def return_to_author(version: Version, *, user: User, now: datetime) -> Version:
    """End the review: the round fails, the version closes as Changes requested, and the answer is a new version."""
    situation = lock(version.pk)
    version = situation.version
    workflow.check(workflow.RETURN_TO_AUTHOR, situation, user)
    end_review(situation, actor=user, now=now, reason="changes requested")
    chain.append("version.changes_requested", actor=user, subject=version, data={}, at=now)
    return version


def end_review(situation: workflow.Situation, *, actor: User, now: datetime, reason: str) -> None:
    hide_preview_of(situation, actor=actor, now=now, reason=reason)
    if situation.open_round is not None:
        close_round(situation.open_round, ReviewRound.State.FAILED, actor=actor, now=now, reason=reason)
    set_state(situation.version, State.CHANGES_REQUESTED, actor=actor, now=now, reason=reason)


def pass_if_complete(situation: workflow.Situation, *, actor: User, now: datetime) -> bool:
    """The deed that meets the last condition passes the round, approves and publishes, in its own transaction."""
    if workflow.still_needs(situation):
        return False
    review = situation.open_round
    assert review is not None  # noqa: S101  still_needs() has said so
    close_round(review, ReviewRound.State.PASSED, actor=actor, now=now)
    _approve_and_publish(situation, review, actor=actor, now=now)
    return True


def _approve_and_publish(
    situation: workflow.Situation, review: ReviewRound, *, actor: User, now: datetime
) -> None:
    """Approving always publishes. The pointer moves before the old version leaves Approved: I10 holds throughout."""
    version, article = situation.version, situation.version.article
    replaced = version.live_base
    hide_preview_of(situation, actor=actor, now=now, reason="published")
    set_state(version, State.APPROVED, actor=actor, now=now)
    article.published_version = version
    if review.purpose == ReviewRound.Purpose.FULL:
        article.next_review_due = next_review_due(article, situation.sign_offs)
    history.save(article, actor=actor, at=now, reason=f"version {version.number} published")
    if replaced is not None:
        set_state(replaced, State.SUPERSEDED, actor=actor, now=now)
    enter_in_ledger(version, Publication.Kind.PUBLISH, by=actor, now=now)
    _end_other_reviews(version, replaced, actor=actor, now=now)


def next_review_due(article: Article, sign_offs: list[SignOff]) -> date:
    """The last approval plus the interval of the article, or else of its policy."""
    months = article.review_interval_months or ReviewPolicy.objects.for_article(article).interval_months
    last = max(s.signed_at for s in sign_offs if s.decision == SignOff.Decision.APPROVE)
    return add_months(timezone.localdate(last), months)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _end_other_reviews(version: Version, replaced: Version | None, *, actor: User, now: datetime) -> None:
    """Whatever else was under review was reviewed against a text that is no longer the live one."""
    reason = f"version {version.number} was published"
    others = version.article.versions.filter(state=State.UNDER_REVIEW).exclude(pk=version.pk)
    for other in others:
        end_review(workflow.situation_of(other), actor=actor, now=now, reason=reason)
        chain.append("version.changes_requested", actor=actor, subject=other, data={"reason": reason}, at=now)
    if replaced is not None:
        for review in ReviewRound.objects.open().filter(version=replaced):
            close_round(review, ReviewRound.State.CANCELLED, actor=actor, now=now, reason=reason)
