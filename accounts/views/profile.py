"""What everyone may change about their own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import AbsenceForm, InterestsForm, PasswordForm, ProfileForm
from accounts.models import BoardMember, User
from accounts.once import once
from accounts.reauthentication import NotProven, prove_again
from accounts.roles import Role


@once
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    if request.method != "POST":
        return show_profile(request)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return show_profile(request, status=422, form=form)
    request.user.name = form.cleaned_data["name"]
    request.user.save(update_fields=["name"])
    messages.success(request, "Your name is saved.")
    return redirect("accounts:profile")


@once
@require_POST
def declare_interests(request):
    member = get_object_or_404(memberships(request.user))
    form = InterestsForm(request.POST)
    if not form.is_valid():
        return show_profile(request, status=422, interests_form=form)
    services.declare_interests(member, form.cleaned_data["interests"], actor=request.user, now=timezone.now())
    messages.success(request, "Your declared interests are saved.")
    return redirect("accounts:profile")


def memberships(user: User):
    return BoardMember.objects.active_on(timezone.localdate()).filter(user=user)


def show_profile(request, *, status: int = 200, **bound):
    member = memberships(request.user).first()
    context = {
        "form": ProfileForm(initial={"name": request.user.name}),
        "member": member,
        "interests_form": InterestsForm(initial={"interests": member.interests}) if member else None,
        "absences": member.absences.not_over(timezone.localdate()) if member else [],
        "absence_form": AbsenceForm(),
        "roles": [Role(name).label for name in sorted(request.user.roles)],
        **bound,
    }
    return render(request, "accounts/profile.html", context, status=status)


@sensitive_post_parameters("password")
@once
@require_http_methods(["GET", "HEAD", "POST"])
def close(request):
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _ask_to_close(request, form)
    if not form.is_valid():
        return _ask_to_close(request, form, status=422)
    try:
        prove_again(request, form.cleaned_data["password"])
        services.close_account(request.user, now=timezone.now())
    except NotProven as error:
        form.add_error("password", str(error))
        return _ask_to_close(request, form, status=error.status)
    except services.Refused as error:
        return _ask_to_close(request, form, status=409, refusal=str(error))
    logout(request)
    messages.success(request, "Your account is closed.")
    return redirect("pages:home")


def _ask_to_close(request, form, *, status: int = 200, refusal: str = ""):
    return render(request, "accounts/close.html", {"form": form, "refusal": refusal}, status=status)
