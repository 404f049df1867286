"""A place in a round: for a specialty, for a person, or both. Added, never removed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Specialty
from audit.history import AuditedRecords
from reviews.models.round import ReviewRound


class SeatQuerySet(models.QuerySet):
    def of(self, user):
        """The seats this person was asked to take and has not declined."""
        return self.filter(assignee=user).exclude(response=Seat.Response.DECLINED)


class Seat(models.Model):
    """A required seat stands for a specialty that the policy asks for; round, specialty and that are fixed."""

    class Response(models.TextChoices):
        PENDING = "pending", "Not answered"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="seats")
    specialty = models.CharField(max_length=40, choices=Specialty, blank=True)
    required = models.BooleanField(default=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    response = models.CharField(max_length=10, choices=Response, default=Response.PENDING)
    reason = models.TextField(blank=True, max_length=2000, help_text="Why it was declined.")
    due = models.DateField()
    assigned_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        ordering = ["round", "-required", "specialty", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(response__in=["pending", "accepted", "declined"]), name="seat_response_known"
            ),
            models.CheckConstraint(
                condition=~Q(response="declined") | ~Q(reason=""), name="seat_declined_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(required=False) | ~Q(specialty=""), name="required_seat_has_a_specialty"
            ),
            models.UniqueConstraint(
                fields=["round", "assignee"],
                condition=Q(assignee__isnull=False),
                name="one_seat_for_each_member",
            ),
        ]

    def __str__(self):
        return f"{self.get_specialty_display() or 'Any specialty'}: {self.assignee or 'nobody yet'}"
