"""The author's deeds: submit, pull back, reconcile, abandon, answer a finding. reviews.services does them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import once
from articles.models import Version
from articles.services.drafts import approved_version_of
from pages.article_desk import answer_id
from pages.forms.deeds import AnswerForm, ReasonForm, ReconcileForm
from pages.missing_places import places_of
from pages.side_by_side import side_by_side
from pages.views.desk import find_version, show_desk, too_late
from reviews import services as reviews
from reviews import workflow
from reviews.models import Finding


@require_POST
@once
def submit(request, slug, number):
    version = find_version(request.user, slug, number)
    try:
        reviews.submit(version, user=request.user, now=timezone.now())
    except workflow.NotReady as error:
        context = {
            "version": version,
            "article": version.article,
            "places": places_of(error.problems, version),
        }
        return render(request, "pages/desk/not_ready.html", context, status=422)
    except workflow.WrongState as error:
        return too_late(request, version, error)
    messages.success(
        request,
        f"Version {number} is submitted. Next, the managing editor opens the review and the board reads it. "
        "Until then you can pull it back.",
    )
    return redirect("pages:article_desk", slug)


@require_POST
@once
def pull_back(request, slug, number):
    version = find_version(request.user, slug, number)
    try:
        reviews.pull_back(version, user=request.user, now=timezone.now())
    except workflow.WrongState as error:
        return too_late(request, version, error)
    messages.success(request, f"Version {number} is a draft again. Submit it when you have finished.")
    return redirect("pages:article_desk", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def abandon(request, slug, number):
    version = find_version(request.user, slug, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    try:
        workflow.check(workflow.ABANDON, workflow.situation_of(version), request.user)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            reviews.abandon(version, user=request.user, reason=reason, now=timezone.now())
            messages.success(
                request, f"Version {number} is abandoned. Its text is kept, and its number not used again."
            )
            return redirect("pages:article_desk", slug)
    except workflow.WrongState as error:
        return too_late(request, version, error, _reason(form))
    context = {"version": version, "article": version.article, "form": form}
    return render(request, "pages/desk/abandon.html", context, status=422 if form.is_bound else 200)


def _reason(form: ReasonForm) -> list[tuple[str, str]]:
    return [("Your reason", form["reason"].value() or "")] if form.is_bound else []


@require_http_methods(["GET", "HEAD", "POST"])
@once
def reconcile(request, slug, number):
    """The approved text beside the draft; then the author says that they have been brought together."""
    version = find_version(request.user, slug, number)
    approved = approved_version_of(version.article)
    form = ReconcileForm(request.POST if request.method == "POST" else None)
    refusal = ""
    try:
        workflow.check(workflow.RECONCILE, workflow.situation_of(version), request.user)
        if form.is_valid():
            if form.cleaned_data["approved"] == _key(approved):
                reviews.reconcile(version, user=request.user, now=timezone.now())
                messages.success(
                    request, "Reconciled: this draft counts as starting from the approved text now."
                )
                return redirect("pages:article_desk", slug)
            refusal = "Another text was approved after you opened this page. Compare the draft with this one."
    except workflow.WrongState as error:
        return too_late(request, version, error)
    context = {
        "version": version,
        "article": version.article,
        "approved": approved,
        "form": ReconcileForm(initial={"approved": _key(approved)}),
        "pairs": side_by_side(approved, version),
        "refusal": refusal,
    }
    return render(
        request,
        "pages/desk/reconcile.html",
        context,
        status=409 if refusal else 422 if form.is_bound else 200,
    )


def _key(approved: Version | None) -> int:
    return approved.pk if approved else 0


@require_POST
@once
def answer_finding(request, pk):
    visible = Version.objects.visible_to(request.user)
    finding = get_object_or_404(
        Finding.objects.select_related("version__article"), pk=pk, version__in=visible
    )
    article = finding.version.article
    form = AnswerForm(request.POST, auto_id=answer_id(pk))
    try:
        workflow.check(workflow.ANSWER_FINDING, workflow.situation_of(finding.version), request.user)
        if not form.is_valid():
            return show_desk(request, article, status=422, answering=(pk, form))
        reviews.answer_finding(
            finding, user=request.user, answer=form.cleaned_data["answer"], now=timezone.now()
        )
    except workflow.WrongState as error:
        return too_late(request, finding.version, error, [("Your answer", form["answer"].value() or "")])
    messages.success(request, "Your answer is saved. The board sees it beside the finding.")
    return redirect(f"{reverse('pages:article_desk', args=[article.slug])}#finding-{pk}")
