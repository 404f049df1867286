"""Topics by name: those that exist, and new ones."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.text import slugify

from accounts.models import User
from articles.authorship import may_name_topics
from articles.models import Topic
from audit import history


def topics_named(names: list[str], *, actor: User, now: datetime) -> list[Topic]:
    """Two names that differ in case or punctuation only are one topic.

    Raises:
        PermissionDenied: somebody else than a managing editor names topics.
    """
    if names and not may_name_topics(actor):
        raise PermissionDenied("Only a managing editor adds topics.")
    found = []
    for name in names:
        slug = slugify(name)[:80]
        topic = Topic.objects.filter(slug=slug).first()
        if topic is None:
            topic = Topic(slug=slug, name=name)
            history.save(topic, actor=actor, at=now, reason="added")
        found.append(topic)
    return found
