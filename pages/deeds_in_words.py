"""What the log calls an action, and what people call it. One place: a test fails for an action without words."""

from collections.abc import Mapping
from typing import Any

from articles.models import Article, Publication
from reviews.models import Finding, ReviewRound, Seat, SignOff

DONE = {
    "article.created": "Article started",
    "article.changed": "Settings of the article changed",
    "version.started": "Version started",
    "version.reconciled": "Reconciled with the approved text",
    "version.submitted": "Submitted",
    "version.pulled_back": "Pulled back by an author",
    "version.returned": "Returned by the managing editor",
    "version.abandoned": "Abandoned",
    "version.expedited": "Started as an expedited version",
    "version.rolled_back": "Started from an older text",
    "version.changes_requested": "Closed: changes requested",
    "version.contributor_added": "Contributor added",
    "version.contributor_removed": "Contributor removed",
    "version.signed": "Signed",
    "version.sign_off_withdrawn": "Sign-off withdrawn",
    "version.lift_proposed": "A member proposed to lift a request that was left behind",
    "round.opened": "Review opened",
    "round.passed": "The board agreed to the retraction",
    "round.failed": "Review ended: changes requested",
    "round.cancelled": "Review cancelled",
    "seat.assigned": "A member was asked to take a seat",
    "seat.answered": "A member answered the invitation",
    "finding.answered": "A remark was answered",
    "finding.replied": "A remark was replied to",
    "finding.resolved": "A remark was closed",
    "page.publish": "Approved and published",
    "page.attest": "Reviewed again, unchanged",
    "page.withdraw": "Page withdrawn",
    "page.reinstate": "Page shown again",
    "page.retract": "Retracted",
    "page.corrected": "Correction published",
    "page.preview_shown": "Preview shown to readers",
    "page.preview_hidden": "Preview hidden",
    "policy.changed": "Terms of reviews changed",
    "role.given": "Role given",
    "role.taken": "Role taken back",
    "board.appointed": "Appointed to the board",
    "board.ended": "Appointment to the board ended",
    "board.interests_declared": "Interests declared",
    "board.absence_added": "Days away added",
    "board.absence_removed": "Days away removed",
    "account.closed": "Account closed",
}
DECIDED = {
    SignOff.Decision.APPROVE: "Approved and signed",
    SignOff.Decision.REQUEST_CHANGES: "Requested changes",
    SignOff.Decision.RECUSE: "Recused",
}
ANSWERED = {Seat.Response.ACCEPTED: "Seat accepted", Seat.Response.DECLINED: "Seat declined"}
OPENED = {
    ReviewRound.Purpose.FULL: "Full review opened",
    ReviewRound.Purpose.EXPEDITED: "Expedited review opened",
    ReviewRound.Purpose.ATTEST: "Review without change opened",
    ReviewRound.Purpose.RETRACT: "The board was asked for a retraction",
}
RESOLVED = {
    Finding.Resolution.OPEN: "A remark was opened again",
    Finding.Resolution.RESOLVED: "A remark was resolved",
    Finding.Resolution.DECLINED: "A remark was not followed, with a reason",
}
# For these the data of the event say which of several things was done.
MORE_EXACTLY: dict[str, tuple[str, Mapping[Any, str]]] = {
    "version.signed": ("decision", DECIDED),
    "seat.answered": ("response", ANSWERED),
    "round.opened": ("purpose", OPENED),
    "finding.resolved": ("resolution", RESOLVED),
}
LEDGER_ACTIONS = tuple(f"page.{kind}" for kind in Publication.Kind.values)
RISKS: Mapping[object, str] = dict(Article.Risk.choices)
SETTINGS = {
    "slug": "address",
    "default_audience_id": "first audience",
    "risk": "risk",
    "review_interval_months": "time between reviews",
}


def done(action: str, data: Mapping[str, object]) -> str:
    """The deed in words. An action of a release to come is shown as the log has it."""
    key, words = MORE_EXACTLY.get(action, ("", {}))
    return words.get(data.get(key), "") or DONE.get(action, action)


def detail(action: str, data: Mapping[str, object], names: Mapping[int, str]) -> str:
    """What else the event says: terms, names, the reason. `names` are printed names by account."""
    parts = []
    if action == "round.opened":
        parts.append(_terms(data))
    elif action == "seat.assigned":
        specialty = str(data.get("specialty") or "any specialty").replace("_", " ")
        parts.append(f"{_name(data.get('member'), names)}, for {specialty}")
    elif action.startswith("version.contributor_"):
        parts.append(
            ", as ".join(filter(None, (_name(data.get("user"), names), str(data.get("role") or ""))))
        )
    elif action == "article.changed":
        parts.append(", ".join(_setting(name, value) for name, value in data.items()))
    elif action == "version.rolled_back":
        parts.append(f"From version {data.get('from')}")
    if reason := data.get("reason"):
        parts.append(f"“{reason}”")
    return ". ".join(filter(None, parts))


def _terms(data: Mapping[str, object]) -> str:
    specialties = data.get("required_specialties")
    named = ", ".join(map(str, specialties)).replace("_", " ") if isinstance(specialties, list) else ""
    approvals = f"Needs {data.get('required_approvals')} approvals" if data.get("required_approvals") else ""
    due = f"due {data['due']}" if data.get("due") else ""
    return ", ".join(filter(None, (f"{approvals}: {named}" if named else approvals, due)))


def _setting(name: str, value: object) -> str:
    words = SETTINGS.get(name, name.replace("_", " "))
    return f"{words}: {'as the policy says' if value is None else RISKS.get(value, value)}"


def _name(account: object, names: Mapping[int, str]) -> str:
    return names.get(account, f"account {account}") if isinstance(account, int) else "somebody"
