"""The front door of every page about one version: what one may not know of is 404."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from articles.models import Version


def find_version(user: User, slug: str, number: int) -> Version:
    return get_object_or_404(_visible(user), article__slug=slug, number=number)


def look_again(user: User, version: Version) -> Version | None:
    """The version as it stands now, or None if this user may not see it any more."""
    return _visible(user).filter(pk=version.pk).first()


def _visible(user: User) -> QuerySet[Version]:
    return Version.objects.visible_to(user).select_related("article__published_version", "answers")
