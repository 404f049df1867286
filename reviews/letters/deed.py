"""An event of the audit log about a version, as the letters see it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from articles.models import Version
from reviews.models import ReviewRound


@dataclass(frozen=True)
class Deed:
    """`actor` is the name on record; "The system" where there is none."""

    at: datetime
    actor_id: int | None
    actor: str
    data: dict
    version: Version

    def but_the_actor(self, people: list[User]) -> list[User]:
        return [person for person in people if person.pk != self.actor_id]

    @property
    def round(self) -> ReviewRound:
        return ReviewRound.objects.get(pk=self.data["round"])
