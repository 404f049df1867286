"""The evidence of a version in one file. Example: python manage.py evidence_pack SLUG --version 2 -o evidence.zip"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.models import Article
from reviews import evidence
from reviews.evidence.faults import THE_FILE, Fault
from reviews.management.verdicts import show


class Command(BaseCommand):
    help = (
        "Write the evidence of a version into one ZIP file that an outsider can check: its signed text, its pages, "
        "who signed and how, and what the log says. Without --version it is the live one, else the last approved. "
        "Example: python manage.py evidence_pack azathioprine-second-line --version 2 -o evidence.zip"
    )

    def add_arguments(self, parser):
        parser.add_argument("slug")
        # Django's own --version prints Django's version; here it is the article's.
        parser.add_argument(
            "--version", type=int, metavar="N", dest="number", help="which version of the article"
        )
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help="write here")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def handle(self, *args, **options):
        show(self, self._write(options), as_json=options["json"], done=f"Written to {options['output']}.")

    def _write(self, options) -> evidence.Verdict:
        """The pack is checked before it is written: one that does not hold is worth nothing."""
        article = Article.objects.filter(slug=options["slug"]).first()
        if article is None:
            return _refused(f"There is no article “{options['slug']}”.")
        version = evidence.version_to_show(article, options["number"])
        if version is None:
            return _refused(f"“{article.slug}” has no version {options['number']}.")
        try:
            pack = evidence.evidence_of(version)
        except evidence.NothingSigned as error:
            return _refused(str(error))
        verdict = evidence.check(pack)
        if verdict.ok:
            try:
                options["output"].write_bytes(pack)
            except OSError as error:
                raise CommandError(f"{options['output']}: {error.strerror}") from error
        return verdict


def _refused(message: str) -> evidence.Verdict:
    return evidence.Verdict(problems=[Fault(THE_FILE, message)])
