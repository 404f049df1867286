"""Write down how the log ends today. Example: python manage.py anchor_audit -o /mnt/elsewhere/anchors.txt"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import anchors


class Command(BaseCommand):
    help = (
        "Append the number and hash of the last event to a file that is kept on another machine; check it later with "
        "verify_audit --anchor FILE. Refused when the log no longer fits the anchors in the file. "
        "Example: python manage.py anchor_audit -o /mnt/elsewhere/anchors.txt"
    )

    def add_arguments(self, parser):
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help="append here")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args, **options):
        file: Path = options["output"]
        problems = anchors.compare(file) if file.exists() and file.stat().st_size else []
        if problems:
            told = "; ".join(f"{problem.table} {problem.id}: {problem.message}" for problem in problems)
            raise CommandError(f"Nothing was written to {file}. {told}")
        anchor = anchors.current_anchor(timezone.now())
        try:
            appended = anchors.append_to_file(file, anchor)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if options["json"]:
            answer = {
                "number": anchor.number,
                "hash": anchor.hash,
                "date": str(anchor.day),
                "appended": appended,
            }
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(f"{anchor}" if appended else f"{file} ends with this event already: {anchor}")
