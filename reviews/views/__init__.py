"""The screens of the review: what waits, the review of one version, the signature, and the deeds around it."""

from reviews.views.after_approval import (
    attest,
    correct,
    expedite,
    open_retraction,
    reinstate,
    retract,
    roll_back,
)
from reviews.views.deeds import (
    cancel_round,
    hide_preview,
    open_round,
    return_submission,
    return_to_author,
    show_preview,
    withdraw,
    withdraw_sign_off,
)
from reviews.views.editor import editor
from reviews.views.lifting import lift_request
from reviews.views.policies import policies, policy
from reviews.views.queue import queue
from reviews.views.review import review
from reviews.views.seats import accept_seat, add_seat, decline_seat, give_seat
from reviews.views.sign import sign
from reviews.views.tasks import tasks

__all__ = [
    "accept_seat",
    "add_seat",
    "attest",
    "cancel_round",
    "correct",
    "decline_seat",
    "editor",
    "expedite",
    "give_seat",
    "hide_preview",
    "lift_request",
    "open_retraction",
    "open_round",
    "policies",
    "policy",
    "queue",
    "reinstate",
    "retract",
    "return_submission",
    "return_to_author",
    "review",
    "roll_back",
    "show_preview",
    "sign",
    "tasks",
    "withdraw",
    "withdraw_sign_off",
]
