"""What the small script of the edit page adds; all of it is comfort, and tests/pages/test_desk_writing.py does without."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SELECTED = "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"


@pytest.fixture
def version():
    return make.draft(make.author())


@pytest.fixture
def page(site, version):
    site.sign_in(version.created_by)
    return site.open("pages:edit_version", version.article.slug, version.number)


def test_a_problem_appears_while_typing_and_leads_to_its_line(page):
    page.locator("[name=clinician-body]").fill("## Short answer\n\nIt helps [@nobody].\n")
    preview = page.get_by_role("region", name="Preview for clinicians")
    expect(preview.get_by_text("@nobody is not in the reference library.")).to_be_visible()
    expect(preview.get_by_text("[?nobody]")).to_be_visible()
    preview.get_by_role("link", name="Line 3").click()
    assert page.evaluate(SELECTED) == "It helps [@nobody]."


def test_a_link_from_the_list_of_what_is_missing_selects_the_line(page, version):
    make.write(version, version.created_by, texts=make.Texts(clinician="## Short answer\n\nSee [@nobody].\n"))
    page.goto(page.url.replace("/1/edit/", "/"))
    page.get_by_role("link", name="Line 3").click()
    expect(page.locator("[name=clinician-body]")).to_be_focused()
    assert page.evaluate(SELECTED) == "See [@nobody]."


def test_a_key_of_the_library_goes_where_the_caret_is_and_takes_nothing_away(page):
    body = page.locator("[name=patient-body]")
    body.fill("It helps.")
    body.select_text()
    page.locator("summary", has_text="References").click()
    page.get_by_label("Narrow the list down").fill("interferons")
    expect(page.get_by_role("button", name="[@casetta2007]")).to_be_hidden()
    page.get_by_role("button", name="[@massacesi2014]").click()
    expect(body).to_have_value("It helps. [@massacesi2014]")


def test_ctrl_s_saves_and_the_page_stands_where_it_stood(page, version):
    page.locator("[name=funding]").fill("A foundation.")
    page.locator("#text-patient").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_attached()
    assert abs(page.evaluate("scrollY") - before) < 5
    assert make.fresh(version).funding == "A foundation."


def test_leaving_with_unsaved_words_asks_first(page, site):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("[name=funding]").press_sequentially("A")
    page.goto(site.url + reverse("pages:my_articles"))
    assert asked == ["beforeunload"]


def test_signed_out_while_writing_says_so_and_goes_on_after_signing_in_elsewhere(page, site, version):
    kept = "## Short answer\n\nWords that took an hour [@casetta2007].\n"
    body, preview = (
        page.locator("[name=clinician-body]"),
        page.get_by_role("region", name="Preview for clinicians"),
    )
    site.context.clear_cookies(name="sessionid")
    body.fill(kept)
    expect(preview.get_by_text("You are signed out. Your text is still here")).to_be_visible()
    expect(
        preview.get_by_text("Azathioprine lowers the relapse rate").first
    ).to_be_visible()  # not swapped away
    expect(body).to_have_value(kept)

    other = site.context.new_page()
    other.goto(site.url + reverse("account_login"))
    other.get_by_label("Email").fill(version.created_by.email)
    other.get_by_label("Password", exact=True).fill(make.PASSWORD)
    other.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(other).not_to_have_url(site.url + reverse("account_login"))
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(preview.get_by_text("You are signed out")).to_have_count(0)
    page.get_by_role("button", name="Save the draft").first.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_attached()
    assert "Words that took an hour" in version.renditions.get(audience="clinician").body
