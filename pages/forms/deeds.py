"""What is asked when a deed is done: a reason, an answer, a confirmation."""

from django import forms

from articles.form_fields import Passage


class ReasonForm(forms.Form):
    reason = Passage(
        max_length=2000, label="Why?", help_text="It stands in the history of the article, for staff to read."
    )


class AnswerForm(forms.Form):
    answer = Passage(max_length=5000, label="Your answer", help_text="What you did about it, or why not.")


class ReconcileForm(forms.Form):
    """Names the approved version that the author has compared the draft with."""

    approved = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
