"""What a full review asks for: the terms of rounds to come. Open rounds keep theirs."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import chain, history
from reviews import workflow
from reviews.models import ReviewPolicy


@transaction.atomic
def change_policy(
    policy: ReviewPolicy,
    *,
    approvals: int,
    specialties: Collection[str],
    due_days: int,
    interval_months: int,
    user: User,
    now: datetime,
) -> bool:
    """Set the terms for one kind and risk; True when any of them is new. `policy` may be the unsaved defaults.

    Raises:
        PermissionDenied: `user` is no managing editor.
        NotReady: terms that no review can have: fewer approvals than the floor or than specialties, or no time.
    """
    workflow.check_set_policy(user)
    workflow.check_terms(approvals, specialties, due_days, interval_months)
    policy = ReviewPolicy.objects.select_for_update().terms_of(policy.kind, policy.risk)
    terms = {
        "approvals": approvals,
        "specialties": sorted(set(specialties)),
        "due_days": due_days,
        "interval_months": interval_months,
    }
    if policy.pk and all(getattr(policy, name) == value for name, value in terms.items()):
        return False
    for name, value in terms.items():
        setattr(policy, name, value)
    policy.full_clean()
    history.save(policy, actor=user, at=now, reason="terms changed")
    data = {"kind": policy.kind, "risk": policy.risk, **terms}
    chain.append("policy.changed", actor=user, subject=policy, data=data, at=now)
    return True
