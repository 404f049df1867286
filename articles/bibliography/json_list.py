"""A JSON list read item by item, each with its line; bounded before anything is built from it."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.rendering.characters import Problem, shorten

MAX_BYTES = 5_000_000
MAX_DEPTH = 20

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")
_EXPECTED = "a list of references is expected: [{...}, {...}]"


@dataclass
class Entry:
    """One item of the list; all numbers in it are text, exactly as typed."""

    line: int
    value: object
    problems: list[str]


class UnreadableError(ValueError):
    """Nothing after this line can be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message)


@dataclass
class _Findings:
    """What the decoder met inside the current item that JSON readers usually let pass."""

    problems: list[str] = field(default_factory=list)

    def unique_keys(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        seen: dict[str, object] = {}
        for key, value in pairs:
            if key in seen:
                self.problems.append(f"{shorten(key)} stands twice in one group")
            seen[key] = value
        return seen

    def constant(self, name: str) -> str:
        self.problems.append(f"{name} is not a number that can be kept")
        return ""

    def take(self) -> list[str]:
        taken, self.problems = self.problems, []
        return taken


def entries(text: str) -> Iterator[Entry]:
    """
    Raises:
        UnreadableError: while iterating, at the first place that is not JSON, or too big or too deep.
    """
    text = text.removeprefix("\ufeff")
    breaks = [match.start() for match in re.finditer("\n", text)]
    try:
        _check_size(text)
        yield from _walk(text, breaks)
    except json.JSONDecodeError as error:
        raise UnreadableError(error.lineno, f"this is not JSON: {error.msg}") from None
    except _PlacedError as error:
        raise UnreadableError(_line(breaks, error.position), str(error)) from None


class _PlacedError(ValueError):
    def __init__(self, position: int, message: str) -> None:
        super().__init__(message)
        self.position = position


def _walk(text: str, breaks: list[int]) -> Iterator[Entry]:
    findings = _Findings()
    decoder = json.JSONDecoder(
        object_pairs_hook=findings.unique_keys,
        parse_constant=findings.constant,
        parse_int=str,
        parse_float=str,
    )
    position = _skip(text, 0)
    if not text.startswith("[", position):
        raise _PlacedError(position, _EXPECTED)
    position = _skip(text, position + 1)
    closed = text.startswith("]", position)
    while not closed:
        start = position
        value, position = decoder.raw_decode(text, start)
        yield Entry(_line(breaks, start), value, findings.take())
        position = _skip(text, position)
        closed = text.startswith("]", position)
        if not closed:
            if not text.startswith(",", position):
                raise _PlacedError(
                    position, "this is not JSON: a comma or the closing ] of the list is expected"
                )
            position = _skip(text, position + 1)
    position = _skip(text, position + 1)
    if position < len(text):
        raise _PlacedError(position, "something follows after the list")


def _check_size(text: str) -> None:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _PlacedError(0, f"the list is larger than {MAX_BYTES:,} bytes")
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        if match.group() in "[{":
            depth += 1
        elif match.group() in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            raise _PlacedError(match.start(), f"groups stand more than {MAX_DEPTH} deep inside one another")


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _line(breaks: list[int], position: int) -> int:
    return bisect_right(breaks, position) + 1
