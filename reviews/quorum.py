"""What a round lacks, told from its votes alone (pure).

Kept apart from workflow.still_needs on purpose: the auditor counts again, from the rows or from an evidence pack, and
must not inherit a mistake of the deed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

FLOOR = {"full": 2, "attest": 2, "retract": 2, "expedited": 1}
APPROVING = ("full", "expedited")


@dataclass(frozen=True)
class Vote:
    """A live sign-off of the round's exact text; `specialty` is that of the seat it was given from, if any."""

    signer: int
    decision: str
    specialty: str = ""

    @classmethod
    def of(cls, signer: int, decision: str, *, specialty: str, seat: str | None) -> "Vote":
        """Only a member of a seat's own specialty speaks for it, whatever the seat says. `seat` is its specialty."""
        return cls(signer, decision, specialty if seat == specialty else "")


def lacking(votes: Iterable[Vote], *, approvals: int, specialties: Collection[str]) -> list[str]:
    """Why a round with these terms could not pass, in words; nothing when it could."""
    votes = list(votes)
    approving = [vote for vote in votes if vote.decision == "approve"]
    found = []
    members = {vote.signer for vote in approving}
    if len(members) < approvals:
        found.append(f"{len(members)} of {approvals} approvals")
    missing = set(specialties) - {vote.specialty for vote in approving}
    found += [f"no approval from a seat for {specialty.replace('_', ' ')}" for specialty in sorted(missing)]
    if any(vote.decision == "request_changes" for vote in votes):
        found.append("a request for changes stands")
    return found


def below_floor(purpose: str, approvals: int) -> bool:
    return approvals < FLOOR.get(purpose, 2)
