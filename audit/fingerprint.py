"""The hash of one row, kept in the audit event of the deed that wrote it, so that a later change is found."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.db import models

# Columns that came after rows of the table had been written: such a row has null there, and its hash was taken without.
CAME_LATER = {"reviews_signoff": ("seat_id",)}


def fingerprint(row: models.Model) -> str:
    """SHA-256 of every column by name; times in UTC with microseconds."""
    return hash_of(columns_of(row))


def columns_of(row: models.Model) -> dict[str, object]:
    """The columns as they are hashed, all of them values of JSON."""
    return {field.column: exact(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def hash_of(columns: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(columns, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def is_of(taken: str, columns: Mapping[str, object], table: str) -> bool:
    """Whether `taken` is the fingerprint of this row, or was before the table got the columns that are null in it."""
    if taken == hash_of(columns):
        return True
    unknown_then = [name for name in CAME_LATER.get(table, ()) if columns.get(name) is None]
    older = {name: value for name, value in columns.items() if name not in unknown_then}
    return taken == hash_of(older)


def exact(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value
