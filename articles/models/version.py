"""One editorial cycle of an article, and who contributed to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import Role
from articles.models.article import Article
from audit.history import AuditedRecords


class VersionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=Version.OPEN_STATES)

    def visible_to(self, user):
        """What may be known behind the public pages: authors see their own, the board whatever was submitted."""
        if user.has_role(Role.MANAGING_EDITOR):
            return self
        own = Q(article__in=Article.objects.worked_on_by(user).values("pk"))
        if user.is_board_member:
            return self.filter(own | ~Q(state__in=(Version.State.DRAFT, Version.State.ABANDONED)))
        return self.filter(own)

    def shown_to_readers(self):
        """Those with a permalink: they were approved once."""
        return self.filter(state__in=Version.ONCE_APPROVED)


class Version(models.Model):
    """Only reviews.services changes its state. Once it is no draft, only the state changes (I4).

    `live_base` is the approved version that this text was reconciled with; empty if there was none. `answers` is the
    version whose request for changes this one replies to, `source` the one whose text this one started from. `lock`
    rises by one with every saved edit.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        UNDER_REVIEW = "under_review", "Under Review"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        APPROVED = "approved", "Approved"
        SUPERSEDED = "superseded", "Superseded"
        RETRACTED = "retracted", "Retracted"
        ABANDONED = "abandoned", "Abandoned"

    class Significance(models.TextChoices):
        EDITORIAL = "editorial", "Editorial"
        MINOR = "minor", "Minor"
        MAJOR = "major", "Major"
        SAFETY = "safety", "Safety"

    class DraftedWith(models.TextChoices):
        HUMAN = "human", "By people"
        AI_ASSISTED = "ai_assisted", "With the help of AI, edited by people"

    OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW)
    ONCE_APPROVED = (State.APPROVED, State.SUPERSEDED, State.RETRACTED)

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    expedited = models.BooleanField(default=False, editable=False)
    title = models.CharField(max_length=250)
    question = models.TextField(blank=True, max_length=1000)
    change_summary = models.TextField(blank=True, max_length=2000)
    significance = models.CharField(max_length=10, choices=Significance, default=Significance.MAJOR)
    answers = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="answered_by"
    )
    live_base = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    drafted_with = models.CharField(max_length=20, choices=DraftedWith, default=DraftedWith.HUMAN)
    funding = models.TextField(blank=True, max_length=1000)
    lock = models.PositiveIntegerField(default=0, editable=False)
    canonical = models.TextField(blank=True, editable=False)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)

    objects = VersionQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["article", "expedited"],
                condition=Q(state__in=["draft", "submitted", "under_review"]),
                name="one_open_version",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "under_review",
                        "changes_requested",
                        "approved",
                        "superseded",
                        "retracted",
                        "abandoned",
                    ]
                ),
                name="version_state_known",
            ),
        ]

    def __str__(self):
        return f"{self.title} (version {self.number})"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    def has_contributor(self, user) -> bool:
        """Whoever wrote any of it; `created_by` always counts."""
        return self.created_by_id == user.pk or self.contributions.filter(user=user).exists()


class Contribution(models.Model):
    """Shown to readers with the interests declared; frozen at submit."""

    class Role(models.TextChoices):
        AUTHOR = "author", "Author"
        EDITOR = "editor", "Editor"
        TRANSLATOR = "translator", "Translator"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="contributions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=20, choices=Role, default=Role.AUTHOR)
    printed_name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=120, blank=True)
    interests = models.TextField("competing interests", blank=True, max_length=2000)
    position = models.PositiveSmallIntegerField(default=0)

    history = AuditedRecords()

    class Meta:
        ordering = ["version", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="contributor_once")]

    def __str__(self):
        return f"{self.printed_name}, {self.get_role_display().lower()}"
