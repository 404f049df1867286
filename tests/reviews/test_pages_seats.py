"""Seats on the pages: who is asked and by whom, how a member answers, and what the queue says of it."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Specialty
from articles.services import add_contributor
from reviews import services
from reviews.models import Seat, SignOffWithdrawal
from tests import factories as make
from tests.reviews.conftest import TODAY, nothing_changes, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

PHARMACY = Specialty.PHARMACY
QUEUE = reverse("reviews:queue")
DUE = {"due": "2026-03-20"}
REASON = {"reason": "On leave until the end of the month."}


def address(deed, version, *more):
    return reverse(f"reviews:{deed}", args=[version.article.slug, version.number, *more])


def review_page(version):
    return address("review", version)


def text_of(response):
    return response.content.decode().replace("&nbsp;", "\u00a0")


def page_of(version, user):
    return text_of(signed_in(user).get(review_page(version)))


def only_seat():
    return Seat.objects.get()


@pytest.fixture
def pharmacist():
    return make.member("Tobias Renfrew", PHARMACY)


@pytest.fixture
def version():
    """Under review, on terms that ask for pharmacy."""
    make.policy(PHARMACY)
    return make.under_review()


# The review page


def test_a_free_seat_says_that_it_is_required_and_that_nobody_was_asked(version):
    page = page_of(version, make.member())
    for words in ("Pharmacy", "Required by the policy", "Nobody was asked yet.", "in 11\u00a0days"):
        assert words in page
    assert "Ask a member" not in page


def test_only_the_editor_is_offered_to_ask(version):
    page = page_of(version, make.editor())
    assert address("give_seat", version, only_seat().pk) in page
    assert address("add_seat", version) in page


def test_each_answer_is_told_with_its_date(version, pharmacist):
    seat = make.seat(version, pharmacist, specialty=PHARMACY)
    assert "No answer yet" in page_of(version, make.editor())
    services.accept_seat(seat, user=pharmacist, now=TODAY)
    assert "Accepted" in page_of(version, make.editor())
    services.decline_seat(seat, user=pharmacist, reason="On leave.", now=TODAY)
    page = page_of(version, make.editor())
    assert "Declined on" in page
    assert "On leave." in page
    assert "Ask somebody else" in page


def test_a_seat_that_was_signed_from_shows_the_decision_and_is_not_given_again(version, pharmacist):
    make.seat(version, pharmacist, specialty=PHARMACY)
    make.sign(version, pharmacist)
    page = page_of(version, make.editor())
    assert "Dr Tobias Renfrew, MD" in page
    assert address("give_seat", version, only_seat().pk) not in page


def test_a_seat_of_somebody_who_left_the_board_waits_for_somebody_else(version, pharmacist):
    make.seat(version, pharmacist, specialty=PHARMACY)
    make.end_term(pharmacist, now=make.NOW)
    page = page_of(version, make.editor())
    assert "Has left the board since" in page
    assert "Ask somebody else" in page


def test_after_a_recusal_the_page_says_that_the_specialty_is_still_open(version, pharmacist):
    make.seat(version, pharmacist, specialty=PHARMACY)
    make.sign(version, pharmacist, "recuse")
    assert "The seat is not filled by this" in page_of(version, make.editor())


def test_the_seats_of_a_round_that_is_over_stay_on_the_page(version, pharmacist):
    make.seat(version, pharmacist, specialty=PHARMACY)
    services.cancel_round(version, user=make.editor(), reason="Wrong terms.", now=TODAY)
    page = " ".join(page_of(version, make.editor()).split())
    assert "Pharmacy, required: Dr Tobias Renfrew, MD, did not sign" in page


def test_the_page_asks_as_many_questions_for_four_seats_as_for_one(version, pharmacist):
    client = signed_in(make.editor())

    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get(review_page(version))
        return len(asked)

    make.seat(version, pharmacist, specialty=PHARMACY)
    once = questions()
    for _ in range(3):
        make.seat(version, make.member())
    assert questions() <= once


# Asking a member


def test_members_of_the_specialty_stand_first_with_absences_and_interests(version, pharmacist):
    make.accounts.declare_interests(pharmacist.board_member, "Fees, 2024.", actor=pharmacist, now=TODAY)
    days = {"first_day": date(2026, 3, 10), "last_day": date(2026, 3, 12)}
    make.absence(pharmacist, **days, note="Congress in Vienna")
    make.member("Nora Neurologist")

    response = signed_in(make.editor()).get(address("give_seat", version, only_seat().pk))

    page = text_of(response)
    assert [c.member.printed_name for c in response.context["candidates"] if c.fits] == ["Dr Tobias Renfrew"]
    assert [c.member.printed_name for c in response.context["others"]] == ["Dr Nora Neurologist"]
    for words in ("Fees, 2024.", "10\u00a0Mar\u00a02026", "12\u00a0Mar\u00a02026", "Congress in Vienna"):
        assert words in page


def test_an_absence_outside_the_time_of_the_review_is_not_shown(version, pharmacist):
    make.absence(pharmacist, first_day=date(2026, 4, 10), last_day=date(2026, 4, 12), note="Easter")
    page = text_of(signed_in(make.editor()).get(address("give_seat", version, only_seat().pk)))
    assert "Easter" not in page


def test_a_contributor_is_shown_as_one_and_cannot_be_chosen():
    author, mabel = make.author(), make.member()
    version = make.draft(author)
    printed = {"role": "author", "printed_name": "Mabel", "credentials": "MD"}
    add_contributor(version, mabel, **printed, actor=author, now=make.NOW)
    make.declare_interests(version)
    services.submit(version, user=author, now=make.NOW)
    services.open_round(version, user=make.editor(), now=make.NOW)
    client = signed_in(make.editor())

    page = text_of(client.get(address("add_seat", version)))
    assert "contributed to this text" in page
    assert page.count("disabled") == 1
    with nothing_changes():
        response = client.post(
            address("add_seat", version), DUE | {"member": mabel.board_member.pk, "scope": "own"}
        )
    assert response.status_code == 422
    assert "contributed to this text" in text_of(response)


def test_a_member_is_asked_and_the_page_says_so(version, pharmacist):
    response = signed_in(make.editor()).post(
        address("give_seat", version, only_seat().pk),
        DUE | {"member": pharmacist.board_member.pk},
        follow=True,
    )

    assert response.redirect_chain == [(review_page(version), 302)]
    assert (only_seat().assignee, only_seat().due) == (pharmacist, date(2026, 3, 20))
    assert (
        "Dr Tobias Renfrew is asked to take the pharmacy seat, due in 15\u00a0days."
        in response.content.decode()
    )


def test_a_declined_seat_is_given_to_somebody_else(version, pharmacist):
    seat = make.seat(version, pharmacist, specialty=PHARMACY)
    services.decline_seat(seat, user=pharmacist, reason="On leave.", now=TODAY)
    ulla = make.member("Ulla", PHARMACY)
    signed_in(make.editor()).post(
        address("give_seat", version, seat.pk), DUE | {"member": ulla.board_member.pk}
    )
    assert (only_seat().assignee, only_seat().response) == (ulla, Seat.Response.PENDING)


@pytest.mark.parametrize(("scope", "specialty"), [("own", "obstetrics"), ("any", "")])
def test_a_seat_is_added_for_the_members_specialty_or_for_any(scope, specialty):
    version, anouk = make.under_review(), make.member("Anouk", Specialty.OBSTETRICS)
    data = DUE | {"member": anouk.board_member.pk, "scope": scope}
    assert signed_in(make.editor()).post(address("add_seat", version), data).status_code == 302
    assert (only_seat().specialty, only_seat().required) == (specialty, False)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Choose a member."),
        ({"member": "0"}, "This person is not on the board."),
        ({"member": "x"}, "This person is not on the board."),
        ({"due": ""}, "Say until when."),
        ({"due": "2026-02-31"}, "This is no date."),
        ({"due": "2026-03-04"}, "This day has passed."),
    ],
)
def test_what_is_wrong_with_the_form_is_said(version, pharmacist, typed, says):
    member = {} if "member" in typed or not typed else {"member": pharmacist.board_member.pk}
    client = signed_in(make.editor())
    with nothing_changes():
        response = client.post(address("give_seat", version, only_seat().pk), DUE | member | typed)
    assert response.status_code == 422
    assert says in text_of(response)


def test_a_seat_signed_from_meanwhile_shows_the_page_as_it_is_now(version, pharmacist):
    make.sign(version, pharmacist)
    client, ulla = signed_in(make.editor()), make.member("Ulla", PHARMACY)
    where = address("give_seat", version, only_seat().pk)
    with nothing_changes():
        for response in (client.get(where), client.post(where, DUE | {"member": ulla.board_member.pk})):
            assert response.status_code == 409
            assert "Somebody has signed from this seat already." in text_of(response)


def test_a_seat_of_an_older_round_is_not_given_any_more(version):
    seat = only_seat()
    services.cancel_round(version, user=make.editor(), reason="Wrong.", now=TODAY)
    services.open_round(version, user=make.editor(), now=TODAY)
    client = signed_in(make.editor())
    with nothing_changes():
        response = client.get(address("give_seat", version, seat.pk))
    assert response.status_code == 409
    assert "This seat belongs to another round." in text_of(response)


def test_a_seat_of_another_text_is_not_found(version):
    other = make.under_review()
    seat = Seat.objects.get(round__version=version)
    assert signed_in(make.editor()).get(address("give_seat", other, seat.pk)).status_code == 404


def test_a_double_click_adds_one_seat():
    version, mabel = make.under_review(), make.member()
    client = signed_in(make.editor())
    data = DUE | {"member": mabel.board_member.pk, "scope": "own", "form_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(address("add_seat", version), data).status_code == 302
    assert Seat.objects.count() == 1


# The member


def test_the_queue_begins_with_what_one_is_asked_for(version, pharmacist):
    make.under_review(now=make.NOW - timedelta(days=5))
    make.seat(version, pharmacist, specialty=PHARMACY)

    response = signed_in(pharmacist).get(QUEUE)

    page = text_of(response)
    assert [row.review.version for row in response.context["asked"]] == [version]
    assert version not in [row.review.version for row in response.context["waiting"]]
    assert page.index("You are asked: pharmacy seat, required") < page.index("To read and sign")
    assert "2 texts wait for your signature" in page


def test_who_holds_a_seat_reads_that_first_and_with_its_own_due_date(version, pharmacist):
    make.under_review(now=make.NOW - timedelta(days=5))
    services.assign(
        version,
        pharmacist.board_member,
        user=make.editor(),
        specialty=PHARMACY,
        due=date(2026, 3, 25),
        now=TODAY,
    )
    services.accept_seat(only_pharmacy(version), user=pharmacist, now=TODAY)

    response = signed_in(pharmacist).get(QUEUE)

    assert response.context["waiting"][0].review.version == version
    assert "You hold the pharmacy seat" in text_of(response)
    assert "in 20\u00a0days" in text_of(response)


def only_pharmacy(version):
    return Seat.objects.get(round__version=version, specialty=PHARMACY)


def test_what_one_declined_waits_no_more_but_is_not_hidden(version, pharmacist):
    seat = make.seat(version, pharmacist, specialty=PHARMACY)
    services.decline_seat(seat, user=pharmacist, reason="On leave.", now=TODAY)
    response = signed_in(pharmacist).get(QUEUE)
    assert "Nothing waits for your signature" in text_of(response)
    assert [row.review.version for row in response.context["declined"]] == [version]


def test_the_member_accepts_from_the_page(version, pharmacist):
    make.seat(version, pharmacist, specialty=PHARMACY)
    client = signed_in(pharmacist)
    assert "You are asked: pharmacy seat" in text_of(client.get(review_page(version)))

    response = client.post(address("accept_seat", version), follow=True)

    assert only_seat().response == Seat.Response.ACCEPTED
    assert "You have accepted the pharmacy seat." in text_of(response)
    assert "You hold the pharmacy seat" in text_of(response)


def test_the_member_declines_with_a_reason(version, pharmacist):
    make.seat(version, pharmacist, specialty=PHARMACY)
    client = signed_in(pharmacist)
    with nothing_changes():
        assert client.post(address("decline_seat", version), {"reason": " "}).status_code == 422

    response = client.post(address("decline_seat", version), REASON, follow=True)

    assert (only_seat().response, only_seat().reason) == (Seat.Response.DECLINED, REASON["reason"])
    assert "You have declined the pharmacy seat." in text_of(response)
    assert "You are asked" not in text_of(response)


@pytest.mark.parametrize("who", ["member", "editor"])
def test_nobody_answers_for_somebody_else(version, pharmacist, who):
    make.seat(version, pharmacist, specialty=PHARMACY)
    client = signed_in(getattr(make, who)())
    with nothing_changes():
        assert client.post(address("accept_seat", version)).status_code == 403
        assert client.get(address("decline_seat", version)).status_code == 403
        assert client.post(address("decline_seat", version), REASON).status_code == 403


def test_an_answer_that_comes_too_late_keeps_what_was_typed(version, pharmacist):
    make.seat(version, pharmacist, specialty=PHARMACY)
    services.cancel_round(version, user=make.editor(), reason="Wrong.", now=TODAY)
    client = signed_in(pharmacist)
    with nothing_changes():
        response = client.post(address("decline_seat", version), REASON)
    assert response.status_code == 409
    assert "No round is open on this version." in text_of(response)
    assert REASON["reason"] in text_of(response)


# A request that was left behind


def test_a_request_left_behind_is_proposed_to_be_lifted_and_then_lifted(version, pharmacist):
    request = make.leave_behind(version)
    where = address("lift_request", version, request.pk)
    first, second = signed_in(make.member("First Fay")), signed_in(pharmacist)

    assert "Propose to lift this request" in text_of(first.get(review_page(version)))
    done = first.post(where, {"reason": "It was answered."}, follow=True)
    assert "Your proposal is on record." in text_of(done)
    assert where not in text_of(done), "nobody agrees with themselves"

    page = text_of(second.get(review_page(version)))
    assert "Agree to lift this request" in page
    assert "Dr First Fay proposed to lift it" in page
    assert "It was answered." in text_of(second.get(where))
    done = second.post(where, {"reason": "I agree."}, follow=True)
    assert "The request is lifted." in text_of(done)
    assert SignOffWithdrawal.objects.get().second == pharmacist


def test_who_lifts_the_last_objection_is_told_that_it_publishes():
    version = make.under_review()
    request = make.leave_behind(version)
    first, second = make.member("First"), make.member("Second")
    for member in (first, second):
        make.sign(version, member)
    services.lift_request(request, member=first, reason="It was answered.", now=TODAY)
    client, where = signed_in(second), address("lift_request", version, request.pk)
    assert "this publishes version 1 at once" in text_of(client.get(where))
    assert "version 1 is published now" in text_of(client.post(where, {"reason": "Yes."}, follow=True))


def test_nobody_proposes_twice(version):
    request, mabel = make.leave_behind(version), make.member()
    services.lift_request(request, member=mabel, reason="It was answered.", now=TODAY)
    client = signed_in(mabel)
    with nothing_changes():
        response = client.post(address("lift_request", version, request.pk), {"reason": "Once more."})
    assert response.status_code == 409
    assert "a second member must agree" in text_of(response)
    assert "Once more." in text_of(response)


def test_the_editor_sees_that_a_request_was_left_behind_but_cannot_lift_it(version):
    request = make.leave_behind(version)
    client = signed_in(make.editor())
    page = text_of(client.get(review_page(version)))
    assert "has left the board since" in page
    assert address("lift_request", version, request.pk) not in page
    with nothing_changes():
        where = address("lift_request", version, request.pk)
        assert client.post(where, {"reason": "Away with it."}).status_code == 403


def test_a_request_of_somebody_on_the_board_is_not_lifted(version):
    request = make.sign(version, decision="request_changes")
    client = signed_in(make.member("Other"))
    with nothing_changes():
        response = client.get(address("lift_request", version, request.pk))
    assert response.status_code == 409
    assert "left behind" in text_of(response)
