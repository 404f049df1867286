"""The audit chain: what it refuses, and what verify_audit finds when the guards were taken away."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from articles.models import Article, Contribution, Publication, Rendition, Version
from audit import chain, guards
from audit.models import AuditEvent
from audit.verification import verify
from reviews import services
from reviews.models import SignOff
from tests import factories as make
from tests.database import run

pytestmark = pytest.mark.django_db


def verify_audit():
    """What the command prints as JSON, and its exit code."""
    out, code = StringIO(), 0
    try:
        call_command("verify_audit", "--json", stdout=out)
    except SystemExit as stopped:
        code = stopped.code
    return json.loads(out.getvalue()), code


@pytest.fixture
def tampered():
    """Run SQL as the owner of the database would who took the guards away."""

    def tamper(sql, *params):
        """And who put them back afterwards, so that only the rows can tell."""
        guards.drop(connection)
        run(sql, *params)
        guards.install(connection)

    return tamper


def test_an_untouched_chain_verifies():
    make.approved()
    answer, code = verify_audit()
    assert code == 0
    assert answer["ok"]
    assert answer["events"] == AuditEvent.objects.count()
    assert answer["head"] == AuditEvent.objects.last().hash
    assert answer["versions_checked"] == 1
    assert answer["problems"] == []


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_the_transaction_of_its_deed():
    someone = make.user()
    before = AuditEvent.objects.count()
    with pytest.raises(RuntimeError):
        chain.append("x", actor=None, subject=someone, at=make.NOW)
    assert AuditEvent.objects.count() == before


def test_a_deed_that_fails_leaves_no_event():
    someone, before = make.user(), AuditEvent.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        chain.append("x", actor=None, subject=someone, at=make.NOW)
        raise ZeroDivisionError
    assert AuditEvent.objects.count() == before


def test_the_log_keeps_the_name_of_staff_and_only_the_number_of_readers():
    reader, author = make.user("Quiet Reader"), make.author("Loud Author")
    for person in (reader, author):
        chain.append("test", actor=person, subject=person, at=make.NOW)
    names = AuditEvent.objects.filter(action="test").values_list("actor_name", flat=True)
    assert list(names) == ["", "Loud Author"]
    assert "Quiet" not in "".join(AuditEvent.objects.values_list("data", flat=True))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditevent SET action = 'nothing' WHERE number = 4",
        "UPDATE audit_auditevent SET actor_name = 'Somebody Else' WHERE number = 4",
        "UPDATE audit_auditevent SET data = '{}' WHERE number = 4",
        "UPDATE audit_auditevent SET at = '2020-01-01 00:00:00+00:00' WHERE number = 4",
        "DELETE FROM audit_auditevent WHERE number = 4",
    ],
)
def test_the_first_bad_event_is_named(tampered, sql):
    make.approved()
    tampered(sql)
    answer, code = verify_audit()
    assert code == 1
    assert not answer["ok"]
    assert (answer["problems"][0]["table"], answer["problems"][0]["id"]) == ("audit_auditevent", "4")


ALTERED = {
    "the signed text": ("articles_version", Version, "canonical = canonical || ' '"),
    "a digest": ("articles_version", Version, "content_digest = '" + "0" * 64 + "'"),
    "a title": ("articles_version", Version, "title = title || '.'"),
    "a dose": ("articles_rendition", Rendition, "body = REPLACE(body, '2.5 mg', '25 mg')"),
    "a takeaway": ("articles_rendition", Rendition, "key_takeaway = 'Take it.'"),
    "an interest": ("articles_contribution", Contribution, "interests = 'Nothing at all.'"),
    "a decision": ("reviews_signoff", SignOff, "decision = 'recuse'"),
    "a signer's name": ("reviews_signoff", SignOff, "printed_name = 'Dr Nobody'"),
    "the ledger": ("articles_publication", Publication, "reason = 'x'"),
    "what is live": ("articles_article", Article, "published_version_id = NULL"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_one_altered_row_is_found_and_named(tampered, what):
    make.approved()
    table, model, change = ALTERED[what]
    row = model.objects.order_by("pk").first()
    if what == "a dose":
        row = Rendition.objects.get(audience="clinician")

    tampered(f"UPDATE {table} SET {change} WHERE id = %s", row.pk)

    answer, code = verify_audit()
    assert code == 1
    assert (table, str(row.pk)) in {(p["table"], p["id"]) for p in answer["problems"]}


def test_a_frozen_citation_and_a_stored_page_are_compared_with_the_signed_text(tampered):
    make.approved()
    tampered("UPDATE articles_citation SET csl = REPLACE(csl, '2007', '2017')")
    run("UPDATE articles_renderedtext SET html = REPLACE(html, '2.5', '25')")
    tables = {problem.table for problem in verify().problems}
    assert tables == {"articles_citation", "articles_renderedtext"}


def test_a_forged_approval_is_found(tampered):
    version = make.under_review()
    tampered("UPDATE articles_version SET state = 'approved' WHERE id = %s", version.pk)
    assert ("articles_version", str(version.pk)) in {(p.table, p.id) for p in verify().problems}


def test_a_removed_sign_off_is_found(tampered):
    make.approved()
    gone = SignOff.objects.first().pk
    tampered("DELETE FROM reviews_signoff WHERE id = %s", gone)
    found = [p for p in verify().problems if p.table == "reviews_signoff"]
    assert [p.id for p in found] == [str(gone)]
    assert "gone" in found[0].message


def test_an_invented_sign_off_is_found(tampered):
    version = make.under_review()
    signed = make.sign(version)
    tampered(
        "INSERT INTO reviews_signoff (round_id, version_id, content_digest, meaning, printed_name, credentials,"
        " specialty, interest, authenticated_at, authentication_method, signed_at, signer_id, decision, conflict)"
        " SELECT round_id, version_id, content_digest, meaning, printed_name, credentials, specialty, interest,"
        " authenticated_at, authentication_method, signed_at, %s, decision, conflict FROM reviews_signoff"
        " WHERE id = %s",
        make.member("Mallory").pk,
        signed.pk,
    )
    assert any(p.table == "reviews_signoff" and "No audit event" in p.message for p in verify().problems)


def test_a_missing_guard_is_critical():
    assert not [m for m in run_checks(databases=["default"]) if m.id.startswith("audit.")]
    guards.drop(connection)
    messages = [m for m in run_checks(databases=["default"]) if m.id == "audit.E001"]
    assert len(messages) == 1
    assert messages[0].is_serious()
    assert "guard_reviews_signoff_insert" in messages[0].msg
    guards.install(connection)
    assert not [m for m in run_checks(databases=["default"]) if m.id.startswith("audit.")]


def test_migrate_puts_missing_guards_back():
    guards.drop(connection)
    call_command("migrate", verbosity=0)
    assert guards.lacking(connection) == []


@pytest.mark.parametrize("command", ["clean_duplicate_history", "clean_old_history"])
def test_the_commands_that_thin_out_history_are_refused(command):
    with pytest.raises(CommandError, match="never thinned out"):
        call_command(command)


@pytest.mark.django_db(transaction=True)
def test_flush_is_refused():
    make.approved()
    with pytest.raises(CommandError):
        call_command("flush", interactive=False, verbosity=0)
    assert AuditEvent.objects.exists()


def test_guards_taken_away_are_named():
    make.approved()
    guards.drop(connection)
    assert {problem.table for problem in verify().problems} == {"guards"}


def test_a_guard_that_is_there_by_name_only_is_missing():
    name = "guard_reviews_signoff_update"
    if connection.vendor == "postgresql":
        body = "BEGIN RETURN NEW; END"
        run(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    else:
        run(f"DROP TRIGGER {name}")
        run(f"CREATE TRIGGER {name} BEFORE UPDATE ON reviews_signoff BEGIN SELECT 1; END")
    assert guards.lacking(connection) == [name]
    guards.install(connection)
    assert guards.lacking(connection) == []


UNRECORDED = {
    "a notice": "UPDATE articles_notice SET text = 'Nothing was wrong.'",
    "a notice removed": "DELETE FROM articles_notice",
    "a summary": "UPDATE articles_version SET change_summary = 'x'",
    "a state": "UPDATE articles_version SET state = 'changes_requested' WHERE state = 'approved'",
    "a lowered quorum": "UPDATE reviews_reviewround SET required_approvals = 1",
    "a finding": "UPDATE reviews_finding SET text = 'All is well.'",
    "an appointment": "UPDATE accounts_boardmember SET specialty = 'pharmacy'",
    "a role": "DELETE FROM accounts_rolegrant",
    "a policy": "UPDATE reviews_reviewpolicy SET approvals = 2 WHERE risk = 'high'",
    "all history": "DELETE FROM articles_historicalversion",
}


@pytest.mark.parametrize("what", UNRECORDED)
def test_a_change_without_a_history_is_found(tampered, what):
    version = make.under_review()
    make.sign(version, remark="Consider a table.")
    make.approve(version, signers=[make.member("Last One")])
    services.withdraw(
        version, user=make.editor(), reason="A dose was wrong.", now=make.NOW + timedelta(days=9)
    )
    sql = UNRECORDED[what]
    table = sql.split()[2] if sql.startswith("DELETE") else sql.split()[1]
    assert verify().problems == []

    tampered(sql)

    found = {problem.table for problem in verify().problems}
    assert table.replace("historical", "") in found


BROKEN = (
    "UPDATE articles_citation SET csl = '{'",
    "UPDATE articles_version SET canonical = '{}',"
    " content_digest = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'",
    "UPDATE audit_auditevent SET data = '{\"fingerprint\"' WHERE number > 3",
    "UPDATE audit_auditevent SET data = '{\"fingerprint\": 1}' WHERE number > 3",
)


@pytest.mark.parametrize("sql", BROKEN)
def test_what_cannot_be_read_is_named_and_stops_nothing(tampered, sql):
    make.approved()
    tampered(sql)
    answer, code = verify_audit()
    assert code == 1
    assert sql.split()[1] in {problem["table"] for problem in answer["problems"]}


def test_a_page_of_another_renderer_is_never_shown():
    version = make.approved(slug="azathioprine-in-ms")
    run("UPDATE articles_renderedtext SET html = '<p>Take 500 mg/kg a day.</p>', renderer = '0'")
    page = Client().get("/articles/azathioprine-in-ms/").content.decode()
    assert "500" not in page
    assert "Five trials were pooled" in page
    assert version.state == "approved"
