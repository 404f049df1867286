"""The fields of an article file, read from its front matter."""

import difflib
import re
from typing import Any

from articles.bibliography import csl
from articles.rendering.characters import refused_characters, shorten

from .article_file import FIELDS, ONE_LINE, PER_AUDIENCE, REQUIRED, FileProblem
from .markers import marker
from .plain_yaml import Node, load

MAX_SLUG = 80

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LATER_FORMATS = (".bib", ".ris", ".nbib")


class FrontMatter:
    """`values` are arguments of ArticleFile, to be used when there are no `problems`."""

    def __init__(self, text: str, first_line: int) -> None:
        self.values: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        root, self.problems = load(text, first_line)
        if root and isinstance(root.value, dict):
            self._read(root.value, first_line)
        elif not self.problems:
            self._refuse(first_line, "", "the front matter must be fields: slug: ..., title: ...")

    def _read(self, fields: dict[str, Node], first_line: int) -> None:
        for name, node in fields.items():
            if name in FIELDS:
                self.lines[name] = node.line
                self.values[name] = self._value(name, node)
            else:
                self._refuse(node.line, name, f"there is no such field{_did_you_mean(name)}")
        for name in REQUIRED:
            if name not in fields or fields[name].value == "":
                self._refuse(self.lines.get(name, first_line), name, "this field is missing")

    def _value(self, name: str, node: Node) -> Any:
        if name == "topics":
            return self._topics(node)
        if name == "references":
            return self._references(node)
        if name in PER_AUDIENCE:
            return self._per_audience(name, node)
        text = self._text(name, node, one_line=name in ONE_LINE)
        if name == "slug" and text and (len(text) > MAX_SLUG or not _SLUG.fullmatch(text)):
            message = f"{shorten(text)} must be lower-case letters and digits joined by single hyphens"
            self._refuse(node.line, name, f"{message}, at most {MAX_SLUG} characters")
        return text

    def _text(self, name: str, node: Node, *, one_line: bool = False) -> str:
        if not isinstance(node.value, str):
            self._refuse(node.line, name, "must be a text")
            return ""
        if refused := refused_characters(node.value):
            self._refuse(node.line, name, refused[0].message)
        if one_line and "\n" in node.value:
            self._refuse(node.line, name, "must be one line")
        if node.value and not node.value.strip():
            self._refuse(node.line, name, "holds nothing but spaces")
        return node.value

    def _topics(self, node: Node) -> tuple[str, ...]:
        if node.value == "":
            return ()
        if not isinstance(node.value, list):
            self._refuse(node.line, "topics", "must be a list: [multiple-sclerosis, azathioprine]")
            return ()
        topics = tuple(self._text("topics", item, one_line=True) for item in node.value)
        if "" in topics or len(set(topics)) < len(topics):
            self._refuse(node.line, "topics", "each topic stands here once, and none is blank")
        return topics

    def _per_audience(self, name: str, node: Node) -> dict[str, str]:
        if node.value == "":
            return {}
        if not isinstance(node.value, dict):
            self._refuse(node.line, name, f"must give a text for each audience: {name}: {{patient: ...}}")
            return {}
        texts = {}
        for audience, text in node.value.items():
            self.lines[f"{name}.{audience}"] = text.line
            try:
                marker(audience)
            except ValueError as error:
                self._refuse(text.line, name, str(error))
            texts[audience] = self._text(f"{name}.{audience}", text)
        return texts

    def _references(self, node: Node) -> str | tuple[csl.Item, ...]:
        if isinstance(node.value, str):
            self._check_file_name(node.value, node.line)
            return node.value or ()
        if isinstance(node.value, dict):
            self._refuse(node.line, "references", "must be the name of a file or a list of CSL-JSON items")
            return ()
        items = []
        for entry in node.value:
            item, messages = csl.read_item(entry.plain())
            items.append((entry.line, item))
            name = f"{item['id']}: " if "id" in item else ""
            for message in messages:
                self._refuse(entry.line, "references", name + message)
        for problem in csl.repeated_keys(items):
            self._refuse(problem.line, "references", problem.message)
        return tuple(item for _, item in items)

    def _check_file_name(self, name: str, line: int) -> None:
        lower = name.lower()
        if lower.endswith(_LATER_FORMATS):
            message = f"{shorten(name)}: .bib, .ris and .nbib files come later; give a CSL-JSON file for now"
            self._refuse(line, "references", message)
        elif name and not lower.endswith(".json"):
            self._refuse(line, "references", f"{shorten(name)} is not the name of a .json file")
        elif name and (refused_characters(name) or re.match(r"[/\\]|[A-Za-z]:", name) or ".." in name):
            self._refuse(line, "references", f"{shorten(name)} must lie beside the article file or below it")

    def _refuse(self, line: int, name: str, message: str) -> None:
        self.problems.append(FileProblem(line, name, message))


def _did_you_mean(name: str) -> str:
    close = difflib.get_close_matches(name[:MAX_SLUG], FIELDS, n=1)
    return f"; did you mean {close[0]}?" if close else f"; there are {', '.join(FIELDS)}"
