"""The allow-list of an article's HTML.

The Markdown parser already lets no HTML through; this is the second wall. No id, class or style from users:
what we add ourselves (`decoration`) is added afterwards. `sub`, `sup` and `dl` have no Markdown yet.
"""

import nh3

from .addresses import link_address

TAGS = frozenset(
    {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h2", "h3", "h4"}
    | {"sub", "sup", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"}
)
# A list that begins at 3 must not be shown as beginning at 1: `start` is the one attribute beside `href`.
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https", "mailto"})
REMOVED_WITH_CONTENT = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "textarea",
        "title",
    }
    | {"xmp", "noembed", "noframes", "plaintext", "select"}
)


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "start":
        return value if value.isascii() and value.isdigit() else None
    if attribute != "href":
        return value
    try:
        return link_address(value)
    except ValueError:
        return None


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=REMOVED_WITH_CONTENT,
    attributes=ATTRIBUTES,
    attribute_filter=_keep,
    url_schemes=SCHEMES,
    url_relative="pass_through",
    link_rel="noopener noreferrer",
)


def sanitise(html: str) -> str:
    return _CLEANER.clean(html)
