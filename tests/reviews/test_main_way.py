"""The main job, through the services: from draft to an approved page, and the next version after it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts import services as accounts
from articles.errors import NotReady, WrongState
from articles.models import Publication, Version
from audit.models import AuditEvent
from audit.verification import verify
from reviews import services
from reviews.models import ReviewRound, SignOff
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_two_approvals_publish_a_standard_article():
    version = make.under_review()
    make.sign(version)
    assert make.fresh(version).state == Version.State.UNDER_REVIEW

    make.sign(version)

    version = make.fresh(version)
    assert version.state == Version.State.APPROVED
    assert version.article.published_version == version
    assert version.article.next_review_due == date(2027, 3, 3)
    assert [p.kind for p in Publication.objects.all()] == ["publish"]
    assert verify().problems == []


def test_the_live_version_stays_live_while_the_next_is_in_review():
    author = make.author()
    first = make.approved(author)

    second = make.next_under_review(first, author)

    assert make.fresh(first.article).published_version == first
    make.approve(second)
    assert make.fresh(first.article).published_version == second
    assert make.fresh(first).state == Version.State.SUPERSEDED
    assert verify().problems == []


def test_high_risk_needs_three_approvals():
    version = make.under_review(risk="high")
    for _ in range(2):
        make.sign(version)
    assert make.fresh(version).state == Version.State.UNDER_REVIEW

    make.sign(version)

    assert make.fresh(version).state == Version.State.APPROVED


def test_a_request_for_changes_holds_the_round_until_it_is_withdrawn():
    version = make.under_review()
    objector = make.member("Objector Ono")
    make.sign(version, objector, "request_changes")
    make.sign(version)
    make.sign(version)
    assert make.fresh(version).state == Version.State.UNDER_REVIEW

    services.withdraw_sign_off(
        version, signer=objector, reason="It was settled.", now=make.NOW + timedelta(days=2)
    )

    assert make.fresh(version).state == Version.State.APPROVED
    assert verify().problems == []


def test_a_recusal_neither_counts_nor_lowers_the_floor():
    version = make.under_review()
    make.sign(version, decision="recuse")
    make.sign(version)
    assert make.fresh(version).state == Version.State.UNDER_REVIEW


def test_a_withdrawn_approval_no_longer_counts_and_may_be_given_again():
    version = make.under_review()
    mabel = make.member()
    make.sign(version, mabel)
    services.withdraw_sign_off(
        version, signer=mabel, reason="I misread a dose.", now=make.NOW + timedelta(days=2)
    )
    make.sign(version)
    assert make.fresh(version).state == Version.State.UNDER_REVIEW

    make.sign(version, mabel, now=make.NOW + timedelta(days=3))

    assert make.fresh(version).state == Version.State.APPROVED


def test_the_answer_to_a_request_is_a_new_version_that_must_change_something():
    author = make.author()
    version = make.changes_requested(author)
    answer = services.start_version(version.article, user=author, now=make.NOW + timedelta(days=3))
    answer = make.write(answer, author)
    assert answer.answers == version

    with pytest.raises(NotReady, match="unchanged"):
        services.submit(answer, user=author, now=make.NOW + timedelta(days=4))
    assert make.fresh(answer).state == Version.State.DRAFT

    answer = make.write(
        answer, author, texts=make.Texts(clinician=make.CLINICIAN.replace("Five trials", "Three trials"))
    )
    assert (
        services.submit(answer, user=author, now=make.NOW + timedelta(days=4)).state
        == Version.State.SUBMITTED
    )


def test_submit_lists_everything_that_is_missing():
    author = make.author()
    version = make.draft(
        author, texts=make.Texts(clinician="## Short answer\n\nSee [1] and [@nobody2020].\n")
    )

    with pytest.raises(NotReady) as refused:
        services.submit(version, user=author, now=make.NOW)

    messages = " ".join(str(problem) for problem in refused.value.problems)
    for word in ("“## In practice” is missing", "[1]", "@nobody2020 is not in the reference library"):
        assert word in messages
    assert make.fresh(version).state == Version.State.DRAFT


def test_pulling_back_gives_a_draft_without_canonical_text():
    author = make.author()
    version = make.submitted(author)

    version = services.pull_back(version, user=author, now=make.NOW)

    assert (version.state, version.canonical, version.content_digest) == ("draft", "", "")
    make.write(version, author, title="Another title")


def test_a_submission_can_be_returned_with_a_reason():
    version = make.submitted()
    services.return_submission(version, user=make.editor(), reason="Please add the trial.", now=make.NOW)
    assert make.fresh(version).state == Version.State.DRAFT
    assert "Please add the trial." in AuditEvent.objects.get(action="version.returned").data


def test_after_a_cancelled_round_the_version_waits_for_the_next():
    version = make.under_review()
    make.sign(version)
    edda = make.editor()
    services.cancel_round(version, user=edda, reason="Wrong terms.", now=make.NOW + timedelta(days=2))
    assert make.fresh(version).state == Version.State.UNDER_REVIEW

    services.open_round(version, user=edda, now=make.NOW + timedelta(days=3))
    make.sign(version, now=make.NOW + timedelta(days=4))

    assert make.fresh(version).state == Version.State.UNDER_REVIEW, (
        "approvals of the cancelled round do not count"
    )
    make.sign(version, now=make.NOW + timedelta(days=4))
    assert make.fresh(version).state == Version.State.APPROVED


def test_withdrawing_takes_the_page_down_and_the_next_version_brings_it_back():
    author = make.author()
    first = make.approved(author)
    services.withdraw(first, user=make.editor(), reason="A dose is wrong.", now=make.NOW + timedelta(days=5))
    article = make.fresh(first.article)
    assert article.published_version is None
    assert make.fresh(first).state == Version.State.APPROVED
    assert article.notices.get().text == "A dose is wrong."

    second = make.approve(make.next_under_review(first, author), now=make.NOW + timedelta(days=12))

    assert make.fresh(first.article).published_version == second
    assert make.fresh(first).state == Version.State.SUPERSEDED
    assert verify().problems == []


def test_a_signer_takes_a_live_page_down_at_once():
    version = make.under_review()
    mabel, other = make.member(), make.member("Other Olive")
    version = make.approve(version, signers=[mabel, other])

    with pytest.raises(PermissionDenied):
        services.withdraw(
            version, user=make.member("Third Thea"), reason="No.", now=make.NOW + timedelta(days=5)
        )
    assert make.fresh(version.article).published_version == version

    services.withdraw(version, user=mabel, reason="I was wrong.", now=make.NOW + timedelta(days=5))
    assert make.fresh(version.article).published_version is None


def test_a_preview_goes_by_itself_when_the_version_leaves_review():
    author, edda = make.author(), make.editor()
    version = make.submitted(author)
    services.show_preview(version, user=edda, now=make.NOW)
    services.pull_back(version, user=author, now=make.NOW)
    assert [p.kind for p in Publication.objects.all()] == ["preview_hidden", "preview_shown"]


def test_no_preview_of_an_article_that_was_published_before():
    author, edda = make.author(), make.editor()
    second = make.next_under_review(make.approved(author), author)
    with pytest.raises(WrongState, match="published before"):
        services.show_preview(second, user=edda, now=make.NOW + timedelta(days=11))
    assert not Publication.objects.filter(kind="preview_shown").exists()


def test_abandoning_cancels_the_round_and_keeps_the_number():
    author = make.author()
    version = make.under_review(author)
    services.abandon(version, user=author, reason="Superfluous.", now=make.NOW + timedelta(days=1))
    assert ReviewRound.objects.get().state == ReviewRound.State.CANCELLED

    following = services.start_version(version.article, user=author, now=make.NOW + timedelta(days=2))
    assert following.number == 2


def test_two_open_versions_are_refused():
    author = make.author()
    first = make.approved(author)
    services.start_version(first.article, user=author, now=make.NOW + timedelta(days=3))
    with pytest.raises(WrongState, match="open version"):
        services.start_version(first.article, user=author, now=make.NOW + timedelta(days=3))
    assert first.article.versions.count() == 2


def test_a_draft_on_an_older_base_must_be_reconciled_first():
    """The answer to a request keeps the base of what it answers."""
    author = make.author()
    first = make.approved(author)
    draft = make.next_draft(first, author)
    Version.objects.filter(pk=draft.pk).update(
        live_base=None
    )  # as if nothing had been approved when it was started

    with pytest.raises(WrongState, match="reconcile"):
        services.submit(draft, user=author, now=make.NOW + timedelta(days=11))

    services.reconcile(draft, user=author, now=make.NOW + timedelta(days=11))
    submitted = services.submit(draft, user=author, now=make.NOW + timedelta(days=12))
    assert submitted.live_base == first


def test_every_deed_leaves_its_audit_event():
    author = make.author()
    first = make.approved(author)
    services.withdraw(first, user=make.editor(), reason="Wrong dose.", now=make.NOW + timedelta(days=5))
    actions = list(
        AuditEvent.objects.filter(subject_type="articles.version").values_list("action", flat=True)
    )
    assert actions == [
        "version.started",
        "version.submitted",
        "round.opened",
        "version.signed",
        "version.signed",
        "page.publish",
        "page.withdraw",
    ]


def test_an_approval_given_on_the_board_keeps_counting_after_the_member_left():
    version = make.under_review()
    mabel = make.member()
    make.sign(version, mabel)
    accounts.end_appointment(
        mabel.board_member,
        last_day=(make.NOW + timedelta(days=2)).date(),
        actor=make.administrator(),
        now=make.NOW + timedelta(days=2),
    )
    make.sign(version)
    assert make.fresh(version).state == Version.State.APPROVED
    assert SignOff.objects.count() == 2
