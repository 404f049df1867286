"""An article file, from values to text."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml

from articles.bibliography import csl
from articles.rendering.characters import refused_characters, unify_newlines

from .article_file import FIELDS, ArticleFile, BadArticleFile, FileProblem
from .markers import marker, marker_like_lines
from .reading import read


class _Dumper(yaml.SafeDumper):
    """Several lines as a block; equal values are written out, never as references to one another."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def write(article_file: ArticleFile) -> str:
    """The inverse of `read`: reading the result gives the same article file.

    Two things are brought into their stored form first: line ends of bodies (LF, none at either end) and
    references.

    Raises:
        BadArticleFile: what is wrong would be refused on reading too, or a body holds a line that would be
            taken for an audience marker. Lines are those of the body, or 1.
    """
    article_file = _stored(article_file)
    texts = [f"{_marker(audience)}\n{body}\n" for audience, body in article_file.texts.items()]
    text = f"---\n{_front_matter(article_file)}---\n{chr(10).join(texts)}"
    if read(text.encode()) != article_file:
        raise BadArticleFile(
            [FileProblem(1, "", "this article cannot be written so that it reads back the same")]
        )
    return text


def _stored(article_file: ArticleFile) -> ArticleFile:
    texts = {audience: unify_newlines(body).strip("\n") for audience, body in article_file.texts.items()}
    problems = [problem for audience, body in texts.items() for problem in _body_problems(audience, body)]
    references = article_file.references or ()
    if not isinstance(references, str):
        readings = [csl.read_item(item) for item in references]
        problems += [
            FileProblem(1, "references", message) for _, messages in readings for message in messages
        ]
        references = tuple(item for item, _ in readings)
    if problems:
        raise BadArticleFile(problems)
    return replace(article_file, texts=texts, references=references)


def _body_problems(audience: str, body: str) -> Iterator[FileProblem]:
    for line in marker_like_lines(body):
        yield FileProblem(line, f"texts.{audience}", "this line would be taken for an audience marker")
    for problem in refused_characters(body):
        yield FileProblem(problem.line, f"texts.{audience}", problem.message)


def _marker(audience: str) -> str:
    try:
        return marker(audience)
    except ValueError as error:
        raise BadArticleFile([FileProblem(1, "texts", str(error))]) from None


def _front_matter(article_file: ArticleFile) -> str:
    values = {name: _plain(getattr(article_file, name)) for name in FIELDS}
    front = {name: value for name, value in values.items() if value}
    dumped: str = yaml.dump(
        front, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9, default_flow_style=False
    )
    return dumped


def _plain(value: Any) -> Any:
    """Tuples and mappings as YAML knows them."""
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str) else dict(value)
