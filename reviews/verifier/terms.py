"""The terms of every round are those that the log took down when it opened."""

from collections.abc import Iterator

from audit.verification import Problem
from reviews.models import ReviewRound
from reviews.verifier.books import Books, in_round


def check(books: Books) -> Iterator[Problem]:
    for review in books.rounds.values():
        told = books.opened.get(review.pk)
        if told is None:
            yield in_round(review, "No audit event tells that this round was opened.")
            continue
        now = _terms(books, review)
        for name in sorted(now.keys() & told.keys()):
            if now[name] != told[name]:
                message = f"Its {name.replace('_', ' ')} is {now[name]!r}, but it opened with {told[name]!r}."
                yield in_round(review, message)
    for gone in sorted(books.opened.keys() - books.rounds.keys()):
        yield Problem("reviews_reviewround", str(gone), "The audit log tells of this round, but it is gone.")


def _terms(books: Books, review: ReviewRound) -> dict[str, object]:
    """Named as in the event; an event of an older release lacks some. `due` may be moved, so it is not among them."""
    return {
        "purpose": review.purpose,
        "digest": review.content_digest,
        "required_approvals": review.required_approvals,
        "required_specialties": books.required_specialties(review),
        "reason": review.reason,
    }
