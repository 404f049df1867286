"""What readers get: the right text for each, nothing unapproved without its caution, and pages that are cheap to serve."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from articles import presentation, rendering
from articles import services as articles
from reviews import services
from tests import factories as make

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=20)


@pytest.fixture
def live():
    return make.approved(slug="azathioprine-in-ms")


def get(path, **options):
    response = Client(**options).get(path)
    return response, response.content.decode()


def text_for(audience, slug="azathioprine-in-ms"):
    return reverse("pages:article_for", args=[slug, audience])


def test_the_page_says_who_reviewed_who_wrote_and_when(live):
    response, page = get("/articles/azathioprine-in-ms/")
    assert response.status_code == 200
    for words in (
        "Dr Signer 0",
        "Dr Signer 1",
        "MD",
        "Author Aldous",
        "None declared.",
        "3 Mar 2027",
        "Key takeaway",
    ):
        assert words in page.replace("\u00a0", " ").replace("&nbsp;", " "), words
    canonical = f'<link rel="canonical" href="{settings.SITE_URL}/articles/azathioprine-in-ms/">'
    assert canonical in " ".join(page.split())
    assert "noindex" not in page
    assert "X-Robots-Tag" not in response.headers


def test_references_are_numbered_linked_and_badged(live):
    _, page = get("/articles/azathioprine-in-ms/")
    assert 'href="https://doi.org/10.1002/14651858.cd003982.pub2"' in page
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/17943809/"' in page
    assert page.index('id="r1"') < page.index('id="r2"')
    assert 'href="#r1"' in page
    assert "Research" in page


def test_the_article_redirects_to_the_level_that_the_cookie_names(live):
    client = Client()
    client.cookies["reads_as"] = "patient"
    response = client.get("/articles/azathioprine-in-ms/")
    assert (response.status_code, response.url) == (302, text_for("patient"))
    page = client.get(response.url).content.decode()
    assert "You need blood tests." in page


def test_the_profile_wins_over_the_cookie(live):
    reader = make.user()
    reader.reads_as = "patient"
    reader.save()
    client = Client()
    client.force_login(reader)
    client.cookies["reads_as"] = "clinician"
    assert client.get("/articles/azathioprine-in-ms/").url == text_for("patient")


def test_a_level_without_its_own_text_gets_the_nearest_plainer_one_and_is_told(live):
    response, page = get(text_for("caregiver"))
    assert response.status_code == 200
    assert "You need blood tests." in page
    assert "caregiver" in page.lower()


def test_an_unknown_or_hostile_cookie_changes_nothing(live):
    for value in ("astronaut", "../../etc", "<script>", "x" * 5000):
        client = Client()
        client.cookies["reads_as"] = value
        assert client.get("/articles/azathioprine-in-ms/").status_code == 200
    assert get(text_for("astronaut"))[0].status_code == 404


def test_choosing_a_level_sets_a_cookie_and_forgetting_it_deletes_it(live):
    client = Client()
    response = client.post("/reading-level/", {"audience": "patient", "article": "azathioprine-in-ms"})
    assert response.status_code == 302
    cookie = client.cookies["reads_as"]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("patient", "Lax", True)
    assert response.url == "/articles/azathioprine-in-ms/"

    client.post("/reading-level/", {"forget": "1"})
    assert client.cookies["reads_as"].value == ""


def test_the_way_back_leads_only_to_an_article(live):
    for target in ("https://evil.example", "//evil.example", "javascript:alert(1)", "nothing-like-it"):
        response = Client().post("/reading-level/", {"audience": "patient", "article": target})
        if target == "nothing-like-it":
            assert response.url == "/articles/nothing-like-it/"
        else:
            assert response.status_code == 422, target


def test_public_pages_set_no_cookie_and_carry_no_token(live):
    for path in ("/", "/articles/", "/articles/azathioprine-in-ms/", "/board/", "/editorial-policy/"):
        response, page = get(path)
        assert not response.cookies, path
        assert "csrfmiddlewaretoken" not in page, path


def test_every_answer_carries_the_policy(live):
    for path in ("/", "/articles/azathioprine-in-ms/", "/no-such-page/", "/accounts/login/", "/desk/"):
        headers = get(path)[0].headers
        policy = headers["Content-Security-Policy"]
        for directive in (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "frame-ancestors 'none'",
        ):
            assert directive in policy, path
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_draft_or_a_submission_is_not_there_for_readers():
    draft, submitted = make.draft(slug="a-draft"), make.submitted(slug="a-submission")
    for version in (draft, submitted):
        slug = version.article.slug
        for path in (
            f"/articles/{slug}/",
            text_for("patient", slug),
            f"/articles/{slug}/history/",
            f"/articles/{slug}/versions/1/",
        ):
            assert get(path)[0].status_code == 404, path
    for path in ("/", "/articles/"):
        assert "Does azathioprine help?" not in get(path)[1]


def test_a_preview_stands_under_a_caution_and_is_not_indexed():
    version = make.under_review(slug="a-preview")
    services.show_preview(version, user=make.editor(), now=make.NOW)

    response, page = get("/articles/a-preview/")

    assert response.status_code == 200
    assert "Not approved yet" in page
    assert "needs 2 more approvals" in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex' in page
    assert get("/articles/a-preview/versions/1/")[0].status_code == 404


def test_a_hidden_preview_is_gone():
    version, edda = make.under_review(slug="a-preview"), make.editor()
    services.show_preview(version, user=edda, now=make.NOW)
    services.hide_preview(version, user=edda, now=make.NOW)
    assert get("/articles/a-preview/")[0].status_code == 404


def test_a_withdrawn_page_shows_the_notice_in_place_of_the_text(live):
    services.withdraw(live, user=make.editor(), reason="A dose was wrong.", now=LATER)
    for path in (
        "/articles/azathioprine-in-ms/",
        "/articles/azathioprine-in-ms/versions/1/",
        "/articles/azathioprine-in-ms/versions/1/for/patient/",
    ):
        response, page = get(path)
        assert response.status_code == 200, path
        assert "A dose was wrong." in page
        assert "Five trials were pooled" not in page
        assert "You need blood tests." not in page
        assert response.headers["X-Robots-Tag"] == "noindex"
    assert "azathioprine-in-ms" not in get("/articles/")[1]


def test_the_permalink_of_a_superseded_version_shows_its_text_and_says_so(live):
    author = live.created_by
    texts = make.Texts(patient=make.PATIENT.replace("698 people", "five trials"))
    second = make.next_draft(live, author, texts=texts)
    second = services.submit(second, user=author, now=LATER)
    services.open_round(second, user=make.editor(), now=LATER)
    make.approve(second)

    _, old = get("/articles/azathioprine-in-ms/versions/1/for/patient/")
    _, new = get(text_for("patient"))

    assert "698 people" in old.replace("\u00a0", " ")
    assert "five trials" not in old
    assert "</time>; the current version is" in old
    assert "version 2" in old.lower()
    assert "698 people" not in new.replace("\u00a0", " ")


def test_the_live_page_stays_as_it_is_while_the_next_version_is_written_and_reviewed(live):
    _, before = get("/articles/azathioprine-in-ms/")
    second = make.next_under_review(
        live,
        live.created_by,
        texts=make.Texts(clinician=make.CLINICIAN.replace("Five", "Fifty")),
        title="New",
    )
    make.sign(second)
    _, after = get("/articles/azathioprine-in-ms/")
    assert before == after


def test_the_history_tells_what_was_approved_by_whom_and_when(live):
    make.approve(make.next_under_review(live, live.created_by))
    _, page = get("/articles/azathioprine-in-ms/history/")
    for words in ("Version 1", "Version 2", "Doses checked.", "Dr Signer 0"):
        assert words in page


def test_an_old_address_redirects_for_ever(live):
    articles.change_article(
        live.article,
        slug="a-better-address",
        default_audience=live.article.default_audience,
        topics=[],
        risk="standard",
        review_interval_months=None,
        actor=live.created_by,
        now=LATER,
    )
    response, _ = get("/articles/azathioprine-in-ms/")
    assert (response.status_code, response.url) == (301, "/articles/a-better-address/")


def test_an_overdue_review_is_said_on_the_page(live):
    article = make.fresh(live.article)
    article.next_review_due = make.NOW.date()
    article.save()
    assert "overdue" in get("/articles/azathioprine-in-ms/")[1].lower()


def test_an_approved_page_is_served_without_rendering_or_sanitising(live, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("Markdown was rendered on GET")

    monkeypatch.setattr(rendering, "render", refuse)
    monkeypatch.setattr(presentation, "render_text", refuse)
    for path in ("/articles/azathioprine-in-ms/", text_for("patient"), "/articles/", "/"):
        Client().get(path, follow=True)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 8),
        ("/articles/", 8),
        ("/articles/azathioprine-in-ms/", 12),
        ("/articles/azathioprine-in-ms/for/patient/", 12),
        ("/articles/azathioprine-in-ms/history/", 12),
        ("/articles/azathioprine-in-ms/versions/1/", 12),
        ("/board/", 4),
        ("/editorial-policy/", 4),
    ],
)
def test_public_pages_ask_few_questions(live, path, most, django_assert_max_num_queries):
    for _ in range(3):
        make.approved()
    with django_assert_max_num_queries(most):
        assert Client().get(path).status_code == 200


def test_an_article_with_its_styles_is_small(live):
    _, page = get("/articles/azathioprine-in-ms/")
    css = (Path(settings.BASE_DIR) / "static/css/look.css").read_bytes()
    assert len(gzip.compress(page.encode())) + len(gzip.compress(css)) < 12_000


def test_a_report_of_the_policy_is_taken_and_a_large_one_is_not():
    client = Client()
    report = '{"csp-report": {"violated-directive": "script-src"}}'
    assert client.post("/csp-report/", report, content_type="application/csp-report").status_code == 204
    large = client.post("/csp-report/", "x" * 500_000, content_type="application/csp-report")
    assert large.status_code in (204, 413)


def test_what_a_signed_in_person_saw_is_not_kept_by_the_browser(live):
    client = Client()
    client.force_login(make.author())
    assert client.get("/desk/").headers["Cache-Control"] == "private, no-store"
    assert "no-store" not in Client().get("/articles/azathioprine-in-ms/").headers.get("Cache-Control", "")


def test_a_preview_is_listed_without_its_unapproved_takeaway():
    version = make.under_review(slug="a-preview")
    services.show_preview(version, user=make.editor(), now=make.NOW)
    for path in ("/", "/articles/"):
        _, page = get(path)
        assert "a-preview" in page
        assert "Azathioprine lowers the relapse rate" not in page


def test_an_impossible_topic_is_not_found(live):
    assert get("/articles/?topic=%00")[0].status_code == 404


def test_a_database_that_does_not_answer_is_a_503_that_keeps_what_was_typed(live, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("pages.views.levels.remember", locked)
    response = Client().post("/reading-level/", {"audience": "patient", "article": "words-typed-here"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "words-typed-here" in response.content.decode()


def test_the_address_of_a_form_explains_itself_when_it_is_opened():
    client = Client()
    client.force_login(make.author())
    version = make.draft()
    response = client.get(f"/desk/{version.article.slug}/1/submit/")
    assert response.status_code == 405
    assert "This address takes a form" in response.content.decode()
