"""What a full review asks for, per kind and risk."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import Specialty
from articles import kinds
from articles.models import Article
from audit.history import AuditedRecords

FLOOR = 2
INTERVAL_MONTHS = {Article.Risk.LOW: 24, Article.Risk.STANDARD: 12, Article.Risk.HIGH: 6}


class ReviewPolicyQuerySet(models.QuerySet):
    def for_article(self, article: Article) -> "ReviewPolicy":
        """The policy of its kind and risk; without a row, the defaults, unsaved."""
        return self.terms_of(article.kind, article.risk)

    def terms_of(self, kind: str, risk: str) -> "ReviewPolicy":
        found = self.filter(kind=kind, risk=risk).first()
        return found or ReviewPolicy(kind=kind, risk=risk, **defaults(risk))


def defaults(risk: str) -> dict[str, int]:
    return {
        "approvals": 3 if risk == Article.Risk.HIGH else FLOOR,
        "due_days": 14,
        "interval_months": INTERVAL_MONTHS[Article.Risk(risk)],
    }


class ReviewPolicy(models.Model):
    kind = models.CharField(max_length=30, choices=kinds.CHOICES)
    risk = models.CharField(max_length=10, choices=Article.Risk)
    approvals = models.PositiveSmallIntegerField(default=FLOOR)
    specialties = models.JSONField(
        default=list, blank=True, help_text="Each of these must approve from a seat of its own."
    )
    due_days = models.PositiveSmallIntegerField(default=14)
    interval_months = models.PositiveSmallIntegerField(default=12, help_text="Until the next review is due.")

    objects = ReviewPolicyQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        verbose_name_plural = "review policies"
        ordering = ["kind", "risk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "risk"], name="policy_once"),
            models.CheckConstraint(condition=Q(approvals__gte=FLOOR), name="policy_keeps_the_floor"),
            models.CheckConstraint(condition=Q(interval_months__gte=1), name="policy_has_an_interval"),
        ]

    @property
    def specialty_labels(self) -> list[str]:
        return [str(Specialty(code).label) for code in self.specialties]

    def clean(self):
        unknown = set(self.specialties) - set(Specialty.values)
        if unknown:
            raise ValidationError({"specialties": f"Unknown: {', '.join(sorted(unknown))}."})

    def __str__(self):
        return f"{self.get_kind_display()}, {self.get_risk_display().lower()} risk"
