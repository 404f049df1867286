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
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True, max_length=5000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        ordering = ["raised_at", "pk"]

    def __str__(self):
        return f"{self.get_weight_display()}: {self.text[:60]}"
