"""What an article's HTML may hold, written down a second time, so that a slip in the renderer cannot hide here."""

import re
from html.parser import HTMLParser

BARE = [
    "p",
    "br",
    "em",
    "strong",
    "ul",
    "li",
    "blockquote",
    "code",
    "pre",
    "sub",
    "sup",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "h2",
    "h3",
    "h4",
    "ol",
    "a",
    "th",
    "div",
    "span",
]
ATTRIBUTES = {
    ("a", "href"): r"https?://[^\s\\@/?#]+(?:[/?#][^\s\\]*)?|mailto:[^\s\\]+|/(?!/)[^\s\\]*|#[^\s\\]*",
    ("a", "rel"): r"noopener noreferrer",
    ("a", "class"): r"c",
    ("a", "id"): r"c[0-9]+[a-z]+",
    ("a", "aria-label"): r".*",
    ("ol", "start"): r"[0-9]+",
    ("h2", "id"): r"s-[a-z0-9-]+",
    ("h3", "id"): r"s-[a-z0-9-]+",
    ("h4", "id"): r"s-[a-z0-9-]+",
    ("th", "scope"): r"col",
    ("div", "class"): r"table",
    ("div", "role"): r"region",
    ("div", "tabindex"): r"0",
    ("div", "aria-label"): r"Table [0-9]+.*",
    ("span", "class"): r"q|unknown",
}


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.violations: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in BARE:
            self.violations.append(f"<{tag}>")
        for name, value in attrs:
            pattern = ATTRIBUTES.get((tag, name))
            if pattern is None or not re.fullmatch(pattern, value or "", re.DOTALL):
                self.violations.append(f"<{tag} {name}={value!r}>")
            if name == "id":
                self.ids.append(value)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.violations.append(f"</{tag}> closes something else")

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.violations.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.violations.append(f"<!{decl}>")

    def unknown_decl(self, data):
        self.violations.append(f"<![{data}]>")

    def handle_pi(self, data):
        self.violations.append(f"<?{data}>")


def _inspect(html: str) -> _Inspector:
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector


def violations(html: str) -> list[str]:
    """Tags, attributes, values and nesting that must not be there; ids that are there twice."""
    seen = _inspect(html)
    return seen.violations + seen.open + [i for i in set(seen.ids) if seen.ids.count(i) > 1]


def text_of(html: str) -> str:
    """The text a reader sees, with single spaces."""
    return " ".join("".join(_inspect(html).text).split())
