"""THE RULES: who may do what, from which state, and what is missing. A table and small predicates; no writes.

`available()` gives the buttons and `check()` guards the deed, from the same predicates. The database guards stand
behind both.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import BoardMember, User
from accounts.roles import Role
from articles.assembly import Parts
from articles.errors import NotReady, StaleEdit, WrongState
from articles.models import Audience, Contribution, Publication, Version
from articles.readiness import Missing, missing
from articles.services.drafts import approved_version_of
from reviews.models import ReviewRound, SignOff

__all__ = ["NotReady", "StaleEdit", "WrongState"]

State = Version.State


@dataclass
class Situation:
    """A version with the review it is in, read once and asked by every rule."""

    version: Version
    open_round: ReviewRound | None = None
    sign_offs: list[SignOff] = field(default_factory=list)  # the live ones of the open round

    @property
    def approvals(self) -> int:
        return len({s.signer_id for s in self.sign_offs if s.decision == SignOff.Decision.APPROVE})

    @property
    def requests(self) -> list[SignOff]:
        return [s for s in self.sign_offs if s.decision == SignOff.Decision.REQUEST_CHANGES]

    def sign_off_of(self, user: User) -> SignOff | None:
        return next((s for s in self.sign_offs if s.signer_id == user.pk), None)

    @cached_property
    def contributor_ids(self) -> frozenset[int]:
        """Everyone who wrote any of it; `created_by` always counts."""
        ids = Contribution.objects.filter(version=self.version).values_list("user_id", flat=True)
        return frozenset(ids) | {self.version.created_by_id}

    @cached_property
    def live_base_is_stale(self) -> bool:
        """Another text was approved since this one was reconciled."""
        approved = approved_version_of(self.version.article)
        return (approved.pk if approved else None) != self.version.live_base_id

    @cached_property
    def preview_is_shown(self) -> bool:
        last = Publication.objects.filter(version=self.version).about_preview().first()
        return last is not None and last.kind == Publication.Kind.PREVIEW_SHOWN


def situation_of(version: Version) -> Situation:
    open_round = version.rounds.open().first()
    sign_offs = list(open_round.sign_offs.live()) if open_round else []
    return Situation(version, open_round, sign_offs)


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
    if situation.open_round is not None and not situation.requests:
        yield "No board member has requested changes."


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
CANCEL_ROUND = Deed(
    "cancel_round", "Cancel the round", is_managing_editor, EDITORS, _in(State.UNDER_REVIEW), _open_round
)
SIGN = Deed(
    "sign",
    "Read and sign",
    is_independent_board_member,
    "Only board members who did not contribute may sign.",
    _in(State.UNDER_REVIEW),
    _has_not_signed,
)
WITHDRAW_SIGN_OFF = Deed(
    "withdraw_sign_off",
    "Withdraw my sign-off",
    is_independent_board_member,
    "Only the signer may withdraw a sign-off.",
    _in(State.UNDER_REVIEW),
    _has_signed,
)
RETURN_TO_AUTHOR = Deed(
    "return_to_author",
    "End the round: changes requested",
    is_owner_or_managing_editor,
    "Only the owner or a managing editor may do this.",
    _in(State.UNDER_REVIEW),
    _changes_are_requested,
    State.CHANGES_REQUESTED,
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
    WITHDRAW,
    ABANDON,
    ANSWER_FINDING,
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
    lacking = situation.open_round.required_approvals - situation.approvals
    if lacking > 0:
        needs.append(f"needs {lacking} more approval{'s' if lacking > 1 else ''}")
    needs += [f"a request for changes by {request.printed_name} stands" for request in situation.requests]
    return needs


def meaning_of(decision: str, version: Version, audiences: Iterable[Audience], member: BoardMember) -> str:
    """The sentence that is signed."""
    read = (
        f"I have read version {version.number} for {in_words([audience.plural for audience in audiences])}."
    )
    capacity = f"As a member of the board for {member.get_specialty_display().lower()}"
    if decision == SignOff.Decision.APPROVE:
        return (
            f"{read} {capacity} I find it accurate, current and safe to publish, "
            "and I did not take part in writing it."
        )
    if decision == SignOff.Decision.REQUEST_CHANGES:
        return (
            f"{read} {capacity} I ask for changes before it is published. I did not take part in writing it."
        )
    return f"{capacity} I recuse myself from the review of version {version.number}."


def in_words(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def has_capacity(user: User) -> BoardMember | None:
    """The member's row, if on the board today."""
    return BoardMember.objects.active_on(timezone.localdate()).filter(user=user).first()
