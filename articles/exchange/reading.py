"""An article file, from bytes to values: all of it is right, or nothing is returned."""

from articles.rendering.characters import refused_characters, scrub, unify_newlines

from .article_file import ArticleFile, BadArticleFile, FileProblem
from .front_matter import FrontMatter
from .markers import read_sections

MAX_FILE_BYTES = 10_000_000

_FENCE = "---"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(data: bytes) -> ArticleFile:
    """UTF-8, with or without a byte order mark; line ends become LF.

    Raises:
        BadArticleFile: with everything that is wrong, as far as one thing can be told from another.
    """
    text = _decoded(data)
    problems = [FileProblem(found.line, "", found.message) for found in refused_characters(text)]
    lines = scrub(text).split("\n")
    end = _end_of_front_matter(lines, problems)
    front = FrontMatter("\n".join(lines[1:end]) + "\n", first_line=2)
    sections, section_problems = read_sections(lines[end + 1 :], first=end + 2)
    problems += front.problems + section_problems
    if problems:
        raise BadArticleFile(problems)
    return ArticleFile(
        **front.values,
        texts={section.audience: section.body for section in sections},
        text_lines={section.audience: section.first_line for section in sections},
        lines=front.lines,
    )


def _decoded(data: bytes) -> str:
    if len(data) > MAX_FILE_BYTES:
        raise BadArticleFile([FileProblem(1, "", f"the file is larger than {MAX_FILE_BYTES:,} bytes")])
    if data.startswith(_UTF_16):
        raise BadArticleFile([FileProblem(1, "", "the file is UTF-16: save it as UTF-8")])
    try:
        return unify_newlines(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start + 1:,} (0x{data[error.start]:02X}) is not UTF-8: save the file as UTF-8"
        raise BadArticleFile([FileProblem(line, "", message)]) from None


def _end_of_front_matter(lines: list[str], problems: list[FileProblem]) -> int:
    """The index of the line that closes it. Without it nothing else can be told apart."""
    if lines[0].rstrip() != _FENCE:
        raise BadArticleFile(
            [*problems, FileProblem(1, "", "the file must begin with ---, its fields and ---")]
        )
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return index
    raise BadArticleFile([*problems, FileProblem(1, "", "the front matter is not closed by a line with ---")])
