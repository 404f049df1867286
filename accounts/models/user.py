"""Who people are. Nobody is ever deleted: what they signed and decided stays theirs."""

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import Role
from audit.history import AuditedRecords

if TYPE_CHECKING:
    from accounts.models.board import BoardMember


class UserManager(BaseUserManager.from_queryset(models.QuerySet)):
    use_in_migrations = True

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Signs in by e-mail. `is_superuser` grants nothing in this product; it only bars its holder from signing."""

    email = models.EmailField(
        "e-mail", unique=True, error_messages={"unique": "There is an account with this e-mail already."}
    )
    name = models.CharField(max_length=120, blank=True)
    reads_as = models.CharField(
        max_length=40, blank=True, help_text="Code of the audience whose text this person likes to read."
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    groups = models.ManyToManyField(
        Group,
        through="accounts.RoleGrant",
        through_fields=("user", "group"),
        blank=True,
        related_name="users",
    )

    objects = UserManager()
    # A closed account must be forgettable, so its history keeps only what was granted, not who it is.
    history = AuditedRecords(excluded_fields=["email", "name", "password", "last_login", "reads_as"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_in_lower_case"),
        ]

    def __str__(self):
        return self.name or self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """Asked once per request; rights taken away are gone at the next one."""
        return frozenset(self.groups.values_list("name", flat=True)) if self.is_active else frozenset()

    @cached_property
    def membership(self) -> "BoardMember | None":
        """The seat on the board that this person holds today, asked once per request."""
        from accounts.models.board import BoardMember  # noqa: PLC0415  the board points at users

        today = timezone.localdate()
        return BoardMember.objects.active_on(today).filter(user=self).first() if self.is_active else None

    @property
    def is_board_member(self) -> bool:
        return self.membership is not None

    def has_role(self, role: Role) -> bool:
        return role in self.roles

    @property
    def is_staff_member(self) -> bool:
        """Holds a role beyond reader."""
        return self.is_board_member or bool(self.roles)

    @property
    def name_on_record(self) -> str:
        """The name that logs keep: of holders of a role beyond reader only, and never an address."""
        return (self.name or f"account {self.pk}") if self.is_staff_member else ""


class RoleGrant(models.Model):
    """Who gave a role to whom, and when. Taking it away deletes the row; its history stays."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    given_at = models.DateTimeField(default=timezone.now)

    history = AuditedRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="role_once")]

    def __str__(self):
        return f"{self.user}: {self.label}"

    @property
    def label(self) -> str:
        return Role(self.group.name).label
