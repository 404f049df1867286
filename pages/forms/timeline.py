"""What to leave out of a timeline."""

from datetime import date, datetime

from django import forms
from django.utils import timezone

from pages.timeline import KINDS, Entry


class TimelineFilter(forms.Form):
    """Both days count themselves."""

    kind = forms.ChoiceField(required=False, choices=[("", "Everything"), *KINDS.items()])
    person = forms.ChoiceField(required=False)
    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data, *, entries: list[Entry], **options):
        super().__init__(data, **options)
        self.entries = entries
        people = {_key(entry): entry.who for entry in entries}
        by_name = sorted(people.items(), key=lambda person: person[1].casefold())
        self.fields["person"].choices = [("", "Everyone"), *by_name]

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "This day lies before the first.")
        return cleaned

    def chosen(self) -> list[Entry]:
        """The form is valid."""
        wanted = self.cleaned_data
        return [
            entry
            for entry in self.entries
            if wanted["kind"] in ("", entry.kind)
            and wanted["person"] in ("", _key(entry))
            and _within(entry.at, wanted["since"], wanted["until"])
        ]


def _key(entry: Entry) -> str:
    return str(entry.who_id or "system")


def _within(at: datetime, since: date | None, until: date | None) -> bool:
    day = timezone.localdate(at)
    return (since is None or since <= day) and (until is None or day <= until)
