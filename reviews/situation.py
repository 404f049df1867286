"""A version with the review it is in, read once and asked by every rule of workflow.py. No writes."""

from dataclasses import dataclass, field
from functools import cached_property

from accounts.models import User
from articles.models import Contribution, Publication, Version
from articles.services.drafts import approved_version_of
from reviews.models import ReviewRound, Seat, SignOff

Decision = SignOff.Decision


@dataclass
class Situation:
    """`sign_offs` are the live ones of the open round, `seats` all of its seats.

    `others_in_review` and `has_tasks` (of the article) may be True without need, never False wrongly: a deed asks them
    along with its lock, to save the queries that would find nothing.
    """

    version: Version
    open_round: ReviewRound | None = None
    sign_offs: list[SignOff] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    others_in_review: bool = True
    has_tasks: bool = True

    @property
    def approvals(self) -> int:
        return len({s.signer_id for s in self.sign_offs if s.decision == Decision.APPROVE})

    @property
    def requests(self) -> list[SignOff]:
        return [s for s in self.sign_offs if s.decision == Decision.REQUEST_CHANGES]

    @property
    def missing_specialties(self) -> list[str]:
        """Labels of the required specialties that nobody has approved from a seat of that specialty."""
        by_seat = {s.seat_id for s in self.sign_offs if s.decision == Decision.APPROVE and s.seat_id}
        approved = {seat.specialty for seat in self.seats if seat.pk in by_seat}
        required = {seat.specialty: seat for seat in self.seats if seat.required}
        return [
            seat.get_specialty_display().lower() for code, seat in required.items() if code not in approved
        ]

    def sign_off_of(self, user: User) -> SignOff | None:
        return next((s for s in self.sign_offs if s.signer_id == user.pk), None)

    def seat_for(self, user: User) -> Seat | None:
        """The seat that this member signs from: their own, else a free one of their specialty, else none."""
        member = user.membership
        if member is None:
            return None
        own = [
            seat
            for seat in self.seats
            if seat.assignee_id == user.pk and seat.response != Seat.Response.DECLINED
        ]
        fitting = [seat for seat in own if seat.specialty in ("", member.specialty)]
        if fitting:
            return fitting[0]
        taken = {s.seat_id for s in self.sign_offs}
        free = (seat for seat in self.seats if seat.assignee_id is None and seat.pk not in taken)
        return next((seat for seat in free if seat.specialty == member.specialty), None)

    @cached_property
    def contributor_ids(self) -> frozenset[int]:
        """Everyone who wrote any of it; `created_by` always counts."""
        ids = Contribution.objects.filter(version=self.version).values_list("user_id", flat=True)
        return frozenset(ids) | {self.version.created_by_id}

    @cached_property
    def live_base_is_stale(self) -> bool:
        """Another text was approved since this one was reconciled."""
        approved = approved_version_of(self.version.article)
        return (approved.pk if approved else None) != self.version.live_base_id

    @cached_property
    def preview_is_shown(self) -> bool:
        """Only an article that never had an approved text can have a preview."""
        if self.version.live_base_id or self.version.article.published_version_id:
            return False
        last = Publication.objects.filter(version=self.version).about_preview().first()
        return last is not None and last.kind == Publication.Kind.PREVIEW_SHOWN


def situation_of(version: Version) -> Situation:
    open_round = version.rounds.open().first()
    if open_round is None:
        return Situation(version)
    return Situation(version, open_round, list(open_round.sign_offs.live()), list(open_round.seats.all()))
