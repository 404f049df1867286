"""The roles that are given. A board member is none of them but a dated BoardMember row; a reader is anyone."""

from django.db import models


class Role(models.TextChoices):
    """The value is the name of the Django group."""

    AUTHOR = "author", "Author"
    MODERATOR = "moderator", "Moderator"
    MANAGING_EDITOR = "managing_editor", "Managing editor"
    ADMINISTRATOR = "administrator", "Administrator"


MAY = {
    Role.AUTHOR: "Writes articles, manages references, submits, answers findings.",
    Role.MODERATOR: "Decides on comments and handles safety cases.",
    Role.MANAGING_EDITOR: "Opens and cancels rounds, returns submissions, withdraws pages, shows previews.",
    Role.ADMINISTRATOR: "Gives roles and appoints to the board. Has no right to approve.",
}
