"""The plain part of YAML: texts, lists and groups, each with its line; no types, no references, no surprises.

`yes`, `2014-01-01` and `1e3` are texts. What is bounded is bounded while the parser's events come in, before
anything is built.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from articles.rendering.characters import shorten

from .article_file import FileProblem

MAX_BYTES = 200_000
MAX_DEPTH = 20
MAX_NODES = 20_000


@dataclass(frozen=True)
class Node:
    """`line` is that of the node, or of its key where it has one."""

    line: int
    value: "str | list[Node] | dict[str, Node]"

    def plain(self) -> object:
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class _StopError(Exception):
    def __init__(self, line: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.problem = FileProblem(line, field, message)


def load(text: str, first_line: int) -> tuple[Node | None, list[FileProblem]]:
    """The document, or None if it cannot be read, and all that is wrong with it.

    `first_line` is the line of the file in which the text begins.
    """
    if len(text.encode()) > MAX_BYTES:
        return None, [FileProblem(first_line, "", f"the front matter is larger than {MAX_BYTES:,} bytes")]
    reader = _Reader(text, first_line)
    try:
        return reader.document(), reader.problems
    except _StopError as stop:
        return None, [*reader.problems, stop.problem]
    except yaml.MarkedYAMLError as error:
        message = f"this is not YAML: {error.problem or error.context}"
        return None, [
            *reader.problems,
            FileProblem(reader.line(error.problem_mark or error.context_mark), "", message),
        ]
    except (ValueError, OverflowError):
        # The library does not check the numbers in "\UFFFFFFFF" and in "%YAML 1.1" itself.
        message = "somewhere from here on stands a number that names no character"
        return None, [*reader.problems, FileProblem(reader.last_line, "", message)]


class _Reader:
    def __init__(self, text: str, first_line: int) -> None:
        self.problems: list[FileProblem] = []
        self.last_line = first_line
        self._text = text
        self._first_line = first_line
        self._breaks = [index for index, character in enumerate(text) if character == "\n"]
        self._nodes = 0

    def line(self, mark: Any) -> int:
        """Counted by line feeds; the library also counts other characters as line ends."""
        return self._first_line + bisect_left(self._breaks, mark.index if mark else 0)

    def document(self) -> Node | None:
        events = yaml.parse(self._text, Loader=yaml.BaseLoader)
        document = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if document is not None:
                    raise _StopError(
                        self.line(event.start_mark), "there is a second document; only one is read"
                    )
                document = self._node(next(events), events, field="", depth=1)
        return document

    def _node(self, event: Any, events: Iterator[Any], field: str, depth: int) -> Node:
        line = self.last_line = self.line(event.start_mark)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _StopError(line, f"the front matter has more than {MAX_NODES:,} values", field)
        if depth > MAX_DEPTH:
            raise _StopError(line, f"groups stand more than {MAX_DEPTH} deep inside one another", field)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(line, field, f"*{event.anchor}: references to other values are not read")
            return Node(line, "")
        self._check_plain(event, line, field)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(line, self._list(events, field, depth))
        if isinstance(event, yaml.MappingStartEvent):
            return Node(line, self._group(events, field, depth))
        return Node(line, event.value)

    def _list(self, events: Iterator[Any], field: str, depth: int) -> list[Node]:
        nodes = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            nodes.append(self._node(event, events, field, depth + 1))
        return nodes

    def _group(self, events: Iterator[Any], field: str, depth: int) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, field, depth + 1)
            name = _joined(field, key.value)
            value = self._node(next(events), events, name, depth + 1)
            if not isinstance(key.value, str):
                self._refuse(key.line, field, "a key is a text")
            elif key.value == "<<":
                self._refuse(key.line, field, "<<: groups are not merged")
            elif key.value in nodes:
                self._refuse(key.line, name, f"{shorten(key.value)} stands here twice")
            else:
                nodes[key.value] = replace(value, line=key.line)
        return nodes

    def _check_plain(self, event: Any, line: int, field: str) -> None:
        if event.anchor is not None:
            self._refuse(line, field, f"&{event.anchor}: names for values are not read")
        if event.tag is not None:
            self._refuse(line, field, f"{event.tag}: types are not read, every value is a text")

    def _refuse(self, line: int, field: str, message: str) -> None:
        self.problems.append(FileProblem(line, field, message))


def _joined(field: str, key: object) -> str:
    """ "titles" and "patient" are "titles.patient"; what lies deeper has the name of its group."""
    if not isinstance(key, str) or "." in field:
        return field
    return f"{field}.{key}" if field else key
