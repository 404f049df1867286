"""The ledger of what readers could see and when, and the notices put in front of it."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from articles.models.article import Article
from articles.models.version import Version
from audit.history import AuditedRecords


class PublicationQuerySet(models.QuerySet):
    def about_standing(self):
        """The rows that decide whether an article is live, withdrawn or retracted; the newest one counts.

        To retract a text that had been replaced says nothing about the one in its place.
        """
        published = Publication.objects.filter(
            article=OuterRef("article"), kind="publish", pk__lt=OuterRef("pk")
        ).order_by("-pk")
        current = Q(version=Subquery(published.values("version")[:1]))
        return self.filter(
            Q(kind__in=("publish", "reinstate", "withdraw")) | Q(current, kind="retract")
        ).order_by("-pk")

    def about_preview(self):
        return self.filter(kind__in=("preview_shown", "preview_hidden")).order_by("-pk")


class Publication(models.Model):
    """Append-only: one row for every change of what readers see of an article."""

    class Kind(models.TextChoices):
        PUBLISH = "publish", "Published"
        ATTEST = "attest", "Reviewed again, unchanged"
        WITHDRAW = "withdraw", "Withdrawn"
        REINSTATE = "reinstate", "Reinstated"
        RETRACT = "retract", "Retracted"
        PREVIEW_SHOWN = "preview_shown", "Preview shown"
        PREVIEW_HIDDEN = "preview_hidden", "Preview hidden"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="publications")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=20, choices=Kind)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, max_length=2000)
    at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.article_id} version {self.version_id}"


class Notice(models.Model):
    """What readers are told on top of a page. It is never edited; a later notice says what changed."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "Correction"
        WITHDRAWAL = "withdrawal", "Withdrawal"
        RETRACTION = "retraction", "Retraction"
        CONCERN = "concern", "Expression of concern"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="notices")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    history = AuditedRecords()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.article_id}"
