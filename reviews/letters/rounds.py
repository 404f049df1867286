"""Letters about submissions, rounds and seats: who is asked for what, and how a review ended."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import Specialty
from reviews import recipients
from reviews.letters.deed import Deed
from reviews.letters.letter import (
    AUTHOR,
    EDITOR,
    MEMBER,
    Letter,
    approvals,
    day,
    desk_of,
    for_specialty,
    name_of,
    purpose_of,
    review_of,
    title_of,
)
from reviews.models import ReviewRound, Seat
from reviews.situation import situation_of


def submitted(deed: Deed) -> Iterator[Letter]:
    yield Letter(
        to=deed.but_the_actor(recipients.managing_editors()),
        why=EDITOR,
        about=deed.version,
        subject=f"Submitted: {title_of(deed.version)}",
        says=f"{deed.actor} has submitted {name_of(deed.version)} for review.",
        asks="Open a review round, or return the submission to its author with a reason.",
        url=review_of(deed.version),
        label="Open the submission",
    )


def returned(deed: Deed) -> Iterator[Letter]:
    yield Letter(
        to=deed.but_the_actor(recipients.authors_of(deed.version)),
        why=AUTHOR,
        about=deed.version,
        subject=f"Returned to you: {title_of(deed.version)}",
        says=f"{deed.actor} has returned {name_of(deed.version)} before its review. It is a draft again.",
        asks="Read the reason on its page, change the text, and submit it again.",
        url=desk_of(deed.version),
        label="Open the article",
    )


def round_opened(deed: Deed) -> Iterator[Letter]:
    """To everyone who may sign, unless seats were given to members by name: those are invited one by one."""
    situation = situation_of(deed.version)
    review = situation.open_round
    if review is None or review.pk != deed.data["round"]:
        return
    if any(seat.assignee_id for seat in situation.seats):
        return
    specialties = [str(Specialty(code).label).lower() for code in deed.data["required_specialties"]]
    of_which = f", one of them for each of: {', '.join(specialties)}" if specialties else ""
    yield Letter(
        to=recipients.eligible_members(situation, timezone.localdate(deed.at)),
        why=MEMBER,
        about=deed.version,
        subject=f"Please review by {day(review.due)}: {title_of(deed.version)}",
        says=f"{purpose_of(review)} of {name_of(deed.version)} is open. "
        f"It asks for {approvals(review.required_approvals)}{of_which}.",
        asks=f"If you can take part, read it and sign by {day(review.due)}.",
        url=review_of(deed.version),
        label="Open the review",
    )


def round_cancelled(deed: Deed) -> Iterator[Letter]:
    review = deed.round
    seats = review.seats.select_related("assignee")
    seated = [seat.assignee for seat in seats if seat.assignee is not None]
    yield Letter(
        to=deed.but_the_actor([*seated, *recipients.signers_of(review)]),
        why="you were asked to sign in this round, or have signed",
        about=deed.version,
        subject=f"Review cancelled: {title_of(deed.version)}",
        says=f"{purpose_of(review)} of {name_of(deed.version)} was cancelled. There is nothing left to do for you.",
        url=review_of(deed.version),
        label="See why",
    )


def retraction_agreed(deed: Deed) -> Iterator[Letter]:
    """Passing any other round does by itself what it was for, and is told as that."""
    yield Letter(
        to=recipients.managing_editors(),
        why=EDITOR,
        about=deed.version,
        subject=f"The board agrees to retract: {title_of(deed.version)}",
        says=f"Two members of the board have signed the retraction of {name_of(deed.version)}. "
        "Readers still see the page.",
        asks="Retract it, with the notice that readers will see in its place.",
        url=review_of(deed.version),
        label="Retract it",
    )


def seat_assigned(deed: Deed) -> Iterator[Letter]:
    seat = Seat.objects.select_related("assignee", "round").get(pk=deed.data["seat"])
    if seat.assignee is None or seat.assignee.pk != deed.data["member"]:
        return
    if seat.round.state != ReviewRound.State.OPEN:
        return
    yield Letter(
        to=[seat.assignee],
        why="you were asked to take a seat in this review",
        about=deed.version,
        subject=f"Please review by {day(seat.due)}: {title_of(deed.version)}",
        says=f"{deed.actor} asks you to take a seat{for_specialty(seat)} in the review of {name_of(deed.version)}.",
        asks=f"Accept or decline on its page; if you accept, read it and sign by {day(seat.due)}.",
        url=review_of(deed.version),
        label="Answer the invitation",
    )


def seat_answered(deed: Deed) -> Iterator[Letter]:
    """Only a seat that is free again needs somebody to act."""
    if deed.data["response"] != Seat.Response.DECLINED:
        return
    seat = Seat.objects.get(pk=deed.data["seat"])
    yield Letter(
        to=recipients.managing_editors(),
        why=EDITOR,
        about=deed.version,
        subject=f"Seat declined: {title_of(deed.version)}",
        says=f"{deed.actor} has declined the seat{for_specialty(seat)} in the review of {name_of(deed.version)}.",
        asks=f"Ask somebody else. The seat is due on {day(seat.due)}.",
        url=review_of(deed.version),
        label="Assign the seat",
    )


def changes_requested(deed: Deed) -> Iterator[Letter]:
    reason = deed.data.get("reason")
    ended = f"because {reason}" if reason else "as the board asks for changes"
    asks = (
        "Bring your text together with the live one, then submit a new version."
        if reason
        else "Read the findings, answer them, and write the next version."
    )
    yield Letter(
        to=deed.but_the_actor(recipients.authors_of(deed.version)),
        why=AUTHOR,
        about=deed.version,
        subject=f"Changes requested: {title_of(deed.version)}",
        says=f"The review of {name_of(deed.version)} has ended, {ended}.",
        asks=asks,
        url=desk_of(deed.version),
        label="Open the article",
    )


def round_failed(deed: Deed) -> Iterator[Letter]:
    """Of an approved text, whose state stays as it is: the board did not agree to let it stand, or to retract it."""
    failed = deed.version.rounds.filter(state=ReviewRound.State.FAILED).order_by("-closed_at").first()
    if failed is None:
        return
    what = "the retraction" if failed.purpose == ReviewRound.Purpose.RETRACT else "letting it stand unchanged"
    editors = deed.but_the_actor(recipients.managing_editors())
    for to, why, url in (
        (editors, EDITOR, review_of(deed.version)),
        (deed.but_the_actor(recipients.authors_of(deed.version)), AUTHOR, desk_of(deed.version)),
    ):
        yield Letter(
            to=to,
            why=why,
            about=deed.version,
            subject=f"The board did not agree: {title_of(deed.version)}",
            says=f"A round about {name_of(deed.version)} has ended: the board did not agree to {what}.",
            asks="Read the findings and decide what follows.",
            url=url,
            label="Read the findings",
        )
