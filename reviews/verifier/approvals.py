"""Recount who approved what: quorum, required specialties, and who may not have signed."""

from collections import Counter
from collections.abc import Iterator

from articles.models import Version
from audit.verification import Problem
from reviews import quorum
from reviews.models import ReviewRound, SignOff
from reviews.verifier.books import Books, in_round, is_live

Purpose, PASSED = ReviewRound.Purpose, ReviewRound.State.PASSED


def check(books: Books) -> Iterator[Problem]:
    for version in books.versions.values():
        if version.state in Version.ONCE_APPROVED:
            yield from _version(books, version)
    for review in books.rounds.values():
        yield from _round(books, review)


def _version(books: Books, version: Version) -> Iterator[Problem]:
    """Approved once: by a passed full or expedited round on its very text. Retracted: by a retract round, too."""
    needed = [(ReviewRound.APPROVING, "approves this text")]
    if version.state == Version.State.RETRACTED:
        needed.append(((Purpose.RETRACT,), "retracts this text"))
    for purposes, does in needed:
        if not any(_passed(books, review, version, purposes) for review in books.rounds_of[version.pk]):
            yield Problem(
                "articles_version", str(version.pk), f"{books.name(version)}: no passed round {does}."
            )


def _passed(books: Books, review: ReviewRound, version: Version, purposes) -> bool:
    return (
        review.purpose in purposes
        and review.state == PASSED
        and review.content_digest == version.content_digest
        and not _lacking(books, review)
    )


def _lacking(books: Books, review: ReviewRound) -> list[str]:
    return quorum.lacking(
        books.votes(review),
        approvals=review.required_approvals,
        specialties=books.required_specialties(review),
    )


def _round(books: Books, review: ReviewRound) -> Iterator[Problem]:
    version = books.versions[review.version_id]
    name = f"{review.get_purpose_display()} of {books.name(version).lower()}"
    if quorum.below_floor(review.purpose, review.required_approvals):
        yield in_round(review, f"{name}: it asks for fewer approvals than the least that any round needs.")
    if review.state == PASSED and (lacking := _lacking(books, review)):
        yield in_round(review, f"{name}: it passed with {'; '.join(lacking)}.")
    if review.state in (PASSED, ReviewRound.State.OPEN) and review.content_digest != version.content_digest:
        yield in_round(review, f"{name}: it names another text than its version has.")
    sign_offs = books.sign_offs.get(review.pk, [])
    for sign_off in sign_offs:
        yield from _sign_off(books, sign_off, review, version)
    twice = [
        signer for signer, times in Counter(s.signer_id for s in sign_offs if is_live(s)).items() if times > 1
    ]
    for signer in twice:
        yield in_round(review, f"{name}: account {signer} has more than one live sign-off in it.")


def _sign_off(books: Books, sign_off: SignOff, review: ReviewRound, version: Version) -> Iterator[Problem]:
    def problem(message: str) -> Problem:
        return Problem("reviews_signoff", str(sign_off.pk), f"{books.name(version)}: {message}")

    if (sign_off.version_id, sign_off.content_digest) != (review.version_id, review.content_digest):
        yield problem("this sign-off names another text than its round.")
    if sign_off.signer_id == version.created_by_id or sign_off.signer_id in books.contributors[version.pk]:
        yield problem("it was signed by somebody who contributed to it.")
    if (sign_off.decision, sign_off.conflict) == (SignOff.Decision.APPROVE, SignOff.Conflict.CONFLICT):
        yield problem("it was approved with a conflict of interest.")
