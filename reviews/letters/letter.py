"""What a mail says: the words of it, and the posting to the outbox. A letter names, asks and links; it holds no draft
text, no remark and no reason, which stand on the pages behind a sign-in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from accounts import outbox
from accounts.models import User
from articles.models import Version
from reviews.models import ReviewRound, Seat

EDITOR = "you are a managing editor"
AUTHOR = "you are an author of this article"
MEMBER = "you are on the medical advisory board and may sign this text"
SIGNER = "you signed this text"


@dataclass(frozen=True)
class Letter:
    """`says` is what happened, `asks` what is to be done and by when; `why` ends "You get this mail because ..."."""

    to: Sequence[User]
    why: str
    about: models.Model
    subject: str
    says: str
    url: str
    label: str
    asks: str = ""


def post(letters: Iterable[Letter], key: str, *, now: datetime, due: datetime | None = None) -> int:
    """One mail for each person, however many of the letters would go to them: the first counts. How many are new."""
    new, posted = 0, set()
    for letter in letters:
        for person in letter.to:
            if person.pk in posted:
                continue
            posted.add(person.pk)
            new += outbox.enqueue(
                f"{key}:{person.pk}",
                to=person,
                subject=letter.subject,
                template="letter",
                context={"letter": letter},
                about=letter.about,
                now=now,
                due=due,
            )
    return new


def address(route: str, *args: object) -> str:
    return settings.SITE_URL + reverse(route, args=args)


def review_of(version: Version) -> str:
    return address("reviews:review", version.article.slug, version.number)


def desk_of(version: Version) -> str:
    return address("pages:article_desk", version.article.slug)


def public_page_of(version: Version) -> str:
    return settings.SITE_URL + version.article.get_absolute_url()


def title_of(version: Version) -> str:
    """Short enough to stand in a subject."""
    return f"“{Truncator(version.title).chars(120)}”"


def name_of(version: Version) -> str:
    return f"version {version.number} of “{version.title}”"


def day(when: date) -> str:
    return date_format(when, "j F Y")


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i T")


def purpose_of(review: ReviewRound) -> str:
    article = "An" if review.purpose == ReviewRound.Purpose.EXPEDITED else "A"
    return f"{article} {review.get_purpose_display().lower()}"


def approvals(number: int) -> str:
    return "1 approval" if number == 1 else f"{number} approvals"


def for_specialty(seat: Seat) -> str:
    return f" for {seat.get_specialty_display().lower()}" if seat.specialty else ""
