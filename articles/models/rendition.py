"""The text of a version for one audience, and what is derived from it."""

from django.db import models

from articles.models.audience import Audience
from articles.models.version import Version
from audit.history import AuditedRecords


class Rendition(models.Model):
    """Markdown as typed. A blank title or disclaimer means the version's, or the audience's."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="renditions")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=250, blank=True)
    key_takeaway = models.TextField(blank=True, max_length=1000)
    body = models.TextField(blank=True)
    disclaimer = models.TextField(blank=True, max_length=2000)

    history = AuditedRecords()

    class Meta:
        ordering = ["version", "-audience__rank"]
        constraints = [models.UniqueConstraint(fields=["version", "audience"], name="rendition_once")]

    def __str__(self):
        return f"{self.version_id} for {self.audience_id}"


class RenderedText(models.Model):
    """Derived from the canonical text by one version of the renderer; no history, made again by render_all."""

    rendition = models.OneToOneField(Rendition, on_delete=models.CASCADE, related_name="rendered")
    html = models.TextField(blank=True)
    contents = models.JSONField(default=list, help_text="Headings: level, text, anchor")
    anchors = models.JSONField(
        default=dict, help_text="Citation key -> ids of its links in the text, by first use"
    )
    words = models.PositiveIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    renderer = models.CharField(max_length=20)

    def __str__(self):
        return f"{self.rendition_id}, renderer {self.renderer}"
