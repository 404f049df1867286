"""What readers see: show and hide a preview, withdraw a page. Publishing happens in rounds.py, and never by hand."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from articles.models import Notice, Publication, Version
from audit import history
from reviews import workflow
from reviews.services.locking import lock
from reviews.services.steps import enter_in_ledger


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
