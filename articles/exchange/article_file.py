"""What an article file says, and what can be wrong with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ONE_LINE = ("slug", "title", "kind", "risk", "question", "default_audience", "significance", "drafted_with")
PER_AUDIENCE = ("titles", "takeaways", "disclaimers")
# In the order in which they are written.
FIELDS = (
    *("slug", "title", "kind", "risk", "question", "topics", "default_audience"),
    *("titles", "takeaways", "disclaimers", "change_summary", "significance", "drafted_with", "funding"),
    "references",
)
REQUIRED = ("slug", "title", "kind")


@dataclass(frozen=True)
class FileProblem:
    """`field` is a key of the front matter ("title", "titles.patient"), "texts", "texts.AUDIENCE", or ""."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.field + ': ' if self.field else ''}{self.message}"


class BadArticleFile(ValueError):
    """`problems` lists everything that was found, in order of lines."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("; ".join(map(str, self.problems)))


@dataclass(frozen=True)
class ArticleFile:
    """One article with its texts. Audiences, kinds and other codes are as typed: who knows them checks them.

    `references` is the name of a CSL-JSON file, or the items themselves in their stored form
    (`bibliography.csl.read_item`). Bodies neither begin nor end with a line feed. Line numbers count from 1;
    they serve messages and take no part in comparisons: `text_lines` gives that of each body's first line,
    `lines` that of each field of the front matter.
    """

    slug: str
    title: str
    kind: str
    risk: str = ""
    question: str = ""
    topics: tuple[str, ...] = ()
    default_audience: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    takeaways: Mapping[str, str] = field(default_factory=dict)
    disclaimers: Mapping[str, str] = field(default_factory=dict)
    change_summary: str = ""
    significance: str = ""
    drafted_with: str = ""
    funding: str = ""
    references: str | tuple[dict[str, Any], ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    text_lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
