"""On the narrowest phone, with the longest words that people write, no page scrolls sideways."""

import pytest
from django.urls import reverse

from articles.services import save_reference
from reviews import services as reviews
from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtenhaus"
TEXT = f"{make.CLINICIAN}\n## {WORD}\n\nIt is {WORD}: see <https://example.org/{WORD}>.\n"
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
BEYOND = """[...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth && !e.closest(".table, pre, .v, svg, .sprite"))
    .map((e) => e.tagName + "." + e.className).slice(-4)"""


def written(author, slug):
    version = make.draft(author, slug=slug)
    texts = make.Texts(clinician=TEXT, patient=make.PATIENT)
    return make.write(version, author, texts=texts, title=WORD, question=f"{WORD}?", funding=WORD)


def test_long_words_fit_a_narrow_phone(site):
    author, edda, member = make.author(WORD), make.editor(WORD), make.member(WORD)
    draft = written(author, WORD.lower())
    save_reference(
        make.CASETTA | {"id": WORD.lower()[:60], "title": WORD, "DOI": f"10.1000/{WORD}", "PMID": "1"},
        actor=author,
        now=make.NOW,
    )
    reviewed = reviews.submit(written(author, "in-review"), user=author, now=make.NOW)
    reviews.open_round(reviewed, user=edda, now=make.NOW)
    remarked = make.fresh(reviewed)
    make.sign(remarked, make.member(WORD), "request_changes", remark=WORD)
    live = reviews.submit(written(author, "live"), user=author, now=make.NOW)
    reviews.open_round(live, user=edda, now=make.NOW)
    live = make.approve(make.fresh(live))
    read, wrote, under = (["live"], [draft.article.slug, 1], ["in-review", 1])
    pages = {
        None: [
            ("pages:home", []),
            ("pages:article_list", []),
            ("pages:article", read),
            ("pages:version", ["live", 1]),
            ("pages:article_history", read),
            ("pages:board", []),
        ],
        author: [
            ("pages:my_articles", []),
            ("pages:article_desk", wrote[:1]),
            ("pages:article_desk", under[:1]),
            ("pages:edit_version", wrote),
            ("pages:contributors", wrote),
            ("pages:article_settings", wrote[:1]),
            ("articles:reference_list", []),
            ("articles:new_reference", []),
        ],
        edda: [("reviews:editor", []), ("reviews:review", under)],
        member: [("reviews:queue", []), ("reviews:review", under), ("reviews:sign", under)],
        make.administrator(): [("accounts:people", []), ("accounts:person", [author.pk])],
    }
    wrong = []
    for person, places in pages.items():
        page = site.sign_in(person) if person else site.open("pages:home")
        page.set_viewport_size({"width": 320, "height": 800})
        for route, arguments in places:
            assert page.goto(site.url + reverse(route, args=arguments)).status == 200, route
            if page.evaluate(OVERFLOWS):
                wrong.append((route, arguments, page.evaluate(BEYOND)))
    assert not wrong, "\n".join(map(str, wrong))
