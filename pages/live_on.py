"""What readers were given of an article on a day of the past, and who had approved it by then."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from articles.ledger import LIVE, NEVER, RETRACTED, Course
from articles.models import Article, OldSlug, Publication
from pages import bylines
from reviews.models import SignOff


@dataclass(frozen=True)
class SeenOn:
    """`version` and `digest` are None when readers had no approved text; `preview` is the unapproved one they had."""

    article: Article
    day: date
    state: str
    version: int | None = None
    digest: str | None = None
    approved_by: tuple[bylines.Person, ...] = ()
    preview: int | None = None

    def in_words(self) -> str:
        if self.version is not None:
            names = "; ".join(map(str, self.approved_by))
            return f"version {self.version}, approved by {names}. SHA-256: {self.digest}"
        if self.preview is not None:
            return f"no approved text, but a preview of version {self.preview} under a caution."
        if self.state == NEVER:
            return "nothing: no version had been published."
        return f"no text: the article was {self.state}{', for good' if self.state == RETRACTED else ''}."


def article_at(slug: str) -> Article | None:
    """By its address, or by one that it had before."""
    moved = OldSlug.objects.filter(slug=slug).values("article")
    return Article.objects.filter(slug=slug).first() or Article.objects.filter(pk__in=moved).first()


def seen_on(article: Article, day: date) -> SeenOn:
    """At the end of the day in UTC. The ledger counts in the order it was written, as everywhere."""
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)
    rows = list(article.publications.filter(at__lt=end).select_related("version").order_by("pk"))
    course = Course.of(rows)
    if course.state != LIVE:
        preview = course.previewed.version.number if isinstance(course.previewed, Publication) else None
        return SeenOn(article, day, course.state, preview=preview)
    assert isinstance(course.row, Publication)  # noqa: S101  live by a row of the ledger
    return SeenOn(
        article,
        day,
        course.state,
        version=course.row.version.number,
        digest=course.row.digest,
        approved_by=bylines.reviewers(_approvals(course.row, end)),
    )


def _approvals(row: Publication, end: datetime) -> list[SignOff]:
    """Those of rounds that had passed by then: an attestation that came later is not among them."""
    found = bylines.approvals_of([row.version_id]).get(row.version_id, [])
    return [a for a in found if a.round.closed_at is not None and a.round.closed_at < end]
