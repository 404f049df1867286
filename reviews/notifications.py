"""From the audit log to the outbox: who is told of which deed.

No deed writes mails itself. The events of the log are read in the order of their numbers, and the last number read is
kept in the transaction that writes the mails. So a deed costs nothing more, a process that dies after its commit loses
no mail, and no event is told twice. Whatever is read late is told late, never left out.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import outbox
from accounts.models import MailProgress
from audit.models import AuditEvent
from reviews.letters import letters_for
from reviews.letters.letter import post

BATCH = 200


def deliver() -> None:
    """After the commit of a deed: its mails are written, and those that can leave at once are sent."""
    now = timezone.now()
    write_mails(now)
    outbox.send_soon(now)


def write_mails(now: datetime) -> int:
    """The mails about everything that was done since the last time, due at once. How many."""
    written = 0
    while _is_behind():
        written += _write_batch(now)
    return written


def _is_behind() -> bool:
    read = MailProgress.objects.get().events_read
    return AuditEvent.objects.filter(number__gt=read).exists()


@transaction.atomic
def _write_batch(now: datetime) -> int:
    progress = MailProgress.objects.select_for_update().get()
    events = list(AuditEvent.objects.filter(number__gt=progress.events_read).order_by("number")[:BATCH])
    written = sum(post(letters_for(e), f"event:{e.number}", now=e.at, due=now) for e in events)
    if events:
        progress.events_read = events[-1].number
        progress.save()
    return written
