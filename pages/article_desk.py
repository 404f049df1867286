"""What the desk of one article shows: where it stands, what is missing, what may be done, what was said."""

from dataclasses import dataclass, field

from django.forms import Form
from django.urls import reverse

from accounts.models import User
from articles import standing
from articles.models import Article, Contribution, Topic, Version
from articles.readiness import missing
from pages.forms.deeds import AnswerForm
from pages.missing_places import Place, places_of
from pages.trail import Step, trail_of
from pages.waiting import DECLARE, Waiting, current_version, may_start, waiting_for
from reviews import workflow
from reviews.models import Finding
from reviews.workflow import Situation

LINKS = {"edit": "pages:edit_version", "reconcile": "pages:reconcile", "abandon": "pages:abandon"}
AT_ONCE = {
    "submit": "pages:submit",
    "pull_back": "pages:pull_back",
    "return_to_author": "reviews:return_to_author",
}
STYLES = {"reconcile": "go", "abandon": "quiet no"}


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    style: str
    at_once: bool


@dataclass(frozen=True)
class AnsweredFinding:
    """`form` is None where this person may not answer (any more)."""

    finding: Finding
    form: Form | None


@dataclass(frozen=True)
class Desk:
    article: Article
    versions: list[Version]
    current: Version
    waiting: Waiting
    buttons: list[Button]
    may_start: bool
    may_write: bool
    places: list[Place]
    contributors: list[Contribution]
    topics: list[Topic]
    findings: list[tuple[Version, list[AnsweredFinding]]] = field(default_factory=list)
    trail: list[Step] = field(default_factory=list)
    is_public: bool = False
    also_open: list[Version] = field(default_factory=list)
    may_change_settings: bool = False


def desk_of(
    article: Article, user: User, *, answering: tuple[int, Form] | None = None, wanted: int | None = None
) -> Desk:
    """`answering` is the form of an answer that was refused, to stand in the place of that finding's own.

    `wanted` is the number of the version to show, if it is open: an expedited one can stand beside the main draft.
    """
    current = current_version(article, wanted=wanted)
    situation = workflow.situation_of(current)
    lacking = missing(current) if current.state == Version.State.DRAFT else []
    waiting = waiting_for(situation, user, gaps=len(lacking))
    first = "edit" if lacking else "submit"
    declare = []
    if waiting.label == DECLARE:
        declare, first = [Button(DECLARE, waiting.url, "go", at_once=False)], ""
    return Desk(
        article=article,
        versions=sorted(article.versions.all(), key=lambda version: -version.number),
        current=current,
        waiting=waiting,
        buttons=in_order(
            [
                *declare,
                *buttons_of(situation, user, first=first),
                *_expedite(article, user),
            ]
        ),
        may_start=may_start(current, user),
        may_write=workflow.is_available(workflow.EDIT, situation, user),
        places=places_of(lacking, current),
        contributors=list(current.contributions.all()),
        topics=list(article.topics.all()),
        findings=_findings(current, user, answering),
        trail=trail_of(current),
        is_public=standing.standing_of(article).is_public,
        also_open=[v for v in article.versions.all() if v.is_open and v.pk != current.pk],
        may_change_settings=workflow.may_change_settings(user, situation),
    )


def in_order(buttons: list[Button]) -> list[Button]:
    return sorted(buttons, key=lambda button: ("go", "", "quiet no").index(button.style))


def _expedite(article: Article, user: User) -> list[Button]:
    """The urgent fix of the live text, whichever version the desk shows."""
    live = article.published_version
    if live is None or not workflow.is_available(workflow.EXPEDITE, workflow.situation_of(live), user):
        return []
    url = reverse("reviews:expedite", args=[article.slug, live.number])
    return [Button(workflow.EXPEDITE.label, url, "", at_once=False)]


def buttons_of(situation: Situation, user: User, *, first: str) -> list[Button]:
    """The author's deeds, with stress on the `first`; whatever else is open to this person is on the review's page."""
    place = [situation.version.article.slug, situation.version.number]
    deeds = workflow.available(situation, user)
    return [
        Button(
            deed.label,
            reverse((LINKS | AT_ONCE)[deed.name], args=place),
            "go" if deed.name == first else STYLES.get(deed.name, ""),
            deed.name in AT_ONCE,
        )
        for deed in deeds
        if deed.name in LINKS | AT_ONCE
    ]


def _findings(
    version: Version, user: User, answering: tuple[int, Form] | None
) -> list[tuple[Version, list[AnsweredFinding]]]:
    """Those on this version, and on the one that it answers."""
    found = []
    for raised_on in filter(None, (version, version.answers)):
        findings = list(raised_on.findings.select_related("audience", "answered_by"))
        situation = Situation(raised_on)
        may_answer = bool(findings) and workflow.is_available(workflow.ANSWER_FINDING, situation, user)
        answered = [AnsweredFinding(f, _form(f, answering) if may_answer else None) for f in findings]
        if answered:
            found.append((raised_on, answered))
    return found


def _form(finding: Finding, answering: tuple[int, Form] | None) -> Form:
    if answering is not None and answering[0] == finding.pk:
        return answering[1]
    return AnswerForm(initial={"answer": finding.answer}, auto_id=answer_id(finding.pk))


def answer_id(pk: int) -> str:
    """Several answer forms stand on one page."""
    return f"finding-{pk}-%s"
