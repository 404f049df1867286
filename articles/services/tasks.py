"""Reasons to look at an article again."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from articles.models import Article, ReReviewTask
from audit import history


@transaction.atomic
def open_task(
    article: Article, cause: str, *, by: User | None, now: datetime, note: str = ""
) -> ReReviewTask:
    """The open task for this cause and note, written once however often it is found."""
    existing = ReReviewTask.objects.open().filter(article=article, cause=cause, note=note).first()
    if existing is not None:
        return existing
    task = ReReviewTask(article=article, cause=cause, note=note, opened_at=now, opened_by=by)
    history.save(task, actor=by, at=now, reason="found")
    return task
