"""Everything that happened to an article, for its authors and the managing editor: edits, deeds and mails."""

from pages.timeline.downloads import as_csv, as_json_lines
from pages.timeline.entries import DEED, EDIT, KINDS, MAIL, Entry
from pages.timeline.reading import timeline_of

__all__ = ["DEED", "EDIT", "KINDS", "MAIL", "Entry", "as_csv", "as_json_lines", "timeline_of"]
