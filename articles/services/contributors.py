"""Who wrote it, as printed. Whoever edited stays a contributor: that is what bars them from signing."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from articles.errors import WrongState
from articles.models import Contribution, Version
from articles.services.drafts import lock_draft, next_position
from audit import chain, history


@transaction.atomic
def add_contributor(
    version: Version,
    user: User,
    *,
    role: str,
    printed_name: str,
    credentials: str,
    actor: User,
    now: datetime,
) -> Contribution:
    """Invite a co-author, editor or translator to a draft.

    They declare their interests themselves. Until they have, the text cannot be submitted, so nobody is printed under
    it, or barred from signing it, without their word.

    Raises:
        WrongState: the version is no draft, or the person contributes already, or may not write here.
    """
    version = lock_draft(version)
    if version.contributions.filter(user=user).exists():
        raise WrongState(f"{user} is a contributor already.")
    if not (user.has_role(Role.AUTHOR) or user.has_role(Role.MANAGING_EDITOR) or user.is_board_member):
        raise WrongState(f"{user} holds no role that writes. Ask an administrator to make them an author.")
    contribution = Contribution(
        version=version,
        user=user,
        role=role,
        printed_name=printed_name,
        credentials=credentials,
        position=next_position(version),
    )
    history.save(contribution, actor=actor, at=now, reason="added")
    data = {"user": user.pk, "role": role}
    chain.append("version.contributor_added", actor=actor, subject=version, data=data, at=now)
    return contribution


@transaction.atomic
def edit_contribution(contribution: Contribution, *, actor: User, now: datetime, **fields: object) -> bool:
    """Change what is printed (role, printed_name, credentials, interests, position); True when anything is new.

    Raises:
        PermissionDenied: somebody else than the contributor or a managing editor declares interests.
    """
    lock_draft(contribution.version)
    new = {name: value for name, value in fields.items() if getattr(contribution, name) != value}
    if "interests" in new and not may_declare(contribution, actor):
        raise PermissionDenied("Interests are declared by the person they are about.")
    for name, value in new.items():
        setattr(contribution, name, value)
    if new:
        history.save(contribution, actor=actor, at=now, reason="edited")
    return bool(new)


def may_declare(contribution: Contribution, actor: User) -> bool:
    """Interests are declared by the person they are about; a managing editor can, for somebody who left."""
    return actor.pk == contribution.user_id or actor.has_role(Role.MANAGING_EDITOR)


@transaction.atomic
def remove_contributor(contribution: Contribution, *, actor: User, now: datetime) -> None:
    """Only somebody who wrote nothing can be removed.

    Raises:
        WrongState: the version is no draft, or the person wrote some of it.
    """
    version = lock_draft(contribution.version)
    if has_written(version, contribution.user):
        raise WrongState(f"{contribution.printed_name} wrote part of this text and stays a contributor.")
    history.delete(contribution, actor=actor, at=now, reason="removed")
    data = {"user": contribution.user_id}
    chain.append("version.contributor_removed", actor=actor, subject=version, data=data, at=now)


def has_written(version: Version, user: User) -> bool:
    """Started it, saved any of it, or contributed to the version that its text comes from."""
    if version.created_by_id == user.pk:
        return True
    sources = [pk for pk in (version.source_id, version.answers_id, version.live_base_id) if pk]
    if Contribution.objects.filter(version__in=sources, user=user).exists():
        return True
    renditions = list(version.renditions.values_list("pk", flat=True))
    return (
        version.history.filter(history_user_id=user.pk, history_change_reason="draft saved").exists()
        or version.renditions.model.history.filter(id__in=renditions, history_user_id=user.pk).exists()
    )
