"""THE RULES: who may do what, from which state, and what is missing. A table and small predicates; no writes.

`available()` gives the buttons and `check()` guards the deed, from the same predicates. The database guards stand
behind both.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import BoardMember, User
from accounts.roles import Role
from articles.assembly import Parts
from articles.errors import NotReady, StaleEdit, WrongState
from articles.models import Audience, Publication, Version
from articles.readiness import Missing, missing
from reviews.models import ReviewPolicy, ReviewRound, Seat, SignOff
from reviews.models.policy import FLOOR
from reviews.situation import Situation, situation_of

__all__ = ["NotReady", "Situation", "StaleEdit", "WrongState", "situation_of"]

State = Version.State


# Who


def is_managing_editor(user: User, situation: Situation) -> bool:
    return user.has_role(Role.MANAGING_EDITOR)


def is_author(user: User, situation: Situation) -> bool:
    """The owner or a contributor, while they hold a role at all."""
    version = situation.version
    if not user.is_staff_member:
        return False
    return version.article.owner_id == user.pk or user.pk in situation.contributor_ids


def is_owner_or_managing_editor(user: User, situation: Situation) -> bool:
    owns = situation.version.article.owner_id == user.pk and user.is_staff_member
    return owns or is_managing_editor(user, situation)


def is_author_or_managing_editor(user: User, situation: Situation) -> bool:
    return is_managing_editor(user, situation) or is_author(user, situation)


def is_author_or_board_member(user: User, situation: Situation) -> bool:
    return is_author(user, situation) or user.is_board_member or is_managing_editor(user, situation)


def is_independent_board_member(user: User, situation: Situation) -> bool:
    """On the board today, not a contributor, and not a superuser."""
    return user.is_board_member and not user.is_superuser and user.pk not in situation.contributor_ids


def may_change_settings(user: User, situation: Situation) -> bool:
    """Readers see address, topics and default audience without a review, so authors choose them only until then."""
    if is_managing_editor(user, situation):
        return True
    return is_author(user, situation) and not situation.version.article.publications.exists()


def may_withdraw_page(user: User, situation: Situation) -> bool:
    """A managing editor, or any signer of the live version, at once."""
    if is_managing_editor(user, situation):
        return True
    signed = SignOff.objects.live().approvals().filter(version=situation.version, signer=user)
    return user.is_board_member and signed.exists()


def has_a_seat(user: User, situation: Situation) -> bool:
    """In the open round; without one, in any before, so that who answers too late is told so."""
    if situation.open_round is None:
        return Seat.objects.filter(round__version=situation.version, assignee=user).exists()
    return any(seat.assignee_id == user.pk for seat in situation.seats)


# When: each answers with what is in the way, in words; nothing means go.


def _nothing(situation: Situation, user: User) -> Iterable[str]:
    return ()


def _is_reconciled(situation: Situation, user: User) -> Iterable[str]:
    if situation.live_base_is_stale:
        yield "Another version was approved meanwhile: compare this text with it, then reconcile."


def _is_not_reconciled(situation: Situation, user: User) -> Iterable[str]:
    if not situation.live_base_is_stale:
        yield "This text already starts from the approved version."


def _no_open_round(situation: Situation, user: User) -> Iterable[str]:
    if situation.open_round is not None:
        yield "A round is open on this version already."
    yield from _is_reconciled(situation, user)


def _open_round(situation: Situation, user: User) -> Iterable[str]:
    if situation.open_round is None:
        yield "No round is open on this version."


def _has_not_signed(situation: Situation, user: User) -> Iterable[str]:
    yield from _open_round(situation, user)
    if situation.sign_off_of(user) is not None:
        yield "You have signed in this round. Withdraw that sign-off to sign again."


def _has_signed(situation: Situation, user: User) -> Iterable[str]:
    yield from _open_round(situation, user)
    if situation.open_round is not None and situation.sign_off_of(user) is None:
        yield "You have no sign-off in this round."


def _changes_are_requested(situation: Situation, user: User) -> Iterable[str]:
    """With a round open it takes a request for changes; after a cancelled round there is nothing to wait for."""
    if situation.open_round is None and situation.version.state != State.UNDER_REVIEW:
        yield "No round is open on this version."
    if situation.open_round is not None and not situation.requests:
        yield "No board member has requested changes."


def _seat_is_unanswered(situation: Situation, user: User) -> Iterable[str]:
    yield from _open_round(situation, user)
    if any(s.assignee_id == user.pk and s.response == Seat.Response.DECLINED for s in situation.seats):
        yield "You have declined this seat already."
    if situation.sign_off_of(user) is not None:
        yield "You have signed in this round."


def _a_request_was_left_behind(situation: Situation, user: User) -> Iterable[str]:
    yield from _open_round(situation, user)
    if situation.open_round is not None and not left_behind(situation):
        yield "No request for changes was left behind by somebody who has left the board."


def left_behind(situation: Situation) -> list[SignOff]:
    """Requests for changes whose signers are no longer on the board: two members may lift them."""
    signers = {request.signer_id for request in situation.requests}
    if not signers:
        return []
    board = BoardMember.objects.active_on(timezone.localdate()).filter(user__in=signers, user__is_active=True)
    still_there = set(board.values_list("user_id", flat=True))
    return [request for request in situation.requests if request.signer_id not in still_there]


def may_lift(request: SignOff, situation: Situation, user: User, proposers: Collection[int]) -> str:
    """Why this member cannot lift this very request, which `proposers` want lifted; empty when they can."""
    if request.pk not in {behind.pk for behind in left_behind(situation)}:
        return "This request for changes was not left behind by somebody who has left the board."
    if user.pk in proposers:
        return "You have proposed this already; a second member must agree."
    return ""


def _nothing_else_is_open(situation: Situation, user: User) -> Iterable[str]:
    if situation.open_round is not None:
        yield f"A round is open on this version already: {situation.open_round.get_purpose_display().lower()}."


def _is_withdrawn(situation: Situation, user: User) -> Iterable[str]:
    """Reinstated only after the board has attested the text since it was withdrawn."""
    last = situation.version.article.publications.about_standing().first()
    if last is None or last.kind != Publication.Kind.WITHDRAW or last.version_id != situation.version.pk:
        yield "This version is not withdrawn."
        return
    attested = situation.version.rounds.filter(
        purpose=ReviewRound.Purpose.ATTEST, state=ReviewRound.State.PASSED, opened_at__gte=last.at
    )
    if not attested.exists():
        yield "It needs a review without change first, opened after it was withdrawn, that has passed."


def retraction_is_agreed(version: Version) -> bool:
    """Two members have signed that it must be retracted; the managing editor does it, with the notice."""
    passed = version.rounds.filter(purpose=ReviewRound.Purpose.RETRACT, state=ReviewRound.State.PASSED)
    return passed.exists()


def _retraction_has_passed(situation: Situation, user: User) -> Iterable[str]:
    if not retraction_is_agreed(situation.version):
        yield "Two board members must have signed the retraction first."


def _retraction_can_be_asked(situation: Situation, user: User) -> Iterable[str]:
    yield from _nothing_else_is_open(situation, user)
    if retraction_is_agreed(situation.version):
        yield "The board has agreed to the retraction already."


def _no_open_expedited(situation: Situation, user: User) -> Iterable[str]:
    yield from _is_live(situation, user)
    if situation.version.article.versions.open().filter(expedited=True).exists():
        yield "An expedited version is open already."


def _no_open_version(situation: Situation, user: User) -> Iterable[str]:
    if situation.version.article.versions.open().filter(expedited=False).exists():
        yield "There is an open version of this article already."
    if situation.version.article.published_version_id == situation.version.pk:
        yield "This version is live already."


def _preview_can_be_shown(situation: Situation, user: User) -> Iterable[str]:
    if situation.preview_is_shown:
        yield "The preview is shown already."
    if Publication.objects.filter(article=situation.version.article, kind=Publication.Kind.PUBLISH).exists():
        yield "This article has been published before; only its approved text is shown."


def _preview_is_shown(situation: Situation, user: User) -> Iterable[str]:
    if not situation.preview_is_shown:
        yield "No preview of this version is shown."


def _is_live(situation: Situation, user: User) -> Iterable[str]:
    if situation.version.article.published_version_id != situation.version.pk:
        yield "This version is not live."


Who = Callable[[User, Situation], bool]
When = Callable[[Situation, User], Iterable[str]]


@dataclass(frozen=True)
class Deed:
    """`label` stands on the button; `states` are those the version may be in; `target` is the state it ends in."""

    name: str
    label: str
    who: Who
    not_allowed: str
    states: frozenset[str]
    when: When = _nothing
    target: str = ""


def _in(*states: str) -> frozenset[str]:
    return frozenset(states)


AUTHORS = "Only its authors may do this."
EDITORS = "Only a managing editor may do this."
TOO_FEW_APPROVALS = f"{FLOOR} approvals are the least: nothing is published on the word of one member."
SETTINGS = (
    "Once readers can see an article, a managing editor changes its address, topics and default audience."
)

EDIT = Deed("edit", "Edit", is_author_or_managing_editor, AUTHORS, _in(State.DRAFT))
RECONCILE = Deed(
    "reconcile", "Reconcile", is_author_or_managing_editor, AUTHORS, _in(State.DRAFT), _is_not_reconciled
)
SUBMIT = Deed(
    "submit", "Submit for review", is_author, AUTHORS, _in(State.DRAFT), _is_reconciled, State.SUBMITTED
)
PULL_BACK = Deed("pull_back", "Pull back", is_author, AUTHORS, _in(State.SUBMITTED), target=State.DRAFT)
RETURN_SUBMISSION = Deed(
    "return_submission",
    "Return to the author",
    is_managing_editor,
    EDITORS,
    _in(State.SUBMITTED),
    target=State.DRAFT,
)
OPEN_ROUND = Deed(
    "open_round",
    "Open a review round",
    is_managing_editor,
    EDITORS,
    _in(State.SUBMITTED, State.UNDER_REVIEW),
    _no_open_round,
    State.UNDER_REVIEW,
)
REVIEWED = (
    State.UNDER_REVIEW,
    State.APPROVED,
    State.SUPERSEDED,
)  # approved ones in attest and retract rounds
CANCEL_ROUND = Deed(
    "cancel_round", "Cancel the round", is_managing_editor, EDITORS, _in(*REVIEWED), _open_round
)
ASSIGN = Deed("assign", "Assign a seat", is_managing_editor, EDITORS, _in(*REVIEWED), _open_round)
ANSWER_SEAT = Deed(
    "answer_seat",
    "Answer the invitation",
    has_a_seat,
    "Only the member who was asked to take this seat may answer.",
    _in(*REVIEWED),
    _seat_is_unanswered,
)
SIGN = Deed(
    "sign",
    "Read and sign",
    is_independent_board_member,
    "Only board members who did not contribute may sign.",
    _in(*REVIEWED),
    _has_not_signed,
)
WITHDRAW_SIGN_OFF = Deed(
    "withdraw_sign_off",
    "Withdraw my sign-off",
    is_independent_board_member,
    "Only the signer may withdraw a sign-off.",
    _in(*REVIEWED),
    _has_signed,
)
LIFT_REQUEST = Deed(
    "lift_request",
    "Lift a request left behind",
    is_independent_board_member,
    "Only board members who did not contribute may lift a request.",
    _in(*REVIEWED),
    _a_request_was_left_behind,
)
RETURN_TO_AUTHOR = Deed(
    "return_to_author",
    "End the round: changes requested",
    is_owner_or_managing_editor,
    "Only the owner or a managing editor may do this.",
    _in(*REVIEWED),
    _changes_are_requested,
)
SHOW_PREVIEW = Deed(
    "show_preview",
    "Show a preview to readers",
    is_managing_editor,
    EDITORS,
    _in(State.SUBMITTED, State.UNDER_REVIEW),
    _preview_can_be_shown,
)
HIDE_PREVIEW = Deed(
    "hide_preview",
    "Hide the preview",
    is_managing_editor,
    EDITORS,
    _in(State.SUBMITTED, State.UNDER_REVIEW),
    _preview_is_shown,
)
WITHDRAW = Deed(
    "withdraw",
    "Withdraw the page",
    may_withdraw_page,
    "Only a managing editor or a signer of the live version may take a page down.",
    _in(State.APPROVED),
    _is_live,
)
ATTEST = Deed(
    "attest",
    "Review again, unchanged",
    is_managing_editor,
    EDITORS,
    _in(State.APPROVED),
    _nothing_else_is_open,
)
REINSTATE = Deed(
    "reinstate", "Reinstate the page", is_managing_editor, EDITORS, _in(State.APPROVED), _is_withdrawn
)
OPEN_RETRACTION = Deed(
    "open_retraction",
    "Ask the board to retract it",
    is_managing_editor,
    EDITORS,
    _in(State.APPROVED, State.SUPERSEDED),
    _retraction_can_be_asked,
)
RETRACT = Deed(
    "retract",
    "Retract",
    is_managing_editor,
    EDITORS,
    _in(State.APPROVED, State.SUPERSEDED),
    _retraction_has_passed,
    State.RETRACTED,
)
CORRECT = Deed(
    "correct", "Publish a correction notice", is_managing_editor, EDITORS, _in(State.APPROVED), _is_live
)
EXPEDITE = Deed(
    "expedite",
    "Start an expedited version",
    is_author_or_managing_editor,
    AUTHORS,
    _in(State.APPROVED),
    _no_open_expedited,
)
ROLL_BACK = Deed(
    "roll_back",
    "Start from this version again",
    is_managing_editor,
    EDITORS,
    _in(State.SUPERSEDED, State.APPROVED),
    _no_open_version,
)
ABANDON = Deed(
    "abandon",
    "Abandon this version",
    is_owner_or_managing_editor,
    "Only the owner or a managing editor may do this.",
    _in(*Version.OPEN_STATES),
    target=State.ABANDONED,
)
ANSWER_FINDING = Deed(
    "answer_finding",
    "Answer",
    is_author,
    AUTHORS,
    _in(State.UNDER_REVIEW, State.CHANGES_REQUESTED, State.APPROVED),
)

AFTER_SUBMISSION = _in(State.UNDER_REVIEW, State.CHANGES_REQUESTED, State.APPROVED, State.SUPERSEDED)
REPLY_TO_FINDING = Deed(
    "reply_to_finding",
    "Reply",
    is_author_or_board_member,
    "Only the authors and the board talk a finding over.",
    AFTER_SUBMISSION,
)
RESOLVE_FINDING = Deed(
    "resolve_finding",
    "Resolve",
    is_managing_editor,
    "Only who raised a finding, or a managing editor, says how it ended.",
    AFTER_SUBMISSION,
)

DEEDS = (
    EDIT,
    RECONCILE,
    SUBMIT,
    PULL_BACK,
    RETURN_SUBMISSION,
    OPEN_ROUND,
    CANCEL_ROUND,
    SIGN,
    WITHDRAW_SIGN_OFF,
    RETURN_TO_AUTHOR,
    SHOW_PREVIEW,
    HIDE_PREVIEW,
    REINSTATE,
    ATTEST,
    CORRECT,
    EXPEDITE,
    ROLL_BACK,
    WITHDRAW,
    OPEN_RETRACTION,
    RETRACT,
    ABANDON,
    ANSWER_FINDING,
    ASSIGN,
    ANSWER_SEAT,
    LIFT_REQUEST,
)


def available(situation: Situation, user: User) -> list[Deed]:
    """The deeds open to this user now. Submit is offered on any draft; the answer may be the list of what it lacks."""
    return [deed for deed in DEEDS if is_available(deed, situation, user)]


def is_available(deed: Deed, situation: Situation, user: User) -> bool:
    return (
        situation.version.state in deed.states
        and deed.who(user, situation)
        and not list(deed.when(situation, user))
    )


def check(deed: Deed, situation: Situation, user: User) -> None:
    """Call it on locked rows, just before the write.

    Raises:
        PermissionDenied: this user may not do it at all.
        WrongState: it is too late or too early; the message says what is in the way.
    """
    if not deed.who(user, situation):
        raise PermissionDenied(deed.not_allowed)
    version = situation.version
    if version.state not in deed.states:
        raise WrongState(f"Version {version.number} is {version.get_state_display().lower()} now.")
    if in_the_way := list(deed.when(situation, user)):
        raise WrongState(" ".join(in_the_way))


def check_ready(parts: Parts) -> None:
    """Raises NotReady with everything that a draft lacks."""
    if problems := missing(parts.version, parts):
        raise NotReady(problems)


def check_is_an_answer(version: Version, digest: str) -> None:
    """An answer that changes nothing is no answer to a request for changes."""
    answered = version.answers
    if answered is None or answered.content_digest != digest:
        return
    requested = SignOff.objects.live().requests_for_changes().filter(version=answered)
    if requested.exists():
        raise NotReady([Missing("body", "This is the text that the board asked you to change, unchanged.")])


# Starting a version: it concerns the article, since there is no open version yet.


def may_start_version(user: User, latest: Version) -> bool:
    return is_author_or_managing_editor(user, Situation(latest))


def check_start_version(user: User, latest: Version) -> None:
    if not may_start_version(user, latest):
        raise PermissionDenied(AUTHORS)
    if latest.article.versions.open().filter(expedited=False).exists():
        raise WrongState("There is an open version of this article already.")


# What the counts say


def still_needs(situation: Situation) -> list[str]:
    """Why the open round has not passed, in words, from the counts that decide. Empty: it passes."""
    if situation.open_round is None:
        return ["no round is open"]
    needs = []
    missing_specialties = situation.missing_specialties
    lacking = max(situation.open_round.required_approvals - situation.approvals, len(missing_specialties))
    if lacking > 0:
        named = in_words(missing_specialties)
        if missing_specialties:
            named = f": {named}" if lacking == len(missing_specialties) else f", {named} among them"
        needs.append(f"needs {lacking} more approval{'s' if lacking > 1 else ''}{named}")
    needs += [f"a request for changes by {request.printed_name} stands" for request in situation.requests]
    return needs


def meaning_of(
    decision: str, review: ReviewRound, version: Version, audiences: Iterable[Audience], member: BoardMember
) -> str:
    """The sentence that is signed."""
    read = (
        f"I have read version {version.number} for {in_words([audience.plural for audience in audiences])}."
    )
    capacity = f"As a member of the board for {member.get_specialty_display().lower()}"
    no_author = "I did not take part in writing it"
    if decision == SignOff.Decision.RECUSE:
        return f"{capacity} I recuse myself from the review of version {version.number}."
    approves = decision == SignOff.Decision.APPROVE
    if review.purpose == ReviewRound.Purpose.RETRACT:
        opinion = "must be retracted" if approves else "should not be retracted as proposed"
        return f"{read} {capacity} I find that it {opinion}. {no_author}."
    if review.purpose == ReviewRound.Purpose.ATTEST:
        opinion = "still accurate, current and safe" if approves else "no longer fit to stand unchanged"
        return f"{read} {capacity} I find it {opinion}. {no_author}."
    if approves:
        return f"{read} {capacity} I find it accurate, current and safe to publish, and {no_author}."
    return f"{read} {capacity} I ask for changes before it is published. {no_author}."


def in_words(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def has_capacity(user: User) -> BoardMember | None:
    """The member's row, if on the board today."""
    return user.membership


def may_be_seated(
    member: BoardMember, specialty: str, situation: Situation, *, seat: Seat | None = None
) -> str:
    """Why this member cannot take a seat of this specialty (`seat`, or a new one); empty when they can."""
    name = member.printed_name
    if member.user.is_superuser:
        return "A superuser never signs."
    if member.user_id in situation.contributor_ids:
        return f"{name} contributed to this text."
    if specialty and member.specialty != specialty:
        return f"{name} is on the board for {member.get_specialty_display().lower()}."
    if any(s.assignee_id == member.user_id and (seat is None or s.pk != seat.pk) for s in situation.seats):
        return f"{name} has a seat in this round already."
    if situation.sign_off_of(member.user) is not None:
        return f"{name} has signed in this round already."
    return ""


def may_be_given(seat: Seat, situation: Situation) -> str:
    """Why this seat cannot be given to anybody (else) any more; empty when it can."""
    if situation.open_round is None or seat.round_id != situation.open_round.pk:
        return "This seat belongs to another round."
    if any(sign_off.seat_id == seat.pk for sign_off in situation.sign_offs):
        return "Somebody has signed from this seat already."
    return ""


# The terms of the round that would open next


def purpose_of(version: Version) -> str:
    """An expedited version is reviewed quickly only beside a live page."""
    quick = version.expedited and version.article.published_version_id is not None
    return ReviewRound.Purpose.EXPEDITED if quick else ReviewRound.Purpose.FULL


def approvals_for(purpose: str, policy: ReviewPolicy) -> int:
    fixed = {ReviewRound.Purpose.EXPEDITED: 1, ReviewRound.Purpose.RETRACT: FLOOR}
    return fixed.get(ReviewRound.Purpose(purpose), policy.approvals)


def specialties_for(purpose: str, policy: ReviewPolicy) -> list[str]:
    asks = purpose in (ReviewRound.Purpose.FULL, ReviewRound.Purpose.ATTEST)
    return sorted(policy.specialties) if asks else []


# The terms of reviews to come: they concern no version.

MOST_APPROVALS = 9
LONGEST_DUE_DAYS, LONGEST_INTERVAL = 365, 60


def may_set_policy(user: User) -> bool:
    return user.has_role(Role.MANAGING_EDITOR)


def check_set_policy(user: User) -> None:
    if not may_set_policy(user):
        raise PermissionDenied(EDITORS)


def check_terms(approvals: int, specialties: Collection[str], due_days: int, interval_months: int) -> None:
    """Raises NotReady with every term that no review can have."""
    problems = []
    if approvals < FLOOR:
        problems.append(Missing("approvals", TOO_FEW_APPROVALS))
    elif approvals > MOST_APPROVALS:
        problems.append(Missing("approvals", f"At most {MOST_APPROVALS} approvals can be asked for."))
    elif approvals < len(specialties):
        needed = f"{len(specialties)} specialties must each approve"
        problems.append(Missing("approvals", f"{needed}, so it takes {len(specialties)} approvals at least."))
    if not 1 <= due_days <= LONGEST_DUE_DAYS:
        problems.append(Missing("due_days", f"Between 1 and {LONGEST_DUE_DAYS} days."))
    if not 1 <= interval_months <= LONGEST_INTERVAL:
        problems.append(Missing("interval_months", f"Between 1 and {LONGEST_INTERVAL} months."))
    if problems:
        raise NotReady(problems)
