"""Every row that the checks look at, read once. Texts are left in the database: articles.verifier compares them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from articles.models import Article, Contribution, Publication, Version
from audit.models import AuditEvent
from audit.reading import data_of
from audit.verification import Problem
from reviews.models import ReviewRound, Seat, SignOff
from reviews.quorum import Vote


@dataclass(frozen=True)
class Books:
    """Versions, rounds, sign-offs and seats by id, and what belongs to each. Sign-offs know their withdrawals."""

    articles: list[Article]
    versions: Mapping[int, Version]
    contributors: Mapping[int, set[int]]
    rounds: Mapping[int, ReviewRound]
    rounds_of: Mapping[int, list[ReviewRound]]
    sign_offs: Mapping[int, list[SignOff]]
    seats: Mapping[int, list[Seat]]
    publications: Mapping[int, list[Publication]]
    opened: Mapping[int, dict]
    assigned: Mapping[int, int | None]

    @classmethod
    def read(cls) -> "Books":
        rounds = ReviewRound.objects.in_bulk()
        contributors = defaultdict(set)
        for version, user in Contribution.objects.values_list("version_id", "user_id"):
            contributors[version].add(user)
        return cls(
            articles=list(Article.objects.order_by("pk")),
            versions=Version.objects.select_related("article").defer("canonical").in_bulk(),
            contributors=contributors,
            rounds=rounds,
            rounds_of=_grouped(rounds.values(), attrgetter("version_id")),
            sign_offs=_grouped(
                SignOff.objects.select_related("withdrawal").order_by("pk"), attrgetter("round_id")
            ),
            seats=_grouped(Seat.objects.order_by("pk"), attrgetter("round_id")),
            publications=_grouped(Publication.objects.order_by("pk"), attrgetter("article_id")),
            opened=_told("round.opened", "round"),
            assigned={seat: data.get("member") for seat, data in _told("seat.assigned", "seat").items()},
        )

    def votes(self, review: ReviewRound) -> list[Vote]:
        """The live ones that name the round's digest."""
        specialties = {seat.pk: seat.specialty for seat in self.seats.get(review.pk, [])}
        return [
            Vote.of(
                sign_off.signer_id,
                sign_off.decision,
                specialty=sign_off.specialty,
                seat=specialties.get(sign_off.seat_id),
            )
            for sign_off in self.sign_offs.get(review.pk, [])
            if is_live(sign_off) and sign_off.content_digest == review.content_digest
        ]

    def required_specialties(self, review: ReviewRound) -> list[str]:
        return sorted({seat.specialty for seat in self.seats.get(review.pk, []) if seat.required})

    def name(self, version: Version) -> str:
        return f"Version {version.number} of “{version.article.slug}”"


def is_live(sign_off: SignOff) -> bool:
    return getattr(sign_off, "withdrawal", None) is None


def in_round(review: ReviewRound, message: str) -> Problem:
    return Problem("reviews_reviewround", str(review.pk), message)


def _grouped(rows: Iterable, key) -> dict[int, list]:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _told(action: str, key: str) -> dict[int, dict]:
    """What the log says of each thing that had this done to it; the last time counts."""
    rows = AuditEvent.objects.filter(action=action).order_by("number").values_list("data", flat=True)
    return {data[key]: data for data in map(data_of, rows) if key in data}
