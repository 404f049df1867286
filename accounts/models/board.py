"""The medical advisory board: who may sign, as printed, and since when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.history import AuditedRecords


class Specialty(models.TextChoices):
    NEUROLOGY = "neurology", "Neurology"
    PHARMACY = "pharmacy", "Pharmacy"
    IMMUNOLOGY = "immunology", "Immunology"
    OBSTETRICS = "obstetrics", "Obstetrics"
    INFECTIOUS_DISEASE = "infectious_disease", "Infectious disease"
    GASTROENTEROLOGY = "gastroenterology", "Gastroenterology"
    GENERAL_PRACTICE = "general_practice", "General practice"
    NURSING = "nursing", "Nursing"


class BoardMemberQuerySet(models.QuerySet):
    def active_on(self, day):
        """Members on the board that day; both ends of a term count."""
        return self.filter(Q(active_to=None) | Q(active_to__gte=day), active_from__lte=day)


class BoardMember(models.Model):
    """A dated appointment. It is ended, never deleted, and nobody appoints themselves."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="board_member"
    )
    printed_name = models.CharField(max_length=120, help_text="As it is printed under an article.")
    credentials = models.CharField(max_length=120, help_text="For example: MD, PhD")
    specialty = models.CharField(max_length=40, choices=Specialty)
    interests = models.TextField("declared interests", blank=True, max_length=2000)
    active_from = models.DateField()
    active_to = models.DateField(null=True, blank=True)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = BoardMemberQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        ordering = ["printed_name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(user=F("appointed_by")), name="board_member_not_by_themselves"
            ),
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="board_member_term_in_order",
            ),
            models.CheckConstraint(condition=~Q(printed_name=""), name="board_member_has_a_printed_name"),
        ]

    def __str__(self):
        return f"{self.printed_name}, {self.credentials}"


class AbsenceQuerySet(models.QuerySet):
    def between(self, first, last):
        """Those that take any of these days; both ends count."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def not_over(self, today):
        return self.filter(last_day__gte=today)


class Absence(models.Model):
    """Days on which a member cannot review; shown to whoever assigns seats."""

    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_in_order"),
        ]

    def __str__(self):
        return f"{self.member}: {self.first_day} to {self.last_day}"
