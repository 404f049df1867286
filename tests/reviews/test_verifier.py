"""verify_audit counts again who approved what. Each attack is one that an owner of the database could do."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import Specialty
from articles.models import Publication
from audit import guards
from audit.fingerprint import columns_of, fingerprint, hash_of
from audit.models import AuditEvent
from audit.verification import verify
from reviews import quorum, services
from reviews.models import ReviewPolicy, ReviewRound, Seat, SignOff
from reviews.quorum import Vote
from reviews.verifier import verify_reviews
from tests import factories as make
from tests.database import run

pytestmark = pytest.mark.django_db


def found():
    """Table and id of everything that does not hold, with what is said about it."""
    problems = verify().problems
    assert all(problem.table and problem.id and problem.message for problem in problems)
    return {(problem.table, problem.id): problem.message for problem in problems}


def tamper(sql, *params):
    """As the owner of the database would, who puts the guards back so that only the rows can tell."""
    guards.drop(connection)
    run(sql, *params)
    guards.install(connection)


def with_pharmacy():
    """Approved from a required seat for pharmacy, and by a neurologist without a seat."""
    terms = {"specialties": ["pharmacy"]}
    ReviewPolicy.objects.update_or_create(kind="question", risk="standard", defaults=terms)
    version, pharmacist = make.under_review(), make.member("Phar Macist", Specialty.PHARMACY)
    services.assign(version, pharmacist.board_member, user=make.editor(), specialty="pharmacy", now=make.NOW)
    return make.approve(version, signers=[pharmacist, make.member("Neu Rologist")])


def days(number):
    return make.NOW + timedelta(days=number)


def whole_life():
    """Approved, withdrawn, attested, shown again, replaced, and the first text retracted."""
    author, editor = make.author(), make.editor()
    first = make.approved(author)
    services.withdraw(first, user=editor, reason="Wrong dose.", now=days(3))
    services.attest(first, user=editor, now=days(4))
    make.approve(first, now=days(5))
    services.reinstate(make.fresh(first), user=editor, reason="It was right.", now=days(6))
    second = make.approve(make.next_under_review(first, author))
    services.open_retraction(make.fresh(first), user=editor, reason="Fabricated.", now=days(20))
    make.approve(make.fresh(first), now=days(21))
    services.retract(make.fresh(first), user=editor, notice="Retracted.", now=days(22))
    return make.fresh(first), second


def test_a_whole_life_verifies():
    whole_life()
    with_pharmacy()
    make.changes_requested()
    assert found() == {}


def test_a_lowered_quorum_is_found():
    version = make.under_review()
    make.sign(version)
    review = ReviewRound.objects.get()
    tamper("UPDATE reviews_reviewround SET required_approvals = 1, state = 'passed' WHERE id = %s", review.pk)
    message = verify().problems
    assert {("reviews_reviewround", str(review.pk))} == {(p.table, p.id) for p in message}
    assert any("fewer approvals" in p.message for p in message)
    assert any("required approvals is 1, but it opened with 2" in p.message for p in message)


def test_a_round_that_passed_over_a_request_for_changes_is_found():
    version = make.under_review()
    make.sign(version)
    make.sign(version, decision="request_changes")
    tamper("UPDATE reviews_reviewround SET state = 'passed'")
    assert "a request for changes stands" in found()["reviews_reviewround", str(version.rounds.get().pk)]


def test_a_required_specialty_that_never_approved_is_found():
    version = with_pharmacy()
    tamper("UPDATE reviews_seat SET specialty = 'nursing' WHERE required")
    problems = found()
    review = str(version.rounds.get().pk)
    assert "nursing" in problems["reviews_reviewround", review]
    assert ("articles_version", str(version.pk)) in problems
    assert ("reviews_signoff", str(SignOff.objects.get(specialty="pharmacy").pk)) in problems


def test_a_required_seat_made_optional_is_found():
    version = with_pharmacy()
    tamper("UPDATE reviews_seat SET required = %s", False)
    assert "required specialties" in found()["reviews_reviewround", str(version.rounds.get().pk)]


def test_a_seat_given_to_another_member_behind_the_log_is_found():
    with_pharmacy()
    seat = Seat.objects.get()
    tamper("UPDATE reviews_seat SET assignee_id = %s", make.member("Mallory", Specialty.PHARMACY).pk)
    problems = found()
    assert "the log last gave it to" in problems["reviews_seat", str(seat.pk)]
    assert "somebody else's" in problems["reviews_signoff", str(SignOff.objects.get(seat=seat).pk)]


def test_an_author_who_became_a_contributor_afterwards_is_found():
    version = make.approved()
    signed = SignOff.objects.first()
    tamper(
        "INSERT INTO articles_contribution (version_id, user_id, role, printed_name, credentials, interests, position)"
        " VALUES (%s, %s, 'author', 'Dr Both', '', '', 9)",
        version.pk,
        signed.signer_id,
    )
    assert "contributed" in found()["reviews_signoff", str(signed.pk)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("digest = '" + "0" * 64 + "'", "another text"),
        ("kind = 'withdraw'", "not live"),
        ("kind = 'attest'", "no round without change"),
        ("kind = 'retract'", "the board had not signed"),
        ("kind = 'nonsense'", "kind is unknown"),
    ],
)
def test_a_changed_row_of_the_ledger_is_found(change, words):
    make.approved()
    row = str(Publication.objects.get().pk)
    tamper(f"UPDATE articles_publication SET {change}")
    messages = [p.message for p in verify().problems if (p.table, p.id) == ("articles_publication", row)]
    assert any(words in message for message in messages), messages


def test_a_version_made_live_again_behind_the_ledger_is_found():
    first, second = whole_life()
    tamper("UPDATE articles_version SET state = 'superseded' WHERE id = %s", first.pk)
    tamper("UPDATE articles_article SET published_version_id = %s", first.pk)
    problems = found()
    assert "by the ledger it is retracted" in problems["articles_version", str(first.pk)]
    assert ("articles_article", str(first.article_id)) in problems
    assert ("articles_version", str(second.pk)) not in problems


def test_a_page_shown_again_without_an_attestation_is_found():
    whole_life()
    attested = ReviewRound.objects.get(purpose="attest")
    tamper("UPDATE reviews_reviewround SET state = 'failed' WHERE id = %s", attested.pk)
    rows = {Publication.objects.get(kind=kind).pk for kind in ("attest", "reinstate")}
    assert {("articles_publication", str(pk)) for pk in rows} <= found().keys()


def test_a_retraction_that_nobody_signed_is_found():
    first, _ = whole_life()
    retracted = ReviewRound.objects.get(purpose="retract")
    tamper("UPDATE reviews_reviewround SET state = 'failed' WHERE id = %s", retracted.pk)
    problems = found()
    assert "retracts this text" in problems["articles_version", str(first.pk)]
    assert ("articles_publication", str(Publication.objects.get(kind="retract").pk)) in problems


def test_a_round_out_of_nowhere_and_a_round_that_is_gone_are_found():
    version = make.under_review()
    tamper(
        "INSERT INTO reviews_reviewround (version_id, purpose, state, content_digest, required_approvals,"
        " interval_months, reason, due, opened_by_id, opened_at, closing_reason)"
        " SELECT version_id, 'attest', 'failed', content_digest, required_approvals, interval_months, reason, due,"
        " opened_by_id, opened_at, closing_reason FROM reviews_reviewround"
    )
    invented = ReviewRound.objects.get(purpose="attest")
    assert "No audit event" in found()["reviews_reviewround", str(invented.pk)]
    gone = version.rounds.get(purpose="full").pk
    tamper("DELETE FROM reviews_reviewround WHERE id = %s", gone)
    assert "it is gone" in found()["reviews_reviewround", str(gone)]


def test_a_preview_of_a_published_article_in_the_ledger_is_found():
    version = make.approved()
    tamper(
        "INSERT INTO articles_publication (article_id, version_id, kind, digest, by_id, reason, at)"
        " SELECT article_id, version_id, 'preview_shown', digest, by_id, reason, at FROM articles_publication"
    )
    row = version.publications.first().pk
    messages = [p.message for p in verify().problems if p.id == str(row)]
    assert any("preview" in message for message in messages)


def test_the_number_of_queries_does_not_grow_with_the_reviews(django_assert_max_num_queries):
    make.approved()
    with django_assert_max_num_queries(14):
        verify_reviews()
    whole_life()
    with django_assert_max_num_queries(14):
        verify_reviews()


def test_a_sign_off_of_the_release_without_seats_keeps_its_fingerprint():
    """The column came later: an old row has null there, and its fingerprint was taken without it."""
    make.approved()
    signed = SignOff.objects.first()
    event = AuditEvent.objects.get(data__contains=fingerprint(signed))
    older = {name: value for name, value in columns_of(signed).items() if name != "seat_id"}
    tamper(
        "UPDATE audit_auditevent SET data = %s WHERE number = %s",
        event.data.replace(fingerprint(signed), hash_of(older)),
        event.number,
    )
    assert ("reviews_signoff", str(signed.pk)) not in found()


def test_a_seat_that_was_taken_off_a_sign_off_is_found():
    with_pharmacy()
    signed = SignOff.objects.get(specialty="pharmacy")
    tamper("UPDATE reviews_signoff SET seat_id = NULL WHERE id = %s", signed.pk)
    assert "altered" in found()["reviews_signoff", str(signed.pk)]


A, B = Vote(1, "approve"), Vote(2, "approve", "pharmacy")


@pytest.mark.parametrize(
    ("votes", "approvals", "specialties", "lacks"),
    [
        ([A, B], 2, [], []),
        ([A, B], 2, ["pharmacy"], []),
        ([A, A], 2, [], ["1 of 2 approvals"]),
        ([A, Vote(3, "recuse")], 2, [], ["1 of 2 approvals"]),
        ([A, Vote(2, "approve")], 2, ["pharmacy"], ["no approval from a seat for pharmacy"]),
        ([A, Vote(2, "recuse", "pharmacy")], 1, ["pharmacy"], ["no approval from a seat for pharmacy"]),
        ([A, B, Vote(3, "request_changes")], 2, [], ["a request for changes stands"]),
        ([], 1, [], ["0 of 1 approvals"]),
    ],
)
def test_what_a_round_lacks(votes, approvals, specialties, lacks):
    assert quorum.lacking(votes, approvals=approvals, specialties=specialties) == lacks
