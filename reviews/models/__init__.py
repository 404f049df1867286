from reviews.models.finding import Finding, FindingReply
from reviews.models.lift import LiftProposal
from reviews.models.policy import ReviewPolicy
from reviews.models.round import ReviewRound
from reviews.models.seat import Seat
from reviews.models.sign_off import SignOff, SignOffWithdrawal

__all__ = [
    "Finding",
    "FindingReply",
    "LiftProposal",
    "ReviewPolicy",
    "ReviewRound",
    "Seat",
    "SignOff",
    "SignOffWithdrawal",
]
