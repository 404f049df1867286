"""Letters about what readers see, to those whose names stand under the page."""

from collections.abc import Iterator

from reviews import recipients
from reviews.letters.deed import Deed
from reviews.letters.letter import AUTHOR, EDITOR, SIGNER, Letter, day, name_of, public_page_of, title_of


def published(deed: Deed) -> Iterator[Letter]:
    says = f"The board has approved {name_of(deed.version)}, and readers see it now. {_next_review(deed)}"
    yield from _told(deed, "Approved and live", says)


def attested(deed: Deed) -> Iterator[Letter]:
    says = (
        f"The board has reviewed {name_of(deed.version)} again, and it stands unchanged. {_next_review(deed)}"
    )
    yield from _told(deed, "Reviewed again", says)


def withdrawn(deed: Deed) -> Iterator[Letter]:
    """Also to the managing editors: a signer may take a page down alone."""
    says = f"{deed.actor} has withdrawn {name_of(deed.version)}. Readers see a notice in its place, with the reason."
    yield from _told(deed, "Withdrawn", says, tell_editors=True)


def reinstated(deed: Deed) -> Iterator[Letter]:
    yield from _told(deed, "Live again", f"{deed.actor} has brought {name_of(deed.version)} back to readers.")


def retracted(deed: Deed) -> Iterator[Letter]:
    says = f"{deed.actor} has retracted {name_of(deed.version)}, as the board agreed. Readers see a notice, for good."
    yield from _told(deed, "Retracted", says)


def corrected(deed: Deed) -> Iterator[Letter]:
    says = f"{deed.actor} has put a correction notice on top of {name_of(deed.version)}."
    yield from _told(deed, "Correction", says)


def _told(deed: Deed, what: str, says: str, *, tell_editors: bool = False) -> Iterator[Letter]:
    version = deed.version
    groups = [(recipients.approvers_of(version), SIGNER), (recipients.authors_of(version), AUTHOR)]
    if tell_editors:
        groups.append((deed.but_the_actor(recipients.managing_editors()), EDITOR))
    for to, why in groups:
        yield Letter(
            to=to,
            why=why,
            about=version,
            subject=f"{what}: {title_of(version)}",
            says=says.strip(),
            url=public_page_of(version),
            label="See the page",
        )


def _next_review(deed: Deed) -> str:
    due = deed.version.article.next_review_due
    return f"Its next review is due on {day(due)}." if due else ""
