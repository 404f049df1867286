"""The pages on which an approved text is looked at again, corrected, mended quickly, taken back and brought back."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from articles.models import Notice, Version
from articles.standing import LIVE, RETRACTED, standing_of
from reviews import services
from reviews.models import ReviewRound
from tests import factories as make
from tests.reviews.conftest import TODAY, nothing_changes, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

EDITOR = reverse("reviews:editor")
REASON = {"reason": "A reason worth keeping."}
BEFORE = make.NOW - timedelta(days=60)


def address(deed, version):
    return reverse(f"reviews:{deed}", args=[version.article.slug, version.number])


def review_page(version):
    return address("review", version)


def text_of(response):
    return response.content.decode()


def buttons(version, user):
    response = signed_in(user).get(review_page(version))
    return [button.label for button in response.context["buttons"]]


def standing(version):
    return standing_of(make.fresh(version.article))


def live(author=None):
    return make.approved(author, now=BEFORE)


def superseded(author):
    first = live(author)
    make.approve(make.next_under_review(first, author, now=BEFORE + timedelta(days=10)))
    return make.fresh(first)


def withdrawn():
    version = live()
    services.withdraw(version, user=make.editor(), reason="Wrong dose.", now=BEFORE + timedelta(days=5))
    return make.fresh(version)


def attested():
    return make.attest(withdrawn(), now=BEFORE + timedelta(days=6))


def agreed():
    return make.agree_to_retract(live(), now=BEFORE + timedelta(days=5))


# The right person


def test_the_editor_asks_the_board_to_attest():
    version = live()
    response = signed_in(make.editor()).post(address("attest", version), follow=True)
    assert response.redirect_chain == [(review_page(version), 302)]
    assert "whether the text may stand as it is: it needs 2 approvals, and is due in 14" in text_of(response)
    assert make.open_round_of(version).purpose == ReviewRound.Purpose.ATTEST


def test_the_last_signer_of_an_attestation_reads_what_it_does():
    version = live()
    services.attest(version, user=make.editor(), now=TODAY)
    make.sign(version, now=TODAY)
    page = text_of(signed_in(make.member()).get(address("sign", version)))
    assert "Attest and sign" in page
    assert "it gives version 1 a new review date at once" in page


def test_the_editor_asks_for_a_retraction_and_the_board_reads_why():
    version = live()
    response = signed_in(make.editor()).post(address("open_retraction", version), REASON, follow=True)
    assert "The board is asked to sign the retraction: it needs 2 approvals" in text_of(response)
    for page in ("review", "sign"):
        shown = text_of(signed_in(make.member()).get(address(page, version)))
        assert "Why the managing editor asks" in shown
        assert REASON["reason"] in shown


def test_the_editor_retracts_with_a_notice_after_a_warning_that_it_is_final():
    version, client = agreed(), signed_in(make.editor())
    assert "This is final" in text_of(client.get(address("retract", version)))

    response = client.post(address("retract", version), REASON, follow=True)

    assert "Version 1 is retracted." in text_of(response)
    assert standing(version).state == RETRACTED
    assert Notice.objects.get().text == REASON["reason"]


def test_the_editor_reinstates_a_page_that_the_board_has_attested():
    version = attested()
    response = signed_in(make.editor()).post(address("reinstate", version), REASON, follow=True)
    assert "Version 1 is live again." in text_of(response)
    assert standing(version).state == LIVE


def test_the_editor_publishes_a_correction():
    version = live()
    response = signed_in(make.editor()).post(address("correct", version), REASON, follow=True)
    assert "The correction to version 1 is published." in text_of(response)
    assert Notice.objects.get().kind == Notice.Kind.CORRECTION


def test_an_author_starts_an_expedited_version_from_the_articles_desk():
    author = make.author()
    version, client = live(author), signed_in(author)
    desk = reverse("pages:article_desk", args=[version.article.slug])
    assert address("expedite", version) in text_of(client.get(desk))

    response = client.post(address("expedite", version), REASON, follow=True)

    assert response.redirect_chain == [(desk, 302)]
    page = text_of(response)
    assert "Version 2 is started, expedited" in page
    assert "expedited version 2" in page
    new = Version.objects.get(expedited=True)
    assert (new.change_summary, new.state) == (REASON["reason"], Version.State.DRAFT)


def test_beside_an_open_draft_the_desk_shows_the_way_to_each():
    author = make.author()
    version, client = live(author), signed_in(author)
    make.next_draft(version, author, now=BEFORE + timedelta(days=10))
    services.expedite(version.article, user=author, reason="Urgent.", now=TODAY)
    desk = reverse("pages:article_desk", args=[version.article.slug])

    page = text_of(client.get(desk))
    assert "expedited version 3" in page
    assert f"{desk}?version=2" in page

    page = text_of(client.get(f"{desk}?version=2"))
    assert reverse("pages:edit_version", args=[version.article.slug, 2]) in page
    assert f"{desk}?version=3" in page


@pytest.mark.parametrize("number", ["", "x", "1", "99", "-1", "9" * 40, "٣"])
def test_a_number_that_is_not_open_shows_the_desk_all_the_same(number):
    author = make.author()
    version = live(author)
    desk = reverse("pages:article_desk", args=[version.article.slug])
    assert signed_in(author).get(desk, {"version": number}).status_code == 200


def test_the_editor_starts_again_from_an_old_version():
    author = make.author()
    first = superseded(author)
    response = signed_in(make.editor()).post(address("roll_back", first), REASON, follow=True)
    assert "Version 3 is started with the text of version 1." in text_of(response)
    assert Version.objects.get(number=3).change_summary == REASON["reason"]


def test_an_expedited_round_is_opened_on_one_approval():
    author = make.author()
    version = make.expedited_draft(live(author), author, now=BEFORE + timedelta(days=12))
    services.submit(version, user=author, now=TODAY)
    client = signed_in(make.editor())
    page = text_of(client.get(EDITOR))
    assert "A round asks for 1 approval within 14 days; the date of the next review stays" in page
    done = text_of(client.post(address("open_round", version), follow=True))
    assert "it needs 1 approval, and is due" in done


def test_ending_a_round_on_an_approved_text_says_that_it_stays():
    version = live()
    services.attest(version, user=make.editor(), now=TODAY)
    make.sign(version, decision="request_changes", now=TODAY)
    done = text_of(signed_in(make.editor()).post(address("return_to_author", version), follow=True))
    assert "Version 1 stays what it was." in done


# What is offered


def test_the_editor_is_offered_what_may_be_done_with_a_live_text():
    assert buttons(live(), make.editor()) == [
        "Review again, unchanged",
        "Publish a correction notice",
        "Start an expedited version",
        "Withdraw the page",
        "Ask the board to retract it",
    ]


def test_each_other_state_offers_its_own():
    author, editor = make.author(), make.editor()
    assert buttons(withdrawn(), editor) == [
        "Review again, unchanged",
        "Start from this version again",
        "Ask the board to retract it",
    ]
    assert buttons(attested(), editor)[0] == "Reinstate the page"
    assert "Retract" in buttons(agreed(), editor)
    assert "Ask the board to retract it" not in buttons(agreed(), editor)
    assert buttons(superseded(author), editor) == [
        "Start from this version again",
        "Ask the board to retract it",
    ]
    assert buttons(make.retract(agreed(), now=TODAY), editor) == []
    assert buttons(live(author), author) == ["Start an expedited version"]


def test_every_button_leads_to_a_page_that_there_is():
    author, editor = make.author(), make.editor()
    client = signed_in(editor)
    for version in (live(), withdrawn(), attested(), agreed(), superseded(author)):
        for button in client.get(review_page(version)).context["buttons"]:
            assert client.get(button.url).status_code == (200 if button.asks_first else 405)


# The wrong person, the wrong moment, no words

ASKS = ("open_retraction", "retract", "reinstate", "correct", "expedite", "roll_back")


@pytest.mark.parametrize("deed", [*ASKS, "attest"])
def test_a_moderator_does_not_learn_that_there_is_anything_to_do(deed):
    version = live()
    client = signed_in(make.user("Moderator", make.Role.MODERATOR))
    with nothing_changes():
        assert client.post(address(deed, version), REASON).status_code == 404


@pytest.mark.parametrize("deed", sorted({*ASKS, "attest"} - {"expedite"}))
def test_an_author_may_not(deed):
    author = make.author()
    version = live(author)
    client = signed_in(author)
    with nothing_changes():
        assert client.post(address(deed, version), REASON).status_code == 403


@pytest.mark.parametrize(
    ("deed", "of", "says"),
    [
        ("attest", make.under_review, "Version 1 is under review now."),
        ("open_retraction", agreed, "The board has agreed to the retraction already."),
        ("retract", live, "Two board members must have signed the retraction first."),
        ("reinstate", withdrawn, "It needs a review without change first"),
        ("reinstate", live, "This version is not withdrawn."),
        ("correct", withdrawn, "This version is not live."),
        ("expedite", withdrawn, "This version is not live."),
        ("roll_back", live, "This version is live already."),
    ],
)
def test_a_deed_at_the_wrong_moment_shows_the_page_as_it_is_now(deed, of, says):
    version, client = of(), signed_in(make.editor())
    with nothing_changes():
        response = client.post(address(deed, version), REASON)
    assert response.status_code == 409
    page = text_of(response)
    assert says in page
    assert version.title in page
    if deed != "attest":
        assert REASON["reason"] in page
        assert client.get(address(deed, version)).status_code == 409


@pytest.mark.parametrize(
    ("deed", "of"),
    [
        ("open_retraction", live),
        ("retract", agreed),
        ("reinstate", attested),
        ("correct", live),
        ("expedite", live),
    ],
)
def test_words_are_mandatory_and_are_kept_when_they_are_too_long(deed, of):
    version, client = of(), signed_in(make.editor())
    with nothing_changes():
        assert client.post(address(deed, version), {"reason": " \u200b"}).status_code == 422
        response = client.post(address(deed, version), {"reason": "y" * 2001})
    assert response.status_code == 422
    assert "y" * 2001 in text_of(response)


def test_attesting_is_done_by_post_only():
    version, client = live(), signed_in(make.editor())
    with nothing_changes():
        assert client.get(address("attest", version)).status_code == 405


def test_a_double_click_starts_one_expedited_version():
    author = make.author()
    version, client = live(author), signed_in(author)
    data = REASON | {"form_key": str(uuid.uuid4())}
    first, second = (client.post(address("expedite", version), data) for _ in range(2))
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Version.objects.filter(expedited=True).count() == 1


# The editor's desk


def test_the_desk_lists_retractions_that_the_board_has_agreed_to():
    version, client = agreed(), signed_in(make.editor())
    response = client.get(EDITOR)
    assert [row.version for row in response.context["agreed"]] == [version]
    assert address("retract", version) in text_of(response)

    make.retract(version, now=TODAY)
    assert client.get(EDITOR).context["agreed"] == []


def test_the_desk_lists_withdrawn_pages_with_the_next_step():
    client = signed_in(make.editor())
    asked, ready = withdrawn(), attested()
    waits = withdrawn()
    services.attest(waits, user=make.editor(), now=TODAY)

    response = client.get(EDITOR)

    steps = {row.version: (row.label, row.at_once) for row in response.context["withdrawn"]}
    assert steps == {
        asked: ("Review again, unchanged", True),
        ready: ("Reinstate the page", False),
        waits: ("", False),
    }
    assert "needs 2 more approvals" in text_of(response)


def test_a_withdrawn_page_whose_retraction_is_agreed_stands_there_only():
    version = make.agree_to_retract(withdrawn(), now=BEFORE + timedelta(days=6))
    context = signed_in(make.editor()).get(EDITOR).context
    assert [row.version for row in context["agreed"]] == [version]
    assert context["withdrawn"] == []


def test_a_withdrawn_page_replaced_since_is_no_longer_listed():
    author = make.author()
    version = live(author)
    services.withdraw(version, user=make.editor(), reason="Wrong.", now=BEFORE + timedelta(days=5))
    make.approve(make.next_under_review(version, author, now=BEFORE + timedelta(days=10)))
    assert signed_in(make.editor()).get(EDITOR).context["withdrawn"] == []


def test_the_desk_lists_open_expedited_versions():
    author = make.author()
    version = make.expedited_under_review(live(author), author, now=BEFORE + timedelta(days=12))
    client = signed_in(make.editor())
    response = client.get(EDITOR)
    assert [row.version for row in response.context["expedited"]] == [version]
    assert "needs 1 more approval" in text_of(response)

    make.sign(version)
    assert client.get(EDITOR).context["expedited"] == []
