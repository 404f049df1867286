"""Forms about people. They clean and phrase; services decide."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import BoardMember
from accounts.roles import Role

JOINERS = "\u200c\u200d"  # several scripts need them inside a name
BLANKS = "\u2800\u3164\uffa0\u115f\u1160"  # count as letters or signs and show nothing


def has_invisible(words: str) -> bool:
    seen = (character for character in words if character not in JOINERS)
    hidden = ("Cc", "Cf", "Cs", "Co", "Cn")
    return any(unicodedata.category(character) in hidden or character in BLANKS for character in seen)


def refuse_invisible(name: str) -> None:
    """A name is what others see: marks that cannot be seen, or that turn the direction of writing, pass for another."""
    if has_invisible(name):
        raise ValidationError("There is a character in this name that cannot be seen. Type it anew.")
    if not any(character.isalpha() for character in name):
        raise ValidationError("A name has letters.")


def refuse_deceptive(words: str) -> None:
    """What is printed about a person reads as it is stored, and is there to be seen. It may have several lines."""
    if has_invisible("".join(words.split())):
        raise ValidationError("There is a character in this text that cannot be seen. Type it anew.")
    if not any(unicodedata.category(character)[0] in "LNPS" for character in words):
        raise ValidationError("There is nothing to see in this text. Write it in words.")


class Printed(forms.CharField):
    default_validators = [refuse_deceptive]


class NameField(forms.CharField):
    default_validators = [refuse_invisible]

    def __init__(self, *, autocomplete="name", **options):
        options.setdefault("label", "Your name")
        options.setdefault("help_text", "As other people on this site see it.")
        widget = forms.TextInput(attrs={"autocomplete": autocomplete})
        super().__init__(max_length=120, widget=widget, **options)


class NameAtSignUp(forms.Form):
    """What sign-up asks beside e-mail and password."""

    name = NameField()

    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ProfileForm(forms.Form):
    name = NameField()


class InterestsForm(forms.Form):
    interests = Printed(
        max_length=2000,
        label="My declared interests",
        help_text="Everyone who reviews with you sees them, and readers on the page about the board. "
        "If there are none, write None.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        max_length=500,
        strip=False,
        label="Your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class DayField(forms.DateField):
    """A day, today unless told otherwise, in the browser's own calendar."""

    def __init__(self, **options):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(initial=timezone.localdate, widget=widget, **options)


class AppointmentForm(forms.ModelForm):
    printed_name = NameField(
        label="Printed name", help_text="As it is printed under an article: Dr Jane Doe", autocomplete="off"
    )
    active_from = DayField(label="On the board from")

    class Meta:
        model = BoardMember
        fields = ["printed_name", "credentials", "specialty", "interests", "active_from"]
        field_classes = {"credentials": Printed, "interests": Printed}
        widgets = {"interests": forms.Textarea(attrs={"rows": 3})}


class EndAppointmentForm(forms.Form):
    last_day = DayField(label="Last day on the board")


class AbsenceForm(forms.Form):
    first_day = DayField(label="From")
    last_day = DayField(label="To", help_text="The last day on which you cannot review.")
    note = forms.CharField(
        required=False,
        max_length=200,
        label="Note",
        help_text="Managing editors see it when they look for reviewers.",
    )

    def clean_note(self):
        note = self.cleaned_data["note"]
        if has_invisible(note):
            raise ValidationError("There is a character in this note that cannot be seen. Type it anew.")
        return note

    def clean(self):
        typed = super().clean()
        first, last = typed.get("first_day"), typed.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day lies before the first.")
        elif last and last < timezone.localdate():
            self.add_error("last_day", "These days are over already.")
        return typed


class FindPersonForm(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=200,
        label="Find an account by name or e-mail",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
