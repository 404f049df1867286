"""CSL-JSON, the form in which references are kept: https://docs.citationstyles.org

Plain text only; what we do not know is refused by name instead of lost.
"""

from articles.rendering.characters import Problem

from .fields import KNOWN as FIELDS
from .fields import TYPES
from .items import Item, check_item, read_item
from .json_list import UnreadableError, entries

__all__ = ["FIELDS", "TYPES", "BadReferences", "Item", "check_item", "parse", "read_item", "repeated_keys"]


class BadReferences(ValueError):
    """`problems` lists everything that was found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def parse(text: str) -> list[Item]:
    """The references of a CSL-JSON text in their stored form (`read_item`), or none of them.

    Raises:
        BadReferences: with the line of each reference that cannot be kept.
    """
    items: list[tuple[int, Item]] = []
    problems: list[Problem] = []
    try:
        for entry in entries(text):
            item, messages = read_item(entry.value)
            items.append((entry.line, item))
            name = f"{item['id']}: " if "id" in item else ""
            problems += [Problem(entry.line, name + message) for message in entry.problems + messages]
    except UnreadableError as error:
        problems.append(error.problem)
    problems += repeated_keys(items)
    if not items and not problems:
        problems.append(Problem(1, "the list holds no reference"))
    if problems:
        raise BadReferences(sorted(problems, key=lambda problem: problem.line))
    return [item for _, item in items]


def repeated_keys(items: list[tuple[int, Item]]) -> list[Problem]:
    """References whose key another one before them has already; takes (line, item) pairs."""
    first: dict[str, int] = {}
    problems = []
    for line, item in items:
        if key := item.get("id"):
            if key in first:
                problems.append(Problem(line, f"{key}: this key was given on line {first[key]} already"))
            first.setdefault(key, line)
    return problems
