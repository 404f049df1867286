"""The hash of one row, kept in the audit event of the deed that wrote it, so that a later change is found."""

import hashlib
import json
from datetime import UTC, date, datetime

from django.db import models


def fingerprint(row: models.Model) -> str:
    """SHA-256 of every column by name; times in UTC with microseconds."""
    columns = {field.column: _exact(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    return hashlib.sha256(json.dumps(columns, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _exact(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value
