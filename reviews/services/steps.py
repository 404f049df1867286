"""The small steps that deeds are made of. Nothing outside this package calls them."""

from datetime import datetime

from accounts.models import User
from articles.models import Publication, Version
from audit import chain, history
from audit.fingerprint import fingerprint
from reviews.models import ReviewRound
from reviews.workflow import Situation


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
    chain.append(f"page.{kind}", actor=by, subject=version, data=data, at=now)
    return entry


def hide_preview_of(situation: Situation, *, actor: User, now: datetime, reason: str) -> None:
    """A preview goes by itself when its version leaves Submitted and Under Review."""
    if situation.preview_is_shown:
        enter_in_ledger(situation.version, Publication.Kind.PREVIEW_HIDDEN, by=actor, now=now, reason=reason)
