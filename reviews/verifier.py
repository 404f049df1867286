"""Recompute who approved what, and hold sign-offs and the ledger against the audit chain."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import models

from articles.models import Article, Publication, Version
from audit.fingerprint import fingerprint
from audit.models import AuditEvent
from audit.verification import Findings, Problem
from reviews.models import ReviewRound, SignOff, SignOffWithdrawal

PROVED_BY = {"sign_off": SignOff, "withdrawal": SignOffWithdrawal, "publication": Publication}


def verify_reviews() -> Findings:
    return Findings(problems=[*_approvals(), *_records(), *_pointers()])


def _approvals() -> Iterator[Problem]:
    """Every version that was ever approved has a passed round with enough live approvals of its digest."""
    for version in Version.objects.filter(state__in=Version.ONCE_APPROVED).select_related("article"):
        name = f"Version {version.number} of “{version.article.slug}”"
        passed = version.rounds.approving().filter(
            state=ReviewRound.State.PASSED, content_digest=version.content_digest
        )
        if not any(_has_quorum(review) for review in passed):
            yield Problem("articles_version", str(version.pk), f"{name}: no passed round approves this text.")


def _has_quorum(review: ReviewRound) -> bool:
    live = review.sign_offs.live().filter(content_digest=review.content_digest)
    approvals = live.approvals().values("signer").distinct().count()
    return approvals >= review.required_approvals and not live.requests_for_changes().exists()


def _records() -> Iterator[Problem]:
    """Each signature, withdrawal and ledger row has the fingerprint that its audit event took."""
    taken: dict[tuple[str, int], str] = {}
    for data in AuditEvent.objects.filter(data__contains='"fingerprint"').values_list("data", flat=True):
        event = _read(data)
        kind = next((kind for kind in ("withdrawal", "sign_off", "publication") if kind in event), None)
        if kind is not None:
            taken[kind, event[kind]] = event.get("fingerprint", "")
    for kind, model in PROVED_BY.items():
        yield from _compare(kind, model, {pk: hash_ for (of, pk), hash_ in taken.items() if of == kind})


def _read(data: str) -> dict[str, Any]:
    """An event that cannot be read is named by the chain; here it proves nothing."""
    try:
        event = json.loads(data)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _compare(kind: str, model: type[models.Model], taken: dict[int, str]) -> Iterator[Problem]:
    table, word = model._meta.db_table, kind.replace("_", "-")
    for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
        expected = taken.pop(row.pk, None)
        if expected is None:
            yield Problem(table, str(row.pk), f"No audit event tells of this {word}.")
        elif expected != fingerprint(row):
            yield Problem(table, str(row.pk), f"This {word} was altered after it was written.")
    for pk in sorted(taken):
        yield Problem(table, str(pk), f"The audit log tells of this {word}, but it is gone.")


def _pointers() -> Iterator[Problem]:
    """The published version is the one that the newest row of the ledger says."""
    for article in Article.objects.select_related("published_version"):
        last = article.publications.about_standing().first()
        live = last.version_id if last and last.kind in ("publish", "reinstate") else None
        if article.published_version_id != live:
            yield Problem(
                "articles_article", str(article.pk), f"“{article.slug}”: what is live is not in the ledger."
            )
