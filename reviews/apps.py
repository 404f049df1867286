from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self):
        from audit import chain, verification  # noqa: PLC0415  models are loaded only now
        from audit import guards as audit_guards  # noqa: PLC0415
        from reviews import bootstrap, guards, notifications, verifier  # noqa: PLC0415

        audit_guards.register("reviews", *guards.guards())
        verification.register("reviews", verifier.verify_reviews)
        chain.listen(notifications.deliver)
        post_migrate.connect(bootstrap.prepare, sender=self)
