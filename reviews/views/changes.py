"""What changed, for the one who signs: since the approved text, and since they last signed this article."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from accounts.models import User
from articles import presentation
from articles.models import Audience, Version
from reviews import compare
from reviews.models import SignOff

KINDS = {"added": "New", "removed": "Removed", "changed": "Changed"}


@dataclass(frozen=True)
class ShownQuantity:
    audience: str
    section: str
    change: SafeString


@dataclass(frozen=True)
class ShownBlocks:
    heading: str
    blocks: list[tuple[str, SafeString]]  # the section each stands under, and its changes


@dataclass(frozen=True)
class ShownChanges:
    """`since` says what this version is compared with; `lines` are changes that are no text."""

    since: str
    quantities: list[ShownQuantity] = field(default_factory=list)
    texts: list[ShownBlocks] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.quantities or self.texts or self.lines)


def changes_of(version: Version, user: User) -> list[ShownChanges]:
    """Since the approved text this one was reconciled with; and, where that is another, since this member signed."""
    if not version.canonical:
        return []
    found = []
    base = version.live_base
    if base is not None:
        found.append(_compare(base, version, f"the approved version {base.number}"))
    signed = _last_signed(version, user)
    if signed is not None and signed != base:
        found.append(_compare(signed, version, f"version {signed.number}, which you signed"))
    return found


def _last_signed(version: Version, user: User) -> Version | None:
    earlier = SignOff.objects.live().filter(signer=user, version__article=version.article_id)
    last = earlier.exclude(version=version).select_related("version").order_by("-signed_at").first()
    return last.version if last else None


def _compare(old: Version, new: Version, since: str) -> ShownChanges:
    found = compare.compare_contents(presentation.content_of(old), presentation.content_of(new))
    labels = dict(Audience.objects.values_list("code", "label"))
    return ShownChanges(
        since=since,
        quantities=[
            ShownQuantity(labels.get(audience, "All"), change.section, compare.quantity_to_html(change))
            for audience, change in found.quantities
        ],
        texts=[*_fields("This version", found.fields), *_texts(found, labels)],
        lines=[*_people(found), *_references(found)],
    )


def _texts(found: compare.ContentComparison, labels: dict[str, str]) -> list[ShownBlocks]:
    shown = []
    for change in found.audiences:
        label = labels.get(change.audience, change.audience)
        shown += _fields(f"{label} text", change.fields)
        blocks = [(block.section, compare.to_html(block)) for block in change.body.changes]
        if blocks:
            shown.append(ShownBlocks(f"{label} text", blocks))
    return shown


def _fields(heading: str, changes: tuple[compare.FieldChange, ...]) -> list[ShownBlocks]:
    blocks = [(change.label, compare.to_html(block)) for change in changes for block in change.text.changes]
    return [ShownBlocks(heading, blocks)] if blocks else []


def _people(found: compare.ContentComparison) -> list[str]:
    lines = [f"Contributor: {KINDS[c.kind].lower()}, {c.name}{_values(c.values)}" for c in found.contributors]
    return [*lines, "The order of the contributors changed."] if found.contributors_reordered else lines


def _references(found: compare.ContentComparison) -> list[str]:
    return [f"Reference: {KINDS[r.kind].lower()}, {r.label}{_values(r.values)}" for r in found.references]


def _values(values: tuple[compare.ValueChange, ...]) -> str:
    told = "; ".join(f"{v.name}: “{v.old}” is now “{v.new}”" for v in values)
    return f" ({told})" if told else ""
