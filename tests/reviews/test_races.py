"""Real threads, each with its own connection, on both databases: one consistent state, one audit row for each deed."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from articles.errors import WrongState
from articles.models import Publication, Version
from audit.models import AuditEvent
from audit.verification import verify
from reviews import services
from reviews.models import ReviewRound, SignOff
from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
REFUSALS = (WrongState, PermissionDenied, ReviewRound.DoesNotExist)


def at_once(*deeds):
    """Start all deeds at the same moment; what each returned, or the refusal it met."""
    outcomes, barrier = [None] * len(deeds), threading.Barrier(len(deeds))

    def do(place, deed):
        try:
            barrier.wait()
            outcomes[place] = deed()
        except REFUSALS as refusal:
            outcomes[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert verify().problems == []
    return outcomes


def signing(version, signer, decision="approve"):
    """Each thread fetches its own objects."""
    return lambda: make.sign(make.fresh(version), make.fresh(signer), decision)


@pytest.mark.parametrize("time", range(4))
def test_two_sign_the_last_two_approvals_at_once(time):
    version = make.under_review()
    first, second = make.member("First"), make.member("Second")

    outcomes = at_once(signing(version, first), signing(version, second))

    assert all(isinstance(outcome, SignOff) for outcome in outcomes), outcomes
    assert make.fresh(version).state == Version.State.APPROVED
    assert Publication.objects.filter(kind="publish").count() == 1
    assert AuditEvent.objects.filter(action="page.publish").count() == 1


@pytest.mark.parametrize("time", range(2))
def test_the_same_member_signs_four_times_at_once(time):
    version, mabel = make.under_review(), make.member()

    outcomes = at_once(*[signing(version, mabel)] * 4)

    assert sum(isinstance(outcome, SignOff) for outcome in outcomes) == 1
    assert SignOff.objects.count() == 1
    assert AuditEvent.objects.filter(action="version.signed").count() == 1


@pytest.mark.parametrize("time", range(3))
def test_the_last_approval_against_a_request_for_changes(time):
    version = make.under_review()
    make.sign(version)

    outcomes = at_once(
        signing(version, make.member("Yea")), signing(version, make.member("Nay"), "request_changes")
    )

    state = make.fresh(version).state
    if state == Version.State.APPROVED:
        assert isinstance(outcomes[1], WrongState), "the request came too late and was told so"
    else:
        assert all(isinstance(outcome, SignOff) for outcome in outcomes), outcomes


@pytest.mark.parametrize("time", range(3))
def test_the_last_approval_against_the_withdrawal_of_the_first(time):
    version, mabel = make.under_review(), make.member()
    make.sign(version, mabel)

    outcomes = at_once(
        signing(version, make.member("Last")),
        lambda: services.withdraw_sign_off(
            make.fresh(version), signer=make.fresh(mabel), reason="On reflection.", now=make.NOW
        ),
    )

    if make.fresh(version).state == Version.State.APPROVED:
        assert isinstance(outcomes[1], WrongState)
    else:
        assert SignOff.objects.live().count() == 1


@pytest.mark.parametrize("time", range(2))
def test_pulling_back_while_a_round_opens(time):
    author, edda = make.author(), make.editor()
    version = make.submitted(author)

    at_once(
        lambda: services.pull_back(make.fresh(version), user=make.fresh(author), now=make.NOW),
        lambda: services.open_round(make.fresh(version), user=make.fresh(edda), now=make.NOW),
    )

    state = make.fresh(version).state
    assert (state, ReviewRound.objects.count()) in {("draft", 0), ("under_review", 1)}


@pytest.mark.parametrize("time", range(2))
def test_two_editors_open_a_round_at_once(time):
    version, edda, egon = make.submitted(), make.editor(), make.editor("Editor Egon")

    outcomes = at_once(
        lambda: services.open_round(make.fresh(version), user=make.fresh(edda), now=make.NOW),
        lambda: services.open_round(make.fresh(version), user=make.fresh(egon), now=make.NOW),
    )

    assert sum(isinstance(outcome, ReviewRound) for outcome in outcomes) == 1
    assert ReviewRound.objects.count() == 1


def test_two_authors_save_the_same_draft_at_once():
    author, other = make.author(), make.editor()
    version = make.draft(author)

    outcomes = at_once(
        lambda: make.write(version, make.fresh(author), title="By the author"),
        lambda: make.write(version, make.fresh(other), title="By the editor"),
    )

    lock = make.fresh(version).lock
    saved = sum(isinstance(outcome, Version) for outcome in outcomes)
    assert lock == version.lock + saved


def test_many_articles_at_once_keep_one_chain():
    versions = [make.under_review() for _ in range(4)]
    members = [make.member("First"), make.member("Second")]

    outcomes = at_once(*[signing(version, member) for version in versions for member in members])

    assert all(isinstance(outcome, SignOff) for outcome in outcomes), outcomes
    assert {make.fresh(version).state for version in versions} == {"approved"}


@pytest.mark.parametrize("time", range(2))
def test_main_and_expedited_version_get_their_last_approval_at_once(time):
    """The second one was reconciled with a text that is no longer the approved one: it must not follow."""
    author = make.author()
    live = make.approved(author)
    main = make.next_under_review(live, author)
    now = main.submitted_at
    urgent = services.expedite(live.article, user=author, reason="A dose is wrong.", now=now)
    urgent = make.write(urgent, author, now=now, change_summary="The dose was corrected.")
    make.declare_interests(urgent, now=now)
    services.submit(urgent, user=author, now=now)
    services.open_round(urgent, user=make.editor(), now=now)
    make.sign(main)

    at_once(signing(main, make.member("Main")), signing(urgent, make.member("Urgent")))

    states = sorted((make.fresh(main).state, make.fresh(urgent).state))
    published = make.fresh(live.article).published_version
    assert published.state == Version.State.APPROVED
    assert live.article.versions.filter(state=Version.State.APPROVED).count() == 1
    assert states == ["approved", "changes_requested"]


CHILD = """
import os, sys, time
import django
django.setup()
from accounts.models import User
from audit import chain
from reviews.models import ReviewRound
from reviews.services import signing
from datetime import datetime

def stop(entries):
    print("between the statements", flush=True)
    time.sleep(60)

signing.chain.append_all = stop
review, now = ReviewRound.objects.get(pk=sys.argv[1]), datetime.fromisoformat(sys.argv[3])
signing.sign(review, signer=User.objects.get(pk=sys.argv[2]), digest=review.content_digest, decision="approve",
             conflict="none", authentication=signing.Authentication(at=now, method="password"), now=now)
"""


def url_of_the_test_database():
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    password, host, port = found["PASSWORD"], found["HOST"], found["PORT"]
    return f"postgres://{found['USER']}:{password}@{host}:{port}/{found['NAME']}"


def test_a_worker_killed_between_the_statements_leaves_nothing_and_the_deed_can_be_done_again():
    version, mabel = make.under_review(), make.member()
    make.sign(version)
    review, events = make.open_round_of(version), AuditEvent.objects.count()
    now = (review.opened_at + timedelta(days=1)).isoformat()
    env = {
        **os.environ,
        "DATABASE_URL": url_of_the_test_database(),
        "DJANGO_SETTINGS_MODULE": "azacms.settings",
    }
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(review.pk), str(mabel.pk), now],
        env=env,
        cwd=Path(__file__).parent.parent.parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout.readline().strip() == "between the statements"
        child.send_signal(signal.SIGKILL)
        child.wait(30)

    assert AuditEvent.objects.count() == events
    assert SignOff.objects.count() == 1
    assert make.fresh(version).state == Version.State.UNDER_REVIEW
    assert verify().problems == []

    make.sign(version, mabel)
    assert make.fresh(version).state == Version.State.APPROVED
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
