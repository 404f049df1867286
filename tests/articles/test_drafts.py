"""Saving drafts, citing, contributing: nothing is lost, and nothing is written that did not change."""

import pytest
from django.core.exceptions import PermissionDenied

from articles import services as articles
from articles.errors import NotReady, StaleEdit, WrongState
from articles.models import Citation, Contribution, OldSlug, Rendition, Version
from articles.services.settings import slug_is_free
from reviews import services as reviews
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_new_article_starts_with_the_headings_of_its_kind():
    author = make.author()
    version = make.draft(author)
    fresh = articles.create_article(
        slug="another",
        kind="question",
        risk="standard",
        title="T",
        default_audience=version.article.default_audience,
        topics=[],
        owner=author,
        now=make.NOW,
    )
    bodies = dict(fresh.renditions.values_list("audience", "body"))
    assert bodies["clinician"].startswith("## Short answer\n\n\n## What the evidence shows")
    assert "## When to get help" in bodies["patient"]
    assert [c.user for c in fresh.contributions.all()] == [author]


def test_a_save_that_changes_nothing_writes_nothing():
    author = make.author()
    version = make.draft(author)
    before = (Version.history.count(), Rendition.history.count(), version.lock)

    again = make.write(version, author)

    assert (Version.history.count(), Rendition.history.count(), again.lock) == before


def test_a_save_raises_the_lock_and_writes_one_history_row_for_each_changed_row():
    author = make.author()
    version = make.draft(author)
    versions, renditions = Version.history.count(), Rendition.history.count()

    saved = make.write(version, author, texts=make.Texts(patient=make.PATIENT + "\nMore.\n"))

    assert saved.lock == version.lock + 1
    assert Version.history.count() == versions + 1
    assert Rendition.history.count() == renditions + 1
    assert Rendition.history.first().history_user_id == author.pk


def test_a_stale_edit_changes_nothing_and_carries_the_text_as_it_is_now():
    author = make.author()
    opened = make.draft(author)
    make.write(opened, author, title="Saved by somebody else")

    with pytest.raises(StaleEdit) as refused:
        articles.save_draft(
            opened, articles.DraftEdit(title="Mine", texts={}), user=author, lock=opened.lock, now=make.NOW
        )

    assert refused.value.version.title == "Saved by somebody else"
    assert make.fresh(opened).title == "Saved by somebody else"


def test_a_submitted_version_cannot_be_saved():
    author = make.author()
    version = make.submitted(author)
    with pytest.raises(WrongState, match="submitted"):
        make.write(version, author, title="Too late")
    assert make.fresh(version).title == version.title


def test_a_text_over_a_megabyte_is_refused_with_its_size():
    author = make.author()
    version = make.draft(author)
    with pytest.raises(NotReady, match="1,200,000 bytes"):
        make.write(version, author, texts=make.Texts(clinician="x" * 1_200_000))
    assert make.fresh(version).lock == version.lock


def test_citations_are_numbered_by_first_use_in_each_text():
    author = make.author()
    text = make.CLINICIAN.replace("[@casetta2007].\n\n## What", "[@massacesi2014; @casetta2007].\n\n## What")
    version = make.draft(author, texts=make.Texts(clinician=text))
    numbers = {
        (c.rendition.audience_id, c.key): c.number for c in Citation.objects.select_related("rendition")
    }
    assert numbers == {
        ("clinician", "massacesi2014"): 1,
        ("clinician", "casetta2007"): 2,
        ("patient", "casetta2007"): 1,
    }
    assert version.state == "draft"


def test_editing_the_library_cannot_change_a_signed_page():
    author = make.author()
    version = make.submitted(author)
    reference = Citation.objects.filter(key="casetta2007").first().reference
    before = version.canonical

    articles.save_reference(
        {**make.CASETTA, "title": "Another title"}, actor=author, now=make.NOW, reference=reference
    )

    assert make.fresh(version).canonical == before
    assert "Azathioprine for multiple sclerosis" in before


def test_an_editor_who_saves_becomes_a_contributor():
    edda = make.editor()
    version = make.draft()
    make.write(version, edda, title="A better title")
    assert version.contributions.get(user=edda).role == Contribution.Role.EDITOR


def test_only_somebody_who_wrote_nothing_can_be_removed_as_contributor():
    author, invited = make.author(), make.author("Invited Ina")
    version = make.draft(author)
    added = articles.add_contributor(
        version,
        invited,
        role="author",
        printed_name="Ina",
        credentials="",
        actor=author,
        now=make.NOW,
    )
    articles.remove_contributor(added, actor=author, now=make.NOW)
    assert not version.contributions.filter(user=invited).exists()

    make.write(version, invited, title="Now she wrote")
    with pytest.raises(WrongState, match="wrote part"):
        articles.remove_contributor(version.contributions.get(user=invited), actor=author, now=make.NOW)
    with pytest.raises(WrongState, match="wrote part"):
        articles.remove_contributor(version.contributions.get(user=author), actor=invited, now=make.NOW)
    assert version.contributions.count() == 2


def test_a_reader_cannot_be_made_a_contributor():
    author = make.author()
    version = make.draft(author)
    with pytest.raises(WrongState, match="no role that writes"):
        articles.add_contributor(
            version,
            make.user(),
            role="author",
            printed_name="R",
            credentials="",
            actor=author,
            now=make.NOW,
        )
    assert version.contributions.count() == 1


def change(article, author, **changes):
    fields = {
        "slug": article.slug,
        "default_audience": article.default_audience,
        "topics": [],
        "risk": article.risk,
        "review_interval_months": None,
    }
    return articles.change_article(article, **{**fields, **changes}, actor=author, now=make.NOW)


def test_a_new_slug_leaves_the_old_one_as_a_redirect_and_may_return():
    author = make.author()
    article = make.draft(author, slug="first-name").article
    article = change(article, author, slug="second-name")
    assert OldSlug.objects.get().slug == "first-name"

    article = change(article, author, slug="first-name")

    assert article.slug == "first-name"
    assert OldSlug.objects.get().slug == "second-name"


def test_an_old_slug_is_not_given_to_another_article():
    author = make.author()
    change(make.draft(author, slug="first-name").article, author, slug="second-name")
    assert not slug_is_free("first-name")


def test_a_reference_that_came_into_the_library_after_the_text_is_signed_with_it():
    author = make.author()
    text = make.CLINICIAN.replace("[@massacesi2014]", "[@later2024]")
    version = make.draft(author, texts=make.Texts(clinician=text))
    assert not Citation.objects.filter(key="later2024").exists()
    articles.save_reference({**make.MASSACESI, "id": "later2024", "DOI": ""}, actor=author, now=make.NOW)

    version = reviews.submit(version, user=author, now=make.NOW)

    assert '"id":"later2024"' in version.canonical
    assert "[2]" in version.renditions.get(audience="clinician").rendered.html


def test_who_wrote_an_abandoned_text_stays_a_contributor_of_what_is_made_of_it():
    """Else its author could hand it on, be taken off the list, and sign it as a board member."""
    mabel, author = make.member(of=make.author("Mabel Writer")), make.author()
    first = make.draft(mabel)
    articles.add_contributor(
        first, author, role="author", printed_name="A", credentials="", actor=mabel, now=make.NOW
    )
    reviews.abandon(first, user=mabel, reason="Superfluous.", now=make.NOW)
    second = reviews.start_version(first.article, user=author, now=make.NOW)
    assert second.source == first

    with pytest.raises(WrongState, match="wrote part"):
        articles.remove_contributor(second.contributions.get(user=mabel), actor=author, now=make.NOW)
    assert second.contributions.filter(user=mabel).exists()


def test_interests_are_declared_by_the_person_they_are_about():
    author, invited, edda = make.author(), make.author("Invited Ina"), make.editor()
    version = make.draft(author)
    added = articles.add_contributor(
        version, invited, role="author", printed_name="Ina", credentials="", actor=author, now=make.NOW
    )
    with pytest.raises(PermissionDenied, match="by the person"):
        articles.edit_contribution(added, actor=author, now=make.NOW, interests="None.")
    assert make.fresh(added).interests == ""
    with pytest.raises(NotReady, match="Ina: declare competing interests"):
        reviews.submit(version, user=author, now=make.NOW)

    articles.edit_contribution(make.fresh(added), actor=invited, now=make.NOW, interests="Shares.")
    articles.edit_contribution(make.fresh(added), actor=edda, now=make.NOW, interests="Shares in a maker.")
    assert make.fresh(added).interests == "Shares in a maker."


def test_interests_of_one_article_are_not_carried_to_another():
    author = make.author()
    make.draft(author)
    other = articles.create_article(
        slug="another",
        kind="question",
        risk="standard",
        title="T",
        default_audience=make.draft(author).article.default_audience,
        topics=[],
        owner=author,
        now=make.NOW,
    )
    assert other.contributions.get().interests == ""
    assert other.contributions.get().credentials == "MSc"


@pytest.mark.parametrize("nothing", [" ", "\u200b\u200b", "\u2800", "\u00ad"])
def test_what_shows_nothing_counts_as_empty(nothing):
    author = make.author()
    version = make.draft(author)
    make.write(version, author, title=nothing, question=nothing)
    with pytest.raises(NotReady) as refused:
        reviews.submit(version, user=author, now=make.NOW)
    assert {problem.field for problem in refused.value.problems} == {"title", "question"}
