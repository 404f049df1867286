"""Who signed what, meaning what. Append-only: a sign-off is taken back by a new row, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Version
from reviews.models.round import ReviewRound


class SignOffQuerySet(models.QuerySet):
    def live(self):
        """Those not withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def approvals(self):
        return self.filter(decision=SignOff.Decision.APPROVE)

    def requests_for_changes(self):
        return self.filter(decision=SignOff.Decision.REQUEST_CHANGES)


class SignOff(models.Model):
    """Binds a board member to one version and one digest. Name and credentials are those of the day."""

    class Decision(models.TextChoices):
        APPROVE = "approve", "Approved"
        REQUEST_CHANGES = "request_changes", "Requested changes"
        RECUSE = "recuse", "Recused"

    class Conflict(models.TextChoices):
        NONE = "none", "None"
        DISCLOSED = "disclosed", "An interest is disclosed"
        CONFLICT = "conflict", "A conflict"

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="sign_offs")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="sign_offs")
    content_digest = models.CharField(max_length=64)
    seat = models.ForeignKey("reviews.Seat", null=True, on_delete=models.PROTECT, related_name="sign_offs")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs")
    decision = models.CharField(max_length=20, choices=Decision)
    meaning = models.TextField()
    printed_name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=120, blank=True)
    specialty = models.CharField(max_length=40, blank=True)
    conflict = models.CharField(max_length=10, choices=Conflict)
    interest = models.TextField(blank=True, max_length=2000)
    authenticated_at = models.DateTimeField()
    authentication_method = models.CharField(max_length=20)
    signed_at = models.DateTimeField()

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="approve", conflict="conflict"), name="no_approval_with_a_conflict"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["approve", "request_changes", "recuse"]), name="decision_known"
            ),
            models.CheckConstraint(
                condition=Q(conflict__in=["none", "disclosed", "conflict"]), name="conflict_declared"
            ),
            models.CheckConstraint(
                condition=~Q(meaning="") & ~Q(printed_name=""), name="sign_off_says_who_and_what"
            ),
        ]

    def __str__(self):
        return f"{self.printed_name}: {self.get_decision_display().lower()}"


class SignOffWithdrawal(models.Model):
    """By the signer; or, when the signer has left the board, by two members eligible for the round, both named."""

    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(max_length=2000)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.sign_off_id} withdrawn"
