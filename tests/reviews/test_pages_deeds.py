"""The deeds around a review, each tried by the right person, by the wrong one, and too late."""

import uuid

import pytest
from django.urls import reverse

from articles.models import Notice, Version
from audit.models import AuditEvent
from reviews import services
from reviews.models import ReviewRound, SignOffWithdrawal
from tests import factories as make
from tests.reviews.conftest import TODAY, nothing_changes, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

DEEDS = (
    "open_round",
    "cancel_round",
    "return_submission",
    "return_to_author",
    "show_preview",
    "hide_preview",
    "withdraw_sign_off",
    "withdraw",
)
WITH_A_REASON = ("cancel_round", "return_submission", "withdraw_sign_off", "withdraw")
REASON = {"reason": "A reason worth keeping."}


def address(deed, version):
    return reverse(f"reviews:{deed}", args=[version.article.slug, version.number])


def review_page(version):
    return address("review", version)


def text_of(response):
    return response.content.decode()


def last_event():
    return AuditEvent.objects.order_by("-number").first()


# The right person


def test_the_editor_opens_a_round_on_the_terms_of_the_policy():
    version = make.submitted(risk="high")

    response = signed_in(make.editor()).post(address("open_round", version), follow=True)

    assert response.redirect_chain == [(review_page(version), 302)]
    assert make.open_round_of(version).required_approvals == 3
    assert "it needs 3 approvals, and is due in 14\u00a0days" in text_of(response)
    assert make.fresh(version).state == Version.State.UNDER_REVIEW


def test_the_editor_cancels_a_round_with_a_reason_that_stays_on_the_page():
    version = make.under_review()

    response = signed_in(make.editor()).post(address("cancel_round", version), REASON, follow=True)

    assert ReviewRound.objects.get().state == ReviewRound.State.CANCELLED
    assert "The round is cancelled." in text_of(response)
    assert "A reason worth keeping." in text_of(response)


def test_the_editor_returns_a_submission_with_a_reason():
    version = make.submitted()

    response = signed_in(make.editor()).post(address("return_submission", version), REASON)

    assert response.status_code == 302
    assert make.fresh(version).state == Version.State.DRAFT
    assert "A reason worth keeping." in last_event().data


def test_the_owner_ends_a_round_in_which_changes_were_requested():
    author = make.author()
    version = make.under_review(author)
    make.sign(version, decision="request_changes")

    response = signed_in(author).post(address("return_to_author", version), follow=True)

    assert make.fresh(version).state == Version.State.CHANGES_REQUESTED
    assert "The answer to it will be a new version." in text_of(response)


def test_the_editor_shows_a_preview_and_hides_it_again():
    version = make.submitted()
    client = signed_in(make.editor())

    shown = client.post(address("show_preview", version), follow=True)
    assert "Readers can open the preview now" in text_of(shown)
    assert "Hide the preview" in text_of(shown)

    hidden = client.post(address("hide_preview", version), follow=True)
    assert "The preview is hidden" in text_of(hidden)
    assert "Hide the preview" not in text_of(hidden)


def test_a_signer_withdraws_their_own_sign_off():
    version = make.under_review()
    member = make.member()
    make.sign(version, member)

    response = signed_in(member).post(address("withdraw_sign_off", version), REASON, follow=True)

    assert SignOffWithdrawal.objects.get().reason == REASON["reason"]
    assert "Your sign-off is withdrawn." in text_of(response)
    assert "needs 2 more approvals" in text_of(response)


def test_who_takes_back_the_last_objection_is_told_that_it_publishes():
    version = make.under_review()
    member = make.member()
    make.sign(version, member, decision="request_changes")
    make.sign(version)
    make.sign(version)
    client = signed_in(member)
    assert "this publishes version 1 at once" in text_of(client.get(address("withdraw_sign_off", version)))

    response = client.post(address("withdraw_sign_off", version), REASON, follow=True)

    assert make.fresh(version).state == Version.State.APPROVED
    assert "version 1 is published now" in text_of(response)


def test_a_signer_takes_the_live_page_down_with_a_notice_to_readers():
    version = make.under_review()
    member = make.member()
    make.approve(version, signers=[member, make.member()])

    response = signed_in(member).post(address("withdraw", version), REASON, follow=True)

    assert make.fresh(version.article).published_version is None
    assert Notice.objects.get().text == REASON["reason"]
    assert "The page is withdrawn." in text_of(response)


def test_before_a_page_is_withdrawn_one_is_told_what_readers_will_see():
    page = text_of(signed_in(make.editor()).get(address("withdraw", make.approved())))

    assert "shows your notice in its place" in page
    assert "They cannot be changed afterwards." in page


# The wrong person


@pytest.mark.parametrize("deed", DEEDS)
def test_a_moderator_does_not_learn_that_there_is_anything_to_do(deed):
    version = make.under_review()
    client = signed_in(make.user("Moderator", make.Role.MODERATOR))
    with nothing_changes():
        assert client.post(address(deed, version), REASON).status_code == 404


@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"return_to_author"}))
def test_an_author_may_not(deed):
    author = make.author()
    version = make.approved(author) if deed == "withdraw" else make.under_review(author)
    client = signed_in(author)
    with nothing_changes():
        assert client.post(address(deed, version), REASON).status_code == 403
        if deed in WITH_A_REASON:
            assert client.get(address(deed, version)).status_code == 403


def test_a_board_member_who_did_not_sign_the_live_version_may_not_take_it_down():
    version = make.approved()
    client = signed_in(make.member())
    with nothing_changes():
        assert client.post(address("withdraw", version), REASON).status_code == 403


@pytest.mark.parametrize("deed", ["open_round", "return_to_author", "show_preview", "hide_preview"])
def test_what_is_done_at_once_is_done_by_post_only(deed):
    version = make.under_review()
    client = signed_in(make.editor())
    with nothing_changes():
        assert client.get(address(deed, version)).status_code == 405


# Without a reason


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\u2060"])
def test_a_reason_that_nobody_can_read_is_none(nothing):
    version = make.under_review()
    client = signed_in(make.editor())
    with nothing_changes():
        response = client.post(address("cancel_round", version), {"reason": nothing})
    assert response.status_code == 422
    assert "This field is required." in text_of(response)


def test_a_notice_to_readers_is_mandatory():
    version = make.approved()
    client = signed_in(make.editor())
    with nothing_changes():
        assert client.post(address("withdraw", version), {"reason": ""}).status_code == 422


def test_a_reason_that_is_too_long_is_kept_and_counted():
    version = make.under_review()
    client = signed_in(make.editor())
    with nothing_changes():
        response = client.post(address("cancel_round", version), {"reason": "y" * 2001})
    assert response.status_code == 422
    assert "it has 2001" in text_of(response)
    assert "y" * 2001 in text_of(response)


# Too late


def too_late(client, deed, version, says):
    with nothing_changes():
        response = client.post(address(deed, version), REASON)
    page = text_of(response)
    assert response.status_code == 409
    assert says in page
    assert version.title in page
    if deed in WITH_A_REASON:
        assert "A reason worth keeping." in page


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("open_round", "A round is open on this version already."),
        ("return_submission", "Version 1 is under review now."),
        ("return_to_author", "No board member has requested changes."),
        ("hide_preview", "No preview of this version is shown."),
        ("withdraw", "Version 1 is under review now."),
    ],
)
def test_a_deed_that_comes_at_the_wrong_moment_shows_the_page_as_it_is_now(deed, says):
    too_late(signed_in(make.editor()), deed, make.under_review(), says)


def test_a_round_is_not_cancelled_twice():
    version = make.under_review()
    services.cancel_round(version, user=make.editor(), reason="Before.", now=TODAY)

    too_late(signed_in(make.editor()), "cancel_round", version, "No round is open on this version.")


def test_a_member_who_did_not_sign_has_nothing_to_withdraw():
    too_late(
        signed_in(make.member()),
        "withdraw_sign_off",
        make.under_review(),
        "You have no sign-off in this round.",
    )


def test_a_page_is_not_withdrawn_twice():
    version = make.approved()
    services.withdraw(version, user=make.editor(), reason="Before.", now=TODAY)

    too_late(signed_in(make.editor()), "withdraw", version, "This version is not live.")


def test_a_preview_is_not_shown_twice():
    version = make.under_review()
    services.show_preview(version, user=make.editor(), now=TODAY)

    too_late(signed_in(make.editor()), "show_preview", version, "The preview is shown already.")


def test_the_form_for_a_reason_is_not_offered_at_the_wrong_moment():
    version = make.submitted()
    response = signed_in(make.editor()).get(address("cancel_round", version))
    assert response.status_code == 409
    assert "Version 1 is submitted now." in text_of(response)


def test_a_double_click_opens_one_round():
    version = make.submitted()
    client = signed_in(make.editor())
    data = {"form_key": str(uuid.uuid4())}

    first, second = (client.post(address("open_round", version), data) for _ in range(2))

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, review_page(version))
    assert ReviewRound.objects.count() == 1
