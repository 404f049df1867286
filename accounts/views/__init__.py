"""The screens about people: administrators give roles and appoint; everyone looks after their own account."""

from accounts.views.absences import add_absence, remove_absence
from accounts.views.mails import mails, try_mail_again
from accounts.views.people import people
from accounts.views.person import appoint, end_appointment, give_role, person, take_role
from accounts.views.profile import close, declare_interests, profile

__all__ = [
    "add_absence",
    "appoint",
    "close",
    "declare_interests",
    "end_appointment",
    "give_role",
    "mails",
    "people",
    "person",
    "profile",
    "remove_absence",
    "take_role",
    "try_mail_again",
]
