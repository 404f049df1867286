"""Deeds: the events of the audit log about the article, its versions and the remarks on them."""

from collections.abc import Mapping

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast

from accounts.models import BoardMember
from articles.models import Article, Contribution, Publication
from audit.models import AuditEvent
from audit.reading import data_of
from pages import deeds_in_words
from pages.timeline.entries import DEED, Entry, name_of
from reviews.models import Finding, SignOffWithdrawal

ARTICLE, VERSION, FINDING = "articles.article", "articles.version", "reviews.finding"


def deeds_of(article: Article, numbers: Mapping[int, int]) -> list[Entry]:
    """`numbers` are those of its versions, by id."""
    findings = Finding.objects.filter(version__article=article).annotate(name=Cast("pk", CharField()))
    about = Q(subject_type=ARTICLE, subject_id=str(article.pk))
    about |= Q(subject_type=VERSION, subject_id__in=[str(pk) for pk in numbers])
    about |= Q(subject_type=FINDING, subject_id__in=findings.values("name"))
    names = _printed_names(article)
    reasons = _reasons(article)
    return [_entry(event, numbers, names, reasons) for event in AuditEvent.objects.filter(about)]


def _printed_names(article: Article) -> dict[int, str]:
    """Of the board and of everyone who ever contributed, by account."""
    writers = Contribution.history.order_by().filter(version__article=article)
    board = BoardMember.objects.order_by().values_list("user_id", "printed_name")
    return dict(writers.values_list("user_id", "printed_name").union(board))


def _reasons(article: Article) -> dict[tuple[str, int], str]:
    """Why pages and sign-offs were taken back: those reasons stand in the rows that the log only proves."""
    columns = ("row", "pk", "reason")
    ledger = Publication.objects.order_by().filter(article=article).exclude(reason="")
    taken_back = SignOffWithdrawal.objects.order_by().filter(sign_off__version__article=article)
    rows = (
        ledger.annotate(row=Value("publication"))
        .values_list(*columns)
        .union(taken_back.annotate(row=Value("withdrawal")).values_list(*columns))
    )
    return {(row, pk): reason for row, pk, reason in rows}


def _entry(
    event: AuditEvent,
    numbers: Mapping[int, int],
    names: Mapping[int, str],
    reasons: Mapping[tuple[str, int], str],
) -> Entry:
    data = data_of(event.data)
    for row in ("publication", "withdrawal"):
        if reason := reasons.get((row, data.get(row))):
            data["reason"] = reason
    version = {VERSION: int(event.subject_id), FINDING: data.get("version")}.get(event.subject_type)
    return Entry(
        at=event.at,
        kind=DEED,
        who_id=event.actor_id,
        who=name_of(event.actor_id, event.actor_name),
        what=deeds_in_words.done(event.action, data),
        version=numbers.get(version),
        detail=deeds_in_words.detail(event.action, data, names),
        event=event.number,
    )
