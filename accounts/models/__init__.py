from accounts.models.board import BoardMember, Specialty
from accounts.models.receipt import FormReceipt
from accounts.models.user import RoleGrant, User

__all__ = ["BoardMember", "FormReceipt", "RoleGrant", "Specialty", "User"]
