"""Answers to forms that came too late. Nothing that was typed is lost, and nothing is sent again by itself."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

SECRET_FIELDS = ("password", "csrf", "form_key")
BOOKKEEPING = frozenset(
    {"lock", "do", "audience", "round", "digest", "add_audience", "approved", "seat", "opened_with"}
)


def typed(request) -> list[tuple[str, str]]:
    """What the person typed, without secrets and hidden bookkeeping, for showing it back."""
    return [
        (name.replace("_", " ").replace("-", " "), value)
        for name, values in request.POST.lists()
        if name not in BOOKKEEPING and not any(word in name.lower() for word in SECRET_FIELDS)
        for value in values
        if value.strip()
    ]


@login_not_required
def form_expired(request, reason=""):
    """Django's CSRF check refused the form: 403, with the typed text to copy.

    No button sends it again from here: that would let a foreign site put a form into the reader's mouth.
    """
    return render(request, "form_expired.html", {"typed": typed(request), "signed_out": False}, status=403)


def signed_out(request):
    """A private form sent by nobody, most often after the session ended: 403, with the typed text to copy."""
    return render(request, "form_expired.html", {"typed": typed(request), "signed_out": True}, status=403)


def busy(request):
    """The database is locked or away: 503, nothing was stored, and the typed text is shown to be kept."""
    response = render(request, "busy.html", {"typed": typed(request)}, status=503)
    response.headers["Retry-After"] = "30"
    response.headers["Cache-Control"] = "private, no-store"  # whose page it is cannot be asked now
    return response


def takes_a_form_only(request):
    """Somebody opened the address of a form, by Enter in the address bar or from a list of old pages."""
    return render(request, "form_only.html", status=405)
