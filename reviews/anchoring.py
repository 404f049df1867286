"""Once a day the head of the log leaves the house: into a file, and by mail to the board."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import BoardMember
from audit import anchors
from audit.models import AuditEvent
from reviews.letters.letter import Letter, address, post


@transaction.atomic
def anchor_daily(now: datetime, path: Path) -> bool:
    """True when the day got its anchor; nothing is done on a day that has one, or when the log has not grown.

    Raises:
        OSError, ValueError: the file cannot be written, or is no file of anchors; then no mail is written either.
    """
    anchor = anchors.current_anchor(now)
    if anchor.number == 0 or anchors.has_day(path, anchor.day) or not anchors.append_to_file(path, anchor):
        return False
    members = BoardMember.objects.active_on(timezone.localdate(now)).select_related("user")
    letter = Letter(
        to=[member.user for member in members if member.user.is_active],
        why="you are on the medical advisory board",
        about=AuditEvent.objects.get(number=anchor.number),
        subject=f"The audit log on {anchor.day.day} {anchor.day:%B %Y}",
        says=anchors.anchor_text(anchor),
        url=address("pages:editorial_policy"),
        label="How review works",
    )
    post([letter], f"anchor:{anchor.day}", now=now)
    return True
