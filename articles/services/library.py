"""The reference library. A key is fixed once an approved text has used it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from articles.models import Citation, Reference, Version
from articles.models.reference import IDENTIFIERS
from audit import history


def split_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a Reference for a CSL-JSON item that articles.bibliography.csl has checked."""
    rest = {name: value for name, value in item.items() if name not in ("id", "title", "study_design")}
    identifiers = {scheme: str(rest.pop(scheme.upper(), "")) for scheme in IDENTIFIERS}
    return {
        "key": item["id"],
        "title": item["title"],
        "study_design": item.get("study_design", "other"),
        "csl": rest,
        **identifiers,
    }


@transaction.atomic
def save_reference(
    item: Mapping[str, Any], *, actor: User, now: datetime, reference: Reference | None = None
) -> Reference:
    """Add a CSL-JSON item to the library, or change the one given. A save that changes nothing is a no-op.

    Raises:
        ValidationError: the key or an identifier belongs to another reference, or the key may not change any more.
    """
    columns = split_item(item)
    is_new = reference is None
    reference = reference or Reference()
    if not is_new:
        if all(getattr(reference, name) == value for name, value in columns.items()):
            return reference
        if columns["key"] != reference.key and is_used_in_approved(reference):
            raise ValidationError(
                {"key": "An approved article cites this key, so it cannot change any more."}
            )
        if columns["key"] != reference.key and reference.citations.exists():
            raise ValidationError({"key": "A draft cites this key. Change it in the text first."})
    for name, value in columns.items():
        setattr(reference, name, value)
    if reference.key == "new":
        raise ValidationError({"key": "“new” is an address of the library itself. Choose another key."})
    reference.full_clean(exclude=["csl"])
    history.save(reference, actor=actor, at=now, reason="added" if is_new else "edited")
    return reference


def is_used_in_approved(reference: Reference) -> bool:
    return Citation.objects.filter(
        reference=reference, rendition__version__state__in=Version.ONCE_APPROVED
    ).exists()
