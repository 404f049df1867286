"""The main job as people do it: write, submit, sign, read; then the next version, while the old one stays live."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Version
from audit.verification import verify
from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_from_an_empty_page_to_a_reader_and_on_to_the_next_version(site):
    author, edda = make.author("Maren Writer"), make.editor()
    first, second = make.member("Saskia First"), make.member("Tobias Second", specialty="pharmacy")
    make.references(author)

    # The author writes
    page = site.sign_in(author)
    page.goto(site.url + "/desk/new/")
    page.get_by_label("Title").fill("Does azathioprine help in relapsing MS?")
    page.get_by_label("The question this article answers").fill("Does azathioprine help in relapsing MS?")
    page.get_by_role("main").get_by_role("button").last.click()
    article = Article.objects.get()
    page.goto(f"{site.url}/desk/{article.slug}/1/edit/")
    texts = {"clinician": make.CLINICIAN, "patient": make.PATIENT}
    for audience, body in texts.items():
        section = page.get_by_role("region", name=f"Text for {audience}s")
        section.get_by_label("Key takeaway").fill("It lowers the relapse rate and needs blood tests.")
        section.locator(f"[name={audience}-body]").fill(body)
    expect(page.get_by_text("2.5\u00a0mg/kg")).to_be_visible()  # the live preview
    page.get_by_role("button", name="Save the draft").first.click()

    # Submitting says what is missing, and loses nothing
    page.goto(f"{site.url}/desk/{article.slug}/")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("declare competing interests").first).to_be_visible()
    page.goto(f"{site.url}/desk/{article.slug}/1/contributors/")
    page.get_by_role("link", name=re.compile("^Change")).click()
    page.get_by_label("Competing interests").fill("None declared.")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_text("Competing interests: None declared.")).to_be_visible()
    page.goto(f"{site.url}/desk/{article.slug}/")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Version 1 is submitted")).to_be_visible()

    # The managing editor opens the round, two members sign
    page = site.sign_in(edda)
    page.goto(site.url + "/reviews/editor/")
    page.get_by_role("button", name="Open a review round").click()
    expect(page.get_by_text("The round is open")).to_be_visible()
    sign(site, first, article)
    expect(page.get_by_text("needs 1 more approval").first).to_be_visible()
    sign(site, second, article)
    assert Version.objects.get().state == Version.State.APPROVED

    # A reader reads, and chooses another audience
    site.context.clear_cookies()
    page.goto(f"{site.url}/articles/{article.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Does azathioprine help in relapsing MS?")
    for name in ("Dr Saskia First", "Dr Tobias Second", "Maren Writer"):
        expect(page.get_by_text(name).first).to_be_visible()
    page.get_by_role("link", name="[1] Casetta 2007").first.click()
    expect(page.locator("#r1")).to_be_in_viewport()
    page.get_by_role("link", name="Patient").click()
    expect(page.get_by_text("You need blood tests.")).to_be_visible()

    # The next version is written while the first stays live
    page = site.sign_in(author)
    page.goto(f"{site.url}/desk/{article.slug}/")
    page.get_by_role("button", name="Start the next version").click()
    page.goto(f"{site.url}/desk/{article.slug}/2/edit/")
    page.get_by_label("What changes with this version").fill("The number of people was corrected.")
    patient = page.locator("textarea", has_text="It was studied in 698 people")
    patient.fill(make.PATIENT.replace("698 people", "five trials"))
    page.get_by_role("button", name="Save the draft").first.click()
    page.goto(f"{site.url}/desk/{article.slug}/")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Version 2 is submitted")).to_be_visible()
    page = site.sign_in(edda)
    page.goto(f"{site.url}/reviews/{article.slug}/2/")
    page.get_by_role("button", name="Open a review round").click()
    sign(site, first, article, number=2)
    page.goto(f"{site.url}/articles/{article.slug}/for/patient/")
    expect(page.get_by_text("698 people")).to_be_visible()

    sign(site, second, article, number=2)

    page.goto(f"{site.url}/articles/{article.slug}/for/patient/")
    expect(page.get_by_text("five trials")).to_be_visible()
    expect(page.get_by_text("698 people")).to_have_count(0)
    page.goto(f"{site.url}/articles/{article.slug}/versions/1/for/patient/")
    expect(page.get_by_text("698 people")).to_be_visible()
    assert verify().problems == []


def sign(site, member, article, number=1):
    page = site.sign_in(member)
    page.goto(f"{site.url}/reviews/")
    page.get_by_role("link", name=article.versions.get(number=number).title).first.click()
    page.goto(f"{site.url}/reviews/{article.slug}/{number}/sign/")
    page.get_by_label("None", exact=True).check()
    page.get_by_label("Your password, to sign").fill(make.PASSWORD)
    page.get_by_role("button", name="Approve and sign").click()
    expect(page).to_have_url(re.compile(f"/reviews/{article.slug}/{number}/$"))
