"""Who may start articles and keep the reference library. Who may write on an article: reviews.workflow."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.roles import Role


def may_write(user: User) -> bool:
    return user.has_role(Role.AUTHOR) or user.has_role(Role.MANAGING_EDITOR)


def may_name_topics(user: User) -> bool:
    """Topics are headings of public pages: authors choose from the list, a managing editor adds to it."""
    return user.has_role(Role.MANAGING_EDITOR)


def check_may_write(user: User) -> None:
    if not may_write(user):
        raise PermissionDenied("Only authors and managing editors may do this.")
