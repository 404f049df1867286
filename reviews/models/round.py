"""One review of one version's exact text."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Version
from audit.history import AuditedRecords


class ReviewRoundQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ReviewRound.State.OPEN)

    def approving(self):
        """The rounds that can approve a version."""
        return self.filter(purpose__in=ReviewRound.APPROVING)


class ReviewRound(models.Model):
    """Its terms are copied in when it opens and never change; a closed round stays closed (I5)."""

    class Purpose(models.TextChoices):
        FULL = "full", "Full review"
        EXPEDITED = "expedited", "Expedited review"
        ATTEST = "attest", "Review without change"
        RETRACT = "retract", "Retraction"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        PASSED = "passed", "Passed"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    APPROVING = (Purpose.FULL, Purpose.EXPEDITED)

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rounds")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.FULL)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    content_digest = models.CharField(max_length=64)
    required_approvals = models.PositiveSmallIntegerField()
    interval_months = models.PositiveSmallIntegerField(
        default=12, help_text="Until the next review, once it passes."
    )
    reason = models.TextField(
        blank=True, max_length=2000, help_text="Why it was opened, where that is not plain."
    )
    due = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True, max_length=2000)

    objects = ReviewRoundQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(state="open"), name="one_open_round"),
            models.CheckConstraint(
                condition=Q(purpose__in=["full", "expedited", "attest", "retract"]),
                name="round_purpose_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "passed", "failed", "cancelled"]), name="round_state_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} of {self.version}"
