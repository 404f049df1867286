from accounts.models.board import Absence, BoardMember, Specialty
from accounts.models.receipt import FormReceipt
from accounts.models.user import RoleGrant, User

__all__ = ["Absence", "BoardMember", "FormReceipt", "RoleGrant", "Specialty", "User"]
