"""Nobody is ever deleted, and an appointment to the board keeps its person and who made it."""

from accounts.models import BoardMember, User
from audit.guards import Guard, Rule, changed, key_exists, never_deleted


def guards() -> list[Guard]:
    return [
        never_deleted(User),
        key_exists(User),
        never_deleted(BoardMember),
        key_exists(BoardMember),
        Guard(
            "accounts_boardmember",
            "UPDATE",
            [
                Rule("an appointment to the board keeps its person", changed("id", "user_id")),
                Rule("an appointment to the board keeps who made it", changed("appointed_by_id")),
            ],
        ),
    ]
