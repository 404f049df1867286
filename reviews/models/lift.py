"""A request for changes whose author left the board is lifted by two members; this row is the first one's word."""

from django.conf import settings
from django.db import models

from audit.history import AuditedRecords
from reviews.models.sign_off import SignOff


class LiftProposal(models.Model):
    """The second eligible member who agrees makes the SignOffWithdrawal, which names both."""

    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="lift_proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=2000)
    at = models.DateTimeField()

    history = AuditedRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sign_off", "by"], name="lift_proposed_once")]

    def __str__(self):
        return f"Lift {self.sign_off_id}: {self.by}"
