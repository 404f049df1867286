"""One thing that happened, in the words of the page."""

from dataclasses import dataclass
from datetime import datetime

EDIT, DEED, MAIL = "edit", "deed", "mail"
KINDS = {EDIT: "Edits", DEED: "Deeds", MAIL: "Mails"}
SYSTEM = "the system"


@dataclass(frozen=True)
class Entry:
    """`who` did it; of a mail, to whom it went. `event` is its number in the audit log, if it is a deed."""

    at: datetime
    kind: str
    who_id: int | None
    who: str
    what: str
    version: int | None = None
    detail: str = ""
    event: int | None = None

    @property
    def kind_label(self) -> str:
        return {EDIT: "Edit", DEED: "Deed", MAIL: "Mail"}[self.kind]


def name_of(user_id: int | None, name: str) -> str:
    """Logs keep the names of holders of a role only; nobody at all is the system."""
    return name or (SYSTEM if user_id is None else f"account {user_id}")
