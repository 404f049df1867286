"""One person: roles given and taken, the appointment to the board, and the record of both."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.forms import AppointmentForm, EndAppointmentForm, RoleForm
from accounts.models import BoardMember, RoleGrant, User
from accounts.once import once
from accounts.roles import MAY, Role
from accounts.views.people import only_administrators
from accounts.views.record import DAY, record_of


@dataclass(frozen=True)
class RoleRow:
    role: Role
    may: str
    grant: RoleGrant | None


@require_safe
def person(request, pk):
    return _show(request, _find(request.user, pk))


def _find(user: User, pk: int) -> User:
    only_administrators(user)
    return get_object_or_404(User.objects.select_related("board_member"), pk=pk)


def _show(request, person: User, *, status: int = 200, **forms_and_more):
    appointment = getattr(person, "board_member", None)
    grants = {grant.group.name: grant for grant in person.grants.select_related("group", "given_by")}
    today = timezone.localdate()
    context = {
        "person": person,
        "is_self": person == request.user,
        "roles": [RoleRow(role, MAY[role], grants.get(role)) for role in Role],
        "appointment": appointment,
        "is_past": bool(appointment and appointment.active_to and appointment.active_to < today),
        "appointment_form": AppointmentForm(initial=_as_appointed(person, appointment)),
        "ending_form": EndAppointmentForm(),
        "record": record_of(person),
        **forms_and_more,
    }
    return render(request, "accounts/person.html", context, status=status)


def _as_appointed(person: User, appointment: BoardMember | None) -> dict[str, object]:
    """What the form starts from: the appointment as it stands, or the name of the account."""
    if appointment is None:
        return {"printed_name": person.name, "active_from": timezone.localdate()}
    return {name: getattr(appointment, name) for name in AppointmentForm.Meta.fields}


@once
@require_POST
def give_role(request, pk):
    def act(person, form):
        role = Role(form.cleaned_data["role"])
        is_new = services.give_role(person, role, actor=request.user, now=timezone.now())
        return f"{person} is {role.label.lower()} now." if is_new else f"{person} holds this role already."

    return _do(request, pk, act, role_form=RoleForm(request.POST))


@once
@require_POST
def take_role(request, pk):
    def act(person, form):
        role = Role(form.cleaned_data["role"])
        was_held = services.take_role(person, role, actor=request.user, now=timezone.now())
        return (
            f"{person} is no longer {role.label.lower()}."
            if was_held
            else f"{person} did not hold this role."
        )

    return _do(request, pk, act, role_form=RoleForm(request.POST))


@once
@require_POST
def appoint(request, pk):
    def act(person, form):
        member = services.appoint(person, **form.cleaned_data, actor=request.user, now=timezone.now())
        return f"{member.printed_name} is on the board from {date_format(member.active_from, DAY)}."

    return _do(request, pk, act, appointment_form=AppointmentForm(request.POST))


@once
@require_POST
def end_appointment(request, pk):
    def act(person, form):
        member = get_object_or_404(BoardMember, user=person)
        last_day = form.cleaned_data["last_day"]
        services.end_appointment(member, last_day=last_day, actor=request.user, now=timezone.now())
        return f"The last day of {member.printed_name} on the board is {date_format(last_day, DAY)}."

    return _do(request, pk, act, ending_form=EndAppointmentForm(request.POST))


def _do(request, pk, act: Callable[[User, forms.Form], str], **named_form: forms.Form):
    """Do it with a form that is filled in properly; a refusal shows the person as they are now."""
    person = _find(request.user, pk)
    (form,) = named_form.values()
    if not form.is_valid():
        return _show(request, person, status=422, **named_form)
    try:
        messages.success(request, act(person, form))
    except services.Refused as error:
        return _show(request, person, status=409, refusal=str(error), **named_form)
    # Whoever gave up their own right to see this page is not sent back to it.
    still_may = services.may_give_roles(User.objects.get(pk=request.user.pk))
    return redirect("accounts:person", pk) if still_may else redirect("accounts:profile")
