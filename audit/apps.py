from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self):
        from audit import chain, guards, records, verification  # noqa: PLC0415  models are loaded only now

        guards.register("audit", *chain.guards())
        verification.register("guards", records.verify_guards)
        verification.register("chain", chain.verifier)
        verification.register("history", records.verify_history)
        pre_migrate.connect(guards.drop_before_migrate, sender=self)
        post_migrate.connect(guards.install_after_migrate, sender=self)
        checks.register(guards.check_guards, checks.Tags.database)
