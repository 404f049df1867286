"""What happens to an approved text: attest, expedite, correct, withdraw and reinstate, retract, roll back. Through the
services; each refusal leaves everything as it was."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Specialty
from articles.errors import WrongState
from articles.models import Notice, Publication, ReReviewTask, Version
from articles.services import open_task
from articles.standing import LIVE, RETRACTED, WITHDRAWN, standing_of
from audit.models import AuditEvent
from audit.verification import verify
from reviews import services, workflow
from reviews.models import ReviewRound
from tests import factories as make
from tests.reviews.conftest import nothing_changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

State = Version.State


def day(number):
    return make.NOW + timedelta(days=number)


def standing(version):
    return standing_of(make.fresh(version.article))


def needs(version):
    return workflow.still_needs(workflow.situation_of(version))


def refused(error, match, deed, *args, **options):
    with nothing_changes(), pytest.raises(error, match=match):
        deed(*args, **options)


def withdrawn(version, *, now=None):
    services.withdraw(version, user=make.editor(), reason="A dose is wrong.", now=now or day(5))
    return make.fresh(version)


def actions(version):
    events = AuditEvent.objects.filter(subject_type="articles.version", subject_id=str(version.pk))
    return list(events.values_list("action", flat=True))


def open_causes(version):
    return [task.cause for task in ReReviewTask.objects.open().filter(article=version.article)]


# Attest


def test_attesting_gives_a_new_review_date_and_no_new_version():
    version = make.approved()
    assert version.article.next_review_due == date(2027, 3, 3)

    make.attest(version, now=day(100))

    assert make.fresh(version.article).next_review_due == date(2027, 6, 12)
    assert make.fresh(version).state == State.APPROVED
    assert version.article.versions.count() == 1
    assert [row.kind for row in Publication.objects.all()] == ["attest", "publish"]
    assert verify().problems == []


def test_attesting_closes_the_tasks_that_asked_for_it():
    version = make.approved()
    task = open_task(version.article, ReReviewTask.Cause.OVERDUE, by=None, now=day(90))

    make.attest(version, now=day(100))

    task = make.fresh(task)
    assert task.closed_at == day(102)
    assert task.closed_by == Publication.objects.get(kind="attest")


def test_a_round_without_change_asks_for_the_specialties_of_the_policy():
    version = make.approved()
    make.policy(Specialty.PHARMACY)
    services.attest(version, user=make.editor(), now=day(100))
    make.sign(version)
    make.sign(version)
    assert needs(version) == ["needs 1 more approval: pharmacy"]
    assert not Publication.objects.filter(kind="attest").exists()


def test_a_request_for_changes_ends_the_round_and_leaves_the_text_live():
    version = make.approved()
    services.attest(version, user=make.editor(), now=day(100))
    make.sign(version, decision="request_changes")

    services.return_to_author(version, user=make.editor(), now=day(102))

    assert make.fresh(version).state == State.APPROVED
    assert standing(version).state == LIVE
    assert make.fresh(version.article).next_review_due == date(2027, 3, 3)
    assert ReviewRound.objects.get(purpose="attest").state == ReviewRound.State.FAILED


@pytest.mark.parametrize("who", ["author", "member", "administrator"])
def test_only_a_managing_editor_asks_to_attest(who):
    version, user = make.approved(), getattr(make, who)()
    refused(PermissionDenied, "Only a managing editor", services.attest, version, user=user, now=day(9))


def test_only_an_approved_text_is_attested():
    version, editor = make.under_review(), make.editor()
    refused(WrongState, "is under review now", services.attest, version, user=editor, now=day(9))


def test_no_second_round_is_opened_on_the_same_text():
    version, editor = make.approved(), make.editor()
    services.attest(version, user=editor, now=day(9))
    refused(WrongState, "A round is open", services.attest, version, user=editor, now=day(9))
    options = {"user": editor, "reason": "Wrong.", "now": day(9)}
    refused(WrongState, "A round is open", services.open_retraction, version, **options)


# Withdraw and reinstate


def test_a_withdrawn_page_comes_back_after_the_board_has_attested_it():
    version = withdrawn(make.approved())
    make.attest(version, now=day(6))

    services.reinstate(version, user=make.editor(), reason="The dose was right.", now=day(9))

    assert standing(version).state == LIVE
    assert standing(version).notices == ()
    assert make.fresh(version.article).published_version == version
    assert Publication.objects.first().reason == "The dose was right."
    assert verify().problems == []


def test_without_an_attest_round_a_withdrawn_page_does_not_come_back():
    version, editor = withdrawn(make.approved()), make.editor()
    options = {"user": editor, "reason": "It was right.", "now": day(9)}
    refused(WrongState, "review without change first", services.reinstate, version, **options)


def test_an_attest_round_that_is_still_open_does_not_count():
    version, editor = withdrawn(make.approved()), make.editor()
    services.attest(version, user=editor, now=day(6))
    make.sign(version)
    options = {"user": editor, "reason": "It was right.", "now": day(9)}
    refused(WrongState, "review without change first", services.reinstate, version, **options)


def test_an_attest_round_opened_before_the_withdrawal_does_not_count():
    version, editor = make.approved(), make.editor()
    services.attest(version, user=editor, now=day(4))
    withdrawn(version)
    make.approve(make.fresh(version), now=day(7))
    options = {"user": editor, "reason": "It was right.", "now": day(9)}
    refused(WrongState, "review without change first", services.reinstate, version, **options)


@pytest.mark.parametrize("who", ["author", "member", "administrator"])
def test_only_a_managing_editor_reinstates(who):
    version = make.attest(withdrawn(make.approved()), now=day(6))
    options = {"user": getattr(make, who)(), "reason": "It was right.", "now": day(9)}
    refused(PermissionDenied, "Only a managing editor", services.reinstate, version, **options)


def test_a_live_page_is_not_reinstated():
    version, editor = make.approved(), make.editor()
    options = {"user": editor, "reason": "Why not.", "now": day(9)}
    refused(WrongState, "not withdrawn", services.reinstate, version, **options)


# Correct


def test_a_correction_is_a_notice_on_the_live_page():
    version = make.approved()

    services.correct(version, user=make.editor(), text="The dose was wrong.", now=day(9))

    (notice,) = standing(version).notices
    assert (notice.kind, notice.text, notice.version) == (
        Notice.Kind.CORRECTION,
        "The dose was wrong.",
        version,
    )
    assert actions(version)[-1] == "page.corrected"


def test_two_corrections_stand_both_on_the_page_the_newest_first():
    version, editor = make.approved(), make.editor()
    for number, text in enumerate(("The first.", "The second.")):
        services.correct(version, user=editor, text=text, now=day(9 + number))
    assert [notice.text for notice in standing(version).notices] == ["The second.", "The first."]


def test_the_next_version_does_not_carry_the_correction_of_the_one_before():
    author = make.author()
    version = make.approved(author)
    services.correct(version, user=make.editor(), text="The dose was wrong.", now=day(9))
    make.approve(make.next_under_review(version, author))
    assert standing(version).notices == ()


def test_only_a_live_text_is_corrected_and_only_by_a_managing_editor():
    author = make.author()
    version, editor = make.approved(author), make.editor()
    options = {"text": "The dose was wrong.", "now": day(9)}
    refused(PermissionDenied, "Only a managing", services.correct, version, user=author, **options)
    withdrawn(version)
    refused(WrongState, "is not live", services.correct, version, user=editor, **options)


# Expedite


def test_an_expedited_version_needs_one_approval_and_publishes():
    author = make.author()
    live = make.approved(author)
    version = make.expedited_under_review(live, author)
    assert make.open_round_of(version).purpose == ReviewRound.Purpose.EXPEDITED
    assert needs(version) == ["needs 1 more approval"]

    make.sign(version)

    assert make.fresh(version).state == State.APPROVED
    assert make.fresh(live).state == State.SUPERSEDED
    assert make.fresh(live.article).published_version == version
    assert verify().problems == []


def test_it_asks_for_no_specialty():
    author = make.author()
    live = make.approved(author)
    make.policy(Specialty.PHARMACY)
    assert needs(make.expedited_under_review(live, author)) == ["needs 1 more approval"]


def test_it_leaves_the_date_of_the_next_review_and_asks_for_a_full_one():
    author = make.author()
    live = make.approved(author)
    before = live.article.next_review_due

    make.sign(make.expedited_under_review(live, author))

    assert make.fresh(live.article).next_review_due == before
    task = ReReviewTask.objects.open().get()
    assert (task.cause, task.note) == (ReReviewTask.Cause.EXPEDITED_FOLLOW_UP, "The dose was wrong.")


def test_the_full_review_that_follows_closes_the_task():
    author = make.author()
    quick = make.expedited_under_review(make.approved(author), author)
    make.sign(quick)
    assert open_causes(quick) == ["expedited_follow_up"]

    make.approve(make.next_under_review(quick, author, now=day(30)))

    assert open_causes(quick) == []


def test_another_expedited_version_does_not_close_the_task():
    author = make.author()
    quick = make.expedited_under_review(make.approved(author), author)
    make.sign(quick)
    another = make.expedited_under_review(make.fresh(quick), author, now=day(20))
    make.sign(another)
    assert open_causes(quick) == ["expedited_follow_up"]


def test_the_main_draft_is_stale_until_it_is_reconciled():
    author = make.author()
    live = make.approved(author)
    draft = make.next_draft(live, author, now=day(10))
    make.declare_interests(draft, now=day(10))
    quick = make.expedited_under_review(live, author)
    make.sign(quick)
    refused(WrongState, "then reconcile", services.submit, draft, user=author, now=day(14))

    services.reconcile(draft, user=author, now=day(15))
    draft = services.submit(draft, user=author, now=day(15))

    assert (draft.state, draft.live_base) == (State.SUBMITTED, make.fresh(quick))


def test_it_ends_the_review_of_the_main_version():
    author = make.author()
    live = make.approved(author)
    main = make.next_under_review(live, author, now=day(10))
    make.sign(main)

    make.sign(make.expedited_under_review(live, author))

    assert make.fresh(main).state == State.CHANGES_REQUESTED
    assert main.rounds.get().state == ReviewRound.State.FAILED


def test_beside_a_withdrawn_page_it_is_reviewed_in_full():
    author = make.author()
    live = make.approved(author)
    version = make.expedited_draft(live, author)
    withdrawn(live, now=day(13))
    services.submit(version, user=author, now=day(13))
    services.open_round(version, user=make.editor(), now=day(13))
    assert make.open_round_of(version).purpose == ReviewRound.Purpose.FULL
    assert needs(version) == ["needs 2 more approvals"]


def test_a_second_expedited_version_is_refused():
    author = make.author()
    live = make.approved(author)
    make.expedited_draft(live, author)
    options = {"user": author, "reason": "Again.", "now": day(12)}
    refused(WrongState, "open already", services.expedite, live.article, **options)


def test_without_a_live_page_there_is_nothing_to_expedite():
    author = make.author()
    draft, taken_down = make.draft(author), withdrawn(make.approved(author))
    options = {"user": author, "reason": "Urgent.", "now": day(12)}
    for version in (draft, taken_down):
        refused(WrongState, "Only a live page", services.expedite, make.fresh(version.article), **options)


@pytest.mark.parametrize("who", ["author", "member", "administrator"])
def test_only_its_authors_and_managing_editors_expedite(who):
    live = make.approved()
    options = {"user": getattr(make, who)(), "reason": "Urgent.", "now": day(12)}
    refused(PermissionDenied, "Only its authors", services.expedite, live.article, **options)


# Retract


def test_a_retraction_needs_two_signers():
    version, editor = make.approved(), make.editor()
    services.open_retraction(version, user=editor, reason="Its data were invented.", now=day(5))
    assert make.open_round_of(version).required_approvals == 2
    assert make.open_round_of(version).reason == "Its data were invented."
    options = {"user": editor, "notice": "Do not act on it.", "now": day(7)}
    refused(WrongState, "Two board members", services.retract, version, **options)

    make.sign(version)
    refused(WrongState, "Two board members", services.retract, version, **options)
    make.sign(version)

    assert standing(version).state == LIVE, "the editor retracts, with the notice"
    services.retract(version, **options)
    assert make.fresh(version).state == State.RETRACTED
    assert standing(version).state == RETRACTED
    assert [notice.text for notice in standing(version).notices] == ["Do not act on it."]
    assert make.fresh(version.article).published_version is None
    assert verify().problems == []


def test_a_retraction_is_final():
    editor = make.editor()
    version = make.retract(make.agree_to_retract(make.approved(), now=day(5)))
    said = {"user": editor, "now": day(30)}
    refused(WrongState, "is retracted now", services.attest, version, **said)
    refused(WrongState, "is retracted now", services.reinstate, version, reason="No.", **said)
    refused(WrongState, "is retracted now", services.roll_back, version, reason="No.", **said)
    refused(WrongState, "is retracted now", services.retract, version, notice="Again.", **said)
    refused(WrongState, "Only a live page", services.expedite, version.article, reason="No.", **said)


def test_the_return_is_a_new_version():
    author = make.author()
    version = make.retract(make.agree_to_retract(make.approved(author), now=day(5)))
    following = make.approve(make.next_under_review(version, author, now=day(30)))
    assert standing(version).version == following
    assert make.fresh(version).state == State.RETRACTED
    assert verify().problems == []


def test_it_ends_the_other_reviews_of_the_article():
    author = make.author()
    version = make.approved(author)
    other = make.next_under_review(version, author, now=day(4))
    make.agree_to_retract(version, now=day(5))

    make.retract(version)

    assert make.fresh(other).state == State.CHANGES_REQUESTED
    assert other.rounds.get().state == ReviewRound.State.FAILED
    assert actions(other)[-1] == "version.changes_requested"


def test_it_cancels_a_round_that_was_opened_on_it_since():
    version = make.agree_to_retract(make.approved(), now=day(5))
    services.attest(version, user=make.editor(), now=day(8))

    make.retract(version)

    assert not ReviewRound.objects.open().exists()
    assert actions(version)[-2:] == ["page.retract", "round.cancelled"]


def test_a_withdrawn_text_can_be_retracted():
    version = make.agree_to_retract(withdrawn(make.approved()), now=day(6))
    assert standing(version).state == WITHDRAWN
    make.retract(version)
    assert standing(version).state == RETRACTED
    assert [notice.kind for notice in standing(version).notices] == [Notice.Kind.RETRACTION]
    assert verify().problems == []


def test_to_retract_a_replaced_text_leaves_the_live_one():
    author = make.author()
    first = make.approved(author)
    second = make.approve(make.next_under_review(first, author))
    make.agree_to_retract(make.fresh(first), now=day(20))

    make.retract(first, now=day(30))

    assert make.fresh(first).state == State.RETRACTED
    assert (standing(second).state, standing(second).version) == (LIVE, second)
    assert standing(second).notices == ()
    assert verify().problems == []


def test_to_retract_a_replaced_text_does_not_hinder_the_return_of_the_withdrawn_one():
    author = make.author()
    first = make.approved(author)
    second = withdrawn(make.approve(make.next_under_review(first, author)), now=day(20))
    make.agree_to_retract(make.fresh(first), now=day(21))
    make.retract(first, now=day(30))
    assert standing(second).state == WITHDRAWN
    make.attest(second, now=day(31))

    services.reinstate(second, user=make.editor(), reason="It was right.", now=day(40))

    assert standing(second).version == second


def test_a_member_who_disagrees_stops_the_retraction():
    version, editor = make.approved(), make.editor()
    services.open_retraction(version, user=editor, reason="Its data were invented.", now=day(5))
    make.sign(version, decision="request_changes", remark="The data are sound.")
    make.sign(version)
    make.sign(version)
    options = {"user": editor, "notice": "Do not act on it.", "now": day(7)}
    refused(WrongState, "Two board members", services.retract, version, **options)

    services.return_to_author(version, user=editor, now=day(8))
    assert make.fresh(version).state == State.APPROVED


def test_who_wrote_it_does_not_sign_its_retraction():
    author = make.member(of=make.author())
    version = make.approved(author)
    services.open_retraction(version, user=make.editor(), reason="Wrong.", now=day(5))
    refused(PermissionDenied, "did not contribute", make.sign, version, author)


@pytest.mark.parametrize("who", ["author", "member", "administrator"])
def test_only_a_managing_editor_asks_for_a_retraction_and_retracts(who):
    user = getattr(make, who)()
    version = make.approved()
    asked = {"user": user, "reason": "Wrong.", "now": day(5)}
    refused(PermissionDenied, "Only a managing editor", services.open_retraction, version, **asked)
    make.agree_to_retract(version, now=day(5))
    told = {"user": user, "notice": "Wrong.", "now": day(9)}
    refused(PermissionDenied, "Only a managing editor", services.retract, version, **told)


def test_what_the_board_has_agreed_to_is_not_asked_again():
    version, editor = make.agree_to_retract(make.approved(), now=day(5)), make.editor()
    options = {"user": editor, "reason": "Wrong.", "now": day(9)}
    refused(WrongState, "has agreed", services.open_retraction, version, **options)


# Roll back


def test_rolling_back_is_an_ordinary_draft_with_the_old_text():
    author, editor = make.author(), make.editor()
    first = make.approved(author)
    mended = make.Texts(clinician=make.CLINICIAN.replace("Five", "Six"))
    second = make.approve(make.next_under_review(first, author, texts=mended))

    version = services.roll_back(make.fresh(first), user=editor, reason="Six was wrong.", now=day(20))

    assert (version.number, version.state, version.expedited) == (3, State.DRAFT, False)
    assert (version.live_base, version.change_summary) == (second, "Six was wrong.")
    assert "Five trials" in version.renditions.get(audience="clinician").body
    assert make.fresh(first.article).published_version == second, "readers see no difference"
    assert {c.user for c in version.contributions.all()} == {author, editor}
    assert actions(version) == ["version.started", "version.rolled_back"]


def test_it_is_reviewed_like_any_other():
    author = make.author()
    first = make.approved(author)
    make.approve(make.next_under_review(first, author))
    version = services.roll_back(make.fresh(first), user=make.editor(), reason="Back.", now=day(20))
    make.declare_interests(version, now=day(20))
    services.submit(version, user=author, now=day(21))
    services.open_round(version, user=make.editor(), now=day(22))
    assert needs(version) == ["needs 2 more approvals"]
    make.approve(make.fresh(version))
    assert make.fresh(version.article).published_version == version
    assert verify().problems == []


def test_nothing_is_rolled_back_beside_an_open_version_or_to_the_live_one():
    author, editor = make.author(), make.editor()
    first = make.approved(author)
    second = make.approve(make.next_under_review(first, author))
    options = {"user": editor, "reason": "Back.", "now": day(20)}
    refused(WrongState, "is live already", services.roll_back, second, **options)
    make.next_draft(second, author, now=day(20))
    refused(WrongState, "open version", services.roll_back, make.fresh(first), **options)


@pytest.mark.parametrize("who", ["author", "member", "administrator"])
def test_only_a_managing_editor_rolls_back(who):
    author = make.author()
    first = make.approved(author)
    make.approve(make.next_under_review(first, author))
    options = {"user": getattr(make, who)(), "reason": "Back.", "now": day(20)}
    refused(PermissionDenied, "Only a managing editor", services.roll_back, make.fresh(first), **options)
