"""Forms that notice when what they were opened with has been changed by somebody else meanwhile."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms


@dataclass(frozen=True)
class Difference:
    """One field of a stale form, as it is stored now and as it was typed."""

    label: str
    saved: str
    typed: str


class AttentiveForm(forms.Form):
    """Carries the digest of its initial values; a form without one is taken as up to date."""

    opened_with = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["opened_with"] = self._digest_of_stored()

    @property
    def is_stale(self) -> bool:
        carried = self["opened_with"].value() if self.is_bound else ""
        return bool(carried) and carried != self.initial["opened_with"]

    def catch_up(self) -> None:
        """From here on the form counts as opened with what is stored now; what was typed stays."""
        self.data = self.data.copy()
        self.data[self.add_prefix("opened_with")] = self.initial["opened_with"]

    def differences(self) -> Iterator[Difference]:
        for field in self.visible_fields():
            saved = self._shown(field, self.get_initial_for_field(field.field, field.name))
            typed = self._shown(field, field.value())
            if saved != typed:
                yield Difference(field.label, saved, typed)

    def _digest_of_stored(self) -> str:
        names = [name for name in self.fields if name != "opened_with"]
        stored = [(name, repr(self.get_initial_for_field(self.fields[name], name))) for name in names]
        return hashlib.sha256(repr(stored).encode("utf-8", "surrogatepass")).hexdigest()

    def _shown(self, field: forms.BoundField, value: object) -> str:
        choices = getattr(field.field, "choices", None)
        if choices is None:
            return "\n".join(str(value if value is not None else "").splitlines())
        chosen = {str(v) for v in (value if isinstance(value, list | tuple) else [value])}
        return ", ".join(str(label) for code, label in choices if str(code) in chosen)
