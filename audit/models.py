"""The log of who decided what. It has no foreign keys, so that nothing that happens elsewhere can reach it."""

from django.db import models


class AuditEvent(models.Model):
    """One deed. Rows are numbered without gaps, and each holds the hash of the one before: see audit.chain.

    `actor_name` is kept only for holders of a role beyond reader; readers are an id. `data` is JSON kept as
    text, because its exact bytes are hashed.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    data = models.TextField(default="{}")
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "number"], name="audit_event_subject")]

    def __str__(self):
        return f"{self.number} {self.action} {self.subject_type} {self.subject_id}"
