"""Everyone who holds a role or sits on the board, and a search over all accounts to give a first role."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import services
from accounts.forms import FindPersonForm
from accounts.models import BoardMember, User

ON_A_PAGE = 25


@dataclass(frozen=True)
class Row:
    person: User
    roles: list[str]
    appointment: BoardMember | None
    is_past: bool


def only_administrators(user: User) -> None:
    if not services.may_give_roles(user):
        raise PermissionDenied("Only administrators see who holds which role.")


@require_safe
def people(request):
    only_administrators(request.user)
    form = FindPersonForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(_found(words), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "words": words, "page": page, "rows": [_row(person) for person in page]}
    return render(request, "accounts/people.html", context)


def _found(words: str) -> QuerySet[User]:
    accounts = User.objects.filter(is_active=True).select_related("board_member")
    if words:
        accounts = accounts.filter(Q(name__icontains=words) | Q(email__icontains=words))
    else:
        accounts = accounts.filter(Q(grants__isnull=False) | Q(board_member__isnull=False)).distinct()
    return accounts.prefetch_related("grants__group").order_by("name", "email")


def _row(person: User) -> Row:
    appointment = getattr(person, "board_member", None)
    has_ended = appointment is not None and appointment.active_to is not None
    return Row(
        person=person,
        roles=[grant.label for grant in person.grants.all()],
        appointment=appointment,
        is_past=has_ended and appointment.active_to < timezone.localdate(),
    )
