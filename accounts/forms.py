"""Forms about people. They clean and phrase; services decide."""

from django import forms
from django.utils import timezone

from accounts.models import BoardMember, User
from accounts.roles import Role


class NameAtSignUp(forms.Form):
    """What sign-up asks beside e-mail and password."""

    name = forms.CharField(
        max_length=120,
        label="Your name",
        help_text="As other people on this site shall see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": "Your name"}


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class AppointmentForm(forms.ModelForm):
    active_from = forms.DateField(
        label="On the board from", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = BoardMember
        fields = ["printed_name", "credentials", "specialty", "interests", "active_from"]
        widgets = {"interests": forms.Textarea(attrs={"rows": 3})}


class EndAppointmentForm(forms.Form):
    last_day = forms.DateField(
        label="Last day on the board", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )


class FindPersonForm(forms.Form):
    q = forms.CharField(
        required=False, max_length=200, label="Find an account by name or e-mail", widget=forms.TextInput()
    )
