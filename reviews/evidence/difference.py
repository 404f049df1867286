"""What changed from one signed text to another, as places with their lines of HTML (pure).

Everything that a pack knows of reviews.compare is here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.canonical import parse
from reviews.compare import (
    AudienceChange,
    ContributorChange,
    ReferenceChange,
    TextComparison,
    compare_contents,
    quantity_to_html,
    to_html,
)

WORDS = {"added": "Added", "removed": "Removed", "changed": "Changed"}


@dataclass(frozen=True)
class Line:
    """`where` is the heading that the change stands under, if any."""

    html: SafeString
    where: str = ""


@dataclass(frozen=True)
class Change:
    """`place` is what the lines stand in, in words. `quantities` are the numbers that changed in it."""

    place: str
    lines: list[Line]
    quantities: list[Line] = field(default_factory=list)


def changes(before: str, after: str, *, audiences: Mapping[str, str]) -> list[Change]:
    """`audiences` gives the words for each code ("patients"). A place that is the same in both is left out."""
    found = compare_contents(parse(before), parse(after))
    listed = [
        *(_field(one.label, one.text) for one in found.fields),
        *(
            change
            for one in found.audiences
            for change in _audience(one, audiences.get(one.audience, one.audience))
        ),
        Change("Contributors", [Line(_contributor(one)) for one in found.contributors]),
        Change("References", [Line(_reference(one)) for one in found.references]),
        Change("Images", [Line(_replaced(one.old, one.new)) for one in found.images]),
    ]
    if found.contributors_reordered:
        listed.append(Change("Contributors", [Line(mark_safe("They stand in another order."))]))
    return [change for change in listed if change.lines]


def _audience(change: AudienceChange, who: str) -> Iterator[Change]:
    if change.kind != "changed":
        yield Change(f"For {who}", [Line(format_html("{} text for {}.", WORDS[change.kind], who))])
    for one in change.fields:
        yield _field(f"For {who}: {one.label.lower()}", one.text)
    quantities = [Line(_plain(quantity_to_html(one)), one.section) for one in change.body.quantities]
    lines = [Line(_plain(to_html(block)), block.section) for block in change.body.changes]
    yield Change(f"For {who}: text", lines, quantities)


def _field(place: str, text: TextComparison) -> Change:
    """A text without headings: its place says where it stands."""
    return Change(place, [Line(_plain(to_html(block))) for block in text.changes])


def _plain(html: str) -> SafeString:
    """A pack has no pictures: the arrow between two quantities is a letter."""
    return mark_safe(re.sub(r"<svg\b.*?</svg>", " → ", html))  # noqa: S308  escaped by reviews.compare


def _contributor(change: ContributorChange) -> SafeString:
    values = [format_html("{}: {}", one.name, _replaced(one.old, one.new)) for one in change.values]
    return format_html("{} {}. {}", WORDS[change.kind], change.name, _joined(values))


def _reference(change: ReferenceChange) -> SafeString:
    values = [format_html("{}: {}", one.name, _replaced(one.old, one.new)) for one in change.values]
    return format_html("{} {} [{}]. {}", WORDS[change.kind], change.label, change.key, _joined(values))


def _replaced(old: str, new: str) -> SafeString:
    return format_html("<del>{}</del> <ins>{}</ins>", old, new)


def _joined(values: list[SafeString]) -> SafeString:
    return mark_safe("; ".join(values))  # noqa: S308  each is escaped
