"""django-simple-history as an audit trail: what changed, row by row.

As shipped it forgets who did it when the account goes, repeats a reason on the next save, and can be edited. Here
the actor is an id and a name kept as text, and reason, actor and time are given for one save and then forgotten.
The tables are append-only by a guard (audit.guards).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

ONE_SAVE = ("_change_reason", "_history_user", "_history_date")


class ActorNameBase(models.Model):
    actor_name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


def _no_user_object(historical):
    """The history knows an id and a name, not a row that may change."""
    return


def _remember_user_id(historical, user):
    historical.history_user_id = user.pk if user is not None else None
    historical.actor_name = user.name_on_record if user is not None else ""


class AuditedRecords(HistoricalRecords):
    """History that keeps who did it after the account is closed, and forgets the reason after each save."""

    def __init__(self, **kwargs):
        kwargs.setdefault("bases", [ActorNameBase])
        kwargs.setdefault("history_id_field", models.BigAutoField())
        kwargs.setdefault("history_user_id_field", models.BigIntegerField(null=True, db_index=True))
        kwargs.setdefault("history_user_getter", _no_user_object)
        kwargs.setdefault("history_user_setter", _remember_user_id)
        kwargs.setdefault("history_change_reason_field", models.TextField(blank=True, default=""))
        super().__init__(**kwargs)

    def post_save(self, instance, created, using=None, **kwargs):
        """A save of only what the history leaves out (a sign-in time, a name) is no change to record."""
        update_fields = kwargs.get("update_fields")
        if update_fields is not None and set(update_fields) <= set(self.excluded_fields):
            return
        super().post_save(instance, created, using=using, **kwargs)

    def get_change_reason_for_object(self, instance, history_type, using):
        return super().get_change_reason_for_object(instance, history_type, using) or ""

    def create_historical_record(self, instance, history_type, using=None):
        super().create_historical_record(instance, history_type, using=using)
        for name in ONE_SAVE:
            instance.__dict__.pop(name, None)

    def get_meta_options(self, model):
        """The history of one row, newest first, is one walk along this index."""
        options = super().get_meta_options(model)
        options["indexes"] = [
            models.Index(
                fields=[model._meta.pk.attname, "-history_date", "-history_id"],
                name=f"hist_{model._meta.db_table[:24]}",
            )
        ]
        return options


def save(instance: Any, *, actor: Any, at: datetime, reason: str = "", **options: Any) -> None:
    """Save a row together with the history of who did it, when and why."""
    instance._history_user = actor
    instance._history_date = at
    instance._change_reason = reason
    instance.save(**options)


def save_unrecorded(instance: Any) -> None:
    """Save a row whose history the caller records right after, together with others."""
    instance.save_without_historical_record()


def record(instances: Sequence[Any], *, actor: Any, at: datetime, reason: str) -> None:
    """The history of rows of one model that were saved without it, in one statement."""
    manager = type(instances[0]).history
    manager.bulk_history_create(
        instances, update=True, default_user=actor, default_date=at, default_change_reason=reason
    )


def delete(instance: Any, *, actor: Any, at: datetime, reason: str = "") -> None:
    """Delete a row that may be deleted; its history stays, and says who did it."""
    instance._history_user = actor
    instance._history_date = at
    instance._change_reason = reason
    instance.delete()
