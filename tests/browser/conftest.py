"""A real Chromium against a real server."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories as make

expect.set_options(timeout=15_000)


@pytest.fixture
def context(context):
    """Every page of the context fails the test when the Content-Security-Policy was broken or a script failed."""
    broken = []

    def watch(page):
        page.on("console", lambda m: broken.append(m.text) if "Content Security Policy" in m.text else None)
        page.on("pageerror", lambda error: broken.append(str(error)))

    context.on("page", watch)
    yield context
    assert broken == []


@pytest.fixture
def site(live_server, context):
    return Site(live_server.url, context)


class Site:
    def __init__(self, url, context):
        self.url, self.context = url, context

    def open(self, route, *args):
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.goto(self.url + reverse(route, args=args))
        return page

    def sign_in(self, person):
        self.context.clear_cookies()
        page = self.open("account_login")
        page.get_by_label("Email").fill(person.email)
        page.get_by_label("Password", exact=True).fill(make.PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page).not_to_have_url(self.url + reverse("account_login"))
        return page


def violations(page):
    """What axe-core finds on the page as it stands: rule and place."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["target"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
