"""Edits: rows of history that no deed tells of already. What one person saved at one moment is one edit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from articles.models import Article, ArticleTopic, Contribution, Rendition, ReReviewTask, Version
from pages.timeline.entries import EDIT, Entry, name_of

CREATED, DELETED = "+", "-"
NO_NUMBER = Cast(Value(None), IntegerField())
COLUMNS = (
    "of_row",
    "history_id",
    "history_date",
    "history_user_id",
    "actor_name",
    "history_type",
    "of_version",
    "said",
)


@dataclass(frozen=True)
class Row:
    """`said` is what of the row is worth telling: an audience, a name, a topic, a cause."""

    source: str
    id: int
    at: datetime
    user_id: int | None
    actor_name: str
    type: str
    version: int | None
    said: str


def edits_of(article: Article, deeds: Iterable[Entry]) -> list[Entry]:
    """A deed writes history, too; it stands in the timeline as the deed."""
    told = {(deed.at, deed.who_id) for deed in deeds}
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for columns in _rows(article):
        row = Row(*columns)
        if (row.at, row.user_id) not in told:
            groups[row.at, row.user_id].append(row)
    return [_entry(sorted(rows, key=lambda row: (row.source, row.id))) for rows in groups.values()]


def _rows(article: Article) -> QuerySet:
    of_article, of_version = {"article_id": article.pk}, {"version__article_id": article.pk}
    return _columns("article", Article.history.filter(id=article.pk), NO_NUMBER, Value("")).union(
        _columns("version", Version.history.filter(**of_article), F("number"), Value("")),
        _columns("text", Rendition.history.filter(**of_version), F("version__number"), F("audience__plural")),
        _columns(
            "contributor", Contribution.history.filter(**of_version), F("version__number"), F("printed_name")
        ),
        _columns("topic", ArticleTopic.history.filter(**of_article), NO_NUMBER, F("topic__name")),
        _columns("task", ReReviewTask.history.filter(**of_article), NO_NUMBER, F("cause")),
        all=True,
    )


def _columns(source: str, history: QuerySet, version, said) -> QuerySet:
    return (
        history.order_by()
        .annotate(
            of_row=Value(source, CharField()),
            of_version=Cast(version, IntegerField()),
            said=Cast(said, TextField()),
        )
        .values_list(*COLUMNS)
    )


def _entry(rows: list[Row]) -> Entry:
    first = rows[0]
    what, detail = _in_words(rows)
    return Entry(
        at=first.at,
        kind=EDIT,
        who_id=first.user_id,
        who=name_of(first.user_id, first.actor_name),
        what=what,
        version=next((row.version for row in rows if row.version), None),
        detail=detail,
    )


def _in_words(rows: list[Row]) -> tuple[str, str]:
    """The headline of what was saved together, and the rest of it."""
    sources = {row.source for row in rows}
    if sources & {"version", "text"}:
        return "Draft saved", "; ".join(dict.fromkeys(filter(None, map(_part, rows))))
    parts = list(dict.fromkeys(_part(row) for row in rows))
    return parts[0], "; ".join(parts[1:])


def _part(row: Row) -> str:
    if row.source == "version":
        return ""
    if row.source == "text":
        return f"text for {row.said}" + (" added" if row.type == CREATED else "")
    if row.source == "contributor":
        return f"Contributor {_changed(row)}: {row.said}"
    if row.source == "topic":
        return f"Topic {_changed(row)}: {row.said}"
    if row.source == "task":
        found = "Reason to review again" if row.type == CREATED else "Answered: reason to review again"
        return f"{found}: {ReReviewTask.Cause(row.said).label.lower()}"
    return "Settings of the article changed"


def _changed(row: Row) -> str:
    return {CREATED: "added", DELETED: "removed"}.get(row.type, "changed")
