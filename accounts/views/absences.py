"""When a member of the board cannot review: told and taken back by the member alone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import AbsenceForm
from accounts.models import Absence
from accounts.once import once
from accounts.views.profile import memberships, show_profile


@once
@require_POST
def add_absence(request):
    member = get_object_or_404(memberships(request.user))
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return show_profile(request, status=422, absence_form=form)
    services.add_absence(member, **form.cleaned_data, actor=request.user, now=timezone.now())
    messages.success(
        request, "Your absence is on file: managing editors see it when they look for reviewers."
    )
    return redirect("accounts:profile")


@once
@require_POST
def remove_absence(request, pk):
    """A stranger's absence, and one that is over, is not found."""
    own = Absence.objects.not_over(timezone.localdate()).filter(member__in=memberships(request.user))
    services.remove_absence(get_object_or_404(own, pk=pk), actor=request.user, now=timezone.now())
    messages.success(request, "The absence is removed: you can be asked for reviews on these days.")
    return redirect("accounts:profile")
