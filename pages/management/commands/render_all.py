"""Render every signed text again. Example: python manage.py render_all"""

import json

from django.core.management.base import BaseCommand
from django.db import transaction

from articles.models import Version
from articles.services import render_version


class Command(BaseCommand):
    help = "Render every signed text again, after the renderer changed. Example: python manage.py render_all --json"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *args, **options):
        rendered = changed = 0
        with transaction.atomic():
            for version in Version.objects.exclude(canonical="").order_by("pk").iterator(chunk_size=100):
                changed += render_version(version)
                rendered += 1
                if self.stderr.isatty():
                    self.stderr.write(f"\r{rendered} versions", ending="")
            if options["dry_run"]:
                transaction.set_rollback(True)
        if options["json"]:
            self.stdout.write(json.dumps({"rendered": rendered, "changed": changed}))
        else:
            self.stdout.write(f"{rendered} versions rendered, {changed} texts changed.")
