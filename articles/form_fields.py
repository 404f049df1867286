"""Form fields for words that readers will see: what is invisible is refused by name, or counts as nothing."""

import re

from django import forms
from django.core.exceptions import ValidationError

from articles.rendering.characters import refused_characters, unify_newlines

_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u2060\u2800\ufeff]*")


def is_blank(text: str) -> bool:
    """Nothing that can be seen: spaces and zero-width characters only."""
    return _INVISIBLE.fullmatch(text) is not None


def refuse_invisible(text: str) -> None:
    text = unify_newlines(text)
    for problem in refused_characters(text):
        said = str(problem) if "\n" in text else problem.message
        raise ValidationError(f"{said[:1].upper()}{said[1:]}.")


class Passage(forms.CharField):
    """Several lines of plain text."""

    default_validators = [refuse_invisible]

    def __init__(self, *, rows: int = 3, **options):
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows})} | options)

    def to_python(self, value):
        text = super().to_python(value)
        return "" if is_blank(text) else text


class Line(Passage):
    """One line of plain text; with `rows` it has room to be read, and a line break in it becomes a space."""

    def __init__(self, *, rows: int = 1, **options):
        widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
        super().__init__(**{"widget": widget} | options)

    def to_python(self, value):
        return " ".join(super().to_python(value).splitlines())
