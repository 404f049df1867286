"""What a fresh database needs from this app: the groups of the roles, the shared cache table, and where mails begin.
Safe to repeat."""

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
    _mails_start_here(using, apps)


def _mails_start_here(using, apps):
    """Mails are written about what happens from now on; what the log holds already is history, not news."""
    try:
        progress, event = apps.get_model("accounts", "MailProgress"), apps.get_model("audit", "AuditEvent")
    except LookupError:
        return
    if not progress.objects.using(using).exists():
        last = event.objects.using(using).order_by("-number").first()
        progress.objects.using(using).create(pk=1, events_read=last.number if last else 0)
