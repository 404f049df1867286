"""Open, cancel and end a round; and pass it, which nobody does by hand."""

import calendar
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.models import Publication, ReReviewTask, Version
from articles.services import open_task
from audit import chain, history
from reviews import workflow
from reviews.models import ReviewPolicy, ReviewRound, Seat, SignOff
from reviews.services.locking import lock
from reviews.services.steps import close_round, close_tasks, hide_preview_of, ledger_entry, set_state
from reviews.situation import Situation

State = Version.State


@transaction.atomic
def open_round(version: Version, *, user: User, now: datetime) -> ReviewRound:
    """A review of the exact text, on the policy's terms. The version is under review from here on.

    An expedited version gets an expedited round of one approval while its article is live, else a full one.

    Raises:
        PermissionDenied: `user` is no managing editor.
        WrongState: not submitted, a round is open, or another text was approved meanwhile.
    """
    situation = lock(version.pk)
    version = situation.version
    workflow.check(workflow.OPEN_ROUND, situation, user)
    review = start_round(version, workflow.purpose_of(version), user=user, now=now)
    if version.state == State.SUBMITTED:
        set_state(version, State.UNDER_REVIEW, actor=user, now=now)
    return review


@transaction.atomic
def attest(version: Version, *, user: User, now: datetime) -> ReviewRound:
    """Ask the board whether the approved text may stand as it is: a new review date, no new version."""
    situation = lock(version.pk)
    workflow.check(workflow.ATTEST, situation, user)
    return start_round(situation.version, ReviewRound.Purpose.ATTEST, user=user, now=now)


@transaction.atomic
def open_retraction(version: Version, *, user: User, reason: str, now: datetime) -> ReviewRound:
    """Ask two board members to sign the retraction; `reason` is what they agree to."""
    situation = lock(version.pk)
    workflow.check(workflow.OPEN_RETRACTION, situation, user)
    return start_round(situation.version, ReviewRound.Purpose.RETRACT, user=user, reason=reason, now=now)


def start_round(
    version: Version, purpose: str, *, user: User, now: datetime, reason: str = ""
) -> ReviewRound:
    """The terms are copied from the policy, with a seat for each required specialty; retract: 2, no specialty."""
    policy = ReviewPolicy.objects.for_article(version.article)
    review = ReviewRound(
        version=version,
        purpose=purpose,
        content_digest=version.content_digest,
        required_approvals=workflow.approvals_for(purpose, policy),
        interval_months=version.article.review_interval_months or policy.interval_months,
        reason=reason,
        due=timezone.localdate(now) + timedelta(days=policy.due_days),
        opened_by=user,
        opened_at=now,
    )
    history.save(review, actor=user, at=now, reason="opened")
    specialties = workflow.specialties_for(purpose, policy)
    for specialty in specialties:
        seat = Seat(round=review, specialty=specialty, required=True, due=review.due)
        history.save(seat, actor=user, at=now, reason="required by the policy")
    data = {
        "round": review.pk,
        "purpose": purpose,
        "digest": review.content_digest,
        "required_approvals": review.required_approvals,
        "required_specialties": specialties,
        "due": str(review.due),
        "reason": reason,
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
    """End the review: the round fails. Full, expedited: the version closes as Changes requested, and the answer is a
    new version. Attest, retract: the version stays as it is."""
    situation = lock(version.pk)
    version = situation.version
    workflow.check(workflow.RETURN_TO_AUTHOR, situation, user)
    under_review = version.state == State.UNDER_REVIEW
    end_review(situation, actor=user, now=now, reason="changes requested")
    action = "version.changes_requested" if under_review else "round.failed"
    chain.append(action, actor=user, subject=version, data={}, at=now)
    return version


def end_review(situation: Situation, *, actor: User, now: datetime, reason: str) -> None:
    hide_preview_of(situation, actor=actor, now=now, reason=reason)
    if situation.open_round is not None:
        close_round(situation.open_round, ReviewRound.State.FAILED, actor=actor, now=now, reason=reason)
    if situation.version.state == State.UNDER_REVIEW:
        set_state(situation.version, State.CHANGES_REQUESTED, actor=actor, now=now, reason=reason)


def pass_if_complete(situation: Situation, *, actor: User, now: datetime) -> list[chain.Entry]:
    """The deed that meets the last condition passes the round, and does in its own transaction what the round was for.

    A retraction that was agreed changes nothing for readers yet: the managing editor retracts, with the notice.
    The events are for the caller to append after its own.
    """
    if workflow.still_needs(situation):
        return []
    review = situation.open_round
    assert review is not None  # noqa: S101  still_needs() has said so
    close_round(review, ReviewRound.State.PASSED, actor=actor, now=now)
    if review.purpose == ReviewRound.Purpose.ATTEST:
        return _attested(situation, review, actor=actor, now=now)
    if review.purpose == ReviewRound.Purpose.RETRACT:
        return [chain.Entry("round.passed", actor, situation.version, now, {"round": review.pk})]
    return _approve_and_publish(situation, review, actor=actor, now=now)


def _approve_and_publish(
    situation: Situation, review: ReviewRound, *, actor: User, now: datetime
) -> list[chain.Entry]:
    """Approving always publishes. The pointer moves before the old version leaves Approved: I10 holds throughout."""
    version, article = situation.version, situation.version.article
    replaced = version.live_base
    hide_preview_of(situation, actor=actor, now=now, reason="published")
    version.state = State.APPROVED
    history.save_unrecorded(version)
    article.published_version = version
    if review.purpose == ReviewRound.Purpose.FULL:
        article.next_review_due = next_review_due(review, situation.sign_offs)
    history.save(article, actor=actor, at=now, reason=f"version {version.number} published")
    if replaced is not None:
        replaced.state = State.SUPERSEDED
        history.save_unrecorded(replaced)
    changed = [version, replaced] if replaced is not None else [version]
    history.record(changed, actor=actor, at=now, reason=f"version {version.number} published")
    entry, event = ledger_entry(version, Publication.Kind.PUBLISH, by=actor, now=now)
    if review.purpose == ReviewRound.Purpose.EXPEDITED:
        open_task(
            article, ReReviewTask.Cause.EXPEDITED_FOLLOW_UP, by=actor, now=now, note=version.change_summary
        )
    elif situation.has_tasks:
        close_tasks(version, entry, actor=actor, now=now)
    events = [event]
    if situation.others_in_review:
        events += end_other_reviews(
            version, actor=actor, now=now, reason=f"version {version.number} was published"
        )
    return events


def _attested(situation: Situation, review: ReviewRound, *, actor: User, now: datetime) -> list[chain.Entry]:
    """The same text, looked at again: a new review date. An edit without a full review never moves it."""
    version, article = situation.version, situation.version.article
    article.next_review_due = next_review_due(review, situation.sign_offs)
    history.save(article, actor=actor, at=now, reason=f"version {version.number} attested")
    entry, event = ledger_entry(version, Publication.Kind.ATTEST, by=actor, now=now)
    if situation.has_tasks:
        close_tasks(version, entry, actor=actor, now=now)
    return [event]


def next_review_due(review: ReviewRound, sign_offs: list[SignOff]) -> date:
    """The last approval plus the interval that the round's terms hold."""
    last = max(s.signed_at for s in sign_offs if s.decision == SignOff.Decision.APPROVE)
    return add_months(timezone.localdate(last), review.interval_months)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def end_other_reviews(version: Version, *, actor: User, now: datetime, reason: str) -> list[chain.Entry]:
    """Whatever else was under review was reviewed against a text that is no longer the live one."""
    events = []
    for other in version.article.versions.filter(state=State.UNDER_REVIEW).exclude(pk=version.pk):
        end_review(workflow.situation_of(other), actor=actor, now=now, reason=reason)
        events.append(chain.Entry("version.changes_requested", actor, other, now, {"reason": reason}))
    rounds = ReviewRound.objects.open().filter(version__article=version.article).exclude(version=version)
    for review in rounds.select_related("version"):
        close_round(review, ReviewRound.State.CANCELLED, actor=actor, now=now, reason=reason)
        data = {"round": review.pk, "reason": reason}
        events.append(chain.Entry("round.cancelled", actor, review.version, now, data))
    return events
