"""What falls due with time: mails, reminders, tasks, cleaning. Example: python manage.py run_due --json"""

import argparse
import json
from datetime import datetime, time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from accounts import cleaning, outbox
from reviews import anchoring, notifications, reminders


def moment(text: str) -> datetime:
    """A day stands for its end, so that everything due on it is due."""
    try:
        found = parse_datetime(text) if len(text) > len("2026-08-03") else parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is no date (2026-08-03) and no date with a time.")
    if not isinstance(found, datetime):
        found = datetime.combine(found, time(23, 59, 59))
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class Command(BaseCommand):
    help = (
        "Send what waits in the outbox, remind of reviews that are due, open tasks for overdue articles, write "
        "the day's anchor of the log, and clean up. "
        "Run it every few minutes; running it twice does nothing twice, and a missed run is made up for. "
        "Example: python manage.py run_due --at 2026-08-03 --json"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--at",
            type=moment,
            metavar="DATE",
            help="as if it were the end of this day, or this date and time; mails about that day really leave",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args, **options):
        now = options["at"] or timezone.now()
        notifications.write_mails(now)
        reminded = reminders.remind(now)
        problems = self._anchor(now)
        sending = outbox.send_due(now)
        done = {
            "reminders": reminded.reminders,
            "mails": sending.sent,
            "overdue": reminded.overdue,
            "erased": 0,
            "purged": cleaning.purge(now),
        }
        self.stdout.write(json.dumps(done) if options["json"] else _in_words(done))
        problems += [f"Not sent, {problem}" for problem in sending.problems]
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise SystemExit(1)

    def _anchor(self, now: datetime) -> list[str]:
        """The other things that are due do not wait for a disk that is full or away."""
        try:
            anchoring.anchor_daily(now, settings.ANCHOR_FILE)
        except (OSError, ValueError) as error:
            return [f"No anchor was written to {settings.ANCHOR_FILE}: {error}"]
        return []


def _in_words(done: dict[str, int]) -> str:
    def count(name: str, thing: str) -> str:
        return f"{done[name]} {thing}{'' if done[name] == 1 else 's'}"

    return (
        f"{count('reminders', 'reminder')} written, {count('mails', 'mail')} sent, "
        f"{count('overdue', 'article')} newly overdue, {count('purged', 'old row')} cleared."
    )
