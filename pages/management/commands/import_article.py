"""Import an article. Example: python manage.py import_article azathioprine.md --author author@example.org"""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from pages.importing import import_article

LARGEST = 8_000_000  # bytes of a file: four texts of a megabyte, their references, and room to spare


class Command(BaseCommand):
    help = (
        "Import an article from Markdown with front matter: all of it, or nothing and the list of what is wrong. "
        "Example: python manage.py import_article azathioprine.md --author author@example.org --submit"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.md")
        parser.add_argument(
            "--author", metavar="EMAIL", help="whose article it is; else the only administrator's"
        )
        parser.add_argument("--submit", action="store_true", help="submit it to the board as well")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args, **options):
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        if len(data) > LARGEST:
            raise CommandError(f"{path} is larger than {LARGEST:,} bytes.")
        report = import_article(
            data,
            author=_author(options["author"]),
            now=timezone.now(),
            read_file=lambda name: (path.parent / name).read_text(encoding="utf-8"),
            submit=options["submit"],
            dry_run=options["dry_run"],
        )
        self._print(report, options)
        if not report.ok:
            raise SystemExit(1)

    def _print(self, report, options):
        if options["json"]:
            answer = {
                "ok": report.ok,
                "slug": report.slug,
                "version": report.version,
                "created": report.created,
                "problems": [asdict(problem) for problem in report.problems],
            }
            self.stdout.write(json.dumps(answer))
            return
        for problem in report.problems:
            place = f"line {problem.line}, {problem.field}" if problem.line else problem.field
            self.stderr.write(f"{place}: {problem.message}")
        if report.ok:
            deed = "would be " if options["dry_run"] else ""
            what = "created" if report.created else "updated"
            submitted = " and submitted" if options["submit"] else ""
            self.stdout.write(f"{report.slug}, version {report.version}: {deed}{what}{submitted}.")
        else:
            self.stderr.write("Nothing was imported.")


def _author(email: str | None) -> User:
    if email:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account with the e-mail {email}.")
        return user
    administrators = list(User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True)[:2])
    if len(administrators) != 1:
        raise CommandError("Say whose article it is: --author EMAIL.")
    return administrators[0]
