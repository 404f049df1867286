"""Remarks anchored to passages of a text (pure).

A quotation with a little of what stands around it, as in the text quote selector of the Web Annotation Data Model
(https://www.w3.org/TR/annotation-model/#text-quote-selector). It is found again after small edits, but never in a
passage that has lost one of its quantities: a remark about 2 mg/kg must not seem to be about 2.5 mg/kg.
"""

from .finding import find
from .marking import Marked, mark
from .quotation import CONTEXT, Anchor, make_anchor
from .visible_text import plain_text

__all__ = ["CONTEXT", "Anchor", "Marked", "find", "make_anchor", "mark", "plain_text"]
