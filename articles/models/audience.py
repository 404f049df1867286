"""Who a text is written for. Data, not an enum: administrators edit it."""

from django.db import models
from django.db.models import F

from audit.history import AuditedRecords


class Audience(models.Model):
    """`rank` 0 is the plainest. `sentence` finishes "I am ..." in the question put to readers."""

    code = models.SlugField(primary_key=True, max_length=40)
    label = models.CharField(max_length=60, unique=True)
    plural = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField(unique=True)
    sentence = models.CharField(max_length=200, blank=True)
    smog_aim = models.PositiveSmallIntegerField(null=True, blank=True)
    disclaimer = models.TextField(blank=True)

    history = AuditedRecords()

    class Meta:
        ordering = [F("rank").desc()]

    def __str__(self):
        return self.label
