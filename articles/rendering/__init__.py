"""Markdown to safe HTML with numbered citations, a table of contents and the problems an author has to mend.

Pure: the same text and labels give the same HTML, on any day and any machine.
"""

from .characters import Problem
from .headings import Heading, heading_texts
from .outline import cited_keys, empty_sections
from .problems import MAX_BODY_BYTES, find_problems
from .render import RENDERER_VERSION, Rendered, render

__all__ = [
    "MAX_BODY_BYTES",
    "RENDERER_VERSION",
    "Heading",
    "Problem",
    "Rendered",
    "cited_keys",
    "empty_sections",
    "find_problems",
    "heading_texts",
    "render",
]
