"""Who contributed to a draft, as readers will see it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import once
from articles import services as articles
from articles.models import Version
from articles.services.contributors import has_written, may_declare
from pages.forms.people import ContributionForm, InvitationForm
from pages.views.desk import find_version, too_late
from reviews import workflow


@require_http_methods(["GET", "HEAD", "POST"])
@once
def contributors(request, slug, number):
    """The list, and below it the form that invites one more."""
    version = find_version(request.user, slug, number)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    try:
        workflow.check(workflow.EDIT, workflow.situation_of(version), request.user)
    except workflow.WrongState as error:
        return too_late(request, version, error, _typed(form))
    if not form.is_bound:
        return _page(request, version, form)
    if not form.is_valid():
        return _page(request, version, form, status=422)
    try:
        added = articles.add_contributor(
            version, form.user, actor=request.user, now=timezone.now(), **form.invited()
        )
    except workflow.WrongState as error:
        return _page(request, version, form, status=409, refusal=str(error))
    messages.success(
        request,
        f"{added.printed_name} finds this article on their desk, and declares competing interests there.",
    )
    return redirect("pages:contributors", slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def edit_contribution(request, slug, number, pk):
    version = find_version(request.user, slug, number)
    contribution = get_object_or_404(version.contributions.select_related("version", "user"), pk=pk)
    form = ContributionForm(
        request.POST if request.method == "POST" else None,
        contribution=contribution,
        may_declare=may_declare(contribution, request.user),
    )
    context = {"version": version, "article": version.article, "contribution": contribution, "form": form}
    status = 422 if form.is_bound else 200
    try:
        workflow.check(workflow.EDIT, workflow.situation_of(version), request.user)
        if form.is_stale:
            context["differences"] = list(form.differences())
            form.catch_up()
            status = 409
        elif form.is_valid():
            articles.edit_contribution(contribution, actor=request.user, now=timezone.now(), **form.printed())
            messages.success(request, f"Saved what is printed about {contribution.printed_name}.")
            return redirect("pages:contributors", slug, number)
    except workflow.WrongState as error:
        return too_late(request, version, error, _typed(form))
    return render(request, "pages/desk/contribution.html", context, status=status)


@require_POST
@once
def remove_contributor(request, slug, number, pk):
    version = find_version(request.user, slug, number)
    contribution = get_object_or_404(version.contributions.select_related("version", "user"), pk=pk)
    situation = workflow.situation_of(version)
    try:
        workflow.check(workflow.EDIT, situation, request.user)
    except workflow.WrongState as error:
        return too_late(request, version, error)
    try:
        articles.remove_contributor(contribution, actor=request.user, now=timezone.now())
    except workflow.WrongState as error:
        return _page(request, version, InvitationForm(), status=409, refusal=str(error))
    messages.success(request, f"{contribution.printed_name} is no contributor any more.")
    return redirect("pages:contributors", slug, number)


def _page(request, version: Version, form: InvitationForm, *, status: int = 200, refusal: str = ""):
    people = [
        {"contribution": contribution, "stays": has_written(version, contribution.user)}
        for contribution in version.contributions.select_related("user")
    ]
    context = {
        "version": version,
        "article": version.article,
        "people": people,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "pages/desk/contributors.html", context, status=status)


def _typed(form) -> list[tuple[str, str]]:
    return [(field.label, field.value() or "") for field in form.visible_fields()] if form.is_bound else []
