"""A stale edit: what is saved and what was typed, field by field, ready to be merged and saved again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.forms import BoundField
from django.http import QueryDict

from articles.canonical import clean
from articles.models import Rendition, Version
from pages.forms.draft import VERSION_FIELDS, DraftForms, TextForm, text_values

MAX_LINES_COMPARED = 4000


@dataclass(frozen=True)
class SavedLine:
    text: str
    differs: bool


@dataclass(frozen=True)
class Row:
    """One field that differs. `take`: the person had not touched it, so the saved text is the one to keep."""

    label: str
    field: BoundField
    saved: list[SavedLine]
    take: bool


@dataclass(frozen=True)
class Merge:
    """`hidden` are the fields on which both agree, and the new lock; `audiences` are those of the form."""

    by: str
    at: datetime
    rows: list[Row]
    hidden: list[BoundField]
    audiences: list[str]


def merge_of(version: Version, data: QueryDict) -> Merge:
    """`version` is the text as it stands now; `data` what was typed on top of an older one."""
    opened_with = _base(version, data.get("lock", ""))
    mine = data.copy()
    mine["lock"] = str(version.lock)
    forms = DraftForms(version, mine)
    changed = {field.html_name: (label, field) for label, field in changed_fields(forms)}
    last = version.history.first()
    return Merge(
        by=last.actor_name or "Somebody",
        at=last.history_date,
        rows=[_row(label, field, forms.stored, opened_with) for label, field in changed.values()],
        hidden=[field for form in forms.all for field in form if field.html_name not in changed],
        audiences=[form.audience.pk for form in forms.texts],
    )


def changed_fields(forms: DraftForms) -> Iterator[tuple[str, BoundField]]:
    """Label and field wherever what was typed is not what is stored."""
    for form in forms.all:
        for field in form.visible_fields():
            if _typed(field) != forms.stored.get(field.html_name, ""):
                whose = f", for {form.audience.plural}" if isinstance(form, TextForm) else ""
                yield f"{field.label}{whose}", field


def _typed(field: BoundField) -> str:
    """As it would be stored."""
    value = clean(str(field.value() or ""))
    return value.strip() if getattr(field.field, "strip", False) else value.strip("\n")


def _row(label: str, field: BoundField, stored: dict[str, str], opened_with: dict[str, str]) -> Row:
    saved, typed = stored.get(field.html_name, ""), _typed(field)
    shown = dict(getattr(field.field, "choices", {})).get(saved, saved)
    return Row(label, field, list(_marked(str(shown), typed)), take=opened_with.get(field.html_name) == typed)


def _marked(saved: str, typed: str) -> Iterator[SavedLine]:
    """The lines of the saved text; those that are not in the typed one are marked."""
    lines, others = saved.split("\n"), typed.split("\n")
    if len(lines) + len(others) > MAX_LINES_COMPARED:
        yield from (SavedLine(line, differs=False) for line in lines)
        return
    for tag, start, end, _, _ in SequenceMatcher(None, lines, others, autojunk=False).get_opcodes():
        yield from (SavedLine(line, differs=tag != "equal") for line in lines[start:end])


def _base(version: Version, lock: str) -> dict[str, str]:
    """The values that the form was opened with, from the history; empty if that lock was never there."""
    if not lock.isdecimal():
        return {}
    opened = version.history.filter(lock=int(lock)).order_by("history_id").last()
    if opened is None:
        return {}
    values = {name: getattr(opened, name) for name in VERSION_FIELDS}
    for rendition in version.renditions.all():
        past = rendition.history.filter(history_date__lte=opened.history_date).order_by("history_id").last()
        values |= text_values(rendition.audience_id, past or Rendition())
    return values
