from accounts.models.board import Absence, BoardMember, Specialty
from accounts.models.mail import Mail, MailProgress
from accounts.models.receipt import FormReceipt
from accounts.models.user import RoleGrant, User

__all__ = ["Absence", "BoardMember", "FormReceipt", "Mail", "MailProgress", "RoleGrant", "Specialty", "User"]
