"""Start an article, start the next version, change the settings."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.once import new_key
from accounts.roles import Role
from articles import services as articles
from articles.models import Article, OldSlug, Topic, Version
from audit import history
from pages.topics import topics_named
from reviews import services as reviews
from tests import factories as make
from tests.pages.desk_helpers import desk, nothing_changes, signed_in

pytestmark = pytest.mark.django_db
NEW = "/desk/new/"


def typed(**fields) -> dict:
    return {
        "title": "Can azathioprine be taken with allopurinol?",
        "question": "",
        "slug": "",
        "kind": "question",
        "risk": "standard",
        "default_audience": "clinician",
        "new_topics": "",
        **fields,
    }


def test_a_title_is_enough_and_the_address_is_made_from_it():
    author = make.author()
    response = signed_in(author).post(NEW, typed())
    version = Version.objects.get()
    assert response.url == reverse(
        "pages:edit_version", args=["can-azathioprine-be-taken-with-allopurinol", 1]
    )
    assert version.article.owner == author
    assert "## Short answer" in version.renditions.get(audience="clinician").body
    assert "## The short answer" in version.renditions.get(audience="patient").body


def test_a_long_title_makes_a_short_address_that_ends_with_a_whole_word():
    signed_in(make.author()).post(NEW, typed(title="azathioprine " * 19))
    assert Article.objects.get().slug == "-".join(["azathioprine"] * 6)


def topic(name="Medicine safety", slug="medicine-safety") -> Topic:
    made = Topic(slug=slug, name=name)
    history.save(made, actor=make.editor(), at=make.NOW)
    return made


def test_topics_are_chosen_and_a_managing_editor_adds_some_once():
    new = "Gout,  medicine  SAFETY , Gout"
    signed_in(make.editor()).post(NEW, typed(topics=[topic().pk], new_topics=new))
    assert [topic.name for topic in Article.objects.get().topics.all()] == ["Gout", "Medicine safety"]


def test_an_author_chooses_topics_from_the_list_and_adds_none():
    client, chosen = signed_in(make.author()), topic()
    assert 'name="new_topics"' not in client.get(NEW).content.decode()
    client.post(NEW, typed(topics=[chosen.pk], new_topics="Buy pills here"))
    article = Article.objects.get()
    assert list(article.topics.all()) == list(Topic.objects.all()) == [chosen]
    place = reverse("pages:article_settings", args=[article.slug])
    assert 'name="new_topics"' not in client.get(place).content.decode()
    client.post(place, settings_of(article, topics=[chosen.pk], new_topics="Buy pills here"))
    assert list(Topic.objects.all()) == [chosen]


def test_topics_are_added_by_nobody_but_a_managing_editor():
    author = make.author()
    with nothing_changes(), pytest.raises(PermissionDenied):
        topics_named(["Gout"], actor=author, now=make.NOW)


def test_a_taken_address_is_named_and_what_was_typed_stays():
    author = make.author()
    make.draft(author, slug="taken")
    client = signed_in(author)
    with nothing_changes():
        response = client.post(NEW, typed(slug="taken", question="Whole question"))
    assert response.status_code == 422
    assert "“taken” is or was the address of another article" in response.content.decode()
    assert "Whole question" in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": " \u200b\u2060 "}, "This field is required"),
        ({"title": "\u2800\u2800"}, "This field is required"),
        ({"title": "a" * 251}, "it has 251"),
        ({"title": "Dose \u202e02 mg"}, "An invisible direction mark (U+202E) is not allowed"),
        ({"title": "Dose \x00"}, "Null characters are not allowed"),
        ({"title": "多发性硬化症"}, "No address can be made from this title"),
        ({"slug": "new"}, "is an address of this site itself"),
        ({"slug": "Über-ich"}, "Use small letters, digits and single hyphens only"),
        ({"slug": "a" * 81}, "it has 81"),
        ({"kind": "poem"}, "Select a valid choice"),
        ({"default_audience": "nobody"}, "Select a valid choice"),
        ({"topics": ["999"]}, "Select a valid choice"),
        ({"new_topics": ",".join(map(str, range(11)))}, "Add at most 10 topics at once"),
        ({"new_topics": "!!!"}, "cannot be a topic"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_kept(fields, message):
    client = signed_in(make.editor())
    with nothing_changes():
        response = client.post(NEW, typed(**fields))
    assert response.status_code == 422
    assert message in response.content.decode().replace("&#x27;", "'")


def test_a_double_click_starts_one_article():
    client = signed_in(make.author())
    form = typed(form_key=new_key())
    first, second = client.post(NEW, form), client.post(NEW, form)
    assert first.url == second.url
    assert Article.objects.count() == 1


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.ADMINISTRATOR])
def test_only_authors_and_managing_editors_start_articles(role):
    client = signed_in(make.user("Somebody", *([role] if role else [])))
    with nothing_changes():
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, typed()).status_code == 403


def test_a_board_member_does_not_start_articles():
    client = signed_in(make.member())
    with nothing_changes():
        assert client.post(NEW, typed()).status_code == 403


def test_the_answer_to_the_board_starts_from_the_text_they_read():
    author = make.author()
    version = make.changes_requested(author)
    client = signed_in(author)
    assert "Start the answer" in client.get(desk(version)).content.decode()
    response = client.post(reverse("pages:start_version", args=[version.article.slug]), follow=True)
    answer = Version.objects.get(number=2)
    assert answer.answers == version
    assert "Version 2 is the answer to the board" in response.content.decode()


def test_a_second_open_version_is_refused_with_the_page_as_it_is():
    author = make.author()
    version = make.draft(author)
    client = signed_in(author)
    with nothing_changes():
        response = client.post(reverse("pages:start_version", args=[version.article.slug]))
    assert response.status_code == 409
    assert "There is an open version of this article already." in response.content.decode()


def settings_of(article: Article, **fields) -> dict:
    form = {
        "slug": article.slug,
        "default_audience": article.default_audience_id,
        "topics": [],
        "new_topics": "",
        "risk": article.risk,
        "review_interval_months": article.review_interval_months or "",
    }
    return form | fields


def test_an_author_moves_the_article_and_the_old_address_still_leads_to_its_desk():
    author, gout = make.author(), topic("Gout", "gout")
    article = make.draft(author, slug="before").article
    client = signed_in(author)
    response = client.post("/desk/before/settings/", settings_of(article, slug="after", topics=[gout.pk]))
    assert response.url == "/desk/after/"
    assert OldSlug.objects.get().slug == "before"
    assert client.get("/desk/before/").url == "/desk/after/"
    assert list(make.fresh(article).topics.all()) == [gout]


def test_an_author_cannot_change_the_review_terms():
    author = make.author()
    article = make.draft(author).article
    client = signed_in(author)
    address = reverse("pages:article_settings", args=[article.slug])
    assert 'name="risk"' not in client.get(address).content.decode()
    client.post(address, settings_of(article, risk="low", review_interval_months="60"))
    article = make.fresh(article)
    assert (article.risk, article.review_interval_months) == ("standard", None)


def test_a_managing_editor_changes_the_review_terms():
    article = make.draft().article
    address = reverse("pages:article_settings", args=[article.slug])
    signed_in(make.editor()).post(address, settings_of(article, risk="high", review_interval_months="3"))
    article = make.fresh(article)
    assert (article.risk, article.review_interval_months) == ("high", 3)


def test_the_default_audience_has_a_text_in_the_live_version():
    article = make.approved().article
    address = reverse("pages:article_settings", args=[article.slug])
    client = signed_in(make.editor())
    terms = {"risk": article.risk}
    with nothing_changes():
        response = client.post(address, settings_of(make.fresh(article), default_audience="student") | terms)
    assert response.status_code == 422
    posted = client.post(address, settings_of(article, default_audience="patient") | terms)
    assert posted.status_code == 302


def test_once_readers_can_see_it_an_author_does_not_change_what_they_see_unreviewed():
    author = make.author()
    article = make.approved(author).article
    address = reverse("pages:article_settings", args=[article.slug])
    client = signed_in(author)
    with nothing_changes():
        response = client.post(address, settings_of(article, default_audience="patient"))
    assert response.status_code == 403
    page = client.get(reverse("pages:article_desk", args=[article.slug])).content.decode()
    assert "a managing editor changes its address, topics and default audience" in page
    assert address not in page


def test_settings_changed_meanwhile_are_shown_beside_mine():
    author = make.author()
    article = make.draft(author, slug="before").article
    client = signed_in(author)
    opened_with = client.get("/desk/before/settings/").context["form"].initial["opened_with"]
    articles.change_article(
        article,
        slug="before",
        default_audience=article.default_audience,
        topics=[],
        risk="high",
        review_interval_months=9,
        actor=author,
        now=make.NOW,
    )
    editor = signed_in(make.editor())
    mine = settings_of(make.fresh(article), slug="mine", risk="low", opened_with=opened_with)
    stale = editor.get("/desk/before/settings/").context["form"].initial["opened_with"]
    with nothing_changes():
        response = editor.post("/desk/before/settings/", mine | {"opened_with": "0" * 64})
    assert response.status_code == 409
    both = {d.label: (d.saved, d.typed) for d in response.context["differences"]}
    assert both["Risk if it were wrong"] == ("High", "Low")
    assert response.context["form"]["opened_with"].value() == stale
    assert editor.post("/desk/before/settings/", mine | {"opened_with": stale}).url == "/desk/mine/"


def test_a_withdrawn_page_waits_for_the_next_version():
    author = make.author()
    live = make.approved(author)
    reviews.withdraw(live, user=make.editor(), reason="A wrong dose.", now=make.NOW + timedelta(days=2))
    page = signed_in(author).get(desk(live)).content.decode()
    assert "Withdrawn: readers see the notice only." in page
    assert "Start the next version" in page


@pytest.mark.parametrize("value", ["\x00", "9" * 30, "9" * 5000, "-1", "\ufeff", "'\"><", "[]"])
@pytest.mark.parametrize(
    "name", ["topics", "default_audience", "kind", "risk", "slug", "new_topics", "form_key"]
)
def test_no_value_of_any_field_breaks_the_page(name, value):
    response = signed_in(make.editor()).post(NEW, typed(**{name: value}))
    assert response.status_code in (302, 422)
