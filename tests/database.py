"""Raw SQL for attacks on the guards, and the proof that nothing changed."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def refused(sql, *params, match=None):
    """The statement is refused by a guard, and every table is as before."""
    before = state_of_all_tables()
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        run(sql, *params)
    assert state_of_all_tables() == before


def state_of_all_tables() -> dict[str, str]:
    """Table -> hash of all its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(("django_migrations", "sqlite_")):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
