"""Mail that leaves once. A mail is written as a row in the transaction that is the reason for it, and sent afterwards.

Never lost: the row is there before anything is sent, and whatever does not leave is tried again, later and later, for
nearly three days; then it shows as failed, and staff can have it tried again.

Never twice: a worker claims a row by compare-and-set before it sends, and two workers cannot claim the same. One gap
is left that no outbox can close: a process that dies after the mail server took the mail and before the row says so.
Its claim goes stale after a quarter of an hour and the mail is sent again, since a warning that never comes does more
harm than one that comes twice. Both copies carry the same Message-ID, by which many mail programs show them as one.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import Mail, MailProgress, User

Status = Mail.Status
ATTEMPTS = 12
STALE = timedelta(minutes=15)
AFTER_A_DEED = 5  # seconds that a person may have to wait for their mails
PAUSE = timedelta(minutes=1)
AT_MOST = 1000  # mails in one run
# What sending can raise: OSError for the network, the server (SMTPException) and files; ValueError for an address or a
# header that cannot be written.
SENDING_ERRORS = (OSError, ValueError)

logger = logging.getLogger(__name__)


@dataclass
class Sending:
    """What one run did. A problem names the mail and the reason; its row holds both."""

    sent: int = 0
    problems: list[str] = field(default_factory=list)


def enqueue(
    key: str,
    *,
    to: User,
    subject: str,
    template: str,
    context: Mapping[str, object],
    about: models.Model,
    now: datetime,
    due: datetime | None = None,
) -> bool:
    """Write a mail from templates/mail/<template>.txt and .html. True when it is new: the same key makes one row.

    Nothing is written to an account that is closed.

    Raises:
        RuntimeError: there is no transaction, so the mail could stay without its reason.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A mail belongs into the transaction of its deed.")
    if not to.is_active or Mail.objects.filter(key=key).exists():
        return False
    subject = Truncator(" ".join(subject.split())).chars(200)
    words = {
        **context,
        "subject": subject,
        "to": to,
        "site": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    mail = Mail(
        key=key,
        recipient=to,
        address=to.email,
        subject=subject,
        text=render_to_string(f"mail/{template}.txt", words).strip() + "\n",
        html=render_to_string(f"mail/{template}.html", words).strip(),
        about_type=about._meta.label_lower,
        about_id=str(about.pk),
        due_at=due or now,
        created_at=now,
    )
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
    return True


def send_due(now: datetime) -> Sending:
    """Send everything that is due. Each claim is committed before its mail leaves.

    Raises:
        RuntimeError: called inside a transaction.
    """
    return _send(now, get_connection(), seconds=None)


def send_soon(now: datetime) -> Sending:
    """Right after a deed: what can be sent in a few seconds, and nothing while the server is known to be out of reach.
    The rest is for `run_due`."""
    if MailProgress.objects.filter(server_down_until__gt=now).exists():
        return Sending()
    return _send(now, get_connection(timeout=AFTER_A_DEED), seconds=AFTER_A_DEED)


def try_again(mail: Mail, *, now: datetime) -> bool:
    """Give a failed mail all its attempts anew. False when it is not failed (any more)."""
    failed = Mail.objects.filter(pk=mail.pk, status=Status.FAILED)
    return bool(failed.update(status=Status.WAITING, attempts=0, due_at=now))


def forget(user: User) -> None:
    """Erase where mails to this account went and what they said. What still waits is not sent."""
    mails = Mail.objects.filter(recipient=user)
    mails.filter(status__in=(Status.WAITING, Status.FAILED)).update(status=Status.DROPPED)
    mails.update(address="", text="", html="", last_error="")


def _send(now: datetime, server: BaseEmailBackend, *, seconds: float | None) -> Sending:
    done, end = Sending(), monotonic() + seconds if seconds else None
    try:
        for mail in _due(now):
            if end and monotonic() > end:
                break
            if not _claim(mail):
                continue
            if not _is_reachable(server, mail, done):
                MailProgress.objects.update(server_down_until=now + PAUSE)
                break
            _send_one(mail, server, done)
    finally:
        server.close()
    return done


def _due(now: datetime) -> list[Mail]:
    """What waits and is due, and what a process claimed and then died with. Those often tried come last, so that none
    holds up the others."""
    stale = Q(status=Status.SENDING, claimed_at__lte=timezone.now() - STALE)
    due = Mail.objects.filter(Q(status=Status.WAITING, due_at__lte=now) | stale)
    return list(due.select_related("recipient").order_by("attempts", "due_at", "pk")[:AT_MOST])


def _claim(mail: Mail) -> bool:
    """Compare and set, committed at once: of two workers that saw the same row, one gets it."""
    seen = {"pk": mail.pk, "status": mail.status, "attempts": mail.attempts}
    closed = mail.recipient is not None and not mail.recipient.is_active
    with transaction.atomic(durable=True):
        rows = Mail.objects.filter(**seen)
        if closed:
            rows.update(status=Status.DROPPED)
            return False
        if mail.attempts >= ATTEMPTS:
            rows.update(
                status=Status.FAILED, last_error="The process stopped each time while it sent this mail."
            )
            return False
        if mail.recipient is not None:
            mail.address = mail.recipient.email
        mail.status, mail.attempts = Status.SENDING, mail.attempts + 1
        values = {"status": mail.status, "attempts": mail.attempts, "address": mail.address}
        return bool(rows.update(claimed_at=timezone.now(), **values))


def _is_reachable(server: BaseEmailBackend, mail: Mail, done: Sending) -> bool:
    try:
        server.open()
    except SENDING_ERRORS as error:
        _failed(mail, error, done)
        return False
    return True


def _send_one(mail: Mail, server: BaseEmailBackend, done: Sending) -> None:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.address],
        headers={"Message-ID": _message_id(mail), "Auto-Submitted": "auto-generated"},
        connection=server,
    )
    message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except SENDING_ERRORS as error:
        server.close()  # whatever state the conversation is in; the next mail opens a new one
        _failed(mail, error, done)
        return
    _mine(mail).update(status=Status.SENT, sent_at=timezone.now(), last_error="")
    done.sent += 1


def _failed(mail: Mail, error: Exception, done: Sending) -> None:
    reason = str(error) or type(error).__name__
    gives_up = mail.attempts >= ATTEMPTS
    _mine(mail).update(
        status=Status.FAILED if gives_up else Status.WAITING,
        due_at=timezone.now() + timedelta(minutes=2**mail.attempts),
        last_error=reason[:500],
    )
    done.problems.append(f"mail {mail.pk}: {reason}")
    logger.warning("Mail %s was not sent (attempt %s of %s): %s", mail.pk, mail.attempts, ATTEMPTS, reason)


def _mine(mail: Mail) -> models.QuerySet[Mail]:
    """The row, while the claim on it is this worker's."""
    return Mail.objects.filter(pk=mail.pk, status=Status.SENDING, attempts=mail.attempts)


def _message_id(mail: Mail) -> str:
    """The same at every attempt."""
    name = hashlib.sha256(f"{mail.key} {mail.created_at.isoformat()}".encode()).hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
