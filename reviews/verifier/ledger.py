"""The publication ledger: each row follows from those before, is borne out by a round, and agrees with what is live."""

from collections.abc import Iterator
from datetime import datetime

from articles.ledger import Course
from articles.models import Article, Publication, Version
from audit.verification import Problem
from reviews.models import ReviewRound
from reviews.verifier.books import Books

Kind, Purpose = Publication.Kind, ReviewRound.Purpose
ABOUT_APPROVED_TEXT = frozenset({Kind.PUBLISH, Kind.ATTEST, Kind.WITHDRAW, Kind.REINSTATE, Kind.RETRACT})


def check(books: Books) -> Iterator[Problem]:
    by_article: dict[int, list[Version]] = {}
    for version in books.versions.values():
        by_article.setdefault(version.article_id, []).append(version)
    for article in books.articles:
        course = Course()
        for row in books.publications.get(article.pk, []):
            yield from _row(books, article, row, course)
        if article.published_version_id != course.live:
            yield Problem(
                "articles_article", str(article.pk), f"“{article.slug}”: what is live is not in the ledger."
            )
        for version in by_article.get(article.pk, []):
            yield from _state(books, version, course)


def _row(books: Books, article: Article, row: Publication, course: Course) -> Iterator[Problem]:
    """Enters the row into the course."""
    version = books.versions[row.version_id]
    withdrawn_at = course.row.at if course.state == "withdrawn" and course.row else None
    if refusal := course.enter(row):
        yield _problem(row, f"{books.name(version)}: {refusal}")
    if version.article_id != article.pk:
        yield _problem(row, f"It stands under “{article.slug}”, but {books.name(version)} is not of it.")
    if row.kind in ABOUT_APPROVED_TEXT and row.digest != version.content_digest:
        yield _problem(row, f"{books.name(version)}: the row names another text than the version has.")
    if missing := _not_borne_out(books, row, withdrawn_at):
        yield _problem(row, f"{books.name(version)}: {missing}")


def _not_borne_out(books: Books, row: Publication, withdrawn_at: datetime | None) -> str:
    """What the board must have done before this row, and did not."""
    passed = [
        review
        for review in books.rounds_of[row.version_id]
        if review.state == ReviewRound.State.PASSED and review.closed_at and review.closed_at <= row.at
    ]
    attested = [review for review in passed if review.purpose == Purpose.ATTEST]
    if row.kind == Kind.PUBLISH and not any(review.purpose in ReviewRound.APPROVING for review in passed):
        return "published, but no round had passed."
    if row.kind == Kind.ATTEST and not attested:
        return "attested, but no round without change had passed."
    if row.kind == Kind.RETRACT and not any(review.purpose == Purpose.RETRACT for review in passed):
        return "retracted, but the board had not signed the retraction."
    since = [review for review in attested if withdrawn_at and review.opened_at >= withdrawn_at]
    if row.kind == Kind.REINSTATE and not since:
        return "shown again, but not attested since it was withdrawn."
    return ""


def _state(books: Books, version: Version, course: Course) -> Iterator[Problem]:
    told = course.state_of(version.pk)
    is_now = version.state if version.state in Version.ONCE_APPROVED else ""
    if is_now != told:
        yield Problem(
            "articles_version",
            str(version.pk),
            f"{books.name(version)}: it is {version.get_state_display().lower()}, "
            f"but by the ledger it {f'is {told}' if told else 'was never published'}.",
        )


def _problem(row: Publication, message: str) -> Problem:
    return Problem("articles_publication", str(row.pk), message)
