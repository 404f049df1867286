"""Check an evidence pack from the file alone. Example: python manage.py verify_evidence evidence.zip --json"""

from pathlib import Path

from django.core.management.base import BaseCommand

from reviews import evidence
from reviews.management.verdicts import show


class Command(BaseCommand):
    help = (
        "Check an evidence pack from the file alone; the database is not asked. Exits 1 and names the member when "
        "something does not hold. Example: python manage.py verify_evidence evidence.zip --json"
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args, **options):
        verdict = evidence.check_file(options["file"])
        show(self, verdict, as_json=options["json"], done="Everything in this pack holds and agrees.")
