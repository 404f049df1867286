"""Put the timeline together: one query for each source, whatever its length, and no texts are read."""

from articles.models import Article
from pages.timeline.deeds import deeds_of
from pages.timeline.edits import edits_of
from pages.timeline.entries import DEED, EDIT, MAIL, Entry
from pages.timeline.mails import mails_of


def timeline_of(article: Article) -> list[Entry]:
    """The newest first; of one moment, what was edited comes before the deed and the deed before its mails."""
    numbers = dict(article.versions.values_list("pk", "number"))
    deeds = deeds_of(article, numbers)
    entries = [*edits_of(article, deeds), *mails_of(article, numbers), *deeds]
    return sorted(entries, key=_place, reverse=True)


def _place(entry: Entry) -> tuple:
    return entry.at, (EDIT, DEED, MAIL).index(entry.kind), entry.event or 0
