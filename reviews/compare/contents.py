"""Two signed contents: everything a reader can be shown, field by field and audience by audience."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from articles.bibliography.labels import short_label
from articles.bibliography.names import nlm_name
from articles.canonical import AudienceText, Content, Contributor

from .results import QuantityChange, TextComparison
from .texts import compare_plain, compare_texts

Kind = Literal["added", "removed", "changed"]

_LABELS = {"takeaway": "Key takeaway", "kind": "Kind of article"}
_EMPTY = AudienceText("", "", "", "")


@dataclass(frozen=True)
class FieldChange:
    """`name` is the field's name in the content ("title", "funding"), `label` what a person calls it."""

    name: str
    label: str
    text: TextComparison


@dataclass(frozen=True)
class ValueChange:
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class ContributorChange:
    """`values` say which of role, credentials and interests changed; empty for one who was added or removed."""

    kind: Kind
    old: Contributor | None
    new: Contributor | None
    values: tuple[ValueChange, ...] = ()

    @property
    def name(self) -> str:
        contributor = self.new or self.old
        return contributor.name if contributor else ""


@dataclass(frozen=True)
class ReferenceChange:
    """`values` are the fields of the item that changed, by their CSL names; empty for an added or removed one."""

    kind: Kind
    key: str
    label: str
    values: tuple[ValueChange, ...] = ()


@dataclass(frozen=True)
class AudienceChange:
    """One audience's text. `fields` are those of title, takeaway and disclaimer that changed; `body` has every
    block, also when nothing in it changed. An added audience is compared with an empty text."""

    audience: str
    kind: Kind
    fields: tuple[FieldChange, ...]
    body: TextComparison


@dataclass(frozen=True)
class ContentComparison:
    """Only what changed. `fields` are the title, the question, the kind, the language and the kind's own fields;
    `images` are digests. The order of references is not compared: it follows from the text."""

    fields: tuple[FieldChange, ...]
    contributors: tuple[ContributorChange, ...]
    contributors_reordered: bool
    references: tuple[ReferenceChange, ...]
    images: tuple[ValueChange, ...]
    audiences: tuple[AudienceChange, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing that a reader could see differs. The digests may (white space, spelling of Markdown)."""
        changes = (self.fields, self.contributors, self.references, self.images, self.audiences)
        return not (any(changes) or self.contributors_reordered)

    @property
    def quantities(self) -> tuple[tuple[str, QuantityChange], ...]:
        """Audience and quantity; the audience is empty for what all of them share."""
        shared = [("", change) for field in self.fields for change in field.text.quantities]
        return (*shared, *(found for audience in self.audiences for found in _quantities(audience)))


def compare_contents(old: Content, new: Content) -> ContentComparison:
    """Audiences come in the order of the new content, removed ones last."""
    return ContentComparison(
        fields=tuple(_changed_fields(_shared_fields(old), _shared_fields(new))),
        contributors=tuple(_contributors(old.contributors, new.contributors)),
        contributors_reordered=_reordered(old.contributors, new.contributors),
        references=tuple(_references(_by_key(old), _by_key(new))),
        images=tuple(_images(old.images, new.images)),
        audiences=tuple(_audiences(old, new)),
    )


def _shared_fields(content: Content) -> dict[str, str]:
    return {
        "title": content.title,
        "question": content.question,
        "kind": content.kind,
        "language": content.language,
        **content.fields,
    }


def _changed_fields(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*new, *old]):
        label = _LABELS.get(name, name.replace("_", " ").capitalize())
        text = compare_plain(old.get(name, ""), new.get(name, ""), label)
        if not text.same:
            yield FieldChange(name, label, text)


def _audiences(old: Content, new: Content) -> Iterator[AudienceChange]:
    old_labels = {key: short_label(item) for key, item in _by_key(old).items()}
    new_labels = {key: short_label(item) for key, item in _by_key(new).items()}
    for audience in dict.fromkeys([*new.texts, *old.texts]):
        before, after = old.texts.get(audience, _EMPTY), new.texts.get(audience, _EMPTY)
        fields = tuple(_changed_fields(_audience_fields(before), _audience_fields(after)))
        body = compare_texts(before.body, after.body, old_labels=old_labels, new_labels=new_labels)
        kind: Kind = (
            "added" if audience not in old.texts else "removed" if audience not in new.texts else "changed"
        )
        if kind != "changed" or fields or not body.same:
            yield AudienceChange(audience, kind, fields, body)


def _audience_fields(text: AudienceText) -> dict[str, str]:
    return {"title": text.title, "takeaway": text.takeaway, "disclaimer": text.disclaimer}


def _quantities(audience: AudienceChange) -> Iterator[tuple[str, QuantityChange]]:
    for text in (*(field.text for field in audience.fields), audience.body):
        yield from ((audience.audience, change) for change in text.quantities)


def _contributors(old: Sequence[Contributor], new: Sequence[Contributor]) -> Iterator[ContributorChange]:
    """Contributors are the same by name and role, else by name: one whose role changed."""
    left = list(old)
    pairs: dict[int, Contributor] = {}
    for same in (_name_and_role, _name):
        for place, contributor in enumerate(new):
            found = next((one for one in left if same(one) == same(contributor)), None)
            if place not in pairs and found is not None:
                pairs[place] = found
                left.remove(found)
    for place, contributor in enumerate(new):
        before = pairs.get(place)
        if before is None:
            yield ContributorChange("added", None, contributor)
        elif before != contributor:
            yield ContributorChange("changed", before, contributor, _values(vars(before), vars(contributor)))
    yield from (ContributorChange("removed", contributor, None) for contributor in left)


def _name(contributor: Contributor) -> str:
    return contributor.name


def _name_and_role(contributor: Contributor) -> tuple[str, str]:
    return contributor.name, contributor.role


def _reordered(old: Sequence[Contributor], new: Sequence[Contributor]) -> bool:
    names_old, names_new = [one.name for one in old], [one.name for one in new]
    kept = set(names_old) & set(names_new)
    orders = [dict.fromkeys(name for name in names if name in kept) for names in (names_old, names_new)]
    return list(orders[0]) != list(orders[1])


def _by_key(content: Content) -> dict[str, dict[str, Any]]:
    return {str(item["id"]): dict(item) for item in content.references}


def _references(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> Iterator[ReferenceChange]:
    for key in dict.fromkeys([*new, *old]):
        if key not in old:
            yield ReferenceChange("added", key, short_label(new[key]))
        elif key not in new:
            yield ReferenceChange("removed", key, short_label(old[key]))
        elif values := _values(old[key], new[key]):
            yield ReferenceChange("changed", key, short_label(new[key]), values)


def _images(old: Sequence[str], new: Sequence[str]) -> Iterator[ValueChange]:
    yield from (ValueChange("image", digest, "") for digest in old if digest not in new)
    yield from (ValueChange("image", "", digest) for digest in new if digest not in old)


def _values(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[ValueChange, ...]:
    return tuple(
        ValueChange(name, _printed(old.get(name, "")), _printed(new.get(name, "")))
        for name in dict.fromkeys([*new, *old])
        if old.get(name, "") != new.get(name, "")
    )


def _printed(value: Any) -> str:
    """Names as "Casetta I, Iuliano G", dates as "2014-11-17", anything else as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(name, dict) for name in value):
        return ", ".join(map(nlm_name, value))
    match value:
        case {"date-parts": [[*parts]]}:
            return "-".join(f"{part:02}" for part in parts)
    return json.dumps(value, ensure_ascii=False)
