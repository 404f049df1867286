"""Export a version as Markdown. Example: python manage.py export_article azathioprine-second-line -o article.md"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.models import Article
from pages.exporting import export_version


class Command(BaseCommand):
    help = (
        "Export a version as Markdown with front matter that import_article reads; the newest one unless you name it. "
        "Example: python manage.py export_article azathioprine-second-line --version 2 -o article.md"
    )

    def add_arguments(self, parser):
        parser.add_argument("slug")
        # Django's own --version prints Django's version; here it is the article's.
        parser.add_argument(
            "--version", type=int, metavar="N", dest="number", help="which version of the article"
        )
        parser.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="write here, not to standard output"
        )
        parser.add_argument("--json", action="store_true", help="print the Markdown inside one JSON object")

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def handle(self, *args, **options):
        article = Article.objects.filter(slug=options["slug"]).first()
        if article is None:
            raise CommandError(f"There is no article “{options['slug']}”.")
        versions = article.versions.select_related("article").order_by("-number")
        if options["number"] is not None:
            versions = versions.filter(number=options["number"])
        version = versions.first()
        if version is None:
            raise CommandError(f"“{article.slug}” has no version {options['number']}.")
        try:
            text = export_version(version)
            if options["output"]:
                options["output"].write_text(text, encoding="utf-8")
        except ValueError as error:
            raise CommandError(f"Version {version.number} cannot be exported: {error}.") from error
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        if options["json"]:
            self.stdout.write(json.dumps({"slug": article.slug, "version": version.number, "text": text}))
        elif not options["output"]:
            self.stdout.write(text, ending="")
