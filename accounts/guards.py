"""Nobody is ever deleted, and an appointment to the board keeps its person and who made it."""

from accounts.models import BoardMember, User
from audit.guards import Guard, Rule, changed, never_deleted, never_replaced


def guards() -> list[Guard]:
    return [
        never_deleted(User),
        *never_replaced(User),
        never_deleted(BoardMember),
        *never_replaced(BoardMember),
        Guard(
            "accounts_boardmember",
            "UPDATE",
            [
                Rule("an appointment to the board keeps its person", changed("user_id")),
                Rule("an appointment to the board keeps who made it", changed("appointed_by_id")),
            ],
        ),
    ]
