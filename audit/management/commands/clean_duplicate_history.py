"""Refused: a command of django-simple-history that deletes history."""

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refused: the history of AzaCMS is never thinned out."

    def handle(self, *args, **options):
        raise CommandError("The history is never thinned out: it is the proof of who wrote what.")
