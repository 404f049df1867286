"""What readers saw on a day: read from the ledger, never guessed."""

import json
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from articles import services as articles
from articles.models import Audience
from reviews import services
from tests import factories as make

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=400)


@pytest.fixture(autouse=True)
def much_later():
    with time_machine.travel(LATER, tick=False):
        yield


def day(number):
    return make.NOW + timedelta(days=number)


def live_on(slug, when, *, as_json=True):
    out = StringIO()
    call_command("live_on", slug, str(when.date()), *(["--json"] if as_json else []), stdout=out)
    return json.loads(out.getvalue()) if as_json else out.getvalue()


def test_each_version_on_its_days():
    author = make.author()
    first = make.approved(author)  # opened on day 0, signed on day 1
    second = make.approve(make.next_under_review(first, author))  # opened on day 10, signed on day 11
    slug = first.article.slug
    assert live_on(slug, day(0)) == {
        "slug": slug,
        "date": "2026-03-02",
        "version": None,
        "digest": None,
        "approved_by": [],
    }
    assert live_on(slug, day(1)) == {
        "slug": slug,
        "date": "2026-03-03",
        "version": 1,
        "digest": first.content_digest,
        "approved_by": ["Dr Signer 0, MD", "Dr Signer 1, MD"],
    }
    assert live_on(slug, day(10))["version"] == 1
    assert live_on(slug, day(11))["version"] == 2
    assert live_on(slug, day(300))["digest"] == second.content_digest
    assert "version 2, approved by Dr Signer" in live_on(slug, day(300), as_json=False)


def test_the_day_ends_at_midnight_utc():
    version = make.under_review(now=make.NOW)
    last_second = make.NOW.replace(hour=23, minute=59, second=59, microsecond=999_999)
    make.approve(version, now=last_second)
    assert live_on(version.article.slug, make.NOW)["version"] == 1
    other = make.under_review(now=make.NOW)
    make.approve(other, now=last_second + timedelta(microseconds=1))
    assert live_on(other.article.slug, make.NOW)["version"] is None
    assert live_on(other.article.slug, day(1))["version"] == 1


def test_a_withdrawn_article_showed_nothing_until_it_was_shown_again():
    version = make.approved()
    slug, editor = version.article.slug, make.editor()
    services.withdraw(version, user=editor, reason="Wrong dose.", now=day(5))
    services.attest(version, user=editor, now=day(6))
    make.approve(version, now=day(8))
    services.reinstate(make.fresh(version), user=editor, reason="The dose was right.", now=day(9))
    assert live_on(slug, day(4))["version"] == 1
    assert live_on(slug, day(5)) | {"date": ""} == {
        "slug": slug,
        "date": "",
        "version": None,
        "digest": None,
        "approved_by": [],
    }
    assert "withdrawn" in live_on(slug, day(8), as_json=False)
    assert live_on(slug, day(9))["version"] == 1
    assert len(live_on(slug, day(4))["approved_by"]) == 2
    assert len(live_on(slug, day(9))["approved_by"]) == 4  # two attested it since


def test_a_retracted_article_shows_nothing_for_good():
    version = make.approved()
    editor = make.editor()
    services.open_retraction(version, user=editor, reason="Fabricated data.", now=day(5))
    make.approve(version, now=day(6))
    services.retract(make.fresh(version), user=editor, notice="It is retracted.", now=day(7))
    assert live_on(version.article.slug, day(6))["version"] == 1
    assert live_on(version.article.slug, day(7))["version"] is None
    assert "for good" in live_on(version.article.slug, day(7), as_json=False)


def test_to_retract_a_replaced_text_leaves_the_live_one():
    author, editor = make.author(), make.editor()
    first = make.approved(author)
    make.approve(make.next_under_review(first, author))
    first = make.fresh(first)
    services.open_retraction(first, user=editor, reason="Fabricated data.", now=day(20))
    make.approve(first, now=day(21))
    services.retract(make.fresh(first), user=editor, notice="It is retracted.", now=day(22))
    assert live_on(first.article.slug, day(30))["version"] == 2


def test_a_preview_is_no_version_but_is_told_of():
    version = make.submitted()
    services.show_preview(version, user=make.editor(), now=day(2))
    services.pull_back(version, user=version.created_by, now=day(4))
    slug = version.article.slug
    assert "preview" not in live_on(slug, day(1))
    assert live_on(slug, day(3))["preview"] == 1
    assert live_on(slug, day(3))["version"] is None
    assert "preview of version 1 under a caution" in live_on(slug, day(3), as_json=False)
    assert "preview" not in live_on(slug, day(4))


def test_an_old_address_leads_to_the_article():
    version = make.approved()
    old = version.article.slug
    articles.change_article(
        version.article,
        slug="a-new-address",
        default_audience=Audience.objects.get(pk="clinician"),
        topics=[],
        risk="standard",
        review_interval_months=None,
        actor=version.created_by,
        now=day(3),
    )
    assert live_on(old, day(4))["slug"] == "a-new-address"
    assert live_on(old, day(4))["version"] == 1


def test_an_unknown_article_exits_with_1():
    with pytest.raises(CommandError) as refused:
        live_on("no-such-article", day(1))
    assert refused.value.returncode == 1


@pytest.mark.parametrize("text", ["yesterday", "2026-02-31", "20260302", "2026-W10-1", "", "9999-12-31"])
def test_a_wrong_date_exits_with_2(text):
    version = make.approved()
    with pytest.raises(CommandError) as refused:
        call_command("live_on", version.article.slug, text)
    assert refused.value.returncode == 2


def test_wrong_usage_exits_with_2():
    done = subprocess.run([sys.executable, "manage.py", "live_on"], capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stdout == b""
