"""Form fields for words that readers will see: what is invisible is refused by name, or counts as nothing."""

import re

from django import forms
from django.core.exceptions import ValidationError

from articles.rendering.characters import refused_characters, unify_newlines

_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]*")


def is_blank(text: str) -> bool:
    """Nothing that can be seen: spaces and zero-width characters only."""
    return _INVISIBLE.fullmatch(text) is not None


def refuse_invisible(text: str) -> None:
    lines = unify_newlines(text).count("\n")
    for problem in refused_characters(unify_newlines(text)):
        raise ValidationError(str(problem).capitalize() if lines else f"{problem.message.capitalize()}.")


class Line(forms.CharField):
    """One line of plain text."""

    default_validators = [refuse_invisible]

    def to_python(self, value):
        text = super().to_python(value)
        return "" if is_blank(text) else text


class Passage(Line):
    """Several lines of plain text."""

    def __init__(self, *, rows: int = 3, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)
