"""What changed between two signed contents, so that a reader of both sees it at once (pure).

Blocks first, then words inside the blocks that belong together. Quantities, citations, link targets and emphasis are
part of what is compared, and never torn apart.
"""

from .contents import (
    AudienceChange,
    ContentComparison,
    ContributorChange,
    FieldChange,
    ReferenceChange,
    ValueChange,
    compare_contents,
)
from .html import quantity_to_html, to_html
from .results import BlockChange, Piece, QuantityChange, TextComparison
from .texts import compare_texts

__all__ = [
    "AudienceChange",
    "BlockChange",
    "ContentComparison",
    "ContributorChange",
    "FieldChange",
    "Piece",
    "QuantityChange",
    "ReferenceChange",
    "TextComparison",
    "ValueChange",
    "compare_contents",
    "compare_texts",
    "quantity_to_html",
    "to_html",
]
