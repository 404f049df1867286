"""Anchors: what the chain by itself cannot show - an end that was cut off, a past that was written anew."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from audit import anchors, chain, guards
from audit.models import AuditEvent
from tests import factories as make
from tests.audit.test_chain import verify_audit
from tests.database import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "anchors.txt"


def anchor_audit(file, *more):
    out = StringIO()
    call_command("anchor_audit", "-o", str(file), *more, stdout=out)
    return out.getvalue()


def against(file):
    """What verify_audit --anchor prints, and its exit code."""
    out, code = StringIO(), 0
    try:
        call_command("verify_audit", "--json", "--anchor", str(file), stdout=out)
    except SystemExit as stopped:
        code = stopped.code
    return json.loads(out.getvalue()), code


def test_a_line_holds_number_hash_and_day(file):
    make.approved()
    with time_machine.travel(make.NOW, tick=False):
        answer = json.loads(anchor_audit(file, "--json"))
    head = AuditEvent.objects.last()
    assert file.read_text() == f"{head.number} {head.hash} 2026-03-02\n"
    assert answer == {"number": head.number, "hash": head.hash, "date": "2026-03-02", "appended": True}
    assert anchors.has_day(file, make.NOW.date())
    assert not anchors.has_day(file, make.NOW.date() + timedelta(days=1))


def test_the_same_head_is_written_once_and_a_new_one_below_it(file):
    author = make.author()
    anchor_audit(file)
    anchor_audit(file)
    assert len(file.read_text().splitlines()) == 1
    make.draft(author)
    anchor_audit(file)
    assert len(file.read_text().splitlines()) == 2
    assert against(file) == (verify_audit()[0], 0)


def test_a_last_line_without_its_end_is_not_run_into(file):
    author = make.author()
    anchor_audit(file)
    file.write_text("# kept by Dr Vauclain\n\n" + file.read_text().rstrip("\n"))
    make.draft(author)
    anchor_audit(file)
    assert against(file)[1] == 0
    assert len(file.read_text().splitlines()) == 4


def test_an_empty_log_has_an_anchor_too(file):
    assert str(anchors.current_anchor(make.NOW)) == f"0 {chain.BEGINNING} 2026-03-02"
    anchors.append_to_file(file, anchors.current_anchor(make.NOW))
    assert anchors.compare(file) == []
    make.author()
    assert anchors.compare(file) == []


def test_a_cut_tail_is_invisible_without_an_anchor_and_named_with_one(file):
    make.approved()
    number = AuditEvent.objects.last().number
    anchor_audit(file)
    guards.drop(connection)
    run("DELETE FROM audit_auditevent WHERE number = %s", number)
    guards.install(connection)
    assert [p for p in verify_audit()[0]["problems"] if p["table"] == "audit_auditevent"] == []

    answer, code = against(file)

    assert code == 1
    assert not answer["ok"]
    (problem,) = [p for p in answer["problems"] if p["table"] == "audit_auditevent"]
    assert problem["id"] == str(number)
    assert f"ends with event {number - 1}" in problem["message"]
    assert "(line 1)" in problem["message"]


def rewritten(since):
    """The log from this event on, chained anew as somebody would who owns the database and reads our source."""
    guards.drop(connection)
    run("UPDATE audit_auditevent SET actor_name = 'Somebody Else' WHERE number = %s", since)
    previous = (
        AuditEvent.objects.filter(number=since - 1).values_list("hash", flat=True).first() or chain.BEGINNING
    )
    for event in AuditEvent.objects.filter(number__gte=since).order_by("number"):
        event.previous_hash = previous
        event.hash = previous = chain.hash_of(event)
        run(
            "UPDATE audit_auditevent SET previous_hash = %s, hash = %s WHERE number = %s",
            event.previous_hash,
            event.hash,
            event.number,
        )
    guards.install(connection)


def test_a_past_written_anew_is_named_with_the_last_anchor_that_still_holds(file):
    author = make.author()
    anchor_audit(file)
    good = AuditEvent.objects.last().number
    make.draft(author)
    anchor_audit(file)
    bad = AuditEvent.objects.last().number
    make.approved(author)
    anchor_audit(file)

    rewritten(good + 1)
    assert verify_audit()[1] == 0  # the chain by itself is whole again

    answer, code = against(file)
    assert code == 1
    (problem,) = answer["problems"]
    assert (problem["table"], problem["id"]) == ("audit_auditevent", str(bad))
    assert f"after event {good}" in problem["message"]


def test_nothing_is_appended_to_a_file_that_the_log_no_longer_fits(file):
    make.approved()
    anchor_audit(file)
    before = file.read_text()
    rewritten(2)
    with pytest.raises(CommandError, match="Nothing was written"):
        anchor_audit(file)
    assert file.read_text() == before


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("", "-"),
        ("# nothing yet\n", "-"),
        ("not an anchor\n", "1"),
        ("1 " + "g" * 64 + " 2026-03-02\n", "1"),
        ("1 " + "0" * 64 + " 2026-02-31\n", "1"),
        ("01 " + "0" * 64 + " 2026-03-02\n", "1"),
    ],
)
def test_a_file_that_holds_no_anchors_proves_nothing_and_says_so(file, text, id_):
    file.write_text(text)
    answer, code = against(file)
    assert code == 1
    assert [(p["table"], p["id"]) for p in answer["problems"]] == [("anchor file", id_)]


def test_a_file_that_cannot_be_read_is_a_problem(file):
    assert against(file)[1] == 1
    file.write_bytes(b"\xff\xfe\x00")
    answer, code = against(file)
    assert code == 1
    assert answer["problems"][0]["table"] == "anchor file"


def test_a_log_only_grows(file):
    make.author()
    one, two = AuditEvent.objects.order_by("number")[:2]
    file.write_text(f"2 {two.hash} 2026-03-02\n1 {one.hash} 2026-03-03\n")
    (problem,) = anchors.compare(file)
    assert (problem.table, problem.id) == ("anchor file", "2")


def test_the_text_for_the_board_holds_the_line(file):
    make.author()
    anchor = anchors.current_anchor(make.NOW)
    text = anchors.anchor_text(anchor)
    assert f"\n{anchor}\n" in text
    assert "2 March 2026" in text
    file.write_text(next(line for line in text.splitlines() if line == str(anchor)))
    assert anchors.compare(file) == []
