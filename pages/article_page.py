"""Everything that the article page shows, gathered before the template runs: no query and no rule is left to it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from articles import presentation
from articles.canonical import Content
from articles.kinds import PLAIN_RANK
from articles.models import Article, Audience, Notice, Publication, Version
from articles.presentation import ShownText
from articles.standing import Standing, notices_instead_of, notices_on, shown_again
from pages import bylines
from pages.reading_level import Levels, all_audiences
from reviews import workflow
from reviews.models import ReviewRound, SignOff
from reviews.progress import Step, steps_of


@dataclass(frozen=True)
class Door:
    """The way to the text for one audience; `audience` is its code."""

    audience: str
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class ShownAgain:
    """A text that was withdrawn and brought back: when, and why it may be trusted again."""

    withdrawn_at: datetime
    at: datetime
    reason: str


@dataclass(frozen=True)
class ArticlePage:
    """`reviewers` is empty on a preview, `needs` is empty on an approved text. `current` is the number of the live
    version, set only on the page of an older one."""

    article: Article
    version: Version
    text: ShownText
    question: str
    doors: list[Door]
    contributors: list[bylines.Group]
    steps: list[Step]
    instead: str = ""
    notices: tuple[Notice, ...] = ()
    shown_again: ShownAgain | None = None
    is_preview: bool = False
    needs: str = ""
    reviewers: tuple[bylines.Person, ...] = ()
    approved_at: datetime | None = None
    last_reviewed: datetime | None = None
    next_review_due: date | None = None
    is_overdue: bool = False
    is_permalink: bool = False
    current: int | None = None
    funding: str = ""
    is_ai_assisted: bool = False

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Text and anchor of the headings that the list of contents shows."""
        return [(text, anchor) for level, text, anchor in self.text.contents if level == 2]

    @property
    def may_be_listed(self) -> bool:
        """Search engines are asked to list approved texts at their lasting address only."""
        return not self.is_preview and not self.is_permalink


@dataclass(frozen=True)
class Reading:
    """A version that a reader may open, with its signed content read once."""

    article: Article
    version: Version
    content: Content
    levels: Levels

    @classmethod
    def of(cls, article: Article, version: Version) -> "Reading":
        content = presentation.content_of(version)
        return cls(
            article, version, content, Levels(all_audiences(), content.texts, article.default_audience)
        )


def live_page(reading: Reading, standing: Standing, wanted: Audience) -> ArticlePage:
    """The page of a published article, or of a preview."""
    page = _common(reading, wanted, "pages:article_for", [reading.article.slug])
    if standing.is_preview:
        return _as_preview(page)
    return _with_next_review(replace(_as_approved(page), notices=standing.notices))


def _with_next_review(page: ArticlePage) -> ArticlePage:
    article = page.article
    return replace(
        page, next_review_due=article.next_review_due, is_overdue=article.is_overdue(timezone.localdate())
    )


def permalink_page(reading: Reading, standing: Standing, wanted: Audience) -> ArticlePage:
    """The page of one approved version, whichever is live now."""
    version = reading.version
    page = _common(reading, wanted, "pages:version_for", [reading.article.slug, version.number])
    live = standing.version
    page = replace(
        _as_approved(page),
        is_permalink=True,
        current=live.number if live is not None and live.pk != version.pk else None,
        notices=notices_on(version),
    )
    return _with_next_review(page) if live is not None and live.pk == version.pk else page


def _common(reading: Reading, wanted: Audience, url_name: str, arguments: list) -> ArticlePage:
    given, content = reading.levels.given_to(wanted), reading.content
    text = presentation.text_for(reading.version, given)
    assert text is not None  # noqa: S101  given_to() gives only what is written
    return ArticlePage(
        article=reading.article,
        version=reading.version,
        text=text,
        question=content.question if given.rank > PLAIN_RANK else "",
        doors=[
            Door(
                audience.pk,
                audience.label,
                reverse(url_name, args=[*arguments, audience.pk]),
                audience == wanted,
            )
            for audience in reading.levels.audiences.values()
        ],
        contributors=bylines.contributors(content),
        steps=steps_of(reading.version),
        instead=_instead(wanted, given),
        funding=content.fields.get("funding", ""),
        is_ai_assisted=content.fields.get("drafted_with") == Version.DraftedWith.AI_ASSISTED,
    )


def _instead(wanted: Audience, given: Audience) -> str:
    if wanted == given:
        return ""
    which = (
        "the nearest plainer one" if given.rank < wanted.rank else "the one it was written for first of all"
    )
    return f"This article has no text for {wanted.plural} yet. You are reading the text for {given.plural}, {which}."


def _as_approved(page: ArticlePage) -> ArticlePage:
    approvals = bylines.approvals_of([page.version.pk]).get(page.version.pk, [])
    published = page.version.publications.filter(kind=Publication.Kind.PUBLISH).first()
    approved_at = published.at if published else None
    return replace(
        page,
        steps=steps_of(page.version, opened_at=_opened_at(approvals), approved_at=approved_at),
        reviewers=bylines.reviewers(approvals),
        shown_again=_shown_again(page.version),
        approved_at=approved_at,
        last_reviewed=max((approval.signed_at for approval in approvals), default=None),
    )


def _shown_again(version: Version) -> ShownAgain | None:
    row = shown_again(version)
    if row is None:
        return None
    (withdrawal,) = notices_instead_of(version)
    return ShownAgain(withdrawal.at, row.at, row.reason)


def _opened_at(approvals: list[SignOff]) -> datetime | None:
    """When the review began that approved the text."""
    opened = [a.round.opened_at for a in approvals if a.round.purpose in ReviewRound.APPROVING]
    return min(opened, default=None)


def _as_preview(page: ArticlePage) -> ArticlePage:
    situation = workflow.situation_of(page.version)
    review = situation.open_round
    note = f"{situation.approvals} of {review.required_approvals} approvals" if review else ""
    return replace(page, is_preview=True, needs=_needs(situation), steps=steps_of(page.version, note=note))


def _needs(situation: workflow.Situation) -> str:
    """What the rules say is missing, without the names of members: those stand under a text once it is approved."""
    if situation.open_round is None:
        return "The board has not begun to review it."
    approving = [s for s in situation.sign_offs if s.decision == SignOff.Decision.APPROVE]
    needs = workflow.still_needs(replace(situation, sign_offs=approving))
    if situation.requests:
        needs.append("changes were asked for")
    return f"The review {workflow.in_words(needs)}." if needs else ""
