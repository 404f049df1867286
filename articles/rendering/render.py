"""The way from a body to its page: parse, prepare, print, sanitise, decorate."""

from collections.abc import Mapping
from dataclasses import dataclass

from .citations import Numbering
from .decoration import decorate
from .headings import Heading, headings
from .parser import parse, to_html
from .preparation import prepare, table_labels
from .sanitiser import sanitise
from .text import count_words

# Raise it with every change of the HTML that `render` gives for some text: stored pages are rendered again.
RENDERER_VERSION = "1"

WORDS_A_MINUTE = 238


@dataclass(frozen=True)
class Rendered:
    """A body as a page shows it.

    `cited` holds the keys by first use: the number of a reference is its index + 1. `anchors` gives the ids
    of each key's links in the text ("c1a", "c1b"), for the way back from the reference list. `words` leaves
    citations out; `minutes` are rounded up. `toc` has every heading, of levels 2 to 4.
    """

    html: str
    toc: tuple[Heading, ...]
    words: int
    minutes: int
    cited: tuple[str, ...]
    anchors: dict[str, tuple[str, ...]]


def render(body: str, labels: Mapping[str, str]) -> Rendered:
    """Safe HTML for any text at all; what is wrong with the text is for `find_problems` to say.

    `labels` gives for each known reference what is read out after its number: key -> "Casetta 2007".
    """
    parsed = parse(body)
    words = count_words(parsed)
    toc = headings(parsed)
    regions = table_labels(parsed.tokens)
    numbering = Numbering(labels)
    citations = prepare(parsed.tokens, numbering)
    html = decorate(
        sanitise(to_html(parsed.tokens)),
        headings=toc,
        table_labels=regions,
        citations=citations,
    )
    return Rendered(
        html=html,
        toc=tuple(toc),
        words=words,
        minutes=-(-words // WORDS_A_MINUTE),
        cited=tuple(numbering.numbers),
        anchors={key: tuple(ids) for key, ids in numbering.anchors.items()},
    )
