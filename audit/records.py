"""Two questions of `verify_audit`: do the guards stand, and does every row say what its newest history says?"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from audit import guards
from audit.history import ActorNameBase
from audit.verification import Findings, Problem


def verify_guards() -> Findings:
    lacks = [] if guards.missing_tables(connection) else guards.lacking(connection)
    return Findings(
        problems=[Problem("guards", name, "This guard is missing, or is not ours.") for name in lacks]
    )


def verify_history() -> Findings:
    problems: list[Problem] = []
    for model in apps.get_models():
        if issubclass(model, ActorNameBase):
            problems += _differences(model.instance_type, model)
    return Findings(problems=problems)


def _differences(model: type[models.Model], history: type[models.Model]) -> Iterator[Problem]:
    """Rows changed, added or deleted by something that wrote no history: every way of this product writes one."""
    table, key = model._meta.db_table, model._meta.pk.attname
    newest = history._default_manager.values(key).annotate(last=models.Max("history_id")).values("last")
    latest = {getattr(row, key): row for row in history._default_manager.filter(history_id__in=newest)}
    columns = [field.attname for field in history.tracked_fields]
    for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
        known = latest.pop(row.pk, None)
        if known is None or known.history_type == "-":
            yield Problem(table, str(row.pk), "No history tells how this row came here.")
        elif changed := [name for name in columns if getattr(row, name) != getattr(known, name)]:
            yield Problem(table, str(row.pk), f"Altered without a history: {', '.join(changed)}.")
    for pk, known in latest.items():
        if known.history_type != "-":
            yield Problem(table, str(pk), "This row is gone, and no history tells of it.")
