"""Whom the mails go to. Closed accounts and people who hold no role any more get none: the pages are closed to them."""

from collections.abc import Iterable
from datetime import date

from accounts.models import BoardMember, User
from accounts.roles import Role
from articles.models import Article, Contribution, Version
from reviews.models import ReviewRound, SignOff
from reviews.situation import Situation


def managing_editors() -> list[User]:
    found = User.objects.filter(is_active=True, groups__name=Role.MANAGING_EDITOR)
    return list(found.distinct().order_by("pk"))


def owner_of(article: Article) -> list[User]:
    return _with_a_role([article.owner])


def authors_of(version: Version) -> list[User]:
    """The owner, then the contributors with the role author."""
    contributions = version.contributions.filter(role=Contribution.Role.AUTHOR).select_related("user")
    return _with_a_role([version.article.owner, *(contribution.user for contribution in contributions)])


def signers_of(review: ReviewRound) -> list[User]:
    """Everyone who ever signed in this round, also those who took it back."""
    return _active(sign_off.signer for sign_off in review.sign_offs.select_related("signer"))


def approvers_of(version: Version) -> list[User]:
    """Those whose approval stands behind this version."""
    approvals = SignOff.objects.live().approvals().filter(version=version).select_related("signer")
    return _active(approval.signer for approval in approvals.exclude(round__purpose="retract"))


def eligible_members(situation: Situation, day: date) -> list[User]:
    """Those on the board that day who may sign in this round: no contributors, no superusers."""
    members = BoardMember.objects.active_on(day).select_related("user")
    people = _active(member.user for member in members)
    return [
        person for person in people if not person.is_superuser and person.pk not in situation.contributor_ids
    ]


def _active(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people if person.is_active}.values())


def _with_a_role(people: Iterable[User]) -> list[User]:
    return [person for person in _active(people) if person.is_staff_member]
