"""The shared reference library, and what a text cites from it."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from articles.bibliography import designs, labels
from articles.models.rendition import Rendition
from audit.history import AuditedRecords

IDENTIFIERS = ("doi", "pmid", "pmcid", "isbn", "nct", "isrctn")
KEY = RegexValidator(
    r"^[A-Za-z]([A-Za-z0-9_:.-]*[A-Za-z0-9])?$",
    "A key starts with a letter and has no spaces, like smith2020.",
)


class Reference(models.Model):
    """A source. `csl` is its CSL-JSON item without key, design and identifiers, which stand in their own columns."""

    key = models.CharField(max_length=60, unique=True, validators=[KEY])
    csl = models.JSONField(default=dict)
    title = models.CharField(max_length=500)
    study_design = models.CharField(
        max_length=30, choices=list(designs.STUDY_DESIGNS.items()), default="other"
    )
    doi = models.CharField(max_length=200, blank=True)
    pmid = models.CharField(max_length=8, blank=True)
    pmcid = models.CharField(max_length=20, blank=True)
    isbn = models.CharField(max_length=13, blank=True)
    nct = models.CharField(max_length=11, blank=True)
    isrctn = models.CharField(max_length=14, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    history = AuditedRecords()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=[scheme],
                condition=~Q(**{scheme: ""}),
                name=f"reference_{scheme}_once",
                violation_error_message=f"The library has a reference with this {scheme.upper()} already.",
            )
            for scheme in IDENTIFIERS
        ]

    def __str__(self):
        return f"{self.key}: {self.title}"

    @property
    def item(self) -> dict:
        """The whole CSL-JSON item, as it is signed and exported: identifiers and design put back."""
        item = {**self.csl, "id": self.key, "title": self.title, "study_design": self.study_design}
        item |= {scheme.upper(): value for scheme in IDENTIFIERS if (value := getattr(self, scheme))}
        return item

    @property
    def label(self) -> str:
        return labels.short_label(self.item)


class Citation(models.Model):
    """Derived from a text on save: `number` by first use. At submit the whole CSL item is frozen into `csl`."""

    rendition = models.ForeignKey(Rendition, on_delete=models.PROTECT, related_name="citations")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="citations")
    key = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    csl = models.TextField(blank=True, help_text="Frozen CSL-JSON; empty while the version is a draft.")

    class Meta:
        ordering = ["rendition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["rendition", "key"], name="citation_key_once"),
            models.UniqueConstraint(fields=["rendition", "number"], name="citation_number_once"),
        ]

    def __str__(self):
        return f"[{self.number}] {self.key}"
