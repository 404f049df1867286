"""Start an article, start a version, save a draft. A save that changes nothing is a no-op."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction
from django.db.models import Max

from accounts.models import User
from accounts.roles import Role
from articles import rendering
from articles.canonical import AudienceText, Content, clean
from articles.errors import NotReady, StaleEdit, WrongState
from articles.models import (
    Article,
    ArticleTopic,
    Audience,
    Contribution,
    Reference,
    Rendition,
    Topic,
    Version,
)
from articles.readiness import Missing
from articles.rendering import MAX_BODY_BYTES
from articles.services.citing import cite
from audit import chain, history

USED_AT_FIRST = ("clinician", "patient")  # the audiences whose texts a new article starts with


@dataclass(frozen=True)
class TextEdit:
    """What was typed for one audience."""

    title: str = ""
    key_takeaway: str = ""
    body: str = ""
    disclaimer: str = ""


@dataclass(frozen=True)
class DraftEdit:
    """What was typed for a version. An audience that `texts` does not name keeps its text."""

    title: str
    question: str = ""
    change_summary: str = ""
    significance: str = Version.Significance.MAJOR
    drafted_with: str = Version.DraftedWith.HUMAN
    funding: str = ""
    texts: Mapping[str, TextEdit] = field(default_factory=dict)


@transaction.atomic
def create_article(
    *,
    slug: str,
    kind: str,
    risk: str,
    title: str,
    question: str = "",
    default_audience: Audience,
    topics: list[Topic],
    owner: User,
    now: datetime,
) -> Version:
    """A new article with its first draft, whose texts hold the headings that the kind requires.

    Raises:
        NotReady: title or question is longer than may be kept.
    """
    title, question = one_line(title), one_line(question)
    if too_long := list(_too_long(Version, DraftEdit(title=title, question=question))):
        raise NotReady(too_long)
    article = Article(
        slug=slug, kind=kind, risk=risk, owner=owner, default_audience=default_audience, created_at=now
    )
    history.save(article, actor=owner, at=now, reason="created")
    set_topics(article, topics, actor=owner, now=now)
    chain.append("article.created", actor=owner, subject=article, data={"kind": kind, "risk": risk}, at=now)
    version = new_version(article, title=title, question=question, source=None, by=owner, now=now)
    for audience in Audience.objects.filter(pk__in={*USED_AT_FIRST, default_audience.pk}):
        rendition = Rendition(
            version=version, audience=audience, body=article.kind_of.template_for(audience.rank)
        )
        history.save(rendition, actor=owner, at=now)
    return version


def set_topics(article: Article, topics: list[Topic], *, actor: User, now: datetime) -> None:
    wanted = {topic.pk: topic for topic in topics}
    for link in article.article_topics.all():
        if link.topic_id not in wanted:
            history.delete(link, actor=actor, at=now)
        wanted.pop(link.topic_id, None)
    for topic in wanted.values():
        history.save(ArticleTopic(article=article, topic=topic), actor=actor, at=now)


def new_version(
    article: Article,
    *,
    by: User,
    now: datetime,
    source: Version | None,
    title: str = "",
    question: str = "",
    answers: Version | None = None,
    expedited: bool = False,
    change_summary: str = "",
) -> Version:
    """The next draft, with the texts and contributors of `source`. The caller holds the lock on the article."""
    number = (article.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = Version(
        article=article,
        number=number,
        title=source.title if source else title,
        question=source.question if source else question,
        drafted_with=source.drafted_with if source else Version.DraftedWith.HUMAN,
        funding=source.funding if source else "",
        answers=answers,
        expedited=expedited,
        change_summary=change_summary,
        source=source,
        live_base=approved_version_of(article),
        created_by=by,
        created_at=now,
    )
    history.save(version, actor=by, at=now, reason="started")
    if source is not None:
        _copy_parts(source, version, by=by, now=now)
    ensure_contributor(version, by, now=now)
    chain.append(
        "version.started",
        actor=by,
        subject=version,
        data={
            "article": article.pk,
            "number": number,
            "answers": answers.pk if answers else None,
            "live_base": version.live_base_id,
        },
        at=now,
    )
    return version


def approved_version_of(article: Article) -> Version | None:
    """The approved version, live or withdrawn: what the next text must have been reconciled with."""
    return article.versions.filter(state=Version.State.APPROVED).order_by("-number").first()


def _copy_parts(source: Version, version: Version, *, by: User, now: datetime) -> None:
    for contribution in source.contributions.all():
        contribution.pk, contribution.version, contribution._state.adding = None, version, True
        history.save(contribution, actor=by, at=now)
    for rendition in source.renditions.all():
        rendition.pk, rendition.version, rendition._state.adding = None, version, True
        history.save(rendition, actor=by, at=now)
        cite(rendition)


def ensure_contributor(version: Version, user: User, *, now: datetime) -> None:
    """Everyone who edited is a contributor: authors come as authors, a managing editor as an editor.

    Name and credentials are taken from their last contribution; interests are declared anew for each article.
    """
    if version.contributions.filter(user=user).exists():
        return
    earlier = Contribution.objects.filter(user=user).order_by("-pk").first()
    contribution = Contribution(
        version=version,
        user=user,
        role=Contribution.Role.AUTHOR if user.has_role(Role.AUTHOR) else Contribution.Role.EDITOR,
        printed_name=earlier.printed_name if earlier else str(user),
        credentials=earlier.credentials if earlier else "",
        position=next_position(version),
    )
    history.save(contribution, actor=user, at=now)


def next_position(version: Version) -> int:
    last = version.contributions.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def lock_draft(version: Version) -> Version:
    """The version as it stands, held until commit. The article comes first, so that no two deeds wait for each other.

    Raises:
        WrongState: it is no draft.
    """
    Article.objects.select_for_update().get(pk=version.article_id)
    locked = Version.objects.select_for_update().get(pk=version.pk)
    if locked.state != Version.State.DRAFT:
        raise WrongState(
            f"Version {locked.number} is no draft any more: it is {locked.get_state_display().lower()}."
        )
    return locked


@transaction.atomic
def save_draft(version: Version, edit: DraftEdit, *, user: User, lock: int, now: datetime) -> Version:
    """Save what was typed; the version as it stands afterwards. `lock` is the number that the form was opened with.

    Raises:
        WrongState: the version is no draft.
        StaleEdit: somebody else saved in between.
        NotReady: a text is longer than may be kept.
    """
    locked = lock_draft(version)
    edit = _cleaned(edit)
    changed_renditions = _changed_renditions(locked, edit)
    changed = _take_over(
        locked, edit, ("title", "question", "change_summary", "significance", "drafted_with", "funding")
    )
    if not changed and not changed_renditions:
        return locked
    if locked.lock != lock:
        raise StaleEdit(Version.objects.get(pk=locked.pk))
    ensure_contributor(locked, user, now=now)
    locked.lock += 1
    history.save(locked, actor=user, at=now, reason="draft saved")
    for rendition in changed_renditions:
        history.save(rendition, actor=user, at=now, reason="draft saved")
        cite(rendition)
    return locked


def _cleaned(edit: DraftEdit) -> DraftEdit:
    too_long = [*_too_long(Version, edit)]
    for audience, text in edit.texts.items():
        too_long += _too_long(Rendition, text, audience)
    too_long += [
        Missing("body", f"This text has {size:,} bytes; {MAX_BODY_BYTES:,} can be kept.", audience=audience)
        for audience, text in edit.texts.items()
        if (size := len(text.body.encode())) > MAX_BODY_BYTES
    ]
    if too_long:
        raise NotReady(too_long)
    return DraftEdit(
        title=one_line(edit.title),
        question=one_line(edit.question),
        change_summary=clean(edit.change_summary),
        significance=edit.significance,
        drafted_with=edit.drafted_with,
        funding=clean(edit.funding),
        texts={
            audience: TextEdit(
                clean(t.title), clean(t.key_takeaway), clean(t.body).strip("\n"), clean(t.disclaimer)
            )
            for audience, t in edit.texts.items()
        },
    )


def one_line(text: str) -> str:
    """Titles and questions have no line breaks; whatever white space was typed is one space."""
    return " ".join(clean(text).split())


def _too_long(
    model: type[models.Model], typed: DraftEdit | TextEdit, audience: str = ""
) -> Iterator[Missing]:
    """The limits of the columns, which SQLite does not keep by itself."""
    for name, value in vars(typed).items():
        if name in ("texts", "body"):
            continue
        most = getattr(model._meta.get_field(name), "max_length", None)
        if most and len(value) > most:
            message = f"This has {len(value):,} characters; {most:,} can be kept."
            yield Missing(name, message, audience=audience)


def _changed_renditions(version: Version, edit: DraftEdit) -> list[Rendition]:
    existing = {rendition.audience_id: rendition for rendition in version.renditions.all()}
    changed = []
    for audience, text in edit.texts.items():
        rendition = existing.get(audience) or Rendition(version=version, audience_id=audience)
        if _take_over(rendition, text, ("title", "key_takeaway", "body", "disclaimer")):
            changed.append(rendition)
    return changed


def _take_over(row: models.Model, typed: DraftEdit | TextEdit, names: tuple[str, ...]) -> bool:
    """Put the typed values on the row; True when any of them is new."""
    changed = False
    for name in names:
        value = getattr(typed, name)
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def preview_content(version: Version, audience: Audience, text: TextEdit) -> Content:
    """What one text would be if it were saved now; nothing is written."""
    keys = rendering.cited_keys(text.body)
    known = {reference.key: reference.item for reference in Reference.objects.filter(key__in=keys)}
    return Content(
        kind=version.article.kind,
        title=text.title or version.title,
        contributors=(),
        texts={
            audience.pk: AudienceText(
                text.title or version.title,
                text.key_takeaway,
                clean(text.body),
                text.disclaimer or audience.disclaimer,
            )
        },
        references=tuple(known[key] for key in keys if key in known),
    )
