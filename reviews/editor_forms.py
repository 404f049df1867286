"""Forms of the managing editor: who is asked to take a seat, and what the reviews to come ask for."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import BoardMember, Specialty
from articles.attentive_forms import AttentiveForm
from articles.errors import NotReady
from reviews import workflow
from reviews.models import ReviewPolicy, Seat

OWN, ANY = "own", "any"
TERMS = ("approvals", "specialties", "due_days", "interval_months")


class Candidate(Protocol):
    """`refusal` says why the member cannot be asked; empty when they can."""

    member: BoardMember
    refusal: str


class SeatForm(forms.Form):
    """Everyone on the board is shown; who cannot be asked is refused with the reason, however the form was sent."""

    member = forms.ChoiceField(
        label="Board member",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a member.", "invalid_choice": "This person is not on the board."},
    )
    scope = forms.ChoiceField(
        label="The seat is",
        choices=[
            (OWN, "For their own specialty"),
            (ANY, "For any specialty: it can be given to anybody later"),
        ],
        widget=forms.RadioSelect,
        initial=OWN,
    )
    due = forms.DateField(
        label="Answer and signature due",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say until when.", "invalid": "This is no date."},
    )

    def __init__(self, *args, candidates: Sequence[Candidate], seat: Seat | None, due: date, **kwargs):
        super().__init__(*args, initial={"due": max(due, timezone.localdate())}, **kwargs)
        self.candidates = {str(candidate.member.pk): candidate for candidate in candidates}
        self.fields["member"].choices = [(pk, str(c.member)) for pk, c in self.candidates.items()]
        if seat is not None:
            del self.fields["scope"]

    @property
    def chosen(self) -> str:
        """The key of the member whose button is pressed."""
        return str(self["member"].value() or "")

    def clean_member(self) -> BoardMember:
        candidate = self.candidates[self.cleaned_data["member"]]
        if candidate.refusal:
            raise ValidationError(candidate.refusal)
        return candidate.member

    def clean_due(self) -> date:
        if self.cleaned_data["due"] < timezone.localdate():
            raise ValidationError("This day has passed.")
        return self.cleaned_data["due"]

    def specialty_for(self, member: BoardMember) -> str:
        """Of a seat that is new."""
        return member.specialty if self.cleaned_data.get("scope") == OWN else ""


class Specialties(forms.MultipleChoiceField):
    """Kept in the order of their codes, so that ticking the same ones in another order changes nothing."""

    def clean(self, value):
        return sorted(super().clean(value))


class PolicyForm(AttentiveForm):
    """What is possible is said by reviews.workflow; the form puts the answer beside the field."""

    approvals = forms.IntegerField(
        label="Approvals",
        help_text="How many members must approve the same text. Never fewer than two.",
        error_messages={"invalid": "Write a whole number."},
    )
    specialties = Specialties(
        required=False,
        label="Specialties that must be among them",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "This is not a specialty of the board."},
    )
    due_days = forms.IntegerField(
        label="Days to review",
        help_text="From the day the round opens.",
        error_messages={"invalid": "Write a whole number."},
    )
    interval_months = forms.IntegerField(
        label="Months until the next review",
        help_text="From the last approval. An article can have an interval of its own.",
        error_messages={"invalid": "Write a whole number."},
    )

    def __init__(self, *args, policy: ReviewPolicy, on_the_board: dict[str, int], **kwargs):
        super().__init__(*args, initial={name: getattr(policy, name) for name in TERMS}, **kwargs)
        self.fields["specialties"].choices = [
            (code, f"{label}, {_members(on_the_board.get(code, 0))}") for code, label in Specialty.choices
        ]

    def clean(self):
        typed = super().clean()
        if all(name in typed for name in TERMS):
            try:
                workflow.check_terms(*(typed[name] for name in TERMS))
            except NotReady as refused:
                for problem in refused.problems:
                    self.add_error(problem.field, problem.message)
        return typed


def _members(number: int) -> str:
    if not number:
        return "nobody on the board today"
    return f"{number}\u00a0member{'' if number == 1 else 's'} today"
