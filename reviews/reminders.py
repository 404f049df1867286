"""What the calendar asks for, whenever `run_due` runs: reminders, escalation, and tasks for overdue articles.

Right even when runs were missed: from today alone follows which step an article or a round has reached. Only that
latest step is told, once; its mails carry the step in their key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import Mail, MailProgress, User
from articles.models import Article, ReReviewTask
from articles.services import open_task
from reviews import recipients
from reviews.letters import dates
from reviews.letters.letter import post
from reviews.models import ReviewRound, Seat, SignOff
from reviews.services.rounds import add_months
from reviews.situation import Situation

MONTHS_BEFORE = (-6, -1)
DAYS_BEFORE = 3
SOON, OVERDUE = "soon", "overdue"


@dataclass(frozen=True)
class Reminded:
    """`reminders`: mails newly written. `overdue`: tasks newly opened."""

    reminders: int
    overdue: int


@transaction.atomic
def remind(now: datetime) -> Reminded:
    """Safe to repeat, and to run twice at once: the second waits and finds nothing left to write."""
    MailProgress.objects.select_for_update().get()
    today = timezone.localdate(now)
    overdue = _open_tasks(today, now)
    editors = recipients.managing_editors()
    reminders = _about_articles(editors, today, now) + _about_rounds(editors, today, now)
    return Reminded(reminders, overdue)


# The next review of live articles


def months_reached(due: date, today: date) -> int | None:
    """The latest step: 6 months or 1 month before the due date, the day itself (0), and every month after it."""
    if today < due:
        return max((months for months in MONTHS_BEFORE if add_months(due, months) <= today), default=None)
    months = (today.year - due.year) * 12 + today.month - due.month
    return months if add_months(due, months) <= today else months - 1


def _open_tasks(today: date, now: datetime) -> int:
    """Locked, since the board may be attesting the same article at this moment."""
    overdue = Article.objects.published().filter(next_review_due__lte=today)
    known = ReReviewTask.objects.open().filter(cause=ReReviewTask.Cause.OVERDUE).values("article")
    found = list(overdue.exclude(pk__in=known).select_for_update().order_by("pk"))
    for article in found:
        open_task(article, ReReviewTask.Cause.OVERDUE, by=None, now=now)
    return len(found)


def _about_articles(editors: list[User], today: date, now: datetime) -> int:
    return sum(_about_article(article, editors, today, now) for article in _due_within_six_months(today))


def _due_within_six_months(today: date) -> QuerySet[Article]:
    """And a few days more, since months differ in length: months_reached() decides."""
    return (
        Article.objects.published()
        .filter(next_review_due__lte=add_months(today, -min(MONTHS_BEFORE)) + timedelta(days=3))
        .select_related("owner", "published_version")
        .defer("published_version__canonical")
        .order_by("pk")
    )


def _about_article(article: Article, editors: list[User], today: date, now: datetime) -> int:
    version, due = article.published_version, article.next_review_due
    assert version is not None and due is not None  # noqa: S101  those found are published and have a date
    months = months_reached(due, today)
    if months is None or add_months(due, months) <= _reviewed_on(article):
        return 0
    key = f"next-review:{article.pk}:{due}:{months:+d}"
    if Mail.objects.about(article).filter(key__startswith=f"{key}:").exists():
        return 0
    version.article = article
    return post(dates.next_review(version, due, recipients.owner_of(article), editors, today), key, now=now)


def _reviewed_on(article: Article) -> date:
    """When the round passed that the due date follows from: after a short interval, a step may lie before it."""
    passed = ReviewRound.objects.filter(
        version__article=article,
        state=ReviewRound.State.PASSED,
        purpose__in=(ReviewRound.Purpose.FULL, ReviewRound.Purpose.ATTEST),
    )
    last = passed.order_by("-closed_at").values_list("closed_at", flat=True).first()
    return timezone.localdate(last) if last else date.min


# Rounds that wait for signatures


def _about_rounds(editors: list[User], today: date, now: datetime) -> int:
    rounds = (
        ReviewRound.objects.open()
        .select_related("version__article")
        .defer("version__canonical")
        .prefetch_related(
            Prefetch("sign_offs", SignOff.objects.live()),
            Prefetch("seats", Seat.objects.select_related("assignee")),
        )
        .order_by("pk")
    )
    return sum(_about_round(review, editors, today, now) for review in rounds)


def _about_round(review: ReviewRound, editors: list[User], today: date, now: datetime) -> int:
    situation = Situation(review.version, review, list(review.sign_offs.all()), list(review.seats.all()))
    key = f"round:{review.pk}"
    written = 0
    for asked in _who_has_not_signed(situation, today):
        if step := asked.step(today):
            letter = dates.sign_soon(review, asked.member, asked.due, today, has_a_seat=asked.has_a_seat)
            written += post([letter], f"{key}:{asked.due}:{step}", now=now)
    if today > review.due:
        written += post([dates.escalation(situation, editors)], f"{key}:{review.due}:escalation", now=now)
    return written


@dataclass(frozen=True)
class Asked:
    member: User
    since: date
    due: date
    has_a_seat: bool

    def step(self, today: date) -> str:
        """Who is asked less than three days before the due date is not reminded of it, only when it has passed."""
        soon = self.due - timedelta(days=DAYS_BEFORE)
        if today > self.due:
            return OVERDUE
        return SOON if self.since < soon <= today else ""


def _who_has_not_signed(situation: Situation, today: date) -> Iterator[Asked]:
    """Those with a seat; when none of them is left, everyone who could still help. Nobody while a request for changes
    stands: signatures cannot pass the round then."""
    review = situation.open_round
    if review is None or situation.requests:
        return
    signed = {sign_off.signer_id for sign_off in situation.sign_offs}
    may_sign = {m.pk: m for m in recipients.eligible_members(situation, today) if m.pk not in signed}
    seated = set()
    for seat in situation.seats:
        if seat.assignee_id in may_sign and seat.response != Seat.Response.DECLINED:
            seated.add(seat.assignee_id)
            since = timezone.localdate(seat.assigned_at or review.opened_at)
            yield Asked(may_sign[seat.assignee_id], since, seat.due, has_a_seat=True)
    if seated:
        return
    only = situation.missing_specialties if situation.approvals >= review.required_approvals else []
    for member in may_sign.values():
        if not only or member.board_member.get_specialty_display().lower() in only:
            yield Asked(member, timezone.localdate(review.opened_at), review.due, has_a_seat=False)
