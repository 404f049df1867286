"""Fill an empty database with the demo. Example: DEBUG=1 python manage.py demo"""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from pages.demonstration import PASSWORD, Demo, accounts_of_the_demo


class Command(BaseCommand):
    help = (
        "Fill an empty database with six articles and an account for every role. "
        "Example: DEBUG=1 python manage.py demo"
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is content already"
        )

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("The demo has a public password, so it runs only with DEBUG=1.")
        if User.objects.exists() or Article.objects.exists():
            if not options["if_empty"]:
                raise CommandError(
                    "The database is not empty. Give DATABASE_URL another one, or remove the file."
                )
        else:
            Demo(timezone.now()).build()
        accounts, count = accounts_of_the_demo(), Article.objects.count()
        if options["json"]:
            self.stdout.write(json.dumps({"articles": count, "accounts": accounts}))
            return
        self.stdout.write(f"{count} articles. Sign in with the password {PASSWORD} as:")
        for account in accounts:
            self.stdout.write(f"  {account['email']:<28} {account['role']}")
