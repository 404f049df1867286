from reviews.models.finding import Finding
from reviews.models.policy import ReviewPolicy
from reviews.models.round import ReviewRound
from reviews.models.sign_off import SignOff, SignOffWithdrawal

__all__ = ["Finding", "ReviewPolicy", "ReviewRound", "SignOff", "SignOffWithdrawal"]
