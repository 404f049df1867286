"""I5-I9 and I11 for rounds and sign-offs, in the database, whatever path a write takes."""

from audit.guards import Guard, Rule, append_only, changed, never_deleted, never_replaced
from reviews.models import Finding, FindingReply, LiftProposal, ReviewRound, Seat, SignOff, SignOffWithdrawal

LIVE = "NOT EXISTS (SELECT 1 FROM reviews_signoffwithdrawal w WHERE w.sign_off_id = s.id)"
LIVE_APPROVALS = f"""(SELECT COUNT(DISTINCT s.signer_id) FROM reviews_signoff s
    WHERE s.round_id = NEW.id AND s.version_id = NEW.version_id AND s.content_digest = NEW.content_digest
    AND s.decision = 'approve' AND {LIVE})"""
UNFILLED_SPECIALTY = f"""EXISTS (SELECT 1 FROM reviews_seat t WHERE t.round_id = NEW.id AND t.required
    AND NOT EXISTS (SELECT 1 FROM reviews_signoff s JOIN reviews_seat x ON x.id = s.seat_id
        WHERE s.round_id = NEW.id AND x.round_id = NEW.id AND x.specialty = t.specialty
        AND s.content_digest = NEW.content_digest AND s.decision = 'approve' AND {LIVE}))"""
LIVE_REQUEST = f"""EXISTS (SELECT 1 FROM reviews_signoff s
    WHERE s.round_id = NEW.id AND s.decision = 'request_changes' AND {LIVE})"""


def guards() -> list[Guard]:
    return [
        *_round_guards(),
        *_seat_guards(),
        *_sign_off_guards(),
        *_withdrawal_guards(),
        *_approval_guards(),
        *_finding_guards(),
    ]


def _round_guards() -> list[Guard]:
    def reviewable(purposes: str, states: str) -> str:
        return (
            f"NEW.purpose IN ({purposes}) AND NOT EXISTS (SELECT 1 FROM articles_version v"
            f" WHERE v.id = NEW.version_id AND v.state IN ({states}))"
        )

    return [
        never_deleted(ReviewRound),
        *never_replaced(
            ReviewRound,
            "old_row.version_id = NEW.version_id AND old_row.state = 'open' AND NEW.state = 'open'",
        ),
        Guard(
            "reviews_reviewround",
            "INSERT",
            [
                Rule("I5: a round is born open", "NEW.state <> 'open'"),
                Rule(
                    "I5: a round names the digest of its version",
                    "NEW.content_digest = '' OR NOT EXISTS (SELECT 1 FROM articles_version v"
                    " WHERE v.id = NEW.version_id AND v.content_digest = NEW.content_digest)",
                ),
                Rule(
                    "I5: a full or expedited round opens on a submitted version or one under review",
                    reviewable("'full', 'expedited'", "'submitted', 'under_review'"),
                ),
                Rule(
                    "I5: a version has one open round",
                    "EXISTS (SELECT 1 FROM reviews_reviewround o"
                    " WHERE o.version_id = NEW.version_id AND o.state = 'open')",
                ),
                Rule(
                    "I5: an attest round opens on an approved version", reviewable("'attest'", "'approved'")
                ),
                Rule(
                    "I5: a retract round opens on an approved or superseded version",
                    reviewable("'retract'", "'approved', 'superseded'"),
                ),
                Rule(
                    "I5: no round asks for less than two approvals, an expedited one for less than one",
                    "NEW.required_approvals < (CASE WHEN NEW.purpose = 'expedited' THEN 1 ELSE 2 END)",
                ),
                Rule(
                    "I5: an expedited round needs an expedited version and a live page",
                    "NEW.purpose = 'expedited' AND NOT EXISTS (SELECT 1 FROM articles_version v"
                    " JOIN articles_article a ON a.id = v.article_id"
                    " WHERE v.id = NEW.version_id AND v.expedited AND a.published_version_id IS NOT NULL)",
                ),
            ],
            lock="PERFORM 1 FROM articles_version v WHERE v.id = NEW.version_id FOR UPDATE",
        ),
        Guard(
            "reviews_reviewround",
            "UPDATE",
            [
                Rule("I5: a closed round stays closed", "OLD.state <> 'open'"),
                Rule(
                    "I5: the terms of a round never change",
                    changed(
                        "id",
                        "version_id",
                        "purpose",
                        "content_digest",
                        "required_approvals",
                        "interval_months",
                        "reason",
                        "opened_by_id",
                        "opened_at",
                    ),
                ),
                Rule(
                    "I8: a round passes only with enough approvals of its exact text",
                    f"NEW.state = 'passed' AND {LIVE_APPROVALS} < NEW.required_approvals",
                ),
                Rule(
                    "I8: a round passes only when every required specialty has approved from its seat",
                    f"NEW.state = 'passed' AND {UNFILLED_SPECIALTY}",
                ),
                Rule(
                    "I8: a round does not pass while a request for changes stands",
                    f"NEW.state = 'passed' AND {LIVE_REQUEST}",
                ),
            ],
        ),
    ]


def _seat_guards() -> list[Guard]:
    may_sit = (
        "EXISTS (SELECT 1 FROM accounts_boardmember b JOIN accounts_user u ON u.id = b.user_id"
        " WHERE b.user_id = NEW.assignee_id AND u.is_active AND NOT u.is_superuser"
        " AND (NEW.specialty = '' OR b.specialty = NEW.specialty))"
    )
    contributed = (
        "EXISTS (SELECT 1 FROM reviews_reviewround r JOIN articles_version v ON v.id = r.version_id"
        " WHERE r.id = NEW.round_id AND (v.created_by_id = NEW.assignee_id OR EXISTS"
        " (SELECT 1 FROM articles_contribution c WHERE c.version_id = v.id AND c.user_id = NEW.assignee_id)))"
    )
    who_sits = [
        Rule(
            "a seat is given to a board member of its specialty, never to a superuser",
            f"NEW.assignee_id IS NOT NULL AND NOT {may_sit}",
        ),
        Rule("nobody who contributed is seated", f"NEW.assignee_id IS NOT NULL AND {contributed}"),
    ]
    return [
        never_deleted(Seat),
        *never_replaced(Seat, "old_row.round_id = NEW.round_id AND old_row.assignee_id = NEW.assignee_id"),
        Guard(
            "reviews_seat",
            "INSERT",
            [
                Rule(
                    "a seat is added to an open round",
                    "NOT EXISTS (SELECT 1 FROM reviews_reviewround r WHERE r.id = NEW.round_id AND r.state = 'open')",
                ),
                *who_sits,
            ],
            lock="PERFORM 1 FROM reviews_reviewround r WHERE r.id = NEW.round_id FOR UPDATE",
        ),
        Guard(
            "reviews_seat",
            "UPDATE",
            [
                Rule("a seat keeps its round and specialty", changed("round_id", "specialty", "required")),
                Rule(
                    "a seat from which somebody has signed keeps its member",
                    "NEW.assignee_id IS DISTINCT FROM OLD.assignee_id AND EXISTS (SELECT 1 FROM reviews_signoff s"
                    f" WHERE s.seat_id = NEW.id AND s.signer_id IS DISTINCT FROM NEW.assignee_id AND {LIVE})",
                ),
                *who_sits,
            ],
        ),
    ]


def _sign_off_guards() -> list[Guard]:
    return [
        *append_only(SignOff),
        Guard(
            "reviews_signoff",
            "INSERT",
            [
                Rule(
                    "I6: a sign-off names the version and digest of its open round",
                    "NOT EXISTS (SELECT 1 FROM reviews_reviewround r JOIN articles_version v ON v.id = r.version_id"
                    " WHERE r.id = NEW.round_id AND r.state = 'open' AND r.version_id = NEW.version_id"
                    " AND r.content_digest = NEW.content_digest AND v.content_digest = NEW.content_digest"
                    " AND ((r.purpose IN ('full', 'expedited') AND v.state = 'under_review')"
                    " OR (r.purpose = 'attest' AND v.state = 'approved')"
                    " OR (r.purpose = 'retract' AND v.state IN ('approved', 'superseded'))))",
                ),
                Rule(
                    "I6: the signer is an active board member",
                    "NOT EXISTS (SELECT 1 FROM accounts_boardmember b JOIN accounts_user u ON u.id = b.user_id"
                    " WHERE b.user_id = NEW.signer_id AND u.is_active AND b.active_from <= date_of(NEW.signed_at)"
                    " AND (b.active_to IS NULL OR b.active_to >= date_of(NEW.signed_at)))",
                ),
                Rule(
                    "I6: a superuser never signs",
                    "EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.signer_id AND u.is_superuser)",
                ),
                Rule(
                    "I6: nobody signs what they contributed to",
                    "EXISTS (SELECT 1 FROM articles_contribution c"
                    " WHERE c.version_id = NEW.version_id AND c.user_id = NEW.signer_id)"
                    " OR EXISTS (SELECT 1 FROM articles_version v"
                    " WHERE v.id = NEW.version_id AND v.created_by_id = NEW.signer_id)",
                ),
                Rule(
                    "I6: nobody signs before the round has opened",
                    "NEW.signed_at < (SELECT r.opened_at FROM reviews_reviewround r WHERE r.id = NEW.round_id)",
                ),
                Rule(
                    "I6: who signs from a seat is of its specialty, and it is theirs or free",
                    "NEW.seat_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reviews_seat t"
                    " JOIN accounts_boardmember b ON b.user_id = NEW.signer_id"
                    " WHERE t.id = NEW.seat_id AND t.round_id = NEW.round_id"
                    " AND (t.specialty = '' OR t.specialty = b.specialty)"
                    " AND (t.assignee_id IS NULL OR t.assignee_id = NEW.signer_id))",
                ),
                Rule(
                    "I7: one live sign-off for each round and signer",
                    "EXISTS (SELECT 1 FROM reviews_signoff s"
                    f" WHERE s.round_id = NEW.round_id AND s.signer_id = NEW.signer_id AND {LIVE})",
                ),
                Rule(
                    "I7: nobody approves with a conflict",
                    "NEW.decision = 'approve' AND NEW.conflict = 'conflict'",
                ),
                Rule(
                    "I6: a sign-off is printed as its signer stands on the board",
                    "NOT EXISTS (SELECT 1 FROM accounts_boardmember b WHERE b.user_id = NEW.signer_id"
                    " AND b.printed_name = NEW.printed_name AND b.credentials = NEW.credentials"
                    " AND b.specialty = NEW.specialty)",
                ),
            ],
            lock="PERFORM 1 FROM reviews_reviewround r WHERE r.id = NEW.round_id FOR UPDATE",
        ),
    ]


def _withdrawal_guards() -> list[Guard]:
    """A sign-off is taken back by its signer, or by two members together; the first one's word stays as given."""

    def on_board(user: str) -> str:
        return (
            "EXISTS (SELECT 1 FROM accounts_boardmember b JOIN accounts_user u ON u.id = b.user_id"
            f" WHERE b.user_id = {user} AND u.is_active AND NOT u.is_superuser"
            " AND b.active_from <= date_of(NEW.at) AND (b.active_to IS NULL OR b.active_to >= date_of(NEW.at)))"
        )

    def contributed(user: str) -> str:
        return (
            "EXISTS (SELECT 1 FROM reviews_signoff s JOIN articles_version v ON v.id = s.version_id"
            f" WHERE s.id = NEW.sign_off_id AND (v.created_by_id = {user} OR EXISTS (SELECT 1"
            f" FROM articles_contribution c WHERE c.version_id = v.id AND c.user_id = {user})))"
        )

    by_signer = (
        "NEW.second_id IS NULL AND EXISTS (SELECT 1 FROM reviews_signoff s"
        " WHERE s.id = NEW.sign_off_id AND s.signer_id = NEW.by_id)"
    )
    signer = "(SELECT s.signer_id FROM reviews_signoff s WHERE s.id = NEW.sign_off_id)"
    by_two = (
        f"NEW.second_id <> NEW.by_id AND {on_board('NEW.by_id')} AND {on_board('NEW.second_id')}"
        f" AND NOT {contributed('NEW.by_id')} AND NOT {contributed('NEW.second_id')} AND NOT {on_board(signer)}"
        " AND EXISTS (SELECT 1 FROM reviews_signoff s"
        " WHERE s.id = NEW.sign_off_id AND s.decision = 'request_changes')"
    )
    return [
        *append_only(LiftProposal),
        *append_only(SignOffWithdrawal),
        Guard(
            "reviews_signoffwithdrawal",
            "INSERT",
            [
                Rule(
                    "a sign-off is withdrawn only while its round is open",
                    "NOT EXISTS (SELECT 1 FROM reviews_signoff s JOIN reviews_reviewround r ON r.id = s.round_id"
                    " WHERE s.id = NEW.sign_off_id AND r.state = 'open')",
                ),
                Rule(
                    "a sign-off is withdrawn by its signer, or a request left behind is lifted by two eligible members",
                    f"NOT (COALESCE(({by_signer}), (1 = 0)) OR COALESCE(({by_two}), (1 = 0)))",
                ),
            ],
            lock=(
                "PERFORM 1 FROM reviews_reviewround r JOIN reviews_signoff s ON s.round_id = r.id"
                " WHERE s.id = NEW.sign_off_id FOR UPDATE OF r"
            ),
        ),
    ]


def _approval_guards() -> list[Guard]:
    """I9 stands on the table of versions, but speaks of rounds."""
    becomes_approved = "NEW.state = 'approved' AND OLD.state <> 'approved'"
    another_approved = (
        "EXISTS (SELECT 1 FROM articles_version o WHERE o.article_id = NEW.article_id AND o.id <> NEW.id"
        " AND o.state = 'approved' AND o.id IS DISTINCT FROM NEW.live_base_id)"
    )
    base_is_approved = (
        "EXISTS (SELECT 1 FROM articles_version o"
        " WHERE o.id = NEW.live_base_id AND o.article_id = NEW.article_id AND o.state = 'approved')"
    )
    return [
        Guard(
            "articles_version",
            "UPDATE",
            [
                Rule(
                    "I9: a version is approved only by a passed round on its exact text",
                    f"{becomes_approved} AND NOT EXISTS (SELECT 1 FROM reviews_reviewround r"
                    " WHERE r.version_id = NEW.id AND r.state = 'passed' AND r.purpose IN ('full', 'expedited')"
                    " AND r.content_digest = NEW.content_digest)",
                ),
                Rule(
                    "I9: a version is approved only on top of the approved text it was reconciled with",
                    f"{becomes_approved} AND ({another_approved}"
                    f" OR (NEW.live_base_id IS NOT NULL AND NOT {base_is_approved}))",
                ),
                Rule(
                    "a version is retracted only by a passed retract round on its exact text",
                    "NEW.state = 'retracted' AND OLD.state <> 'retracted' AND NOT EXISTS"
                    " (SELECT 1 FROM reviews_reviewround r WHERE r.version_id = NEW.id AND r.state = 'passed'"
                    " AND r.purpose = 'retract' AND r.content_digest = NEW.content_digest)",
                ),
            ],
        )
    ]


def _finding_guards() -> list[Guard]:
    return [
        *append_only(FindingReply),
        never_deleted(Finding),
        *never_replaced(Finding),
        Guard(
            "reviews_finding",
            "UPDATE",
            [
                Rule(
                    "a finding keeps what its board member wrote",
                    changed(
                        "id",
                        "version_id",
                        "round_id",
                        "sign_off_id",
                        "audience_id",
                        "weight",
                        "raised_by_id",
                        "printed_name",
                        "text",
                        "quote",
                        "prefix",
                        "suffix",
                        "raised_at",
                    ),
                )
            ],
        ),
    ]
