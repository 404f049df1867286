"""What readers see: previews, withdrawal and return, retraction, corrections. Publishing is in rounds.py, and never by
hand."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from articles.models import Notice, Publication, Version
from audit import chain, history
from reviews import workflow
from reviews.models import ReviewRound
from reviews.services.locking import lock
from reviews.services.rounds import end_other_reviews
from reviews.services.steps import close_round, enter_in_ledger, ledger_entry, set_state


@transaction.atomic
def show_preview(version: Version, *, user: User, now: datetime) -> Publication:
    """Readers see an unapproved text under a caution banner; only of an article that was never published."""
    situation = lock(version.pk)
    workflow.check(workflow.SHOW_PREVIEW, situation, user)
    return enter_in_ledger(situation.version, Publication.Kind.PREVIEW_SHOWN, by=user, now=now)


@transaction.atomic
def hide_preview(version: Version, *, user: User, now: datetime) -> Publication:
    situation = lock(version.pk)
    workflow.check(workflow.HIDE_PREVIEW, situation, user)
    return enter_in_ledger(situation.version, Publication.Kind.PREVIEW_HIDDEN, by=user, now=now)


@transaction.atomic
def withdraw(version: Version, *, user: User, reason: str, now: datetime) -> Notice:
    """Take a live page down at once. The version stays approved; readers see the notice, never a 404."""
    situation = lock(version.pk)
    version, article = situation.version, situation.version.article
    workflow.check(workflow.WITHDRAW, situation, user)
    article.published_version = None
    history.save(article, actor=user, at=now, reason="withdrawn")
    notice = Notice(
        article=article, version=version, kind=Notice.Kind.WITHDRAWAL, text=reason, by=user, at=now
    )
    history.save(notice, actor=user, at=now)
    enter_in_ledger(version, Publication.Kind.WITHDRAW, by=user, now=now, reason=reason)
    return notice


@transaction.atomic
def reinstate(version: Version, *, user: User, reason: str, now: datetime) -> Publication:
    """Bring a withdrawn page back, after the board has attested its text since."""
    situation = lock(version.pk)
    version, article = situation.version, situation.version.article
    workflow.check(workflow.REINSTATE, situation, user)
    article.published_version = version
    history.save(article, actor=user, at=now, reason="reinstated")
    return enter_in_ledger(version, Publication.Kind.REINSTATE, by=user, now=now, reason=reason)


@transaction.atomic
def retract(version: Version, *, user: User, notice: str, now: datetime) -> Notice:
    """Final, after two members have signed it. The address stays and shows the notice; a return is a new version."""
    situation = lock(version.pk)
    version, article = situation.version, situation.version.article
    workflow.check(workflow.RETRACT, situation, user)
    if article.published_version_id == version.pk:
        article.published_version = None
        history.save(article, actor=user, at=now, reason="retracted")
    set_state(version, Version.State.RETRACTED, actor=user, now=now)
    told = Notice(article=article, version=version, kind=Notice.Kind.RETRACTION, text=notice, by=user, at=now)
    history.save(told, actor=user, at=now)
    _, event = ledger_entry(version, Publication.Kind.RETRACT, by=user, now=now, reason=notice)
    reason = f"version {version.number} was retracted"
    events = [event, *end_other_reviews(version, actor=user, now=now, reason=reason)]
    if review := situation.open_round:
        close_round(review, ReviewRound.State.CANCELLED, actor=user, now=now, reason=reason)
        data = {"round": review.pk, "reason": reason}
        events.append(chain.Entry("round.cancelled", user, version, now, data))
    chain.append_all(events)
    return told


@transaction.atomic
def correct(version: Version, *, user: User, text: str, now: datetime) -> Notice:
    """Tell readers of a live page what was wrong in an earlier text of it."""
    situation = lock(version.pk)
    version, article = situation.version, situation.version.article
    workflow.check(workflow.CORRECT, situation, user)
    notice = Notice(article=article, version=version, kind=Notice.Kind.CORRECTION, text=text, by=user, at=now)
    history.save(notice, actor=user, at=now)
    chain.append("page.corrected", actor=user, subject=version, data={"notice": notice.pk}, at=now)
    return notice
