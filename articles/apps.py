from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self):
        from articles import bootstrap, guards, verifier  # noqa: PLC0415  models are loaded only now
        from audit import guards as audit_guards  # noqa: PLC0415
        from audit import verification  # noqa: PLC0415

        audit_guards.register("articles", *guards.guards())
        verification.register("articles", verifier.verify_versions)
        post_migrate.connect(bootstrap.prepare, sender=self)
