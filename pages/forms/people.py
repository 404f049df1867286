"""Who contributed, as readers will see it."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from articles.attentive_forms import AttentiveForm
from articles.form_fields import Line, Passage
from articles.models import Contribution

INVITED = ("role", "printed_name", "credentials")
PRINTED = (*INVITED, "interests")
INTERESTS = "Fees, shares, grants or posts of the last three years. Write “None declared.” if there are none."


class ContributionForm(AttentiveForm):
    role = forms.ChoiceField(choices=Contribution.Role, label="Contributes as")
    printed_name = Line(max_length=120, label="Name as printed")
    credentials = Line(required=False, max_length=120, label="Credentials", help_text="For example: MD, PhD")
    interests = Passage(required=False, max_length=2000, label="Competing interests", help_text=INTERESTS)

    def __init__(self, *args, contribution: Contribution, may_declare: bool, **kwargs):
        """Somebody else's interests are not in the form."""
        names = PRINTED if may_declare else INVITED
        super().__init__(*args, initial={name: getattr(contribution, name) for name in names}, **kwargs)
        if not may_declare:
            del self.fields["interests"]

    def printed(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields if name in PRINTED}


class InvitationForm(forms.Form):
    email = forms.EmailField(label="E-mail of the account")
    role = forms.ChoiceField(choices=Contribution.Role, label="Contributes as")
    printed_name = Line(
        required=False, max_length=120, label="Name as printed", help_text="Blank: the name of the account."
    )
    credentials = Line(required=False, max_length=120, label="Credentials", help_text="For example: MD, PhD")

    def clean_email(self):
        """One message for no account and for one without a role, so that nobody learns who reads here."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None or not user.is_staff_member:
            raise ValidationError("No author, board member or managing editor signs in with this e-mail.")
        self.user = user
        return user.email

    def invited(self) -> dict[str, str]:
        typed = self.cleaned_data
        printed = {name: typed[name] for name in INVITED}
        return printed | {"printed_name": typed["printed_name"] or str(self.user)}
