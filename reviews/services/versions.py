"""The author's deeds: start, reconcile, submit, pull back, abandon; and the editor's return of a submission."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from articles import services as articles
from articles.errors import WrongState
from articles.models import Article, Version
from articles.services.drafts import approved_version_of, ensure_contributor
from audit import chain, history
from reviews import workflow
from reviews.models import ReviewRound
from reviews.services.locking import lock
from reviews.services.steps import close_round, hide_preview_of, set_state

State = Version.State


@transaction.atomic
def start_version(article: Article, *, user: User, now: datetime) -> Version:
    """The next draft: an answer to the last version if the board asked to change it, else from the approved text.

    An answer keeps the `live_base` of what it answers: if another text was approved meanwhile, it has to be reconciled.

    Raises:
        PermissionDenied: `user` is no author of it and no managing editor.
        WrongState: a version is open already.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    latest = article.versions.filter(expedited=False).order_by("-number").first()
    if latest is None:
        raise WrongState("This article has no version to start from.")
    latest.article = article
    workflow.check_start_version(user, latest)
    if latest.state == State.CHANGES_REQUESTED:
        version = articles.new_version(article, by=user, now=now, source=latest, answers=latest)
        if version.live_base_id != latest.live_base_id:
            version.live_base_id = latest.live_base_id
            history.save(version, actor=user, at=now, reason="answers an older text")
        return version
    source = approved_version_of(article) or latest
    return articles.new_version(article, by=user, now=now, source=source)


@transaction.atomic
def expedite(article: Article, *, user: User, reason: str, now: datetime) -> Version:
    """An urgent fix of the live text beside the main draft: one approval is enough, and a full review follows.

    `reason` becomes the summary of the change, which readers see.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    live = article.published_version
    if live is None:
        raise WrongState("Only a live page can have an expedited version.")
    live.article = article
    workflow.check(workflow.EXPEDITE, workflow.situation_of(live), user)
    version = articles.new_version(
        article, by=user, now=now, source=live, expedited=True, change_summary=reason
    )
    data = {"reason": reason}
    chain.append("version.expedited", actor=user, subject=version, data=data, at=now)
    return version


@transaction.atomic
def roll_back(version: Version, *, user: User, reason: str, now: datetime) -> Version:
    """A new version with the text of an old one. It is reviewed like any other; nothing is published by this."""
    article = Article.objects.select_for_update().get(pk=version.article_id)
    version.article = article
    workflow.check(workflow.ROLL_BACK, workflow.situation_of(version), user)
    new = articles.new_version(article, by=user, now=now, source=version, change_summary=reason)
    data = {"reason": reason, "from": version.number}
    chain.append("version.rolled_back", actor=user, subject=new, data=data, at=now)
    return new


@transaction.atomic
def reconcile(version: Version, *, user: User, now: datetime) -> Version:
    """The author has compared the draft with the text approved meanwhile and brought them together."""
    situation = lock(version.pk)
    version = situation.version
    workflow.check(workflow.RECONCILE, situation, user)
    approved = approved_version_of(version.article)
    version.live_base = approved
    version.lock += 1
    ensure_contributor(version, user, now=now)
    history.save(version, actor=user, at=now, reason="reconciled")
    data = {"live_base": approved.pk if approved else None}
    chain.append("version.reconciled", actor=user, subject=version, data=data, at=now)
    return version


@transaction.atomic
def submit(version: Version, *, user: User, now: datetime) -> Version:
    """Freeze the version and send it to the board.

    Raises:
        PermissionDenied: `user` is no author of it.
        WrongState: it is no draft, or another text was approved since it was reconciled.
        NotReady: something is missing; `problems` lists every one of them.
    """
    situation = lock(version.pk)
    version = situation.version
    workflow.check(workflow.SUBMIT, situation, user)
    parts = articles.prepare(version)
    workflow.check_ready(parts)
    articles.freeze(parts, now=now)
    workflow.check_is_an_answer(version, version.content_digest)
    set_state(version, State.SUBMITTED, actor=user, now=now)
    articles.render_parts(version, parts.renditions)
    chain.append(
        "version.submitted", actor=user, subject=version, data={"digest": version.content_digest}, at=now
    )
    return version


@transaction.atomic
def pull_back(version: Version, *, user: User, now: datetime) -> Version:
    """The author takes a submission back to write on."""
    situation = lock(version.pk)
    workflow.check(workflow.PULL_BACK, situation, user)
    return _back_to_draft(situation, actor=user, now=now, action="version.pulled_back", reason="")


@transaction.atomic
def return_submission(version: Version, *, user: User, reason: str, now: datetime) -> Version:
    """The managing editor sends a submission back before any review, with a reason."""
    situation = lock(version.pk)
    workflow.check(workflow.RETURN_SUBMISSION, situation, user)
    return _back_to_draft(situation, actor=user, now=now, action="version.returned", reason=reason)


def _back_to_draft(
    situation: workflow.Situation, *, actor: User, now: datetime, action: str, reason: str
) -> Version:
    version = situation.version
    data = {"digest": version.content_digest, "reason": reason}
    hide_preview_of(situation, actor=actor, now=now, reason="back to draft")
    articles.thaw(version)
    set_state(version, State.DRAFT, actor=actor, now=now, reason=reason or "pulled back")
    chain.append(action, actor=actor, subject=version, data=data, at=now)
    return version


@transaction.atomic
def abandon(version: Version, *, user: User, reason: str, now: datetime) -> Version:
    """Give a version up; its number is never used again. An open round on it is cancelled."""
    situation = lock(version.pk)
    version = situation.version
    workflow.check(workflow.ABANDON, situation, user)
    hide_preview_of(situation, actor=user, now=now, reason="abandoned")
    if situation.open_round is not None:
        close_round(
            situation.open_round, ReviewRound.State.CANCELLED, actor=user, now=now, reason="abandoned"
        )
    set_state(version, State.ABANDONED, actor=user, now=now, reason=reason)
    chain.append("version.abandoned", actor=user, subject=version, data={"reason": reason}, at=now)
    return version
