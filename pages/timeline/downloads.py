"""The timeline as a table for a spreadsheet and as lines of JSON for a program (pure)."""

import csv
import json
import unicodedata
from collections.abc import Iterable
from io import StringIO

from pages.timeline.entries import Entry

COLUMNS = ("at", "kind", "who", "what", "version", "detail", "event")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(entries: Iterable[Entry]) -> str:
    """No cell is a formula: what begins like one gets an apostrophe in front, which spreadsheets do not show."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_harmless(value) for value in _values(entry).values()])
    return buffer.getvalue()


def as_json_lines(entries: Iterable[Entry]) -> str:
    return "".join(json.dumps(_values(entry), ensure_ascii=False) + "\n" for entry in entries)


def _values(entry: Entry) -> dict[str, object]:
    values = {name: getattr(entry, name) for name in COLUMNS}
    return values | {"at": entry.at.isoformat()}


def _harmless(value: object) -> object:
    """Spreadsheets skip spaces in front and take the wide forms of = and + for the narrow ones."""
    if not isinstance(value, str):
        return "" if value is None else value
    seen = unicodedata.normalize("NFKC", value)
    return f"'{value}" if seen.startswith(FORMULA) or seen.lstrip().startswith(FORMULA) else value
