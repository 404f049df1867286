"""The shared reference library: a list, and one form for new and existing references."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.once import once
from articles import library, services
from articles.authorship import check_may_write
from articles.bibliography import designs, nlm
from articles.forms import ReferenceForm, SearchForm
from articles.models import Reference

PAGE = 50


@require_safe
def reference_list(request):
    check_may_write(request.user)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(library.search(words).order_by("key"), PAGE).get_page(request.GET.get("page"))
    entries = [
        {"reference": r, "cite": nlm.cite(r.item), "badge": designs.badge(r.study_design)}
        for r in page.object_list
    ]
    return render(
        request,
        "articles/reference_list.html",
        {"form": form, "words": words, "page": page, "entries": entries},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def new_reference(request):
    check_may_write(request.user)
    return _reference_form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@once
@transaction.atomic
def edit_reference(request, key):
    check_may_write(request.user)
    found = Reference.objects.select_for_update() if request.method == "POST" else Reference.objects
    return _reference_form(request, get_object_or_404(found, key=key))


def _reference_form(request, reference):
    form = ReferenceForm(request.POST or None, reference=reference)
    context = {"form": form, "reference": reference}
    if reference is not None:
        context["citing"] = (
            library.articles_citing(reference).visible_to(request.user).select_related("published_version")
        )
    status = 200
    if request.method == "POST":
        if form.is_stale:
            context["differences"] = list(form.differences())
            form.catch_up()
            return render(request, "articles/reference_form.html", context, status=409)
        if form.is_valid() and (saved := _save(form, request.user)):
            messages.success(request, f"Saved. Cite it as [@{saved.key}].")
            return redirect("articles:reference_list")
        status = 422
    return render(request, "articles/reference_form.html", context, status=status)


def _save(form, user):
    """The stored reference, or None with the reason on the form."""
    try:
        return services.save_reference(form.item, actor=user, now=timezone.now(), reference=form.reference)
    except ValidationError as error:
        form.add_error(None, error)
    except IntegrityError:
        form.add_error(None, "Somebody saved a reference with this key or identifier a moment ago.")
    return None
