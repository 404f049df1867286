"""Letters about sign-offs. Everyone who signed in a round is told of each one, the signer first of all, so that a
stolen session is noticed."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from articles.models import Version
from reviews import recipients
from reviews.letters.deed import Deed
from reviews.letters.letter import (
    AUTHOR,
    MEMBER,
    SIGNER,
    Letter,
    address,
    day,
    desk_of,
    moment,
    name_of,
    review_of,
    title_of,
)
from reviews.models import ReviewRound, SignOff, SignOffWithdrawal
from reviews.situation import situation_of


def signed(deed: Deed) -> Iterator[Letter]:
    sign_off = SignOff.objects.select_related("signer", "round").get(pk=deed.data["sign_off"])
    decision = sign_off.get_decision_display().lower()
    undo, url, label = _way_back(sign_off, deed.version)
    yield Letter(
        to=[sign_off.signer],
        why="your name stands under this sign-off",
        about=deed.version,
        subject=f"You signed: {title_of(deed.version)}",
        says=f"On {moment(sign_off.signed_at)} you signed {name_of(deed.version)}. Your decision: {decision}.",
        asks=f"If this was not you, {undo} at once, change your password, and tell a managing editor.",
        url=url,
        label=label,
    )
    says = (
        f"On {moment(sign_off.signed_at)} {sign_off.printed_name} signed {name_of(deed.version)}: {decision}."
    )
    subject = f"{sign_off.printed_name} signed: {title_of(deed.version)}"
    yield Letter(
        to=recipients.signers_of(sign_off.round),
        why=SIGNER,
        about=deed.version,
        subject=subject,
        says=says,
        asks="If you doubt that this was really them, tell a managing editor.",
        url=review_of(deed.version),
        label="Open the review",
    )
    yield Letter(
        to=recipients.authors_of(deed.version),
        why=AUTHOR,
        about=deed.version,
        subject=subject,
        says=says,
        url=desk_of(deed.version),
        label="Open the article",
    )


def _way_back(sign_off: SignOff, version: Version) -> tuple[str, str, str]:
    """What a person can do about a sign-off in their name that they did not give."""
    place = (version.article.slug, version.number)
    if sign_off.round.state == ReviewRound.State.OPEN:
        return "withdraw it", address("reviews:withdraw_sign_off", *place), "Withdraw this sign-off"
    if version.article.published_version_id == version.pk and sign_off.decision == SignOff.Decision.APPROVE:
        return "take the page down", address("reviews:withdraw", *place), "Take the page down"
    return "look at the review", review_of(version), "Open the review"


def sign_off_withdrawn(deed: Deed) -> Iterator[Letter]:
    of_whom = ("sign_off__round", "by__board_member", "second__board_member")
    withdrawal = SignOffWithdrawal.objects.select_related(*of_whom).get(pk=deed.data["withdrawal"])
    sign_off = withdrawal.sign_off
    decision = f"“{sign_off.get_decision_display().lower()}”"
    who = f"{sign_off.printed_name} has withdrawn"
    if withdrawal.second is not None:
        both = " and ".join(_printed_name(member) for member in (withdrawal.by, withdrawal.second))
        who = f"As {sign_off.printed_name} has left the board, {both} have lifted"
    says = f"{who} the sign-off {decision} on {name_of(deed.version)}."
    subject = f"Sign-off withdrawn: {title_of(deed.version)}"
    yield Letter(
        to=recipients.signers_of(sign_off.round),
        why=SIGNER,
        about=deed.version,
        subject=subject,
        says=says,
        asks="If you doubt that this was really them, or did not do this yourself, tell a managing editor.",
        url=review_of(deed.version),
        label="Open the review",
    )
    yield Letter(
        to=recipients.authors_of(deed.version),
        why=AUTHOR,
        about=deed.version,
        subject=subject,
        says=says,
        url=desk_of(deed.version),
        label="Open the article",
    )


def _printed_name(member: User) -> str:
    return member.board_member.printed_name


def lift_proposed(deed: Deed) -> Iterator[Letter]:
    situation = situation_of(deed.version)
    if situation.open_round is None:
        return
    yield Letter(
        to=deed.but_the_actor(recipients.eligible_members(situation, timezone.localdate(deed.at))),
        why=MEMBER,
        about=deed.version,
        subject=f"A second member is needed: {title_of(deed.version)}",
        says=f"{deed.actor} proposes to lift a request for changes to {name_of(deed.version)}, "
        "whose signer has left the board.",
        asks=f"If you agree, lift it as the second member, by {day(situation.open_round.due)}.",
        url=review_of(deed.version),
        label="Open the review",
    )
