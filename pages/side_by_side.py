"""The approved text beside a draft, on one page: ids and names of landmarks must not meet."""

import re
from dataclasses import dataclass, replace

from django.utils.safestring import mark_safe

from articles import presentation
from articles.models import Audience, Version
from articles.presentation import ShownText


@dataclass(frozen=True)
class Pair:
    """The two texts for one audience; either may be missing."""

    audience: Audience
    approved: ShownText | None
    draft: ShownText | None
    is_same: bool


def side_by_side(approved: Version | None, draft: Version) -> list[Pair]:
    """The most expert audience first."""
    left, right = _texts(approved), _texts(draft)
    audiences = sorted({*left, *right}, key=lambda audience: -audience.rank)
    return [
        Pair(
            audience,
            set_apart(left.get(audience), "approved-", "Approved"),
            set_apart(right.get(audience), "draft-", "Draft"),
            is_same=left.get(audience) == right.get(audience),
        )
        for audience in audiences
    ]


def _texts(version: Version | None) -> dict[Audience, ShownText]:
    return {text.audience: text for text in presentation.texts_of(version)} if version is not None else {}


def set_apart(text: ShownText | None, prefix: str, name: str) -> ShownText | None:
    """The same text with `prefix` before its ids and `name` before the names of its tables."""
    if text is None:
        return None
    text = presentation.with_id_prefix(text, prefix)
    html = re.sub(r'( aria-label=")(Table \d)', rf"\1{name}: \2", text.html)
    return replace(text, html=mark_safe(html))  # noqa: S308  only a name that the renderer gave was made longer
