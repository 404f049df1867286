"""The question "Which best describes you?", and forgetting its answer."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pages.reading_level import ReadingLevelForm, all_audiences, forget, remember, remembered


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reading_level(request):
    """`article` and `audience` say where the reader comes from; the way back is made of a slug, never of an address."""
    if request.method != "POST":
        return _ask(request, ReadingLevelForm(initial=request.GET.dict()))
    form = ReadingLevelForm(request.POST)
    is_answered = form.is_valid()
    response = _back(form.cleaned_data.get("article"))
    if "forget" in request.POST:
        forget(request, response)
    elif is_answered:
        remember(request, response, form.cleaned_data["audience"])
    else:
        return _ask(request, form, status=422)
    return response


def _ask(request, form: ReadingLevelForm, status: int = 200):
    known = remembered(request, all_audiences())
    if known is not None:
        form.initial.setdefault("audience", known.pk)
    return render(request, "pages/reading/reading_level.html", {"form": form, "known": known}, status=status)


def _back(slug: str | None):
    return redirect("pages:article", slug) if slug else redirect("pages:reading_level")
