"""Submit, pull back, reconcile, abandon, answer: the author's deeds, and their pages when it is too late."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.once import new_key
from articles.models import Version
from audit.models import AuditEvent
from reviews import services as reviews
from tests import factories as make
from tests.pages.desk_helpers import address, desk, edit_form, nothing_changes, signed_in

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=3)


@pytest.fixture
def author():
    return make.author()


@pytest.fixture
def client(author):
    return signed_in(author)


def answer(finding) -> str:
    return reverse("pages:answer_finding", args=[finding.pk])


def test_a_complete_draft_is_submitted_and_the_page_says_what_happens_next(client, author):
    version = make.draft(author)
    response = client.post(address("submit", version), follow=True)
    assert make.fresh(version).state == "submitted"
    page = response.content.decode()
    assert "Next, the managing editor opens the review" in page
    assert "Pull back" in page


def test_a_double_click_submits_once(client, author):
    version, form = make.draft(author), {"form_key": new_key()}
    first, second = (
        client.post(address("submit", version), form),
        client.post(address("submit", version), form),
    )
    assert first.url == second.url
    assert AuditEvent.objects.filter(action="version.submitted").count() == 1


def test_everything_missing_is_listed_by_place_with_links_that_land_there(client, author):
    version = make.draft(author, texts=make.Texts(clinician="## Short answer\n\nSee [@nobody].\n"))
    client.post(address("edit_version", version), edit_form(version, question="", patient__key_takeaway=""))
    with nothing_changes():
        response = client.post(address("submit", version))
    assert response.status_code == 422
    places = {place.title: [gap.url for gap in place.gaps] for place in response.context["places"]}
    edit = address("edit_version", version)
    assert places["About this version"] == [f"{edit}#id_question"]
    assert places["Text for patients"] == [f"{edit}#id_patient-key_takeaway"]
    assert f"{edit}#clinician-line-3" in places["Text for clinicians"]
    edit_page = client.get(edit).content.decode()
    for urls in places.values():
        for url in urls:
            assert f'id="{url.rpartition("#")[2]}"' in edit_page


def test_undeclared_interests_lead_to_the_contributors(client, author):
    version = make.draft(author)
    own = version.contributions.get()
    client.post(address("edit_contribution", version, own.pk), {"role": "author", "printed_name": "A"})
    page = client.post(address("submit", version)).content.decode()
    assert "declare competing interests" in page
    assert address("contributors", version) in page


def test_a_managing_editor_does_not_submit_for_the_author(author):
    version = make.draft(author)
    client = signed_in(make.editor())
    with nothing_changes():
        assert client.post(address("submit", version)).status_code == 403


def test_submitting_twice_shows_the_page_as_it_is(client, author):
    version = make.submitted(author)
    with nothing_changes():
        response = client.post(address("submit", version))
    assert response.status_code == 409
    assert "Version 1 is submitted now." in response.content.decode()


def test_a_submission_is_pulled_back_until_the_review_is_open(client, author):
    version = make.submitted(author)
    client.post(address("pull_back", version))
    assert make.fresh(version).state == "draft"
    reviewed = make.under_review(author)
    with nothing_changes():
        assert client.post(address("pull_back", reviewed)).status_code == 409


def test_abandoning_asks_for_a_reason_and_keeps_it(client, author):
    version = make.draft(author)
    assert client.get(address("abandon", version)).status_code == 200
    with nothing_changes():
        assert client.post(address("abandon", version), {"reason": " \u200b"}).status_code == 422
        assert client.post(address("abandon", version), {"reason": "a" * 2001}).status_code == 422
    page = client.post(
        address("abandon", version), {"reason": "Wrong outline."}, follow=True
    ).content.decode()
    assert make.fresh(version).state == "abandoned"
    assert "Wrong outline." in page


def test_abandoning_too_late_keeps_the_typed_reason(client, author):
    version = make.approved(author)
    with nothing_changes():
        response = client.post(address("abandon", version), {"reason": "Typed reason"})
    assert response.status_code == 409
    assert "Typed reason" in response.content.decode()


def test_a_coauthor_does_not_abandon(author):
    version, client = make.draft(author), signed_in(make.author("Other"))
    with nothing_changes():
        assert client.post(address("abandon", version), {"reason": "x"}).status_code == 404


@pytest.fixture
def overtaken(author) -> Version:
    """A draft that started before another text was approved."""
    live = make.approved(author)
    draft = make.next_draft(live, author)
    stale = make.fresh(draft)
    stale.live_base = None  # as if it had been started before the first approval
    stale._change_reason = "test"
    stale.save()
    return make.fresh(stale)


def test_a_draft_that_was_overtaken_is_compared_and_reconciled(client, overtaken):
    page = client.get(desk(overtaken)).content.decode()
    assert "Another version was approved meanwhile" in page
    response = client.get(address("reconcile", overtaken))
    assert "Approved: version 1" in response.content.decode()
    assert "Your draft: version 2" in response.content.decode()
    assert [pair.is_same for pair in response.context["pairs"]] == [True, True]
    approved = response.context["form"]["approved"].value()
    client.post(address("reconcile", overtaken), {"approved": approved})
    assert make.fresh(overtaken).live_base_id == approved
    with nothing_changes():
        assert client.post(address("reconcile", overtaken), {"approved": approved}).status_code == 409


def test_reconciling_with_a_text_one_has_not_seen_is_refused(client, overtaken):
    with nothing_changes():
        response = client.post(address("reconcile", overtaken), {"approved": 0})
    assert response.status_code == 409
    assert "Compare the draft with this one" in response.content.decode()
    with nothing_changes():
        assert client.post(address("reconcile", overtaken), {"approved": "x"}).status_code == 422


def test_an_overtaken_draft_is_not_submitted(client, overtaken):
    with nothing_changes():
        response = client.post(address("submit", overtaken))
    assert response.status_code == 409
    assert "compare this text with it, then reconcile" in response.content.decode()


def test_a_finding_is_answered_and_the_answer_can_be_reworded(client, author):
    version = make.under_review(author)
    finding = make.sign(version, remark="Name the trial.").findings.get()
    assert "Name the trial." in client.get(desk(version)).content.decode()
    response = client.post(answer(finding), {"answer": "Named."})
    assert response.url == f"{desk(version)}#finding-{finding.pk}"
    client.post(answer(finding), {"answer": "Named in both texts."})
    page = client.get(desk(version)).content.decode()
    assert "Named in both texts." in page
    assert f'id="finding-{finding.pk}"' in page


def test_an_empty_answer_is_refused_beside_its_finding(client, author):
    version = make.under_review(author)
    make.sign(version, remark="Two.")
    finding = version.findings.get()
    with nothing_changes():
        response = client.post(answer(finding), {"answer": "   "})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()


def test_an_answer_that_comes_too_late_is_shown_back(client, author):
    version = make.under_review(author)
    finding = make.sign(version, remark="Name the trial.").findings.get()
    reviews.abandon(version, user=author, reason="No.", now=LATER)
    with nothing_changes():
        response = client.post(answer(finding), {"answer": "Typed answer"})
    assert response.status_code == 409
    assert "Typed answer" in response.content.decode()


def test_only_authors_answer(author):
    version = make.under_review(author)
    finding = make.sign(version, remark="Name the trial.").findings.get()
    for person, status in ((make.editor(), 403), (make.member(), 403), (make.author("Other"), 404)):
        client = signed_in(person)
        with nothing_changes():
            assert client.post(answer(finding), {"answer": "x"}).status_code == status


def test_the_findings_of_an_answered_version_stand_beside_the_answer(client, author):
    version = make.changes_requested(author)
    reviews.start_version(version.article, user=author, now=LATER)
    page = client.get(desk(version)).content.decode()
    assert "What the board remarked on version 1" in page
    assert "Say which trials." in page


def test_the_owner_is_offered_to_end_a_round_with_a_request_for_changes(client, author):
    version = make.under_review(author)
    make.sign(version, decision="request_changes")
    page = client.get(desk(version)).content.decode()
    assert reverse("reviews:return_to_author", args=[version.article.slug, 1]) in page


def test_the_desk_tells_what_happened(client, author):
    version = make.approved(author)
    page = client.get(desk(version)).content.decode()
    for words in ("Version started", "Submitted", "Full review opened", "Approved and published"):
        assert words in page
    assert version.article.get_absolute_url() in page
    assert reverse("pages:version", args=[version.article.slug, 1]) in page


def test_every_event_of_a_version_has_words(client, author):
    version = make.changes_requested(author)
    changed = make.Texts(patient=make.PATIENT + "\nSay it to your nurse.\n")
    make.next_under_review(version, author, texts=changed)
    page = client.get(desk(version)).content.decode()
    assert "version." not in page.split('class="trail"')[1].split("</ol>")[0]


def test_the_desk_of_an_article_costs_few_queries(client, author, django_assert_max_num_queries):
    version = make.draft(author)
    client.get(desk(version))
    with django_assert_max_num_queries(40):
        client.get(desk(version))


def test_deeds_are_not_done_by_following_a_link(client, author):
    version = make.draft(author)
    for name in ("submit", "pull_back"):
        with nothing_changes():
            assert client.get(address(name, version)).status_code == 405
