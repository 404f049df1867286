"""What readers are told about a text after its approval: corrections, withdrawals, returns, retractions, attestations."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from reviews import services
from tests import factories as make

pytestmark = pytest.mark.django_db

SENTENCE = "Five trials were pooled"
MENDED = make.Texts(clinician=make.CLINICIAN.replace("Five", "Six"))


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(day(60), tick=False):
        yield


@pytest.fixture
def author():
    return make.author()


@pytest.fixture
def live(author):
    return make.approved(author)


def day(number):
    return make.NOW + timedelta(days=number)


def page(client, version):
    return _text(client.get(version.article.get_absolute_url()))


def permalink(client, version):
    return _text(client.get(reverse("pages:version", args=[version.article.slug, version.number])))


def history(client, version):
    return _text(client.get(reverse("pages:article_history", args=[version.article.slug])))


def _text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def withdraw(version, number):
    services.withdraw(version, user=make.editor(), reason="A limit was wrong.", now=day(number))


def correct(version, number, text="The dose was wrong."):
    services.correct(version, user=make.editor(), text=text, now=day(number))


# Corrections


def test_a_correction_stands_on_top_of_the_page_and_of_the_permalink(client, live):
    correct(live, 9)
    for shown in (page(client, live), permalink(client, live)):
        assert "The dose was wrong." in shown
        assert "11 March 2026" in shown
        assert shown.index("The dose was wrong.") < shown.index("<h1>")
        assert SENTENCE in shown


def test_every_correction_of_a_text_is_shown(client, live):
    correct(live, 9, "The first mistake.")
    correct(live, 10, "The second mistake.")
    shown = page(client, live)
    assert shown.index("The second mistake.") < shown.index("The first mistake.")


def test_a_correction_stays_with_the_text_that_it_was_put_on(client, author, live):
    correct(live, 9)
    following = make.approve(make.next_under_review(live, author, texts=MENDED))
    assert "The dose was wrong." not in page(client, following)
    assert "The dose was wrong." in permalink(client, live)


def test_the_history_tells_a_correction_in_plain_words(client, live):
    correct(live, 9)
    told = history(client, live)
    assert "Correction to version 1" in told
    assert "The dose was wrong." in told
    assert 'class="gone"' not in told


# Withdrawn and shown again


def test_a_page_that_was_shown_again_says_so_and_why(client, live):
    withdraw(live, 9)
    make.attest(live, now=day(10))
    services.reinstate(live, user=make.editor(), reason="The limit was right.", now=day(20))
    for shown in (page(client, live), permalink(client, live)):
        assert SENTENCE in shown
        assert "This text was withdrawn" in shown
        assert "11 March 2026" in shown
        assert "22 March 2026" in shown
        assert "The limit was right." in shown
        assert "A limit was wrong." not in shown, "the old notice no longer stands on top"


def test_the_history_of_a_return_tells_all_three_steps(client, live):
    withdraw(live, 9)
    make.attest(live, now=day(10))
    services.reinstate(live, user=make.editor(), reason="The limit was right.", now=day(20))
    told = history(client, live)
    steps = ("Version 1 shown again", "Version 1 reviewed again, unchanged", "Version 1 withdrawn")
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    assert "The limit was right." in told
    assert "A limit was wrong." in told


def test_withdrawn_a_second_time_only_the_notice_is_shown(client, live):
    withdraw(live, 9)
    make.attest(live, now=day(10))
    services.reinstate(live, user=make.editor(), reason="The limit was right.", now=day(20))
    services.withdraw(live, user=make.editor(), reason="It was wrong after all.", now=day(21))
    shown = page(client, live)
    assert "It was wrong after all." in shown
    assert SENTENCE not in shown


def test_a_correction_does_not_take_the_place_of_the_notice_of_withdrawal(client, live):
    correct(live, 5)
    withdraw(live, 9)
    shown = page(client, live)
    assert "A limit was wrong." in shown
    assert "The dose was wrong." not in shown


# Retracted


def test_a_retracted_text_is_gone_from_every_address_and_its_notice_stays(client, live):
    make.retract(make.agree_to_retract(live, now=day(5)))
    for shown in (page(client, live), permalink(client, live)):
        assert "Do not act on this text." in shown
        assert "Retraction" in shown
        assert SENTENCE not in shown
        assert "blood tests" not in shown


def test_a_replaced_text_that_is_retracted_leaves_the_live_page_alone(client, author, live):
    following = make.approve(make.next_under_review(live, author, texts=MENDED))
    make.retract(make.agree_to_retract(make.fresh(live), now=day(20)), now=day(30))
    shown = page(client, following)
    assert "Six trials were pooled" in shown
    assert "Do not act on this text." not in shown
    shown = permalink(client, live)
    assert "Do not act on this text." in shown
    assert SENTENCE not in shown
    assert "Read the current version, version 2" in shown


def test_the_history_tells_a_retraction_and_hides_the_text(client, live):
    make.retract(make.agree_to_retract(live, now=day(5)))
    told = history(client, live)
    assert "Version 1 retracted" in told
    assert "Two members of the board signed this." in told
    assert "Do not act on this text." in told
    assert reverse("pages:version", args=[live.article.slug, 1]) not in told


def test_a_retracted_article_comes_back_with_a_new_version(client, author, live):
    make.retract(make.agree_to_retract(live, now=day(5)))
    following = make.approve(make.next_under_review(live, author, now=day(30), texts=MENDED))
    assert "Six trials were pooled" in page(client, following)
    assert "Do not act on this text." in permalink(client, live)


# Attested


def test_an_attestation_counts_as_the_last_review(client, live):
    assert "3 Mar 2026" in page(client, live)
    signers = [make.member("Olga Again"), make.member("Paul Again")]
    make.attest(live, now=day(30), signers=signers)
    shown = page(client, live)
    assert '<dt>Last reviewed</dt><dd> <time datetime="2026-04-03">' in shown
    assert '<dt>Last updated</dt><dd> <time datetime="2026-03-03">' in shown
    assert '<dt>Next review due</dt><dd> <time datetime="2027-04-03">' in shown
    assert "Dr Olga Again, MD" in shown
    assert "reviewed again on" in shown


def test_the_history_names_for_each_attestation_those_who_signed_it(client, live):
    make.attest(live, now=day(10), signers=[make.member("Olga Once"), make.member("Paul Once")])
    make.attest(live, now=day(30), signers=[make.member("Rosa Twice"), make.member("Sven Twice")])
    told = history(client, live)
    newest, older, first = told.split("Medically reviewed by")[1:]
    assert "Rosa Twice" in newest
    assert "Olga Once" not in newest
    assert "Olga Once" in older
    assert "Rosa Twice" not in older
    assert "Signer 0" in first


# Expedited


def test_an_expedited_text_says_so_under_the_name_of_its_reviewer(client, author, live):
    version = make.expedited_under_review(live, author)
    make.sign(version, make.member("Quick Quentin"))
    shown = page(client, version)
    assert "Dr Quick Quentin, MD" in shown
    assert "Neurology, expedited review, approved on" in shown
    assert "Medically reviewed (expedited review) by" in history(client, version)
    assert "Medically reviewed (expedited review) by" in _text(client.get(reverse("pages:article_list")))


def test_after_a_review_without_change_only_the_quick_signature_is_called_expedited(client, author, live):
    version = make.expedited_under_review(live, author)
    make.sign(version, make.member("Quick Quentin"))
    make.attest(version, now=day(30))
    shown = page(client, version)
    assert shown.count("expedited review") == 1
    assert "(expedited review)" not in _text(client.get(reverse("pages:article_list")))


# An editor's words are text, wherever they are printed


def test_the_words_of_a_notice_are_shown_as_text(client, live):
    correct(live, 9, "<script>alert(1)</script>")
    for shown in (page(client, live), permalink(client, live), history(client, live)):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown
