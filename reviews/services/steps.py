"""The small steps that deeds are made of. Nothing outside this package calls them."""

from datetime import datetime

from accounts.models import User
from articles.models import Publication, ReReviewTask, Version
from audit import chain, history
from audit.fingerprint import fingerprint
from reviews.models import ReviewRound
from reviews.situation import Situation


def set_state(version: Version, state: str, *, actor: User, now: datetime, reason: str = "") -> None:
    version.state = state
    history.save(version, actor=actor, at=now, reason=reason or Version.State(state).label)


def close_round(review: ReviewRound, state: str, *, actor: User, now: datetime, reason: str = "") -> None:
    review.state = state
    review.closed_at = now
    review.closing_reason = reason
    history.save(review, actor=actor, at=now, reason=reason or ReviewRound.State(state).label)


def enter_in_ledger(version: Version, kind: str, *, by: User, now: datetime, reason: str = "") -> Publication:
    """One row of the Publication ledger, and the audit event that proves it."""
    entry, event = ledger_entry(version, kind, by=by, now=now, reason=reason)
    chain.append_all([event])
    return entry


def ledger_entry(
    version: Version, kind: str, *, by: User, now: datetime, reason: str = ""
) -> tuple[Publication, chain.Entry]:
    """The row, and the event that the caller appends with the others of its deed."""
    entry = Publication.objects.create(
        article=version.article,
        version=version,
        kind=kind,
        digest=version.content_digest,
        by=by,
        reason=reason,
        at=now,
    )
    data = {"article": version.article_id, "publication": entry.pk, "fingerprint": fingerprint(entry)}
    return entry, chain.Entry(f"page.{kind}", actor=by, subject=version, at=now, data=data)


def hide_preview_of(situation: Situation, *, actor: User, now: datetime, reason: str) -> None:
    """A preview goes by itself when its version leaves Submitted and Under Review."""
    if situation.preview_is_shown:
        enter_in_ledger(situation.version, Publication.Kind.PREVIEW_HIDDEN, by=actor, now=now, reason=reason)


def close_tasks(version: Version, entry: Publication, *, actor: User, now: datetime) -> None:
    """The board has looked at the article again: whatever asked for it is answered by this row of the ledger."""
    for task in ReReviewTask.objects.open().filter(article=version.article):
        task.closed_at, task.closed_by = now, entry
        history.save(task, actor=actor, at=now, reason=entry.get_kind_display())
