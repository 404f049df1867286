"""Forms of the review pages. They clean what was typed and phrase what is wrong with it; services decide."""

from collections.abc import Iterable, Iterator

from django import forms
from django.forms import BoundField

from articles.form_fields import Passage
from articles.models import Audience
from reviews.models import SignOff
from reviews.services.signing import Remark

REMARKS = 3
LONGEST_REASON = 2000
LONGEST_REMARK = 5000


def kept(form: forms.Form | None) -> list[tuple[str, str]]:
    """Label and text of everything that was written by hand, to show it back when the form itself is gone."""
    if form is None or not form.is_bound:
        return []
    written = [(field.label, field.value() or "") for field in form if isinstance(field.field, Passage)]
    return [(label, text) for label, text in written if text.strip()]


class ReasonForm(forms.Form):
    reason = Passage(max_length=LONGEST_REASON, rows=4)

    def __init__(self, *args, label: str, help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text


class SignForm(forms.Form):
    """What is typed for a signature. The decision is the button pressed; round and digest are hidden in the page."""

    conflict = forms.ChoiceField(
        label="Conflict of interest on this article",
        choices=[
            (SignOff.Conflict.NONE, "None"),
            (SignOff.Conflict.DISCLOSED, "An interest to disclose; it does not affect my judgement"),
            (SignOff.Conflict.CONFLICT, "A conflict: I cannot approve and will recuse myself"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Declare whether you have a conflict of interest."},
    )
    interest = Passage(
        required=False, max_length=LONGEST_REASON, rows=2, label="Your interest, if there is one"
    )
    password = forms.CharField(
        label="Your password, to sign",
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Give your password to sign."},
    )
    decision = forms.CharField(required=False, max_length=20)

    def __init__(self, *args, audiences: Iterable[Audience], **kwargs):
        super().__init__(*args, **kwargs)
        about = [
            ("", "All texts"),
            *((audience.pk, f"The text for {audience.plural}") for audience in audiences),
        ]
        for number in range(1, REMARKS + 1):
            self.fields[f"remark_{number}"] = Passage(
                required=False, max_length=LONGEST_REMARK, rows=3, label=f"Remark {number}"
            )
            self.fields[f"about_{number}"] = forms.ChoiceField(
                required=False, choices=about, label=f"Remark {number} is about"
            )

    def remark_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        for number in range(1, REMARKS + 1):
            yield self[f"remark_{number}"], self[f"about_{number}"]

    def first_remark(self) -> list[tuple[BoundField, BoundField]]:
        return list(self.remark_rows())[:1]

    def more_remarks(self) -> list[tuple[BoundField, BoundField]]:
        return list(self.remark_rows())[1:]

    def uses_more_remarks(self) -> bool:
        return any(remark.value() or remark.errors for remark, _ in self.more_remarks())

    def remarks(self) -> list[Remark]:
        """Of a valid form."""
        rows = (
            Remark(self.cleaned_data[remark.name], self.cleaned_data[about.name])
            for remark, about in self.remark_rows()
        )
        return [remark for remark in rows if remark.text]

    def add_problems(self, problems: Iterable) -> None:
        """Put what the service found missing beside the fields that it is about."""
        for problem in problems:
            field = "remark_1" if problem.field == "remark" else problem.field
            self.add_error(field if field in self.fields else None, problem.message)
