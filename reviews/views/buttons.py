"""The deeds open to a user, as buttons: a link where something is asked first, a form where it is done at once."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from articles.models import Version
from reviews import workflow

ASKS_FIRST = (
    "sign",
    "cancel_round",
    "return_submission",
    "withdraw_sign_off",
    "withdraw",
    "reinstate",
    "open_retraction",
    "retract",
    "correct",
    "expedite",
    "roll_back",
)
AT_ONCE = ("open_round", "return_to_author", "show_preview", "hide_preview", "attest")
STYLES = {
    "sign": "go",
    "open_round": "go",
    "reinstate": "go",
    "cancel_round": "no",
    "withdraw_sign_off": "no",
    "withdraw": "no",
    "open_retraction": "no",
    "retract": "no",
}


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    style: str
    asks_first: bool


def buttons_of(situation: workflow.Situation, user: User) -> list[Button]:
    """Those of the review. What authors do with a text (edit, submit, answer) is done at the article's desk."""
    place = [situation.version.article.slug, situation.version.number]
    return [
        Button(
            label=deed.label,
            url=reverse(f"reviews:{deed.name}", args=place),
            style=STYLES.get(deed.name, ""),
            asks_first=deed.name in ASKS_FIRST,
        )
        for deed in workflow.available(situation, user)
        if deed.name in (*ASKS_FIRST, *AT_ONCE)
    ]


def has_desk(situation: workflow.Situation, user: User) -> bool:
    return workflow.is_author_or_managing_editor(user, situation)


def way_up_from_form(version: Version, user: User) -> list[tuple[str, str]]:
    page = reverse("reviews:review", args=[version.article.slug, version.number])
    return [*way_up(version, user), (page, f"Version {version.number}")]


def way_up(version: Version, user: User) -> list[tuple[str, str]]:
    """Where this user comes from: the board's queue, the editor's desk, or the article's."""
    if workflow.has_capacity(user) is not None:
        return [(reverse("reviews:queue"), "My reviews")]
    if user.has_role(Role.MANAGING_EDITOR):
        return [(reverse("reviews:editor"), "Editor's desk")]
    return [(reverse("pages:article_desk", args=[version.article.slug]), "The article's desk")]
