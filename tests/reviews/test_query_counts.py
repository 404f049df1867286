"""What the two dearest deeds cost. BEGIN and COMMIT are not counted; inside a test they are savepoints."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import services
from reviews.services.signing import Authentication
from tests import factories as make

pytestmark = pytest.mark.django_db


def queries_of(deed):
    with CaptureQueriesContext(connection) as captured:
        deed()
    found = [query["sql"] for query in captured]
    return [sql for sql in found if "SAVEPOINT" not in sql and "pg_advisory" not in sql]


def test_submit_costs_at_most_15_queries():
    version = make.draft()
    author = make.fresh(version.created_by)
    queries = queries_of(lambda: services.submit(version, user=author, now=make.NOW))
    assert len(queries) <= 15, "\n".join(queries)


def test_a_sign_that_approves_costs_at_most_15_queries():
    """With audit, history, publication and the version replaced; the page has asked who the member is before."""
    author = make.author()
    version = make.next_under_review(make.approved(author), author)
    make.sign(version)
    member = make.member()
    assert member.is_board_member
    review = make.open_round_of(version)
    now = review.opened_at

    queries = queries_of(
        lambda: services.sign(
            review,
            signer=member,
            digest=review.content_digest,
            decision="approve",
            conflict="none",
            authentication=Authentication(at=now, method="password"),
            now=now,
        )
    )

    assert make.fresh(version).state == "approved"
    assert len(queries) <= 15, "\n".join(queries)
