"""`migrate` must be able to mend what the guard check complains of, so it does not ask the database checks first."""

from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    def check(self, **kwargs):
        kwargs.pop("databases", None)
        super().check(**kwargs)
