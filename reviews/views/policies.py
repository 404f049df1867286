"""What a review asks for, for every kind of article and every risk, and the form that changes it."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import BoardMember, Specialty
from accounts.once import once
from articles import kinds
from articles.models import Article
from reviews import services, workflow
from reviews.editor_forms import TERMS, PolicyForm
from reviews.models import ReviewPolicy
from reviews.views.words import approvals_in_words

LATEST = 10


@dataclass(frozen=True)
class Specialised:
    """A specialty that must approve, and whether anybody on the board could."""

    label: str
    is_empty: bool


@dataclass(frozen=True)
class Row:
    policy: ReviewPolicy
    specialties: list[Specialised]


@require_safe
def policies(request):
    workflow.check_set_policy(request.user)
    board = _board_today()
    rows = [
        _row(ReviewPolicy.objects.terms_of(kind, risk), board)
        for kind in kinds.KINDS
        for risk in Article.Risk.values
    ]
    return render(request, "reviews/policies.html", {"rows": rows})


@once
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def policy(request, kind, risk):
    workflow.check_set_policy(request.user)
    if kind not in kinds.KINDS or risk not in Article.Risk.values:
        raise Http404("There is no such kind or risk.")
    stored = ReviewPolicy.objects.select_for_update().terms_of(kind, risk)
    form = PolicyForm(
        request.POST if request.method == "POST" else None, policy=stored, on_the_board=_board_today()
    )
    context = {"form": form, "policy": stored, "changes": _changes(stored)}
    status = 422 if form.is_bound else 200
    if form.is_stale:
        context["differences"] = list(form.differences())
        form.catch_up()
        status = 409
    elif form.is_bound and form.is_valid():
        terms = {name: form.cleaned_data[name] for name in TERMS}
        is_new = services.change_policy(stored, **terms, user=request.user, now=timezone.now())
        done = "They count for rounds opened from now on." if is_new else "They are what they were."
        messages.success(request, f"The terms for {_name(stored)} are saved. {done}")
        return redirect("reviews:policies")
    return render(request, "reviews/policy.html", context, status=status)


def _board_today() -> Counter[str]:
    """How many members there are for each specialty."""
    active = BoardMember.objects.active_on(timezone.localdate()).filter(user__is_active=True)
    return Counter(active.values_list("specialty", flat=True))


def _row(policy: ReviewPolicy, board: Counter[str]) -> Row:
    return Row(policy, [Specialised(Specialty(code).label, not board[code]) for code in policy.specialties])


def _changes(policy: ReviewPolicy) -> list[tuple[object, str]]:
    """The newest first: the row of the history, and the approvals that it asks for, in words."""
    if policy.pk is None:
        return []
    rows = policy.history.order_by("-history_date", "-history_id")[:LATEST]
    return [(row, approvals_in_words(row.approvals, row.specialties)) for row in rows]


def _name(policy: ReviewPolicy) -> str:
    return f"{policy.get_kind_display().lower()}, {policy.get_risk_display().lower()} risk"
