"""Database guards: rules written once, installed as triggers on SQLite and PostgreSQL.

An app declares guards next to the tables they protect and registers them in its AppConfig. A rule is a sentence
and the SQL condition under which a change is refused; the condition may use OLD and NEW and three words that
each database spells in its own way: `IS DISTINCT FROM`, `sha256_hex(text)` and `date_of(timestamp)`.

SQLite's `INSERT OR REPLACE` and `UPDATE OR REPLACE` delete rows without firing delete triggers, so every guarded
table also refuses an insert whose key exists. A table rebuild (most of Django's ALTERs on SQLite) drops triggers
silently or fails on them: they go before `migrate` and come back after it, and `check_guards` says what is missing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.core.checks import Critical
from django.db import connections, models

from audit.history import ActorNameBase

PREFIX = "guard_"


@dataclass(frozen=True)
class Rule:
    """`sentence` states what must hold; `refused_when` is the SQL condition that breaks it."""

    sentence: str
    refused_when: str


@dataclass(frozen=True)
class Guard:
    """Rules on one kind of change to one table. `lock` is run first on PostgreSQL: a rule that counts rows elsewhere
    must hold them still until commit. SQLite needs none, since it has one writer."""

    table: str
    event: str
    rules: Sequence[Rule]
    lock: str = ""


@dataclass(frozen=True)
class Trigger:
    """`definition` is what the database gives back of it: the whole statement on SQLite, the function's body on
    PostgreSQL. A trigger of the same name that does something else is not this one."""

    name: str
    table: str
    definition: str
    statements: tuple[str, ...]


_registered: dict[str, list[Guard]] = {}


def register(app_label: str, *guards: Guard) -> None:
    _registered[app_label] = list(guards)


def never_replaced(model: type[models.Model], *more: str) -> list[Guard]:
    """Refuse an insert or update that takes another row's key: on SQLite it may be a REPLACE in disguise.

    `more` are conditions over `old_row` and NEW for unique indexes that hold under a condition.
    """
    meta = model._meta
    table, pk = meta.db_table, meta.pk.column
    keys = [[f] for f in meta.local_fields if f.unique and not f.primary_key]
    keys += [
        [meta.get_field(name) for name in constraint.fields] for constraint in meta.total_unique_constraints
    ]
    same = [" AND ".join(f"old_row.{f.column} = NEW.{f.column}" for f in key) for key in keys]
    taken = [f"({condition})" for condition in (*same, *more)]
    by_key = " OR ".join([f"old_row.{pk} = NEW.{pk}", *taken])
    sentence = f"a row of {table} is never replaced"
    on_update = [Rule(f"a row of {table} keeps its key", changed(pk))]
    if taken:
        another = f"old_row.{pk} <> OLD.{pk} AND ({' OR '.join(taken)})"
        on_update.append(Rule(sentence, f"EXISTS (SELECT 1 FROM {table} old_row WHERE {another})"))
    return [
        Guard(table, "INSERT", [Rule(sentence, f"EXISTS (SELECT 1 FROM {table} old_row WHERE {by_key})")]),
        Guard(table, "UPDATE", on_update),
    ]


def never_deleted(model: type[models.Model]) -> Guard:
    table = model._meta.db_table
    return Guard(table, "DELETE", [Rule(f"a row of {table} is never deleted", "1 = 1")])


def append_only(model: type[models.Model], *more: str) -> list[Guard]:
    """I11: no UPDATE, no DELETE, no REPLACE."""
    table = model._meta.db_table
    return [
        Guard(table, "UPDATE", [Rule(f"{table} is append-only", "1 = 1")]),
        Guard(table, "DELETE", [Rule(f"{table} is append-only", "1 = 1")]),
        *never_replaced(model, *more),
    ]


def changed(*columns: str) -> str:
    """SQL: any of these columns has another value than before."""
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) + ")"


def all_guards() -> list[Guard]:
    """What the apps registered, and I11 for every history table."""
    guards = [guard for registered in _registered.values() for guard in registered]
    for model in apps.get_models():
        if issubclass(model, ActorNameBase):
            guards += append_only(model)
    return guards


def triggers(vendor: str) -> list[Trigger]:
    """One trigger for each table and kind of change, holding all rules about it."""
    by_place = sorted(all_guards(), key=lambda guard: (guard.table, guard.event))
    write = _sqlite_trigger if vendor == "sqlite" else _postgresql_trigger
    found = [
        write(table, event, list(guards))
        for (table, event), guards in groupby(by_place, key=lambda guard: (guard.table, guard.event))
    ]
    if vendor == "postgresql":
        found += [_no_truncate(table) for table in sorted({guard.table for guard in by_place})]
    return found


def _sqlite_trigger(table: str, event: str, guards: list[Guard]) -> Trigger:
    name = f"{PREFIX}{table}_{event.lower()}"
    refusals = " ".join(
        f"SELECT RAISE(ABORT, {_quoted(rule.sentence)}) WHERE {_in_sqlite(rule.refused_when)};"
        for guard in guards
        for rule in guard.rules
    )
    statement = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW BEGIN {refusals} END"
    return Trigger(name, table, statement, (statement,))


def _postgresql_trigger(table: str, event: str, guards: list[Guard]) -> Trigger:
    name = f"{PREFIX}{table}_{event.lower()}"
    body = " ".join(f"{lock};" for lock in dict.fromkeys(guard.lock for guard in guards) if lock)
    body += " ".join(
        f"IF {_in_postgresql(rule.refused_when)} THEN "
        f"RAISE EXCEPTION USING MESSAGE = {_quoted(rule.sentence)}, ERRCODE = 'check_violation'; END IF;"
        for guard in guards
        for rule in guard.rules
    )
    row = "OLD" if event == "DELETE" else "NEW"
    body = f" BEGIN {body} RETURN {row}; END "
    return Trigger(
        name,
        table,
        body,
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp"
            f" AS $guard${body}$guard$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    )


def _no_truncate(table: str) -> Trigger:
    name = f"{PREFIX}{table}_truncate"
    refusal = f"RAISE EXCEPTION USING MESSAGE = {_quoted(f'{table} is never emptied')}, ERRCODE = 'check_violation';"
    body = f" BEGIN {refusal} END "
    return Trigger(
        name,
        table,
        body,
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$",
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ),
    )


def _quoted(sentence: str) -> str:
    return "'" + sentence.replace("'", "''") + "'"


def _in_sqlite(condition: str) -> str:
    """Django registers SHA256() on each of its SQLite connections. A stranger's connection has none, and is refused."""
    condition = condition.replace("IS NOT DISTINCT FROM", "IS").replace("IS DISTINCT FROM", "IS NOT")
    return re.sub(r"\bsha256_hex\(", "SHA256(", condition).replace("date_of(", "date(")


def _in_postgresql(condition: str) -> str:
    condition = re.sub(
        r"\bsha256_hex\(([\w.]+)\)", r"encode(sha256(convert_to(\1, 'UTF8')), 'hex')", condition
    )
    return re.sub(r"\bdate_of\(([\w.]+)\)", r"(\1 AT TIME ZONE 'UTC')::date", condition)


def present(connection) -> dict[str, str]:
    """Name and definition of the guards that stand in this database now, and are not disabled."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: definition for name, definition in cursor.fetchall() if name.startswith(PREFIX)}


def expected(connection) -> dict[str, str]:
    return {trigger.name: trigger.definition for trigger in triggers(connection.vendor)}


def lacking(connection) -> list[str]:
    """The names of the guards that are not there, or are there by name only."""
    standing = present(connection)
    return sorted(
        name for name, definition in expected(connection).items() if standing.get(name) != definition
    )


def missing_tables(connection) -> set[str]:
    return {guard.table for guard in all_guards()} - set(connection.introspection.table_names())


def drop(connection) -> None:
    """Take every guard away, also those of an older release whose rules are gone."""
    with connection.cursor() as cursor:
        for name, table in list(_standing(cursor, connection.vendor)):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _standing(cursor, vendor: str) -> Iterator[tuple[str, str]]:
    if vendor == "postgresql":
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    else:
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    return ((name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX))


def install(connection) -> None:
    """Put every guard in place, once all guarded tables exist; before that, none."""
    if missing_tables(connection):
        return
    drop(connection)
    with connection.cursor() as cursor:
        for trigger in triggers(connection.vendor):
            for statement in trigger.statements:
                cursor.execute(statement)


def drop_before_migrate(using, **kwargs) -> None:
    drop(connections[using])


def install_after_migrate(using, **kwargs) -> None:
    install(connections[using])


def check_guards(app_configs, databases=None, **kwargs):
    """Critical when a guard is missing. `wsgi.py` and `make run` ask this, and then do not start."""
    problems = []
    for alias in databases or []:
        connection = connections[alias]
        if missing := missing_tables(connection):
            problems.append(
                Critical(
                    f"The database '{alias}' lacks {len(missing)} tables that must be guarded.",
                    hint="Run: python manage.py migrate",
                    id="audit.E002",
                )
            )
        elif lacks := lacking(connection):
            problems.append(
                Critical(
                    f"The database '{alias}' lacks these guards: {', '.join(lacks)}.",
                    hint="Find out who took them away, run `verify_audit`, then: python manage.py migrate",
                    id="audit.E001",
                )
            )
    return problems
