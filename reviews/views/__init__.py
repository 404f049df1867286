"""The screens of the review: what waits, the review of one version, the signature, and the deeds around it."""

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
from reviews.views.queue import queue
from reviews.views.review import review
from reviews.views.sign import sign

__all__ = [
    "cancel_round",
    "editor",
    "hide_preview",
    "open_round",
    "queue",
    "return_submission",
    "return_to_author",
    "review",
    "show_preview",
    "sign",
    "withdraw",
    "withdraw_sign_off",
]
