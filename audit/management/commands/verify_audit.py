"""Recompute every hash and digest, and say what does not hold. Example: python manage.py verify_audit --json"""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from audit.verification import verify


class Command(BaseCommand):
    help = (
        "Verify the audit chain and the signed texts. Exits 1 and names the row when something does not hold. "
        "Example: python manage.py verify_audit --json"
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args, **options):
        found = verify()
        if options["json"]:
            answer = {
                "ok": not found.problems,
                **found.facts,
                "problems": [asdict(p) for p in found.problems],
            }
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(
                ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in found.facts.items())
            )
            for problem in found.problems:
                self.stderr.write(f"{problem.table} {problem.id}: {problem.message}")
            self.stdout.write(
                "Everything holds." if not found.problems else f"{len(found.problems)} problems."
            )
        if found.problems:
            raise SystemExit(1)
