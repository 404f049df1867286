"""Recompute every hash and digest, and say what does not hold. Example: python manage.py verify_audit --json"""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand

from audit import anchors
from audit.verification import verify


class Command(BaseCommand):
    help = (
        "Verify the audit chain, the signed texts, who approved them, the ledger and every stored page. Exits 1 and "
        "names the row when something does not hold. Example: python manage.py verify_audit --anchor anchors.txt --json"
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--anchor",
            type=Path,
            metavar="FILE",
            help="a file written by anchor_audit or from the board's mail: finds a log cut short or written anew",
        )

    def handle(self, *args, **options):
        found = verify()
        problems = [*found.problems, *(anchors.compare(options["anchor"]) if options["anchor"] else [])]
        if options["json"]:
            answer = {"ok": not problems, **found.facts, "problems": [asdict(p) for p in problems]}
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(
                ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in found.facts.items())
            )
            for problem in problems:
                self.stderr.write(f"{problem.table} {problem.id}: {problem.message}")
            self.stdout.write("Everything holds." if not problems else f"{len(problems)} problems.")
        if problems:
            raise SystemExit(1)
