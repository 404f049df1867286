"""A signed-in browser without a browser, the edit form as a person would send it, and the proof that nothing changed."""

from contextlib import contextmanager

from django.test import Client
from django.urls import reverse

from articles.models import Version
from pages.forms.draft import TEXT_FIELDS, VERSION_FIELDS, DraftForms
from tests.database import state_of_all_tables


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@contextmanager
def nothing_changes():
    before = _without_sessions()
    yield
    assert _without_sessions() == before


def _without_sessions():
    return {table: rows for table, rows in state_of_all_tables().items() if table != "django_session"}


def address(name: str, version: Version, *more) -> str:
    return reverse(f"pages:{name}", args=[version.article.slug, version.number, *more])


def desk(version: Version) -> str:
    return reverse("pages:article_desk", args=[version.article.slug])


def edit_form(version: Version, **typed) -> dict:
    """What the edit page would send, with `typed` put on top; "__" in a name stands for the hyphen of a text's field."""
    forms = DraftForms(version)
    data = {name: forms.version[name].value() for name in VERSION_FIELDS}
    data |= {f"{form.audience.pk}-{name}": form[name].value() for form in forms.texts for name in TEXT_FIELDS}
    data |= {"lock": version.lock, "audience": [form.audience.pk for form in forms.texts], "do": "save"}
    return data | {name.replace("__", "-"): value for name, value in typed.items()}
