"""What a fresh database needs from this app: the groups of the roles, and the shared cache table. Safe to repeat."""

from django.apps import apps as live_apps
from django.core.management import call_command

from accounts.roles import Role


def prepare(using, apps=live_apps, **kwargs):
    try:
        group = apps.get_model("auth", "Group")
    except LookupError:
        return
    for role in Role:
        group.objects.using(using).get_or_create(name=role.value)
    call_command("createcachetable", database=using, verbosity=0)
