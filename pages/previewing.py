"""What a text would look like and what is wrong with it, while it is being written. Nothing is saved."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from articles import presentation, rendering
from articles.models import Audience, Version
from articles.presentation import ShownText
from articles.services import TextEdit, preview_content
from pages.side_by_side import set_apart

MAX_CHARACTERS = 200_000  # rendering more than this on every pause in typing would keep the server busy
EXCERPT = 60


@dataclass(frozen=True)
class LineProblem:
    """`line` counts from 1, 0 is the text as a whole; `anchor` is an id, on the first problem of a line."""

    line: int
    message: str
    excerpt: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Preview:
    """`shown` is None for a text that is empty or that `refusal` says something about."""

    audience: Audience
    shown: ShownText | None = None
    problems: tuple[LineProblem, ...] = ()
    refusal: str = ""
    can_be_kept: bool = True


def preview_of(version: Version, audience: Audience, text: TextEdit, keys: Iterable[str]) -> Preview:
    """`keys` are those of the library."""
    if not text.body.strip():
        return Preview(audience)
    if (size := len(text.body.encode("utf-8", "surrogatepass"))) > rendering.MAX_BODY_BYTES:
        words = f"This text has {size:,} bytes; {rendering.MAX_BODY_BYTES:,} can be kept."
        return Preview(audience, refusal=words, can_be_kept=False)
    if len(text.body) > MAX_CHARACTERS:
        words = f"Texts of more than {MAX_CHARACTERS:,} characters are not previewed; it can be saved."
        return Preview(audience, refusal=words)
    shown = presentation.show(preview_content(version, audience, text), audience)
    return Preview(
        audience,
        set_apart(shown, f"{audience.pk}-", audience.label),
        tuple(_problems(version, audience, text.body, frozenset(keys))),
    )


def anchor_of(audience: str, line: int) -> str:
    return f"{audience}-line-{line}"


def _problems(
    version: Version, audience: Audience, body: str, keys: Collection[str]
) -> Iterator[LineProblem]:
    headings = rendering.heading_texts(body)
    for section in version.article.kind_of.sections_for(audience.rank):
        if section not in headings:
            yield LineProblem(0, f"The heading “## {section}” is missing.")
    lines = body.splitlines()
    found = [*rendering.find_problems(body, keys), *rendering.empty_sections(body)]
    anchored: set[int] = set()
    for problem in sorted(found, key=lambda problem: problem.line):
        is_first = problem.line not in anchored
        anchored.add(problem.line)
        yield LineProblem(
            line=problem.line,
            message=f"{problem.message[:1].upper()}{problem.message[1:]}.",
            excerpt=_excerpt(lines, problem.line),
            anchor=anchor_of(audience.pk, problem.line) if is_first else "",
        )


def _excerpt(lines: list[str], number: int) -> str:
    """The beginning of that line, for finding it in the text."""
    line = " ".join(lines[number - 1].split()) if 0 < number <= len(lines) else ""
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rstrip()}…"
