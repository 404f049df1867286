"""Why an article must be looked at again. Whoever finds a reason writes a task; `reviews` works the list off."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.publication import Publication
from audit.history import AuditedRecords


class ReReviewTaskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def closed(self):
        """The last answered first."""
        return self.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")


class ReReviewTask(models.Model):
    """Closed by the publication or attestation that looked at the text again."""

    class Cause(models.TextChoices):
        OVERDUE = "overdue", "The next review is overdue"
        REFERENCE_RETRACTED = "reference_retracted", "A cited reference was retracted"
        CORRECTION = "correction", "A correction was published"
        EXPEDITED_FOLLOW_UP = "expedited_follow_up", "An expedited version needs a full review"
        SAFETY_ALERT = "safety_alert", "A safety alert"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="re_review_tasks")
    cause = models.CharField(max_length=30, choices=Cause)
    note = models.TextField(blank=True, max_length=2000)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReReviewTaskQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "cause", "note"],
                condition=Q(closed_at__isnull=True),
                name="one_open_task_for_each_cause",
            ),
        ]

    def __str__(self):
        return f"{self.article}: {self.get_cause_display()}"
