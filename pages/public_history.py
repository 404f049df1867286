"""The public history of an article in plain words: what was approved when and by whom, and what readers were told."""

from dataclasses import dataclass
from datetime import datetime

from articles.models import Article, Notice, Publication, Version
from articles.standing import RETRACTED, WITHDRAWN, Standing
from pages import bylines

Kind = Publication.Kind
TAKEN_BACK = (Kind.WITHDRAW, Kind.RETRACT)
SAYS = {Kind.PUBLISH: "approved", Kind.ATTEST: "reviewed again, unchanged", Kind.REINSTATE: "shown again"}
SIGNIFICANCE = {
    Version.Significance.EDITORIAL: "Wording only",
    Version.Significance.MINOR: "Minor change",
    Version.Significance.MAJOR: "Major change",
    Version.Significance.SAFETY: "Change for safety",
}


@dataclass(frozen=True)
class Event:
    """A row of the ledger in words, or (`notice`) what readers were told: all that is kept of a text taken back."""

    at: datetime
    title: str
    version: Version
    notice: Notice | None = None
    is_open: bool = False  # there is a text to read
    significance: str = ""
    summary: str = ""
    reviewers: tuple[bylines.Person, ...] = ()
    is_expedited: bool = False


def is_taken_back(version: Version, standing: Standing) -> bool:
    """Withdrawn or retracted, itself or with its article: readers get the notice and no text (I13)."""
    if standing.state in (WITHDRAWN, RETRACTED) or version.state == Version.State.RETRACTED:
        return True
    last = version.publications.about_standing().first()
    return last is None or last.kind in TAKEN_BACK


def notice_of(version: Version, standing: Standing) -> Notice | None:
    """What to show in place of a text that was taken back: why this one was, else why its article was."""
    own = version.notices.filter(kind__in=(Notice.Kind.WITHDRAWAL, Notice.Kind.RETRACTION)).first()
    return own or standing.notice


def events_of(article: Article, standing: Standing) -> list[Event]:
    """The newest first."""
    previews = (Kind.PREVIEW_SHOWN, Kind.PREVIEW_HIDDEN)
    rows = list(article.publications.exclude(kind__in=previews).select_related("version"))
    notices = article.notices.select_related("version")
    approvals = bylines.approvals_of({row.version_id for row in rows})
    closed = _taken_back(rows, standing)
    events = [_from_notice(notice) for notice in notices]
    for row in rows:
        if row.kind not in TAKEN_BACK:  # each of these came with a notice
            events.append(
                _from_row(row, approvals.get(row.version_id, []), is_open=row.version_id not in closed)
            )
    return sorted(events, key=lambda event: event.at, reverse=True)


def _taken_back(rows: list[Publication], standing: Standing) -> set[int]:
    """`rows` are the newest first."""
    if standing.state in (WITHDRAWN, RETRACTED):
        return {row.version_id for row in rows}
    last: dict[int, str] = {}
    for row in rows:
        if row.kind != Kind.ATTEST:
            last.setdefault(row.version_id, row.kind)
    return {version for version, kind in last.items() if kind in TAKEN_BACK}


def _from_notice(notice: Notice) -> Event:
    title = f"Version {notice.version.number}: {notice.get_kind_display().lower()}"
    return Event(notice.at, title, notice.version, notice=notice)


def _from_row(row: Publication, approvals: list, *, is_open: bool) -> Event:
    version, is_publication = row.version, row.kind == Kind.PUBLISH
    attested = [a for a in approvals if a.round.purpose == bylines.Purpose.ATTEST]
    signed = attested if row.kind == Kind.ATTEST else [a for a in approvals if a not in attested]
    return Event(
        at=row.at,
        title=f"Version {version.number} {SAYS[Kind(row.kind)]}",
        version=version,
        is_open=is_open and is_publication,
        significance=SIGNIFICANCE[Version.Significance(version.significance)]
        if is_publication and version.number > 1
        else "",
        summary=version.change_summary if is_publication and is_open else "",
        reviewers=bylines.reviewers(signed) if row.kind != Kind.REINSTATE else (),
        is_expedited=is_publication and bylines.is_expedited(signed),
    )
