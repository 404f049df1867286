"""All deeds in any order, by anybody, with raw SQL attacks between them: I1-I12 hold after every step.

The invariants are read back by queries of their own, not by the code under test.
"""

from collections import Counter
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts import services as accounts
from accounts.models import BoardMember
from articles.errors import NotReady, WrongState
from articles.models import Article, Version
from audit.models import AuditEvent
from audit.verification import verify
from reviews import services
from reviews.models import ReviewPolicy, ReviewRound, SignOff
from reviews.services.signing import Authentication, Remark
from tests import factories as make

REFUSALS = (WrongState, PermissionDenied, NotReady, accounts.Refused)
ATTACKS = (
    "UPDATE articles_version SET state = 'approved'",
    "UPDATE articles_version SET state = 'draft'",
    "UPDATE articles_version SET title = 'altered' WHERE state <> 'draft'",
    "UPDATE articles_rendition SET body = 'altered' WHERE version_id IN"
    " (SELECT id FROM articles_version WHERE state <> 'draft')",
    "UPDATE articles_article SET published_version_id = (SELECT MAX(id) FROM articles_version)",
    "UPDATE reviews_reviewround SET state = 'passed'",
    "UPDATE reviews_reviewround SET required_approvals = 1",
    "UPDATE reviews_signoff SET decision = 'approve'",
    "UPDATE reviews_seat SET required = 1 = 0",
    "DELETE FROM reviews_signoff",
    "DELETE FROM reviews_seat",
    "DELETE FROM articles_version",
    "DELETE FROM articles_contribution WHERE version_id IN (SELECT id FROM articles_version WHERE state <> 'draft')",
    "DELETE FROM audit_auditevent",
    "UPDATE audit_auditevent SET action = 'x'",
    "UPDATE articles_publication SET kind = 'publish'",
)
WHO = st.sampled_from(
    ("author", "other", "editor", "neurologist", "second", "pharmacist", "writer", "reader", "superuser")
)
WHICH = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 4))  # mostly the newest version
EDITOR = st.one_of(st.just("editor"), st.just("editor"), WHO)  # mostly somebody who may
AUTHOR = st.one_of(st.just("author"), st.just("writer"), WHO)


class Life(RuleBasedStateMachine):
    """Two articles, one of them with a required specialty, and everybody who may try something."""

    reached: ClassVar[Counter] = Counter()

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = make.NOW
        self.deeds = 0
        self.people = {
            "author": make.author(),
            "other": make.author("Other Author"),
            "editor": make.editor(),
            "neurologist": make.member("Neuro Logist"),
            "second": make.member("Second Member"),
            "pharmacist": make.member("Pharma Cist", "pharmacy"),
            "writer": make.member("Board Writer", of=make.author("Board Writer")),
            "reader": make.user(),
            "superuser": make.user("Super User", is_superuser=True),
        }
        policy = ReviewPolicy.objects.get(kind="question", risk="low")
        policy.specialties = ["pharmacy"]
        policy.save()
        make.draft(self.people["author"], risk="low", now=self.now)
        make.draft(self.people["writer"], risk="standard", now=self.now)

    def teardown(self):
        self.reached["deeds"] += self.deeds
        self.reached.update(Version.objects.values_list("state", flat=True))
        self.reached.update(
            AuditEvent.objects.filter(action__startswith="page.").values_list("action", flat=True)
        )
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # Helpers

    def who(self, name):
        return make.fresh(self.people[name])

    def version(self, which):
        """Mostly the newest ones."""
        versions = list(Version.objects.order_by("-pk")[:6])
        return versions[which % len(versions)]

    def article(self, which):
        articles = list(Article.objects.order_by("pk"))
        return articles[which % len(articles)]

    def attempt(self, deed):
        """A refused deed leaves nothing behind."""
        self.now += timedelta(hours=1)
        before = AuditEvent.objects.count()
        try:
            with transaction.atomic():
                deed()
        except REFUSALS:
            assert AuditEvent.objects.count() == before
        else:
            self.deeds += 1

    # Deeds

    @rule(which=WHICH, who=AUTHOR, words=st.sampled_from(("five trials", "three trials", "698 people")))
    def write(self, which, who, words):
        version, user = self.version(which), self.who(who)
        if version.state == "draft" and user.is_staff_member:
            texts = make.Texts(patient=make.PATIENT.replace("698 people", words))
            self.attempt(lambda: make.write(version, user, texts=texts, now=self.now, change_summary=words))
            make.declare_interests(version, now=self.now)

    @rule(which=WHICH, who=AUTHOR)
    def start(self, which, who):
        self.attempt(lambda: services.start_version(self.article(which), user=self.who(who), now=self.now))

    @rule(which=WHICH, who=AUTHOR)
    def submit(self, which, who):
        self.attempt(lambda: services.submit(self.version(which), user=self.who(who), now=self.now))

    @rule(
        which=WHICH,
        who=st.one_of(EDITOR, AUTHOR),
        deed=st.sampled_from(("pull_back", "open_round", "return_to_author", "reconcile")),
    )
    def simple(self, which, who, deed):
        self.attempt(lambda: getattr(services, deed)(self.version(which), user=self.who(who), now=self.now))

    @rule(which=WHICH, who=EDITOR, deed=st.sampled_from(("attest", "show_preview", "hide_preview")))
    def rarer(self, which, who, deed):
        self.attempt(lambda: getattr(services, deed)(self.version(which), user=self.who(who), now=self.now))

    @rule(
        which=WHICH,
        who=EDITOR,
        deed=st.sampled_from(
            (
                "return_submission",
                "cancel_round",
                "abandon",
                "withdraw",
                "reinstate",
                "open_retraction",
                "roll_back",
            )
        ),
    )
    def with_a_reason(self, which, who, deed):
        act = getattr(services, deed)
        self.attempt(lambda: act(self.version(which), user=self.who(who), reason="A reason.", now=self.now))

    @rule(which=WHICH, who=EDITOR)
    def retract(self, which, who):
        self.attempt(
            lambda: services.retract(self.version(which), user=self.who(who), notice="Wrong.", now=self.now)
        )

    @rule(which=WHICH, who=AUTHOR)
    def expedite(self, which, who):
        self.attempt(
            lambda: services.expedite(self.article(which), user=self.who(who), reason="A dose.", now=self.now)
        )

    @rule(which=WHICH, who=EDITOR, seated=WHO, specialty=st.sampled_from(("", "pharmacy")))
    def assign(self, which, who, seated, specialty):
        member = BoardMember.objects.filter(user=self.people[seated]).select_related("user").first()
        if member is not None:
            self.attempt(
                lambda: services.assign(
                    self.version(which), member, user=self.who(who), specialty=specialty, now=self.now
                )
            )

    @rule(
        who=WHO,
        decision=st.sampled_from(("approve", "approve", "approve", "request_changes", "recuse")),
        conflict=st.sampled_from(("none", "none", "conflict")),
    )
    def sign(self, who, decision, conflict):
        review = ReviewRound.objects.open().order_by("-pk").first()
        if review is not None:
            self.attempt(lambda: self._sign(review, who, decision, conflict))

    def _sign(self, review, who, decision, conflict="none"):
        services.sign(
            review,
            signer=self.who(who),
            digest=review.content_digest,
            decision=decision,
            conflict=conflict,
            interest="Shares." if conflict != "none" else "",
            remarks=[Remark("Say more.")],
            authentication=Authentication(at=self.now, method="password"),
            now=self.now,
        )

    @rule(which=WHICH, purpose=st.sampled_from(("attest", "open_retraction")))
    def another_look(self, which, purpose):
        """A round on an approved text, signed by whoever may."""
        reason = {"reason": "Asked."} if purpose == "open_retraction" else {}
        version = self.version(which)
        self.attempt(
            lambda: getattr(services, purpose)(version, user=self.who("editor"), now=self.now, **reason)
        )
        for who in ("neurologist", "pharmacist", "second"):
            review = ReviewRound.objects.open().filter(version=version).first()
            if review is not None:
                self.attempt(lambda review=review, who=who: self._sign(review, who, "approve"))

    @rule(which=WHICH, order=st.permutations(("neurologist", "second", "pharmacist", "writer", "author")))
    def whole_review(self, which, order):
        """A deep way that a random walk seldom finds: start, write, submit, open, everybody tries to sign."""
        version = self.version(which)
        if not version.is_open:
            self.attempt(
                lambda: services.start_version(version.article, user=version.article.owner, now=self.now)
            )
            version = self.version(0)
        if version.state == "draft":
            make.write(
                version,
                version.article.owner,
                now=self.now,
                funding=f"Grant {self.deeds}.",
                change_summary="x",
            )
            make.declare_interests(version, now=self.now)
        self.attempt(lambda: services.submit(version, user=version.article.owner, now=self.now))
        version = make.fresh(version)
        self.attempt(lambda: services.open_round(version, user=self.who("editor"), now=self.now))
        for who in order:
            review = ReviewRound.objects.open().filter(version=version).first()
            if review is not None:
                self.attempt(lambda review=review, who=who: self._sign(review, who, "approve"))

    @rule(which=WHICH, who=WHO)
    def take_back(self, which, who):
        self.attempt(
            lambda: services.withdraw_sign_off(
                self.version(which), signer=self.who(who), reason="On reflection.", now=self.now
            )
        )

    @rule(who=WHO)
    def lift(self, who):
        request = SignOff.objects.live().requests_for_changes().order_by("-pk").first()
        if request is not None:
            self.attempt(
                lambda: services.lift_request(request, member=self.who(who), reason="Settled.", now=self.now)
            )

    @precondition(lambda self: self.deeds > 15)
    @rule(who=st.sampled_from(("second", "pharmacist")))
    def leave_the_board(self, who):
        member = self.people[who].board_member
        self.attempt(
            lambda: accounts.end_appointment(
                member, last_day=make.NOW.date(), actor=make.administrator(), now=self.now
            )
        )

    @rule(sql=st.sampled_from(ATTACKS))
    def attack(self, sql):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError:
            pass

    # What must always hold

    @invariant()
    def nothing_is_wrong_in_any_record(self):
        assert verify().problems == []

    @invariant()
    def approved_means_a_quorum_of_independent_members_on_the_exact_text(self):
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT v.id, MAX(counted.approvals - r.required_approvals)
                FROM articles_version v
                LEFT JOIN reviews_reviewround r ON r.version_id = v.id AND r.state = 'passed'
                    AND r.purpose IN ('full', 'expedited') AND r.content_digest = v.content_digest
                LEFT JOIN (SELECT s.round_id, COUNT(DISTINCT s.signer_id) AS approvals FROM reviews_signoff s
                    WHERE s.decision = 'approve' AND s.signer_id NOT IN
                        (SELECT c.user_id FROM articles_contribution c WHERE c.version_id = s.version_id)
                    AND NOT EXISTS (SELECT 1 FROM reviews_signoffwithdrawal w WHERE w.sign_off_id = s.id)
                    GROUP BY s.round_id) counted ON counted.round_id = r.id
                WHERE v.state IN ('approved', 'superseded', 'retracted') GROUP BY v.id"""
            )
            for version, surplus in cursor.fetchall():
                assert surplus is not None, version
                assert surplus >= 0, version

    @invariant()
    def what_is_live_is_approved_and_alone(self):
        for article in Article.objects.select_related("published_version"):
            approved = article.versions.filter(state="approved")
            assert approved.count() <= 1, article
            live = article.published_version
            assert live is None or (live.state == "approved" and live.article_id == article.pk)
            assert article.versions.open().filter(expedited=False).count() <= 1
            assert article.versions.open().filter(expedited=True).count() <= 1

    @invariant()
    def a_low_risk_page_was_approved_by_a_pharmacist(self):
        passed = ReviewRound.objects.filter(state="passed", purpose="full", seats__required=True)
        for review in passed:
            approvals = review.sign_offs.approvals().live().filter(seat__specialty="pharmacy")
            assert approvals.exists()


@pytest.mark.django_db
@pytest.mark.slow
def test_no_order_of_deeds_and_attacks_breaks_an_invariant():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    print("\n" + ", ".join(f"{what}: {count}" for what, count in sorted(Life.reached.items())))
    assert Life.reached["page.publish"] > 3, "the walk gets to published pages"
