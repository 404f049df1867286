"""What was sent to whom about what, and what did not leave. Only subjects: the words of a mail are its reader's."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import outbox
from accounts.models import Mail, User
from accounts.once import once
from accounts.roles import Role

ON_A_PAGE = 50
BODIES = ("text", "html")


@dataclass(frozen=True)
class Filter:
    """A status as a way to narrow the list; `value` is empty for all of them."""

    value: str
    label: str
    count: int
    is_here: bool


def _only_staff(user: User) -> None:
    if not (user.has_role(Role.ADMINISTRATOR) or user.has_role(Role.MANAGING_EDITOR)):
        raise PermissionDenied("Only administrators and managing editors see which mails were sent.")


@require_safe
def mails(request):
    _only_staff(request.user)
    filters = _filters(request.GET.get("status", ""))
    found = Mail.objects.select_related("recipient").defer(*BODIES)
    if chosen := next((one.value for one in filters if one.is_here), ""):
        found = found.filter(status=chosen)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/mails.html", {"page": page, "filters": filters})


def _filters(chosen: str) -> list[Filter]:
    """The statuses that occur, with all of them in front. One that does not occur shows all."""
    counts = dict(Mail.objects.order_by().values_list("status").annotate(Count("pk")))
    if chosen not in counts:
        chosen = ""
    found = [Filter("", "All", sum(counts.values()), is_here=not chosen)]
    for status, label in Mail.Status.choices:
        if status in counts:
            found.append(Filter(status, label, counts[status], is_here=status == chosen))
    return found


@once
@require_POST
def try_mail_again(request, pk):
    """A mail that was given up gets all its attempts anew; the next run sends it."""
    _only_staff(request.user)
    mail = get_object_or_404(Mail.objects.defer(*BODIES), pk=pk)
    if outbox.try_again(mail, now=timezone.now()):
        messages.success(request, "The mail waits again, and leaves with the next run.")
    else:
        messages.info(
            request, f"This mail is {mail.get_status_display().lower()}; only a failed one is tried again."
        )
    return redirect("accounts:mails")
