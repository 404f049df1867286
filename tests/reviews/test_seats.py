"""Seats: who is asked, who may sit, and what an approval from a seat counts for. All through the services."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Specialty
from articles.errors import NotReady, WrongState
from articles.models import Version
from articles.services import add_contributor
from audit.models import AuditEvent
from audit.verification import verify
from reviews import services, workflow
from reviews.models import ReviewPolicy, Seat, SignOff, SignOffWithdrawal
from tests import factories as make
from tests.reviews.conftest import TODAY, nothing_changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

PHARMACY = Specialty.PHARMACY
LATER = TODAY + timedelta(hours=1)


def needs(version):
    return workflow.still_needs(workflow.situation_of(version))


def only_seat(version):
    return Seat.objects.get(round__version=version)


def last_event():
    return AuditEvent.objects.order_by("-number").first()


def refused(error, match, deed, *args, **options):
    with nothing_changes(), pytest.raises(error, match=match):
        deed(*args, **options)


# Required specialties


def test_a_round_opens_with_a_seat_for_each_specialty_that_the_policy_asks_for():
    make.policy(PHARMACY, Specialty.OBSTETRICS)
    version = make.under_review()
    seats = [(seat.specialty, seat.required, seat.assignee) for seat in Seat.objects.all()]
    assert seats == [("obstetrics", True, None), ("pharmacy", True, None)]
    assert needs(version) == ["needs 2 more approvals: obstetrics and pharmacy"]


def test_two_neurologists_do_not_pass_a_round_that_needs_pharmacy():
    make.policy(PHARMACY)
    version = make.under_review()
    assert needs(version) == ["needs 2 more approvals, pharmacy among them"]

    make.sign(version)
    assert needs(version) == ["needs 1 more approval: pharmacy"]
    make.sign(version)

    assert needs(version) == ["needs 1 more approval: pharmacy"]
    assert make.fresh(version).state == Version.State.UNDER_REVIEW


def test_the_approval_from_the_pharmacy_seat_passes_it():
    make.policy(PHARMACY)
    version = make.under_review()
    tobias = make.member("Tobias", PHARMACY)
    make.seat(version, tobias, specialty=PHARMACY)
    make.sign(version)

    make.sign(version, tobias)

    assert make.fresh(version).state == Version.State.APPROVED
    assert SignOff.objects.get(signer=tobias).seat == only_seat(version)
    assert verify().problems == []


def test_a_pharmacist_whom_nobody_asked_fills_the_free_seat_by_signing():
    make.policy(PHARMACY)
    version = make.under_review()
    make.sign(version)
    make.sign(version, make.member("Tobias", PHARMACY))
    assert make.fresh(version).state == Version.State.APPROVED


def test_a_pharmacist_does_not_fill_a_seat_that_was_given_to_another():
    make.policy(PHARMACY)
    version = make.under_review()
    make.seat(version, make.member("Tobias", PHARMACY), specialty=PHARMACY)
    make.sign(version)

    make.sign(version, make.member("Ulla", PHARMACY))

    assert needs(version) == ["needs 1 more approval: pharmacy"]


def test_a_recusal_leaves_the_specialty_open_and_another_seat_of_it_fills_it():
    make.policy(PHARMACY)
    version = make.under_review()
    tobias, ulla = make.member("Tobias", PHARMACY), make.member("Ulla", PHARMACY)
    make.seat(version, tobias, specialty=PHARMACY)
    make.sign(version, tobias, "recuse")
    make.sign(version)
    refused(
        WrongState,
        "Somebody has signed from this seat already",
        services.assign,
        version,
        ulla.board_member,
        user=make.editor(),
        seat=only_seat(version),
        now=LATER,
    )

    make.seat(version, ulla, specialty=PHARMACY, now=LATER)
    make.sign(version, ulla, now=LATER)

    assert make.fresh(version).state == Version.State.APPROVED


def test_the_terms_of_an_open_round_stay_when_the_policy_changes():
    version = make.under_review()
    make.policy(PHARMACY, approvals=3)
    assert needs(version) == ["needs 2 more approvals"]


# Giving a seat


def test_the_editor_asks_a_member_to_take_a_free_seat_of_the_specialty():
    make.policy(PHARMACY)
    version = make.under_review()
    tobias = make.member("Tobias", PHARMACY)

    seat = make.seat(version, tobias, specialty=PHARMACY)

    assert Seat.objects.get() == seat
    assert (seat.assignee, seat.response, seat.required) == (tobias, Seat.Response.PENDING, True)
    assert last_event().action == "seat.assigned"
    assert json.loads(last_event().data)["member"] == tobias.pk


def test_without_a_free_seat_one_is_added_and_is_not_required():
    version = make.under_review()
    seat = make.seat(version, make.member())
    assert (seat.specialty, seat.required, seat.due) == ("", False, make.open_round_of(version).due)


@pytest.mark.parametrize("who", ["author", "member", "administrator"])
def test_nobody_but_a_managing_editor_gives_seats(who):
    version, mabel = make.under_review(), make.member()
    user = getattr(make, who)()
    options = {"user": user, "now": LATER}
    refused(
        PermissionDenied,
        "Only a managing editor",
        services.assign,
        version,
        mabel.board_member,
        **options,
    )


def test_a_contributor_is_not_seated():
    author = make.author()
    mabel = make.member()
    version = make.draft(author)
    printed = {"role": "author", "printed_name": "Mabel", "credentials": "MD"}
    add_contributor(version, mabel, **printed, actor=author, now=make.NOW)
    make.declare_interests(version)
    services.submit(version, user=author, now=make.NOW)
    services.open_round(version, user=make.editor(), now=make.NOW)
    refused(
        WrongState,
        "contributed to this text",
        services.assign,
        version,
        mabel.board_member,
        user=make.editor(),
        now=LATER,
    )


def test_a_member_of_another_specialty_does_not_take_a_seat():
    make.policy(PHARMACY)
    version, mabel = make.under_review(), make.member()
    options = {"user": make.editor(), "specialty": PHARMACY, "now": LATER}
    refused(
        WrongState,
        "is on the board for neurology",
        services.assign,
        version,
        mabel.board_member,
        **options,
    )


def test_somebody_who_left_the_board_is_not_asked():
    version, mabel = make.under_review(), make.member()
    make.end_term(mabel, now=make.NOW)
    options = {"user": make.editor(), "now": LATER}
    refused(
        WrongState,
        "not on the board today",
        services.assign,
        version,
        make.fresh(mabel).board_member,
        **options,
    )


def test_a_member_has_one_seat_in_a_round():
    version, mabel = make.under_review(), make.member()
    make.seat(version, mabel)
    options = {"user": make.editor(), "specialty": "neurology", "now": LATER}
    refused(
        WrongState,
        "has a seat in this round already",
        services.assign,
        version,
        mabel.board_member,
        **options,
    )


def test_who_has_signed_is_not_asked_any_more():
    version, mabel = make.under_review(), make.member()
    make.sign(version, mabel)
    options = {"user": make.editor(), "now": LATER}
    refused(WrongState, "has signed in this round", services.assign, version, mabel.board_member, **options)


def test_a_seat_of_another_round_is_not_given_in_this_one():
    first, second = make.under_review(), make.under_review()
    other = make.seat(first, make.member())
    options = {"user": make.editor(), "seat": other, "now": LATER}
    refused(
        WrongState,
        "another round",
        services.assign,
        second,
        make.member().board_member,
        **options,
    )


def test_no_seat_is_given_without_an_open_round():
    version, mabel = make.submitted(), make.member()
    options = {"user": make.editor(), "now": LATER}
    refused(WrongState, "is submitted now", services.assign, version, mabel.board_member, **options)


# Answering


def test_the_member_accepts_the_seat():
    version, mabel = make.under_review(), make.member()
    seat = make.seat(version, mabel)

    services.accept_seat(seat, user=mabel, now=LATER)

    seat = make.fresh(seat)
    assert (seat.response, seat.answered_at) == (Seat.Response.ACCEPTED, LATER)
    assert last_event().action == "seat.answered"


def test_a_declined_seat_keeps_the_reason_and_can_be_given_to_another():
    make.policy(PHARMACY)
    version = make.under_review()
    tobias, ulla = make.member("Tobias", PHARMACY), make.member("Ulla", PHARMACY)
    seat = make.seat(version, tobias, specialty=PHARMACY)
    services.decline_seat(seat, user=tobias, reason="On leave.", now=LATER)
    assert (make.fresh(seat).response, make.fresh(seat).reason) == ("declined", "On leave.")

    services.assign(version, ulla.board_member, user=make.editor(), seat=seat, now=LATER)

    seat = make.fresh(seat)
    assert (seat.assignee, seat.response, seat.reason) == (ulla, Seat.Response.PENDING, "")
    make.sign(version)
    make.sign(version, ulla)
    assert make.fresh(version).state == Version.State.APPROVED
    assert [row.reason for row in seat.history.filter(response="declined")] == ["On leave."]


def test_who_declined_may_be_asked_again():
    version, mabel = make.under_review(), make.member()
    seat = make.seat(version, mabel)
    services.decline_seat(seat, user=mabel, reason="On leave.", now=LATER)
    services.assign(version, mabel.board_member, user=make.editor(), seat=seat, now=LATER)
    assert make.fresh(seat).response == Seat.Response.PENDING


def test_who_declined_signs_without_the_seat():
    make.policy(PHARMACY)
    version = make.under_review()
    tobias = make.member("Tobias", PHARMACY)
    seat = make.seat(version, tobias, specialty=PHARMACY)
    services.decline_seat(seat, user=tobias, reason="On leave.", now=LATER)

    assert make.sign(version, tobias, now=LATER).seat is None
    assert needs(version) == ["needs 1 more approval: pharmacy"]


@pytest.mark.parametrize("answer", ["accept_seat", "decline_seat"])
def test_nobody_answers_for_somebody_else(answer):
    version = make.under_review()
    seat = make.seat(version, make.member())
    options = {"reason": "No."} if answer == "decline_seat" else {}
    for stranger in (make.member("Other"), make.editor(), make.author()):
        refused(
            PermissionDenied,
            "Only the member who was asked",
            getattr(services, answer),
            seat,
            user=stranger,
            now=LATER,
            **options,
        )


def test_who_has_signed_can_no_longer_decline():
    version, mabel = make.under_review(), make.member()
    seat = make.seat(version, mabel)
    make.sign(version, mabel)
    options = {"user": mabel, "reason": "No.", "now": LATER}
    refused(WrongState, "You have signed in this round", services.decline_seat, seat, **options)


def test_a_declined_seat_is_not_accepted_afterwards():
    version, mabel = make.under_review(), make.member()
    seat = make.seat(version, mabel)
    services.decline_seat(seat, user=mabel, reason="On leave.", now=LATER)
    refused(WrongState, "declined this seat already", services.accept_seat, seat, user=mabel, now=LATER)


def test_an_answer_after_the_round_was_cancelled_comes_too_late():
    version, mabel = make.under_review(), make.member()
    seat = make.seat(version, mabel)
    services.cancel_round(version, user=make.editor(), reason="Wrong terms.", now=LATER)
    refused(WrongState, "No round is open", services.accept_seat, seat, user=mabel, now=LATER)


# A request that was left behind


def test_two_members_lift_a_request_that_was_left_behind():
    version = make.under_review()
    request = make.leave_behind(version)
    first, second = make.member("First"), make.member("Second")

    proposed = services.lift_request(request, member=first, reason="It was answered.", now=LATER)
    assert proposed is None
    assert needs(version) == [
        "needs 2 more approvals",
        "a request for changes by Dr Ottoline Varga stands",
    ]
    withdrawal = services.lift_request(request, member=second, reason="I agree.", now=LATER)

    assert (withdrawal.by, withdrawal.second, withdrawal.sign_off) == (first, second, request)
    assert needs(version) == ["needs 2 more approvals"]
    assert verify().problems == []


def test_lifting_the_last_objection_publishes():
    version = make.under_review()
    first, second = make.member("First"), make.member("Second")
    request = make.leave_behind(version)
    make.sign(version, first)
    make.sign(version, second)
    services.lift_request(request, member=first, reason="It was answered.", now=LATER)

    services.lift_request(request, member=second, reason="I agree.", now=LATER)

    assert make.fresh(version).state == Version.State.APPROVED


def test_one_member_alone_lifts_nothing():
    version = make.under_review()
    request, mabel = make.leave_behind(version), make.member()
    services.lift_request(request, member=mabel, reason="It was answered.", now=LATER)
    options = {"member": mabel, "reason": "Again.", "now": LATER}
    refused(WrongState, "a second member must agree", services.lift_request, request, **options)
    assert not SignOffWithdrawal.objects.exists()


def test_the_word_of_a_proposer_who_left_counts_no_more():
    version = make.under_review()
    request, first, second = make.leave_behind(version), make.member("First"), make.member("Second")
    services.lift_request(request, member=first, reason="It was answered.", now=make.NOW)
    make.end_term(first, now=make.NOW + timedelta(days=2))

    assert services.lift_request(request, member=second, reason="I agree.", now=LATER) is None
    assert not SignOffWithdrawal.objects.exists()


def test_a_request_whose_signer_is_on_the_board_is_not_lifted():
    version = make.under_review()
    request = make.sign(version, decision="request_changes")
    options = {"member": make.member(), "reason": "I disagree.", "now": LATER}
    refused(WrongState, "left behind", services.lift_request, request, **options)


@pytest.mark.parametrize("who", ["author", "editor", "administrator"])
def test_only_eligible_members_lift_a_request(who):
    request = make.leave_behind(make.under_review())
    options = {"member": getattr(make, who)(), "reason": "Away with it.", "now": LATER}
    refused(PermissionDenied, "Only board members", services.lift_request, request, **options)


def test_a_contributor_on_the_board_lifts_nothing():
    author = make.member(of=make.author())
    request = make.leave_behind(make.under_review(author))
    options = {"member": author, "reason": "Away with it.", "now": LATER}
    refused(PermissionDenied, "Only board members", services.lift_request, request, **options)


# The policy


def change(*, user, **terms):
    policy = ReviewPolicy.objects.terms_of("question", "standard")
    usual = {"approvals": 2, "specialties": [], "due_days": 14, "interval_months": 12}
    return services.change_policy(policy, user=user, now=make.NOW, **(usual | terms))


def test_a_change_of_policy_is_kept_with_who_made_it():
    editor = make.editor()
    assert change(approvals=3, specialties=["pharmacy", "obstetrics"], due_days=7, user=editor)

    policy = ReviewPolicy.objects.terms_of("question", "standard")
    assert (policy.approvals, policy.specialties, policy.due_days) == (3, ["obstetrics", "pharmacy"], 7)
    assert policy.history.get(history_change_reason="terms changed").history_user_id == editor.pk
    assert (last_event().action, last_event().actor_id) == ("policy.changed", editor.pk)


def test_the_same_terms_change_nothing():
    editor = make.editor()
    with nothing_changes():
        assert not change(user=editor)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"approvals": 1}, "2 approvals are the least"),
        ({"approvals": 0}, "2 approvals are the least"),
        ({"approvals": 10}, "At most 9"),
        ({"specialties": ["pharmacy", "neurology", "nursing"]}, "it takes 3 approvals at least"),
        ({"due_days": 0}, "Between 1 and 365 days"),
        ({"due_days": 366}, "Between 1 and 365 days"),
        ({"interval_months": 0}, "Between 1 and 60 months"),
        ({"interval_months": 61}, "Between 1 and 60 months"),
    ],
)
def test_terms_that_no_review_can_have_are_refused(terms, says):
    editor = make.editor()
    refused(NotReady, says, change, user=editor, **terms)


@pytest.mark.parametrize("who", ["author", "member", "administrator"])
def test_only_a_managing_editor_sets_policy(who):
    user = getattr(make, who)()
    refused(PermissionDenied, "Only a managing editor", change, approvals=3, user=user)
