"""THE WRITES: one function per deed, and the only writer of version and round state.

Each runs in one transaction, locks the rows (the article first, so that no two deeds wait for each other), checks
on the locked rows, and writes its own audit event.
"""

from reviews.services.pages import hide_preview, show_preview, withdraw
from reviews.services.rounds import cancel_round, open_round, return_to_author
from reviews.services.signing import answer_finding, sign, withdraw_sign_off
from reviews.services.versions import abandon, pull_back, reconcile, return_submission, start_version, submit

__all__ = [
    "abandon",
    "answer_finding",
    "cancel_round",
    "hide_preview",
    "open_round",
    "pull_back",
    "reconcile",
    "return_submission",
    "return_to_author",
    "show_preview",
    "sign",
    "start_version",
    "submit",
    "withdraw",
    "withdraw_sign_off",
]
