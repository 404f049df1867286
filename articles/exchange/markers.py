"""The body of an article file: one marker line for each audience, the Markdown below it.

A body is everything between two markers but the line feeds at its beginning and end. Blank lines around a
marker are therefore free, and a body comes back exactly as it went out.
"""

import re
from dataclasses import dataclass

from articles.rendering import MAX_BODY_BYTES
from articles.rendering.characters import shorten

from .article_file import FileProblem

_MARKER = re.compile(r"<!--[ \t]*audience:[ \t]*([A-Za-z0-9_-]{1,40})[ \t]*-->[ \t]*")
# Wider than the marker, so that a mistyped one is not taken for text and shown.
_LIKE_A_MARKER = re.compile(r"[ \t]*<!--[ \t]*audience\b.*", re.IGNORECASE)
_EXPECTED = "<!-- audience: clinician -->"


@dataclass(frozen=True)
class Section:
    """`first_line` is the line of the body's first character."""

    audience: str
    marker_line: int
    first_line: int
    body: str


def marker(audience: str) -> str:
    """
    Raises:
        ValueError: the audience cannot be written in a marker.
    """
    line = f"<!-- audience: {audience} -->"
    if not _MARKER.fullmatch(line):
        raise ValueError(f"{shorten(audience)} cannot be an audience: only letters, digits, _ and -")
    return line


def marker_like_lines(body: str) -> list[int]:
    """The lines of a body, counted from 1, that would be taken for markers."""
    return [number for number, line in enumerate(body.split("\n"), start=1) if _LIKE_A_MARKER.fullmatch(line)]


def read_sections(lines: list[str], first: int) -> tuple[list[Section], list[FileProblem]]:
    """`lines` are those after the front matter, the first of them being line `first` of the file."""
    markers = [(index, found[1]) for index, line in enumerate(lines) if (found := _MARKER.fullmatch(line))]
    ends = [index for index, _ in markers[1:]] + [len(lines)]
    sections = [
        _section(audience, first + index, lines[index + 1 : end])
        for (index, audience), end in zip(markers, ends, strict=False)
    ]
    before = lines[: markers[0][0]] if markers else lines
    problems = [
        FileProblem(first + index, "texts", f"this marker cannot be read: write {_EXPECTED}")
        for index, line in enumerate(lines)
        if _LIKE_A_MARKER.fullmatch(line) and not _MARKER.fullmatch(line)
    ]
    return sections, problems + _before(before, first, bool(markers)) + _section_problems(sections)


def _section(audience: str, marker_line: int, lines: list[str]) -> Section:
    text = "\n".join(lines)
    body = text.strip("\n")
    leading = len(text) - len(text.lstrip("\n"))
    return Section(audience, marker_line, marker_line + 1 + leading, body)


def _before(lines: list[str], first: int, any_marker: bool) -> list[FileProblem]:
    for index, line in enumerate(lines):
        if line.strip() and not _LIKE_A_MARKER.fullmatch(line):
            message = f"this text belongs to no audience: begin it with {_EXPECTED}"
            return [FileProblem(first + index, "texts", message)]
    return (
        [] if any_marker else [FileProblem(first, "texts", f"there is no text: begin one with {_EXPECTED}")]
    )


def _section_problems(sections: list[Section]) -> list[FileProblem]:
    problems = []
    seen: dict[str, int] = {}
    for section in sections:
        field, line = f"texts.{section.audience}", section.marker_line
        size = len(section.body.encode())
        if section.audience in seen:
            message = f"there is a text for {section.audience} on line {seen[section.audience]} already"
            problems.append(FileProblem(line, field, message))
        if not section.body.strip():
            problems.append(FileProblem(line, field, f"there is no text for {section.audience}"))
        if size > MAX_BODY_BYTES:
            message = f"the text has {size:,} bytes; at most {MAX_BODY_BYTES:,} are allowed"
            problems.append(FileProblem(line, field, message))
        seen.setdefault(section.audience, line)
    return problems
