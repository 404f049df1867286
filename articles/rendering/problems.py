"""Everything about a body that its author has to mend before it can be submitted."""

import difflib
from collections.abc import Collection, Iterator

from markdown_it.token import Token

from .characters import REPLACEMENT, Problem, refused_characters, unify_newlines
from .mistypings import mistypings
from .parser import Lines, Parsed, parse
from .structure import refusal, structural_problems

MAX_BODY_BYTES = 1_000_000
MAX_PROBLEMS = 500
# Suggestions compare with every key of the library.
_MAX_SUGGESTIONS = 20


def find_problems(body: str, known_keys: Collection[str]) -> list[Problem]:
    """In order of lines; text in code is exempt.

    After MAX_PROBLEMS one more says that there are others. Of a body beyond MAX_BODY_BYTES only that is said.
    """
    size = len(body.encode("utf-8", "surrogatepass"))
    if size > MAX_BODY_BYTES:
        return [Problem(1, f"the text has {size:,} bytes; at most {MAX_BODY_BYTES:,} are allowed")]
    parsed = parse(body)
    problems = [*refused_characters(unify_newlines(body)), *structural_problems(parsed)]
    problems += _inline_problems(parsed, frozenset(known_keys))
    problems.sort(key=lambda problem: problem.line)
    if len(problems) > MAX_PROBLEMS:
        more = Problem(problems[MAX_PROBLEMS].line, "there are more problems from here on")
        return [*problems[:MAX_PROBLEMS], more]
    return problems


def _inline_problems(parsed: Parsed, known_keys: frozenset[str]) -> Iterator[Problem]:
    unknown = _UnknownKeys(known_keys)
    for token in parsed.tokens:
        if token.type != "inline":
            continue
        lines = Lines(token)
        for child in token.children or ():
            yield from (Problem(lines.of(child), message) for message in _messages(child, unknown))
        yield from mistypings(token, known_keys)


def _messages(child: Token, unknown: "_UnknownKeys") -> Iterator[str]:
    if child.type == "text_special":
        yield from (problem.message for problem in child.meta["refused"])
        if child.info == "entity" and child.content == REPLACEMENT and not child.meta["refused"]:
            yield f"{child.markup} names no character: delete it"
    elif child.type == "image":
        yield "images are not supported yet: delete it"
    elif child.type == "link_open":
        if message := refusal(str(child.attrs["href"])):
            yield message
    elif child.type == "citation":
        keys = [item.key for item in child.meta["items"]]
        yield from (unknown.message(key) for key in dict.fromkeys(keys) if key not in unknown.known_keys)
        yield from (
            f"@{key} stands twice in one bracket: join its places"
            for key in dict.fromkeys(keys)
            if keys.count(key) > 1
        )


class _UnknownKeys:
    def __init__(self, known_keys: frozenset[str]) -> None:
        self.known_keys = known_keys
        self._candidates = sorted(known_keys)
        self._messages: dict[str, str] = {}

    def message(self, key: str) -> str:
        if key not in self._messages:
            self._messages[key] = f"@{key} is not in the reference library{self._suggestion(key)}"
        return self._messages[key]

    def _suggestion(self, key: str) -> str:
        if len(self._messages) >= _MAX_SUGGESTIONS:
            return ""
        close = difflib.get_close_matches(key, self._candidates, n=1)
        return f"; did you mean @{close[0]}?" if close else ""
