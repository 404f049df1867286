"""Letters that the calendar asks for: the next review of a live article, and rounds that wait for signatures."""

from collections.abc import Iterator, Sequence
from datetime import date

from accounts.models import User
from articles.models import Version
from reviews import workflow
from reviews.letters.letter import (
    AUTHOR,
    EDITOR,
    Letter,
    day,
    desk_of,
    name_of,
    purpose_of,
    review_of,
    title_of,
)
from reviews.models import ReviewRound
from reviews.situation import Situation


def next_review(
    version: Version, due: date, owner: Sequence[User], editors: Sequence[User], today: date
) -> Iterator[Letter]:
    """To the owner, then to the managing editors, of a live version."""
    if today < due:
        subject, says = (
            f"Next review due on {day(due)}",
            f"The next review of {name_of(version)} is due on {day(due)}.",
        )
    elif today == due:
        subject, says = (
            "Next review due today",
            f"The next review of {name_of(version)} is due today, {day(due)}.",
        )
    else:
        subject = f"Review overdue since {day(due)}"
        says = (
            f"The next review of {name_of(version)} was due on {day(due)}. Until it has passed, the page tells readers "
            "that it is overdue."
        )
    when = f"before {day(due)}" if today < due else "as soon as you can"
    yield Letter(
        to=owner,
        why=AUTHOR,
        about=version.article,
        subject=f"{subject}: {title_of(version)}",
        says=says,
        asks=f"Read the text against today's evidence. If it must change, start the next version {when}; "
        "if not, tell a managing editor.",
        url=desk_of(version),
        label="Open the article",
    )
    yield Letter(
        to=editors,
        why=EDITOR,
        about=version.article,
        subject=f"{subject}: {title_of(version)}",
        says=says,
        asks=f"Ask the board to review it unchanged, or its author for a new version, {when}.",
        url=review_of(version),
        label="Open the review",
    )


def sign_soon(review: ReviewRound, to: User, due: date, today: date, *, has_a_seat: bool) -> Letter:
    version = review.version
    late = today > due
    please = "Please sign, overdue since" if late else "Reminder: please review by"
    if_not = "decline the seat on its page" if has_a_seat else "tell a managing editor"
    return Letter(
        to=[to],
        why="you were asked to sign in this round and have not yet",
        about=version,
        subject=f"{please} {day(due)}: {title_of(version)}",
        says=f"{purpose_of(review)} of {name_of(version)} waits for your signature. "
        f"It {'was' if late else 'is'} due on {day(due)}.",
        asks=f"Please read it and sign {'as soon as you can' if late else f'by {day(due)}'}. "
        f"If you cannot, {if_not}, so that somebody else is asked.",
        url=review_of(version),
        label="Open the review",
    )


def escalation(situation: Situation, to: Sequence[User]) -> Letter:
    review, version = situation.open_round, situation.version
    assert review is not None  # noqa: S101  only open rounds are overdue
    asks = "Ask the members who have not signed, seat somebody else, or cancel the round."
    if situation.requests:
        asks = "Return it to its author, or settle the request for changes with the board."
    return Letter(
        to=to,
        why=EDITOR,
        about=version,
        subject=f"Review overdue since {day(review.due)}: {title_of(version)}",
        says=f"{purpose_of(review)} of {name_of(version)} was due on {day(review.due)} and has not passed: "
        f"{'; '.join(workflow.still_needs(situation))}.",
        asks=asks,
        url=review_of(version),
        label="Open the review",
    )
