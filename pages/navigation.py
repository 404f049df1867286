"""The places behind the public pages that are open to a person: links in the head of staff pages."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from articles.models import Article


@dataclass(frozen=True)
class Desk:
    label: str
    url_name: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


def desks_of(user: User) -> list[Desk]:
    """The first one is where a person with several roles goes after signing in."""
    if not user.is_authenticated:
        return []
    writes, edits = user.has_role(Role.AUTHOR), user.has_role(Role.MANAGING_EDITOR)
    administers = user.has_role(Role.ADMINISTRATOR)
    doors = (
        (writes, Desk("My articles", "pages:my_articles")),
        (user.is_board_member, Desk("My reviews", "reviews:queue")),
        (not writes and not edits and _contributes(user), Desk("My articles", "pages:my_articles")),
        (edits, Desk("Editor", "reviews:editor")),
        (edits, Desk("To look at again", "reviews:tasks")),
        (edits and not writes, Desk("All articles", "pages:my_articles")),
        (writes or edits, Desk("References", "articles:reference_list")),
        (administers, Desk("People", "accounts:people")),
        (administers or edits, Desk("Mails", "accounts:mails")),
    )
    return [desk for is_open, desk in doors if is_open]


def _contributes(user: User) -> bool:
    """A board member who was invited to write finds the article on a desk, too."""
    return user.is_board_member and Article.objects.worked_on_by(user).exists()
