"""The head of the log leaves the house once a day."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Mail
from audit.models import AuditEvent
from reviews.anchoring import anchor_daily
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path, settings):
    settings.ANCHOR_FILE = tmp_path / "anchors.txt"
    return settings.ANCHOR_FILE


def test_each_day_gets_one_line_and_one_mail_to_every_member(path):
    make.approved()
    head = AuditEvent.objects.last()
    now = make.NOW + 30 * DAY

    assert anchor_daily(now, path)
    assert not anchor_daily(now + timedelta(hours=3), path), "once a day"

    assert path.read_text() == f"{head.number} {head.hash} {now.date()}\n"
    mails = Mail.objects.filter(key__startswith="anchor:")
    assert mails.count() == 2
    assert head.hash in mails.first().text


def test_a_log_that_has_not_grown_needs_no_second_anchor(path):
    make.approved()
    anchor_daily(make.NOW + 30 * DAY, path)
    assert not anchor_daily(make.NOW + 31 * DAY, path)
    make.draft()
    assert anchor_daily(make.NOW + 32 * DAY, path)
    assert len(path.read_text().splitlines()) == 2


def test_a_file_that_is_none_stops_the_anchor_and_nothing_else(path):
    make.approved()
    path.write_text("shopping list\n")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit):
        call_command("run_due", "--json", stdout=out, stderr=err)
    assert "No anchor was written" in err.getvalue()
    assert '"purged"' in out.getvalue()
    assert path.read_text() == "shopping list\n"
    assert not Mail.objects.filter(key__startswith="anchor:").exists()


def test_run_due_anchors_and_the_anchor_verifies(path):
    make.approved()
    call_command("run_due", stdout=StringIO(), stderr=StringIO())
    call_command("verify_audit", "--anchor", str(path), stdout=StringIO())
