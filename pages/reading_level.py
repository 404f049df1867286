"""Which text a reader gets: the address says so, else the profile, else one cookie, else the article's default.

The choice hints at somebody's health: it is never logged, never sent anywhere, and can be forgotten on the page that
asks for it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from articles.models import Audience

COOKIE = "reads_as"
ONE_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Levels:
    """The audiences there are, and which of them (`written`) this version has a text for."""

    audiences: dict[str, Audience]
    written: Collection[str]
    default: Audience

    def given_to(self, wanted: Audience) -> Audience:
        """Their own text, else the nearest plainer one, else the default, else the plainest that there is."""
        if wanted.pk in self.written:
            return wanted
        written = [audience for audience in self.audiences.values() if audience.pk in self.written]
        plainer = [audience for audience in written if audience.rank < wanted.rank]
        if plainer:
            return max(plainer, key=lambda audience: audience.rank)
        if self.default.pk in self.written:
            return self.default
        return min(written, key=lambda audience: audience.rank)

    def differ(self, one: Audience, other: Audience) -> bool:
        """Whether these two audiences get different texts."""
        return self.given_to(one) != self.given_to(other)


def all_audiences() -> dict[str, Audience]:
    """By code, the most expert first."""
    return {audience.pk: audience for audience in Audience.objects.all()}


def remembered(request: HttpRequest, audiences: dict[str, Audience]) -> Audience | None:
    """What the reader has told us: the profile counts, else the cookie."""
    if request.user.is_authenticated and request.user.reads_as in audiences:
        return audiences[request.user.reads_as]
    return audiences.get(request.COOKIES.get(COOKIE, ""))


def remember(request: HttpRequest, response: HttpResponse, audience: Audience) -> None:
    """With an account it is kept there and nowhere else: a shared computer does not learn it."""
    if request.user.is_authenticated:
        _keep_in_profile(request, audience.pk)
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        audience.pk,
        max_age=ONE_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(request: HttpRequest, response: HttpResponse) -> None:
    if request.user.is_authenticated:
        _keep_in_profile(request, "")
    response.delete_cookie(COOKIE, samesite="Lax")


def _keep_in_profile(request: HttpRequest, code: str) -> None:
    request.user.reads_as = code
    request.user.save(update_fields=["reads_as"])


class Sentence(forms.ModelChoiceField):
    def label_from_instance(self, audience):
        return format_html("<b>{}</b> {}", audience.label, audience.sentence)


class ReadingLevelForm(forms.Form):
    audience = Sentence(
        Audience.objects.all(),
        label="Which best describes you?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one, or go back without a choice.",
            "invalid_choice": "Choose one of these.",
        },
    )
    article = forms.SlugField(required=False, widget=forms.HiddenInput)
