"""Each signature, withdrawal and ledger row has the fingerprint that its audit event took."""

from collections.abc import Iterator

from django.db import models

from articles.models import Publication
from audit import fingerprint
from audit.models import AuditEvent
from audit.reading import data_of
from audit.verification import Problem
from reviews.models import SignOff, SignOffWithdrawal
from reviews.verifier.books import Books

PROVED_BY = {"sign_off": SignOff, "withdrawal": SignOffWithdrawal, "publication": Publication}


def check(books: Books) -> Iterator[Problem]:
    taken: dict[tuple[str, int], str] = {}
    for data in AuditEvent.objects.filter(data__contains='"fingerprint"').values_list("data", flat=True):
        event = data_of(data)
        kind = next((kind for kind in ("withdrawal", "sign_off", "publication") if kind in event), None)
        if kind is not None:
            taken[kind, event[kind]] = event.get("fingerprint", "")
    for kind, model in PROVED_BY.items():
        yield from _compare(kind, model, {pk: hash_ for (of, pk), hash_ in taken.items() if of == kind})


def _compare(kind: str, model: type[models.Model], taken: dict[int, str]) -> Iterator[Problem]:
    table, word = model._meta.db_table, kind.replace("_", "-")
    for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
        expected = taken.pop(row.pk, None)
        if expected is None:
            yield Problem(table, str(row.pk), f"No audit event tells of this {word}.")
        elif not fingerprint.is_of(expected, fingerprint.columns_of(row), table):
            yield Problem(table, str(row.pk), f"This {word} was altered after it was written.")
    for pk in sorted(taken):
        yield Problem(table, str(pk), f"The audit log tells of this {word}, but it is gone.")
