"""THE WRITES: one function per deed, and the only writer of version and round state.

Each runs in one transaction, locks the rows (the article first, so that no two deeds wait for each other), checks
on the locked rows, and writes its own audit event.
"""

from reviews.services.findings import answer_finding, reply_to_finding, resolve_finding
from reviews.services.pages import correct, hide_preview, reinstate, retract, show_preview, withdraw
from reviews.services.policies import change_policy
from reviews.services.rounds import attest, cancel_round, open_retraction, open_round, return_to_author
from reviews.services.seats import accept_seat, assign, decline_seat
from reviews.services.signing import lift_request, sign, withdraw_sign_off
from reviews.services.versions import (
    abandon,
    expedite,
    pull_back,
    reconcile,
    return_submission,
    roll_back,
    start_version,
    submit,
)

__all__ = [
    "abandon",
    "accept_seat",
    "answer_finding",
    "assign",
    "attest",
    "cancel_round",
    "change_policy",
    "correct",
    "decline_seat",
    "expedite",
    "hide_preview",
    "lift_request",
    "open_retraction",
    "open_round",
    "pull_back",
    "reconcile",
    "reinstate",
    "reply_to_finding",
    "resolve_finding",
    "retract",
    "return_submission",
    "return_to_author",
    "roll_back",
    "show_preview",
    "sign",
    "start_version",
    "submit",
    "withdraw",
    "withdraw_sign_off",
]
