"""What readers saw of an article on a day. Example: python manage.py live_on azathioprine-second-line 2026-03-02"""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pages.live_on import article_at, seen_on


class Command(BaseCommand):
    help = (
        "Say which version readers saw at the end of a day (UTC), and who had approved it. "
        "Example: python manage.py live_on azathioprine-second-line 2026-03-02 --json"
    )

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("date", metavar="DATE", help="like 2026-03-02; today is allowed")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args, **options):
        day = _day(options["date"])
        article = article_at(options["slug"])
        if article is None:
            raise CommandError(f"There is no article “{options['slug']}”.")
        seen = seen_on(article, day)
        if not options["json"]:
            self.stdout.write(f"On {day} readers of “{article.slug}” saw {seen.in_words()}")
            return
        answer = {
            "slug": article.slug,
            "date": str(day),
            "version": seen.version,
            "digest": seen.digest,
            "approved_by": [str(person) for person in seen.approved_by],
        }
        if seen.preview is not None:
            answer["preview"] = seen.preview
        self.stdout.write(json.dumps(answer))


def _day(text: str) -> date:
    """Written one way only: Python would take 20260302 and 2026-W10-1 as well."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or str(day) != text:
        raise CommandError(f"“{text}” is no date like 2026-03-02.", returncode=2)
    if day > timezone.now().date():
        raise CommandError(f"{day} is still to come.", returncode=2)
    return day
