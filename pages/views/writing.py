"""Write a draft: one form for the version and its texts, with a preview by the site's own renderer."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from articles import services as articles
from articles.models import Audience, Reference, Version
from pages.forms.draft import DraftForms, TextForm, stored_values, take_over
from pages.merging import changed_fields, merge_of
from pages.previewing import preview_of
from pages.views.desk import find_version, too_late
from reviews import workflow

PREVIEW, ADD = "preview", "add"  # values of the button `do`; any other one saves


@require_http_methods(["GET", "HEAD", "POST"])
def edit_version(request, slug, number):
    """Not @once: saving the same text again changes nothing, and another text meets the lock."""
    version = find_version(request.user, slug, number)
    data = _typed(request, version) if request.method == "POST" else None
    try:
        workflow.check(workflow.EDIT, workflow.situation_of(version), request.user)
        return _edit(request, version, data)
    except workflow.StaleEdit as error:
        return _merge(request, error.version, data)
    except workflow.WrongState as error:
        return too_late(request, version, error, _written(version, data))


def _typed(request, version: Version) -> QueryDict:
    if not request.POST.getlist("take"):
        return request.POST
    return take_over(request.POST, stored_values(version))


def _edit(request, version: Version, data: QueryDict | None):
    do = data.get("do", "") if data is not None else ""
    forms = DraftForms(version, data, also=data.get("add_audience", "") if do == ADD else "")
    if data is None or do in (PREVIEW, ADD):
        return _page(request, version, forms, is_preview=do == PREVIEW)
    if not forms.is_valid():
        return _page(request, version, forms, status=422)
    try:
        saved = articles.save_draft(
            version, forms.edit(), user=request.user, lock=forms.lock, now=timezone.now()
        )
    except workflow.NotReady as error:
        forms.add_problems(error.problems)
        return _page(request, version, forms, status=422)
    words = "Saved." if saved.lock != version.lock else "Saved: nothing had changed since the last time."
    messages.success(request, words)
    if do == "leave":
        return redirect("pages:article_desk", version.article.slug)
    return redirect("pages:edit_version", version.article.slug, version.number)


def _page(request, version: Version, forms: DraftForms, *, status: int = 200, is_preview: bool = False):
    library = dict(Reference.objects.values_list("key", "title"))
    context = {
        "version": version,
        "article": version.article,
        "forms": forms,
        "texts": [(form, preview_of(version, form.audience, form.typed(), library)) for form in forms.texts],
        "last_save": version.history.first(),
        "library": library,
        "is_preview": is_preview,
    }
    return render(request, "pages/desk/edit.html", context, status=status)


def _merge(request, version: Version, data: QueryDict):
    """409: the saved text and mine side by side, in a form that carries the new lock."""
    context = {"version": version, "article": version.article, "merge": merge_of(version, data)}
    return render(request, "pages/desk/merge.html", context, status=409)


def _written(version: Version, data: QueryDict | None) -> list[tuple[str, str]]:
    if data is None:
        return []
    return [(label, field.value() or "") for label, field in changed_fields(DraftForms(version, data))]


@require_POST
def preview_text(request, slug, number, audience):
    """A fragment for htmx: one text as it would look, and what is wrong with it. Saves nothing."""
    version = find_version(request.user, slug, number)
    audience = get_object_or_404(Audience, pk=audience)
    context = {"editing": reverse("pages:edit_version", args=[slug, number])}
    try:
        workflow.check(workflow.EDIT, workflow.situation_of(version), request.user)
    except workflow.WrongState as error:
        context["refusal"] = f"{error} What you type now cannot be saved; copy it before you leave."
        return render(request, "pages/desk/includes/preview.html", context, status=409)
    version.title = request.POST.get("title", "").strip() or version.title
    text = TextForm(request.POST, audience=audience).typed()
    context["preview"] = preview_of(version, audience, text, Reference.objects.values_list("key", flat=True))
    status = 200 if context["preview"].can_be_kept else 422
    return render(request, "pages/desk/includes/preview.html", context, status=status)
