"""One-time form keys: a double click, F5 or back-and-resubmit has one effect and the same answer (accounts.once)."""

from django.conf import settings
from django.db import models


class FormReceipt(models.Model):
    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body_digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return str(self.key)
