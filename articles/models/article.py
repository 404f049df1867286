"""The lasting identity of an article. Its texts are versions (version.py)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.roles import Role
from articles import kinds
from articles.models.audience import Audience
from audit.history import AuditedRecords


class Topic(models.Model):
    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=120)

    history = AuditedRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class ArticleQuerySet(models.QuerySet):
    def published(self):
        """Articles whose readers see an approved version."""
        return self.filter(published_version__isnull=False)

    def worked_on_by(self, user):
        """Articles that this user owns or has contributed to, while they hold a role at all."""
        if not user.is_staff_member:
            return self.none()
        contributed = self.model.objects.filter(versions__contributions__user=user).values("pk")
        return self.filter(Q(owner=user) | Q(pk__in=contributed))

    def visible_to(self, user):
        """Articles that this user may see at the desk, published or not."""
        return self if user.has_role(Role.MANAGING_EDITOR) else self.worked_on_by(user)


class Article(models.Model):
    """Only reviews.services moves `published_version`; it points at an approved version or at nothing (I10)."""

    class Risk(models.TextChoices):
        LOW = "low", "Low"
        STANDARD = "standard", "Standard"
        HIGH = "high", "High"

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=30, choices=kinds.CHOICES)
    risk = models.CharField(max_length=10, choices=Risk, default=Risk.STANDARD)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="articles")
    topics = models.ManyToManyField(Topic, through="ArticleTopic", related_name="articles", blank=True)
    default_audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    published_version = models.ForeignKey(
        "articles.Version", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    review_interval_months = models.PositiveSmallIntegerField(null=True, blank=True)
    next_review_due = models.DateField(null=True, blank=True, editable=False)
    comments_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(editable=False)

    objects = ArticleQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.slug

    def get_absolute_url(self):
        return reverse("pages:article", args=[self.slug])

    def is_overdue(self, today: date) -> bool:
        """Readers see a text whose next review should have happened before `today`."""
        live = self.published_version_id is not None
        return live and self.next_review_due is not None and self.next_review_due < today

    @property
    def kind_of(self) -> kinds.Kind:
        return kinds.KINDS[self.kind]


class ArticleTopic(models.Model):
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="article_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")

    history = AuditedRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="article_topic_once")]

    def __str__(self):
        return f"{self.article_id}: {self.topic_id}"


class OldSlug(models.Model):
    """An address the article had before; it redirects for ever."""

    slug = models.SlugField(max_length=80, unique=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="old_slugs")

    history = AuditedRecords()

    def __str__(self):
        return self.slug
