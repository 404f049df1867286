"""A remark on a version under review: advice, or part of a request for changes."""

from django.conf import settings
from django.db import models

from articles.models import Audience, Version
from audit.history import AuditedRecords
from reviews.models.round import ReviewRound
from reviews.models.sign_off import SignOff


class Finding(models.Model):
    class Weight(models.TextChoices):
        ADVICE = "advice", "Advice"
        BLOCKING = "blocking", "Part of a request for changes"

    class Resolution(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved"
        DECLINED = "declined", "Not followed, with a reason"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="findings")
    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="findings")
    sign_off = models.ForeignKey(
        SignOff, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    audience = models.ForeignKey(Audience, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    weight = models.CharField(max_length=10, choices=Weight)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=120)
    text = models.TextField(max_length=5000)
    quote = models.TextField(
        blank=True, max_length=2000, help_text="The passage it is about, as it reads on the page."
    )
    prefix = models.CharField(max_length=80, blank=True)
    suffix = models.CharField(max_length=80, blank=True)
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True, max_length=5000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    resolution = models.CharField(max_length=10, choices=Resolution, default=Resolution.OPEN)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        ordering = ["raised_at", "pk"]

    def __str__(self):
        return f"{self.get_weight_display()}: {self.text[:60]}"


class FindingReply(models.Model):
    """What was said about a finding, by the board or the authors; never changed."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="replies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=120)
    text = models.TextField(max_length=5000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.printed_name}: {self.text[:60]}"
