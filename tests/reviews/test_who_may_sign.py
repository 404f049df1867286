"""Who may sign, and what a signature must carry. Every refusal leaves no trace."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts import services as accounts
from accounts.roles import Role
from articles.errors import NotReady, WrongState
from articles.services import add_contributor
from audit.models import AuditEvent
from reviews import services
from reviews.models import Finding, SignOff
from reviews.services.signing import Authentication
from tests import factories as make

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)


def refuse(version, signer, expected, match=None, **changes):
    """Sign as `signer` with one thing wrong; the log and the sign-offs stay as they are."""
    review = make.open_round_of(version)
    fields = {
        "digest": review.content_digest,
        "decision": "approve",
        "conflict": "none",
        "authentication": Authentication(at=LATER, method="password"),
        "now": LATER,
    }
    before = (AuditEvent.objects.count(), SignOff.objects.count(), Finding.objects.count())
    with pytest.raises(expected, match=match):
        services.sign(review, signer=signer, **{**fields, **changes})
    assert (AuditEvent.objects.count(), SignOff.objects.count(), Finding.objects.count()) == before


def test_a_reader_an_author_an_editor_and_an_administrator_cannot_sign():
    version = make.under_review()
    for person in (make.user(), make.author(), make.editor(), make.administrator()):
        refuse(version, person, PermissionDenied)


def test_a_member_who_started_it_cannot_sign():
    mabel = make.member(of=make.author())
    refuse(make.under_review(mabel), mabel, PermissionDenied)


def test_a_member_who_was_invited_as_a_co_author_cannot_sign():
    author, mabel = make.author(), make.member()
    draft = make.draft(author)
    add_contributor(
        draft,
        mabel,
        role="author",
        printed_name="Dr Mabel",
        credentials="MD",
        actor=author,
        now=make.NOW,
    )
    make.declare_interests(draft)
    version = services.submit(draft, user=author, now=make.NOW)
    services.open_round(version, user=make.editor(), now=make.NOW)
    refuse(version, mabel, PermissionDenied)


def test_an_editor_on_the_board_who_edited_the_text_cannot_sign():
    author, edda = make.author(), make.member(of=make.editor())
    draft = make.draft(author)
    make.write(draft, edda, title="A better title")
    contribution = make.fresh(draft).contributions.get(user=edda)
    assert contribution.role == "editor"
    contribution.interests = "None."
    contribution.save()
    version = services.submit(draft, user=author, now=make.NOW)
    services.open_round(version, user=edda, now=make.NOW)
    refuse(version, edda, PermissionDenied)


def test_contributors_of_the_text_it_comes_from_cannot_sign_the_next_version():
    first_author, second_author = make.author(), make.author("Second Sid")
    first = make.approved(first_author)
    article = make.fresh(first.article)
    article.owner = second_author
    article.save()
    following = make.next_under_review(first, second_author)
    refuse(following, make.member(of=first_author), PermissionDenied)


def test_a_superuser_on_the_board_cannot_sign():
    mabel = make.member()
    type(mabel).objects.filter(pk=mabel.pk).update(is_superuser=True)
    refuse(make.under_review(), make.fresh(mabel), PermissionDenied)


def test_a_member_who_left_the_board_cannot_sign():
    mabel = make.member()
    accounts.end_appointment(
        mabel.board_member, last_day=date(2026, 2, 1), actor=make.administrator(), now=make.NOW
    )
    refuse(make.under_review(), make.fresh(mabel), PermissionDenied)


def test_a_closed_account_cannot_sign():
    mabel = make.member()
    type(mabel).objects.filter(pk=mabel.pk).update(is_active=False)
    refuse(make.under_review(), make.fresh(mabel), PermissionDenied)


def test_another_digest_means_read_again():
    refuse(make.under_review(), make.member(), WrongState, "read it again", digest="0" * 64)


def test_an_old_or_future_password_check_is_refused():
    version, mabel = make.under_review(), make.member()
    for minutes in (-6, 1):
        at = LATER + timedelta(minutes=minutes)
        refuse(version, mabel, PermissionDenied, authentication=Authentication(at=at, method="password"))


def test_a_conflict_bars_an_approval_and_an_interest_must_be_named():
    version, mabel = make.under_review(), make.member()
    refuse(version, mabel, NotReady, "you cannot approve", conflict="conflict", interest="Shares.")
    refuse(version, mabel, NotReady, "which interest", conflict="disclosed")
    refuse(version, mabel, NotReady, "Declare", conflict="")


def test_a_request_for_changes_says_what_should_change():
    refuse(make.under_review(), make.member(), NotReady, "what should change", decision="request_changes")


def test_an_unknown_decision_is_refused():
    refuse(make.under_review(), make.member(), NotReady, "Choose", decision="shrug")


def test_nobody_signs_twice_in_one_round():
    version, mabel = make.under_review(), make.member()
    make.sign(version, mabel)
    refuse(version, mabel, WrongState, "You have signed")


def test_a_sign_off_keeps_name_and_credentials_of_the_day():
    version, mabel = make.under_review(), make.member("Mabel Married")
    signed = make.sign(version, mabel)
    accounts.appoint(
        mabel,
        printed_name="Dr Mabel Unmarried",
        credentials="MD, PhD",
        specialty="pharmacy",
        interests="",
        active_from=date(2026, 3, 1),
        actor=make.administrator(),
        now=LATER,
    )
    signed = make.fresh(signed)
    assert (signed.printed_name, signed.credentials) == ("Dr Mabel Married", "MD")
    assert signed.meaning == (
        "I have read version 1 for clinicians and patients. As a member of the board for neurology I find it "
        "accurate, current and safe to publish, and I did not take part in writing it."
    )


def test_only_the_signer_withdraws_and_only_while_the_round_is_open():
    version, mabel, olive = make.under_review(), make.member(), make.member("Olive")
    make.sign(version, mabel)
    with pytest.raises(WrongState, match="no sign-off"):
        services.withdraw_sign_off(version, signer=olive, reason="Not mine.", now=LATER)
    make.sign(version, olive)
    with pytest.raises(WrongState, match="No round is open"):
        services.withdraw_sign_off(version, signer=mabel, reason="Too late.", now=LATER)
    assert not SignOff.objects.filter(withdrawal__isnull=False).exists()


def test_rights_taken_away_are_gone():
    author = make.author()
    version = make.draft(author)
    accounts.take_role(author, Role.AUTHOR, actor=make.administrator(), now=make.NOW)
    with pytest.raises(PermissionDenied):
        services.submit(version, user=make.fresh(author), now=make.NOW)
    assert make.fresh(version).state == "draft"
