"""What every test stands on."""

import os
import shutil

import pytest
from django.db import connections
from django.test import TransactionTestCase

from audit import guards

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_flush = TransactionTestCase._fixture_teardown


def _flush_without_guards(self):
    """The guards refuse Django's flush - that is what they are for. It ends with post_migrate, which restores them."""
    for alias in self._databases_names(include_mirrors=False):
        guards.drop(connections[alias])
    _flush(self)


TransactionTestCase._fixture_teardown = _flush_without_guards


def pytest_collection_modifyitems(items):
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_collection_finish(session):
    """Playwright keeps an event loop in this thread, and Django would take our queries for asynchronous ones."""
    if any(item.get_closest_marker("browser") for item in session.items):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args():
    quiet = "disable-gpu disable-quic no-first-run disable-background-networking disable-component-update"
    flags = f"headless no-sandbox {quiet} disable-sync disable-dev-shm-usage"
    return {"executable_path": CHROMIUM, "args": [f"--{flag}" for flag in flags.split()]}


@pytest.fixture(autouse=True)
def own_anchor_file(settings, tmp_path):
    settings.ANCHOR_FILE = tmp_path / "anchors.txt"
