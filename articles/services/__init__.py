"""Writes that touch several tables of this app. The state of a version is not among them: reviews.services has it."""

from articles.services.contributors import add_contributor, edit_contribution, remove_contributor
from articles.services.drafts import (
    DraftEdit,
    TextEdit,
    create_article,
    new_version,
    preview_content,
    save_draft,
)
from articles.services.frozen import freeze, prepare, render_parts, render_version, thaw
from articles.services.library import save_reference
from articles.services.settings import change_article
from articles.services.tasks import open_task

__all__ = [
    "DraftEdit",
    "TextEdit",
    "add_contributor",
    "change_article",
    "create_article",
    "edit_contribution",
    "freeze",
    "new_version",
    "open_task",
    "prepare",
    "preview_content",
    "remove_contributor",
    "render_parts",
    "render_version",
    "save_draft",
    "save_reference",
    "thaw",
]
