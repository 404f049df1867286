from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import bootstrap, guards  # noqa: PLC0415  models are loaded only now
        from audit import guards as audit_guards  # noqa: PLC0415

        audit_guards.register("accounts", *guards.guards())
        post_migrate.connect(bootstrap.prepare, sender=self)
