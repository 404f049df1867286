"""The letters about what was done, by the action that the audit log calls it. What is not here is told nobody.

They are written after the deed was committed, mostly at once. What a letter asks for is asked only while it can still
be done.
"""

import json
from collections.abc import Callable, Iterator

from articles.models import Version
from audit.models import AuditEvent
from reviews.letters import pages, rounds, signing
from reviews.letters.deed import Deed
from reviews.letters.letter import Letter

ABOUT: dict[str, Callable[[Deed], Iterator[Letter]]] = {
    "version.submitted": rounds.submitted,
    "version.returned": rounds.returned,
    "version.changes_requested": rounds.changes_requested,
    "round.opened": rounds.round_opened,
    "round.cancelled": rounds.round_cancelled,
    "round.passed": rounds.retraction_agreed,
    "round.failed": rounds.round_failed,
    "seat.assigned": rounds.seat_assigned,
    "seat.answered": rounds.seat_answered,
    "version.signed": signing.signed,
    "version.sign_off_withdrawn": signing.sign_off_withdrawn,
    "version.lift_proposed": signing.lift_proposed,
    "page.publish": pages.published,
    "page.attest": pages.attested,
    "page.withdraw": pages.withdrawn,
    "page.reinstate": pages.reinstated,
    "page.retract": pages.retracted,
    "page.corrected": pages.corrected,
}


def letters_for(event: AuditEvent) -> Iterator[Letter]:
    write = ABOUT.get(event.action)
    if write is None:
        return
    version = Version.objects.select_related("article__owner").defer("canonical").get(pk=event.subject_id)
    actor = event.actor_name or "The system"
    yield from write(Deed(event.at, event.actor_id, actor, json.loads(event.data), version))
