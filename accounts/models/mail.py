"""The outbox: every mail is a row before it is a mail. Only accounts.outbox writes here."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class MailQuerySet(models.QuerySet):
    def about(self, thing: models.Model):
        """The mails about one row of any table, such as an article or a version."""
        return self.filter(about_type=thing._meta.label_lower, about_id=str(thing.pk))


class Mail(models.Model):
    """`key` names what it is about and for whom, so that it is written once however often the reason is found.

    Address, text and HTML can be erased when an account is closed (outbox.forget); there is no history of them. The
    subject stays, so it never holds the name or the words of a reader.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Not sent"

    key = models.CharField(max_length=120, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="mails"
    )
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    about_type = models.CharField(max_length=60)
    about_id = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "due_at"], name="mail_status_due"),
            models.Index(fields=["about_type", "about_id"], name="mail_about"),
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "sending", "sent", "failed", "dropped"]),
                name="mail_status_known",
            ),
        ]

    def __str__(self):
        return self.subject


class MailProgress(models.Model):
    """One row, made after `migrate`: how far the audit log has been turned into mails, and whether the mail server was
    out of reach a moment ago. Whoever writes mails from the log or the calendar holds it until commit."""

    events_read = models.BigIntegerField(default=0)
    server_down_until = models.DateTimeField(null=True)

    def __str__(self):
        return f"read up to event {self.events_read}"
