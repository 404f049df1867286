"""What readers may know about how this site works, and who stands behind it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import BoardMember
from pages.policy_terms import terms
from reviews.models.policy import FLOOR


@login_not_required
@require_safe
def editorial_policy(request):
    return render(request, "pages/reading/editorial_policy.html", {"terms": terms(), "floor": FLOOR})


@login_not_required
@require_safe
def board(request):
    members = BoardMember.objects.active_on(timezone.localdate())
    return render(request, "pages/reading/board.html", {"members": members})
