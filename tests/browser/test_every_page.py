"""Every page, light and dark, on a phone and on a desk: no axe violation, nothing that scrolls sideways."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from tests import factories as make
from tests.browser.conftest import Site, violations
from tests.permissions.test_matrix import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

# person of the World, route, state of the version (or -)
PAGES = """
anonymous       pages:home                  live
anonymous       pages:article_list          live
anonymous       pages:article               live
anonymous       pages:article_for           live
anonymous       pages:article               withdrawn
anonymous       pages:article               previewed
anonymous       pages:article               retracted
anonymous       pages:article_history       retracted
anonymous       pages:version               superseded
anonymous       pages:article_history       superseded
anonymous       pages:reading_level         -
anonymous       pages:editorial_policy      -
anonymous       pages:board                 -
anonymous       account_login               -
anonymous       account_signup              -
anonymous       account_reset_password      -
owner           pages:my_articles           draft
owner           pages:new_article           -
owner           pages:article_desk          draft
owner           pages:article_desk          finding
owner           pages:article_settings      draft
owner           pages:timeline              live
owner           pages:edit_version          draft
owner           pages:contributors          draft
owner           pages:edit_contribution     draft
owner           pages:abandon               draft
owner           articles:reference_list     draft
owner           articles:new_reference      -
owner           articles:edit_reference     -
board           reviews:queue               under_review
board           reviews:review              finding
board           reviews:sign                under_review
managing_editor reviews:editor              under_review
managing_editor reviews:tasks               -
managing_editor reviews:review              submitted
managing_editor reviews:cancel_round        under_review
managing_editor reviews:withdraw            live
managing_editor reviews:policies            -
managing_editor reviews:policy              -
managing_editor reviews:review              seated
managing_editor reviews:give_seat           seated
managing_editor reviews:add_seat            seated
managing_editor reviews:review              agreed
managing_editor reviews:retract             agreed
managing_editor reviews:reinstate           attested
managing_editor reviews:correct             live
managing_editor reviews:roll_back           superseded
owner           reviews:expedite            live
board           reviews:review              seated
board           reviews:decline_seat        seated
board           reviews:review              left_behind
board           reviews:lift_request        left_behind
administrator   accounts:people             -
administrator   accounts:person             -
administrator   accounts:mails              -
board           accounts:profile            -
reader          accounts:close              -
reader          account_change_password     -
reader          account_email               -
"""
LOOKS = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]


class Asked:
    """What World.address wants to know of a row."""

    def __init__(self, route, state):
        self.route, self.state = route, state


def test_pages_are_accessible_and_fit(live_server, new_context):
    """With SCREENSHOTS=folder, each page is kept as a picture to look at."""
    world, wrong = World(), []
    make.references(world.people["owner"])
    rows = [line.split() for line in PAGES.splitlines() if line.strip()]
    for width, scheme in LOOKS:
        for person in dict.fromkeys(row[0] for row in rows):
            context = new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            site = Site(live_server.url, context)
            if world.people[person] is not None:
                site.sign_in(world.people[person])
            for _, route, state in (row for row in rows if row[0] == person):
                address = world.address(Asked(route, state))
                wrong += look_at(context, live_server.url + address, f"{route} {state} {width} {scheme}")
            context.close()
    assert wrong == []


def look_at(context, url, name):
    page = context.new_page()
    response = page.goto(url)
    if folder := os.environ.get("SCREENSHOTS"):
        file = Path(folder) / (name.replace(":", "-").replace(" ", "_") + ".png")
        page.screenshot(path=file, full_page=True)
    wrong = [] if response.status == 200 else [f"{name}: {response.status}"]
    wrong += [f"{name}: {violation}" for violation in violations(page)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append(f"{name}: scrolls sideways")
    page.close()
    return wrong


def test_an_article_is_read_without_script(live_server, new_context):
    version = World().version("live")
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("pages:article", args=[version.article.slug]))
    assert page.get_by_role("heading", name="Short answer").is_visible()
    page.get_by_role("link", name="Patient").click()
    assert page.get_by_text("You need blood tests.").is_visible()


def test_a_draft_is_written_without_script(live_server, new_context):
    world = World()
    version = world.version("draft")
    context = new_context(java_script_enabled=False)
    page = Site(live_server.url, context).sign_in(world.people["owner"])
    page.goto(live_server.url + reverse("pages:edit_version", args=[version.article.slug, 1]))
    page.locator("[name=patient-body]").fill(make.PATIENT + "\nA last sentence.\n")
    page.get_by_role("button", name="Preview").click()
    assert page.get_by_text("A last sentence.").count() >= 2
    page.get_by_role("button", name="Save the draft").first.click()
    assert "A last sentence." in version.renditions.get(audience="patient").body
