"""The page for signing: what it shows before the button, and what becomes of each way to press one."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from articles.models import Version
from reviews import services, workflow
from reviews.models import Finding, SignOff
from tests import factories as make
from tests.reviews.conftest import TODAY, nothing_changes, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]


def address(version):
    return reverse("reviews:sign", args=[version.article.slug, version.number])


def review_page(version):
    return reverse("reviews:review", args=[version.article.slug, version.number])


def typed(version, **changes):
    """A form filled in to approve, with the round and the digest that the page carries."""
    return {
        "round": make.open_round_of(version).pk,
        "digest": version.content_digest,
        "conflict": "none",
        "password": make.PASSWORD,
        "decision": "approve",
        **changes,
    }


def text_of(response):
    return response.content.decode()


# Before the button


def test_the_page_shows_every_text_the_digest_and_the_sentence_of_each_decision():
    version = make.under_review()
    member = make.member()

    page = text_of(signed_in(member).get(address(version)))

    assert "Five trials were pooled" in page
    assert "It was studied in 698 people" in page
    assert version.content_digest[:8] + " " + version.content_digest[8:16] in page
    for decision in SignOff.Decision.values:
        audiences = services.signing.audiences_of(version)
        assert (
            workflow.meaning_of(
                decision, make.open_round_of(version), version, audiences, member.board_member
            )
            in page
        )
    assert page.index("It was studied in 698 people") < page.index("Approve and sign")


def test_enter_in_the_password_field_presses_a_button_that_does_nothing():
    version = make.under_review()

    page = text_of(signed_in(make.member()).get(address(version)))

    form = page[page.index('<form class="sign"') :]
    first_button = form[form.index("<button") :].split(">")[0]
    assert "disabled" in first_button
    assert "decision" not in first_button
    assert "Then press one of the buttons below" in form


def test_the_last_approval_needed_is_told_what_it_does():
    version = make.under_review()
    first, second = make.member(), make.member()
    client = signed_in(second)
    assert "publishes version 1 at once" not in text_of(client.get(address(version)))

    make.sign(version, first)

    assert "publishes version 1 at once" in text_of(client.get(address(version)))


def test_a_standing_request_for_changes_means_that_an_approval_publishes_nothing():
    version = make.under_review()
    make.sign(version)
    make.sign(version, decision="request_changes")

    assert "at once" not in text_of(signed_in(make.member()).get(address(version)))


# Who


def test_who_is_not_on_the_board_may_not_sign():
    author = make.author()
    version = make.under_review(author)
    for user in (author, make.editor()):
        client = signed_in(user)
        assert client.get(address(version)).status_code == 403
        with nothing_changes():
            assert client.post(address(version), typed(version)).status_code == 403


def test_a_contributor_on_the_board_may_not_sign():
    author = make.member(of=make.author())
    version = make.under_review(author)

    client = signed_in(author)
    with nothing_changes():
        assert client.post(address(version), typed(version)).status_code == 403


def test_a_stranger_does_not_learn_that_the_version_exists():
    version = make.under_review()

    client = signed_in(make.user())
    with nothing_changes():
        assert client.get(address(version)).status_code == 404
        assert client.post(address(version), typed(version)).status_code == 404


# The signature


def test_an_approval_is_signed_and_the_message_says_what_is_still_needed():
    version = make.under_review()
    member = make.member()

    response = signed_in(member).post(address(version), typed(version), follow=True)

    assert response.redirect_chain == [(review_page(version), 302)]
    assert "You approved version 1." in text_of(response)
    assert "needs 1 more approval" in text_of(response)
    sign_off = SignOff.objects.get()
    assert (sign_off.signer, sign_off.decision, sign_off.conflict) == (member, "approve", "none")
    assert sign_off.content_digest == version.content_digest
    assert (sign_off.authenticated_at, sign_off.authentication_method) == (TODAY, "password")


def test_the_last_approval_publishes_and_the_message_links_to_the_page():
    version = make.under_review()
    make.sign(version)

    response = signed_in(make.member()).post(address(version), typed(version), follow=True)

    assert make.fresh(version).state == Version.State.APPROVED
    assert "It is published now" in text_of(response)
    assert f'href="{version.article.get_absolute_url()}"' in text_of(response)


def test_each_remark_becomes_a_finding_about_the_text_that_was_chosen():
    version = make.under_review()
    remarks = {
        "decision": "request_changes",
        "remark_1": "Say which trials.",
        "about_1": "clinician",
        "remark_3": "Name the fever.",
        "about_3": "",
    }

    response = signed_in(make.member()).post(address(version), typed(version, **remarks), follow=True)

    found = list(Finding.objects.values_list("text", "audience_id", "weight"))
    assert found == [("Say which trials.", "clinician", "blocking"), ("Name the fever.", None, "blocking")]
    assert "You asked for changes to version 1." in text_of(response)
    assert "Say which trials." in text_of(response)


def test_an_approval_may_carry_advice():
    version = make.under_review()

    signed_in(make.member()).post(address(version), typed(version, remark_1="Consider a table."))

    assert Finding.objects.get().weight == Finding.Weight.ADVICE


def test_with_a_conflict_one_may_recuse():
    version = make.under_review()
    recusal = typed(version, decision="recuse", conflict="conflict", interest="My brother wrote it.")

    response = signed_in(make.member()).post(address(version), recusal, follow=True)

    assert SignOff.objects.get().decision == "recuse"
    assert "You recused yourself from version 1." in text_of(response)
    assert make.fresh(version).state == Version.State.UNDER_REVIEW


# What is refused keeps everything typed but the password


def refused(version, status, says, *, member=None, **changes):
    """The page that answers, after a look at what was kept."""
    data = typed(version, remark_1="A remark worth keeping.", interest="An interest worth keeping.") | changes
    client = signed_in(member or make.member())
    with nothing_changes():
        response = client.post(address(version), data)
    page = text_of(response)
    assert response.status_code == status
    assert says in page
    assert "A remark worth keeping." in page
    assert "An interest worth keeping." in page
    assert make.PASSWORD not in page
    return page


def test_a_wrong_password_signs_nothing():
    page = refused(make.under_review(), 422, "This is not your password.", password="wrong-horse")
    assert "wrong-horse" not in page


def test_without_a_password_nothing_is_signed():
    refused(make.under_review(), 422, "Give your password to sign.", password="")


def test_the_eleventh_attempt_within_a_minute_is_not_looked_at():
    version = make.under_review()
    member = make.member()
    client = signed_in(member)
    for _ in range(10):
        assert client.post(address(version), typed(version, password="wrong-horse")).status_code == 422

    refused(version, 429, "Too many attempts.", member=member)


def test_a_declared_conflict_and_an_approval_exclude_each_other():
    refused(make.under_review(), 422, "With a conflict of interest you cannot approve.", conflict="conflict")


def test_a_conflict_has_to_be_declared_or_denied():
    refused(make.under_review(), 422, "Declare whether you have a conflict of interest.", conflict="")


def test_a_disclosed_interest_has_to_be_named():
    version = make.under_review()
    data = typed(version, conflict="disclosed", interest=" \u200b ")

    client = signed_in(make.member())
    with nothing_changes():
        response = client.post(address(version), data)

    assert response.status_code == 422
    assert "Say which interest you have." in text_of(response)


def test_a_request_for_changes_needs_a_remark():
    version = make.under_review()

    client = signed_in(make.member())
    with nothing_changes():
        response = client.post(address(version), typed(version, decision="request_changes"))

    assert response.status_code == 422
    assert "Say what should change." in text_of(response)


@pytest.mark.parametrize("decision", ["", "publish"])
def test_a_decision_is_one_of_three(decision):
    refused(make.under_review(), 422, "Choose: approve, request changes, or recuse", decision=decision)


def test_a_character_that_nobody_can_see_is_refused_by_name():
    refused(make.under_review(), 422, "invisible direction mark", remark_2="no\u202etnaillec")


def test_a_remark_that_is_too_long_is_told_how_long_it_is():
    refused(make.under_review(), 422, "it has 5001", remark_2="x" * 5001)


def test_a_remark_about_a_text_that_there_is_not_is_refused():
    refused(make.under_review(), 422, "Remark 1 is about", about_1="martian")


# Too late


def test_if_the_round_was_replaced_the_page_is_to_be_read_again():
    version = make.under_review()
    data = {"round": make.open_round_of(version).pk}
    services.cancel_round(version, user=make.editor(), reason="Wrong terms.", now=TODAY)
    services.open_round(version, user=make.editor(), now=TODAY)

    page = refused(version, 409, "Please read it again.", **data)

    assert f'name="round" value="{make.open_round_of(version).pk}"' in page
    assert "Approve and sign" in page


def test_another_digest_is_not_signed():
    refused(make.under_review(), 409, "Please read it again.", digest="0" * 64)


def test_the_round_of_another_version_is_not_signed():
    other = make.under_review()
    refused(make.under_review(), 409, "Please read it again.", round=make.open_round_of(other).pk)


@pytest.mark.parametrize("nonsense", ["", "x", "9" * 40, "-1"])
def test_a_round_that_is_no_round_is_not_signed(nonsense):
    refused(make.under_review(), 409, "Please read it again.", round=nonsense)


def test_when_the_round_was_cancelled_the_review_is_shown_as_it_is_now():
    version = make.under_review()
    data = typed(version)
    services.cancel_round(version, user=make.editor(), reason="Wrong terms.", now=TODAY)
    data |= {"remark_1": "A remark worth keeping."}

    client = signed_in(make.member())
    with nothing_changes():
        response = client.post(address(version), data)

    page = text_of(response)
    assert response.status_code == 409
    assert "No round is open on this version." in page
    assert "A remark worth keeping." in page
    assert "Approve and sign" not in page


def test_who_has_signed_does_not_sign_twice():
    version = make.under_review()
    member = make.member()
    make.sign(version, member)
    client = signed_in(member)

    assert client.get(address(version)).status_code == 409
    with nothing_changes():
        response = client.post(address(version), typed(version))
    assert response.status_code == 409
    assert "You have signed in this round." in text_of(response)


def test_what_was_typed_about_a_version_that_is_gone_is_shown_back():
    author = make.author()
    version = make.under_review(author)
    data = typed(version, remark_1="A remark worth keeping.")
    services.abandon(version, user=author, reason="Wrong outline.", now=TODAY)

    client = signed_in(make.member())
    with nothing_changes():
        response = client.post(address(version), data)

    assert response.status_code == 404
    assert "A remark worth keeping." in text_of(response)
    assert version.title not in text_of(response)


def test_a_double_click_signs_once_and_leads_to_the_same_page():
    version = make.under_review()
    client = signed_in(make.member())
    data = typed(version, form_key=str(uuid.uuid4()))

    first, second = client.post(address(version), data), client.post(address(version), data)

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, review_page(version))
    assert SignOff.objects.count() == 1


def test_a_form_that_was_refused_can_be_sent_again_with_the_same_key():
    version = make.under_review()
    client = signed_in(make.member())
    data = typed(version, form_key=str(uuid.uuid4()))

    assert client.post(address(version), data | {"password": "wrong-horse"}).status_code == 422
    assert client.post(address(version), data).status_code == 302


def test_a_member_whose_term_has_ended_meanwhile_may_not_sign():
    version = make.under_review()
    member = make.member()
    client = signed_in(member)
    make.accounts.end_appointment(
        member.board_member,
        last_day=(TODAY - timedelta(days=1)).date(),
        actor=make.administrator(),
        now=TODAY,
    )

    with nothing_changes():
        response = client.post(address(version), typed(version))

    assert response.status_code == 404  # nor does a former member know of what is in review


def test_the_signer_reads_what_the_board_asked_for_and_what_the_authors_answered():
    author = make.author()
    version = make.under_review(author)
    finding = make.sign(version, decision="request_changes", remark="Say which trials.").findings.get()
    services.return_to_author(version, user=author, now=TODAY)
    services.answer_finding(finding, user=author, answer="Named both of them.", now=TODAY)
    trials = make.Texts(patient=make.PATIENT.replace("It was studied", "In two trials it was studied"))
    answer = make.next_under_review(version, author, now=TODAY, texts=trials)

    page = text_of(signed_in(make.member()).get(address(answer)))

    assert "Say which trials." in page
    assert "Named both of them." in page


def test_the_last_approval_says_which_version_it_replaces():
    author = make.author()
    first = make.approved(author)
    second = make.next_under_review(first, author, now=TODAY)
    make.sign(second, now=TODAY)

    page = text_of(signed_in(make.member()).get(address(second)))

    assert "it publishes version 2 at once, in place of version 1." in page
