"""Seats: who was put where, and whether those who signed from one could."""

from collections import Counter
from collections.abc import Iterator

from audit.verification import Problem
from reviews.models import Seat, SignOff
from reviews.verifier.books import Books, is_live


def check(books: Books) -> Iterator[Problem]:
    for review in books.rounds.values():
        seats = {seat.pk: seat for seat in books.seats.get(review.pk, [])}
        for seat in seats.values():
            yield from _seat(books, seat)
        signed = [s for s in books.sign_offs.get(review.pk, []) if s.seat_id is not None]
        for sign_off in signed:
            yield from _signed_from(sign_off, seats.get(sign_off.seat_id))
        for pk, times in Counter(s.seat_id for s in signed if is_live(s)).items():
            if times > 1:
                yield _problem(pk, "More than one live sign-off was given from this seat.")


def _seat(books: Books, seat: Seat) -> Iterator[Problem]:
    review = books.rounds[seat.round_id]
    version = books.versions[review.version_id]
    told = books.assigned.get(seat.pk)
    if seat.assignee_id != told:
        yield _problem(
            seat.pk,
            f"It is given to {_account(seat.assignee_id)}, but the log last gave it to {_account(told)}.",
        )
    if seat.assignee_id == version.created_by_id or seat.assignee_id in books.contributors[version.pk]:
        yield _problem(seat.pk, f"{books.name(version)}: somebody who contributed to it is seated.")


def _signed_from(sign_off: SignOff, seat: Seat | None) -> Iterator[Problem]:
    if seat is None:
        message = f"It was given from seat {sign_off.seat_id}, which its round does not have."
    elif seat.specialty not in ("", sign_off.specialty):
        message = f"It was given from a seat for {seat.specialty} by a member for {sign_off.specialty}."
    elif is_live(sign_off) and seat.assignee_id not in (None, sign_off.signer_id):
        message = f"It was given from seat {seat.pk}, which is somebody else's."
    else:
        return
    yield Problem("reviews_signoff", str(sign_off.pk), message)


def _problem(pk: int | None, message: str) -> Problem:
    return Problem("reviews_seat", str(pk), message)


def _account(user: int | None) -> str:
    return "nobody" if user is None else f"account {user}"
