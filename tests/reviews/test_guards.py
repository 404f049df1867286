"""Raw SQL against the guards, I1-I12: each attack is refused with the rule's sentence, and nothing changes.

Also run on PostgreSQL (make test-postgres).
"""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from accounts import services as accounts
from articles.models import Version
from articles.services import add_contributor
from audit import guards
from audit.history import ActorNameBase
from reviews import services
from reviews.models import ReviewRound
from tests import factories as make
from tests.database import refused, run

pytestmark = pytest.mark.django_db

ATTACKS = {
    # I1
    "a submitted version without text": (
        "UPDATE articles_version SET state = 'submitted' WHERE id = {draft}",
        "I1: a version that is no draft",
    ),
    "a digest of another text": (
        "UPDATE articles_version SET state = 'submitted', canonical = 'x', content_digest = '"
        + "0" * 64
        + "'"
        " WHERE id = {draft}",
        "I1: the digest is the SHA-256",
    ),
    "a draft with a canonical text": (
        "UPDATE articles_version SET canonical = 'x',"
        " content_digest = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' WHERE id = {draft}",
        "I1: a draft has no canonical text",
    ),
    # I2
    "a number given twice": (
        "INSERT INTO articles_version (article_id, number, state, expedited, title, question, change_summary,"
        " significance, drafted_with, funding, lock, canonical, content_digest, created_by_id, created_at)"
        " SELECT article_id, number, 'draft', expedited, title, question, change_summary, significance, drafted_with,"
        " funding, lock, '', '', created_by_id, created_at FROM articles_version WHERE id = {live}",
        None,
    ),
    "two open versions": (
        "INSERT INTO articles_version (article_id, number, state, expedited, title, question, change_summary,"
        " significance, drafted_with, funding, lock, canonical, content_digest, created_by_id, created_at)"
        " SELECT article_id, 99, 'draft', expedited, title, question, change_summary, significance, drafted_with,"
        " funding, lock, '', '', created_by_id, created_at FROM articles_version WHERE id = {reviewed}",
        None,
    ),
    # I3
    "a version born approved": (
        "INSERT INTO articles_version (article_id, number, state, expedited, title, question, change_summary,"
        " significance, drafted_with, funding, lock, canonical, content_digest, created_by_id, created_at)"
        " SELECT article_id, 99, 'approved', expedited, title, question, change_summary, significance, drafted_with,"
        " funding, lock, canonical, content_digest, created_by_id, created_at FROM articles_version"
        " WHERE id = {live}",
        "I3: a version is born a draft",
    ),
    "draft to approved": (
        "UPDATE articles_version SET state = 'approved', canonical = 'x',"
        " content_digest = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' WHERE id = {draft}",
        "I3: this is no step",
    ),
    "submitted to approved": (
        "UPDATE articles_version SET state = 'approved' WHERE id = {submitted}",
        "I3: this is no",
    ),
    "superseded to approved": (
        "UPDATE articles_version SET state = 'approved' WHERE id = {old}",
        "I3: this is no step",
    ),
    "approved to draft": (
        "UPDATE articles_version SET state = 'draft' WHERE id = {live}",
        "I3: this is no step",
    ),
    "another article": (
        "UPDATE articles_version SET number = 70, article_id ="
        " (SELECT article_id FROM articles_version WHERE id = {live}) WHERE id = {draft}",
        "I3: a version keeps",
    ),
    "another number": ("UPDATE articles_version SET number = 50 WHERE id = {draft}", "I3: a version keeps"),
    "another maker": (
        "UPDATE articles_version SET created_by_id = {member} WHERE id = {draft}",
        "I3: a version keeps",
    ),
    "an expedited version": (
        "UPDATE articles_version SET expedited = {true} WHERE id = {draft}",
        "I3: a version keeps",
    ),
    "a version deleted": ("DELETE FROM articles_version WHERE id = {draft}", "never deleted"),
    # I4
    "the signed text altered": (
        "UPDATE articles_version SET canonical = 'x',"
        " content_digest = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' WHERE id = {live}",
        "I4: the signed text is frozen",
    ),
    "a title altered under review": (
        "UPDATE articles_version SET title = 'x' WHERE id = {reviewed}",
        "I4: a submitted version is frozen",
    ),
    "another live base": (
        "UPDATE articles_version SET live_base_id = {live} WHERE id = {reviewed}",
        "I4: a submitted version is frozen",
    ),
    "a title altered while pulling back": (
        "UPDATE articles_version SET state = 'draft', canonical = '', content_digest = '', submitted_at = NULL,"
        " title = 'x' WHERE id = {submitted}",
        "I4: a submitted version is frozen",
    ),
    "a live text altered": (
        "UPDATE articles_rendition SET body = 'x' WHERE version_id = {live}",
        "I4: what belongs to a submitted version",
    ),
    "a text moved into a signed version": (
        "UPDATE articles_rendition SET version_id = {live}, audience_id = 'student'"
        " WHERE version_id = {draft} AND audience_id = 'patient'",
        "I4: what belongs to a submitted version",
    ),
    "a text deleted": (
        "DELETE FROM articles_rendition WHERE version_id = {reviewed}",
        "I4: what belongs to a submitted version|violates|FOREIGN",
    ),
    "a text added": (
        "INSERT INTO articles_rendition (version_id, audience_id, title, key_takeaway, body, disclaimer)"
        " VALUES ({live}, 'student', '', '', 'x', '')",
        "I4: what belongs to a submitted version",
    ),
    "a contributor removed so that they can sign": (
        "DELETE FROM articles_contribution WHERE version_id = {reviewed}",
        "I4: what belongs to a submitted version",
    ),
    "an interest altered": (
        "UPDATE articles_contribution SET interests = 'None' WHERE version_id = {live}",
        "I4: what belongs to a submitted version",
    ),
    "a citation altered": (
        "UPDATE articles_citation SET csl = '{{}}' WHERE rendition_id IN"
        " (SELECT id FROM articles_rendition WHERE version_id = {live})",
        "I4: what belongs to a submitted version",
    ),
    "a citation removed": (
        "DELETE FROM articles_citation WHERE rendition_id IN"
        " (SELECT id FROM articles_rendition WHERE version_id = {live})",
        "I4: what belongs to a submitted version",
    ),
    # I5
    "a round on a draft": (
        "INSERT INTO reviews_reviewround (version_id, purpose, state, content_digest, required_approvals, due,"
        " opened_by_id, opened_at, closing_reason)"
        " VALUES ({draft}, 'full', 'open', 'x', 2, '2026-04-01', {member}, '2026-03-02 09:00:00+00:00', '')",
        "I5: a round names the digest",
    ),
    "a round born passed": (
        "INSERT INTO reviews_reviewround (version_id, purpose, state, content_digest, required_approvals, due,"
        " opened_by_id, opened_at, closing_reason)"
        " SELECT id, 'full', 'passed', content_digest, 2, '2026-04-01', {member}, '2026-03-02 09:00:00+00:00', ''"
        " FROM articles_version WHERE id = {submitted}",
        "I5: a round is born open",
    ),
    "a round of one approval": (
        "INSERT INTO reviews_reviewround (version_id, purpose, state, content_digest, required_approvals, due,"
        " opened_by_id, opened_at, closing_reason)"
        " SELECT id, 'full', 'open', content_digest, 1, '2026-04-01', {member}, '2026-03-02 09:00:00+00:00', ''"
        " FROM articles_version WHERE id = {submitted}",
        "I5: no round asks for less",
    ),
    "an expedited round on an ordinary version": (
        "INSERT INTO reviews_reviewround (version_id, purpose, state, content_digest, required_approvals, due,"
        " opened_by_id, opened_at, closing_reason)"
        " SELECT id, 'expedited', 'open', content_digest, 1, '2026-04-01', {member}, '2026-03-02 09:00:00+00:00', ''"
        " FROM articles_version WHERE id = {submitted}",
        "I5: an expedited round needs",
    ),
    "a second round": (
        "INSERT INTO reviews_reviewround (version_id, purpose, state, content_digest, required_approvals, due,"
        " opened_by_id, opened_at, closing_reason)"
        " SELECT id, 'full', 'open', content_digest, 2, '2026-04-01', {member}, '2026-03-02 09:00:00+00:00', ''"
        " FROM articles_version WHERE id = {reviewed}",
        None,
    ),
    "an attest round on a version under review": (
        "INSERT INTO reviews_reviewround (version_id, purpose, state, content_digest, required_approvals, due,"
        " opened_by_id, opened_at, closing_reason)"
        " SELECT id, 'attest', 'open', content_digest, 2, '2026-04-01', {member}, '2026-03-02 09:00:00+00:00', ''"
        " FROM articles_version WHERE id = {submitted}",
        "I5: an attest round",
    ),
    "a retract round on a version under review": (
        "INSERT INTO reviews_reviewround (version_id, purpose, state, content_digest, required_approvals, due,"
        " opened_by_id, opened_at, closing_reason)"
        " SELECT id, 'retract', 'open', content_digest, 2, '2026-04-01', {member}, '2026-03-02 09:00:00+00:00', ''"
        " FROM articles_version WHERE id = {submitted}",
        "I5: a retract round",
    ),
    "a lowered quorum": (
        "UPDATE reviews_reviewround SET required_approvals = 1 WHERE id = {round}",
        "I5: the terms of a round",
    ),
    "a round moved to another version": (
        "UPDATE reviews_reviewround SET version_id = {submitted} WHERE id = {round}",
        "I5: the terms of a round",
    ),
    "a round re-opened": (
        "UPDATE reviews_reviewround SET state = 'open' WHERE version_id = {live}",
        "I5: a closed round stays closed",
    ),
    "a round deleted": ("DELETE FROM reviews_reviewround WHERE id = {round}", "never deleted"),
    # I6 and I7
    "a sign-off by the author": ("{sign_off} {author}, 'approve', 'none' {of_the_round}", "I6: "),
    "a sign-off by a reader": (
        "{sign_off} {reader}, 'approve', 'none' {of_the_round}",
        "I6: the signer is an active",
    ),
    "a sign-off by a superuser": (
        "{sign_off} {superuser}, 'approve', 'none' {of_the_round}",
        "I6: a superuser never",
    ),
    "a sign-off by a contributor on the board": (
        "{sign_off} {contributor}, 'approve', 'none' {of_the_round}",
        "I6: nobody signs what they contributed to",
    ),
    "a sign-off by one who left": (
        "{sign_off} {former}, 'approve', 'none' {of_the_round}",
        "I6: the signer is an",
    ),
    "a sign-off of another digest": (
        "{sign_off} {member}, 'approve', 'none' FROM reviews_reviewround r, articles_version v"
        " WHERE r.id = {round} AND v.id = {submitted}",
        "I6: a sign-off names",
    ),
    "a sign-off in a closed round": (
        "{sign_off} {member}, 'approve', 'none' FROM reviews_reviewround r JOIN articles_version v"
        " ON v.id = r.version_id WHERE v.id = {live}",
        "I6: a sign-off names",
    ),
    "a sign-off under a better name": (
        "{sign_off} {member}, 'approve', 'none' {of_the_round}",
        "I6: a sign-off is printed as its signer stands",
    ),
    "a second sign-off": ("{as_signer} {signer}, 'approve', 'none' {of_the_round}", "I7: one live sign-off"),
    "an approval with a conflict": (
        "{sign_off} {member}, 'approve', 'conflict' {of_the_round}",
        "I7: nobody approves",
    ),
    # I8
    "a round passed with one approval of two": (
        "UPDATE reviews_reviewround SET state = 'passed' WHERE id = {round}",
        "I8: a round passes only with enough",
    ),
    # I9
    "approved with a round still open": (
        "UPDATE articles_version SET state = 'approved' WHERE id = {reviewed}",
        "I9: a version is approved only by a passed round",
    ),
    "retracted without a round": (
        "UPDATE articles_version SET state = 'retracted' WHERE id = {old}",
        "retracted only by a passed retract round",
    ),
    # I10
    "a draft published": (
        "UPDATE articles_article SET published_version_id = {draft} WHERE id ="
        " (SELECT article_id FROM articles_version WHERE id = {draft})",
        "I10: only an approved version",
    ),
    "a version of another article published": (
        "UPDATE articles_article SET published_version_id = {live} WHERE id ="
        " (SELECT article_id FROM articles_version WHERE id = {draft})",
        "I10: only an approved version",
    ),
    "a superseded version published": (
        "UPDATE articles_article SET published_version_id = {old} WHERE id ="
        " (SELECT article_id FROM articles_version WHERE id = {old})",
        "I10: only an approved version",
    ),
    "the live version superseded under its page": (
        "UPDATE articles_version SET state = 'superseded' WHERE id = {live}",
        "I10: the published version stays approved",
    ),
    "an article deleted": ("DELETE FROM articles_article", "never deleted"),
    # I11
    "an approval turned": ("UPDATE reviews_signoff SET decision = 'recuse'", "append-only"),
    "a sign-off deleted": ("DELETE FROM reviews_signoff", "append-only"),
    "a withdrawal by somebody else": (
        "INSERT INTO reviews_signoffwithdrawal (sign_off_id, by_id, reason, at)"
        " SELECT s.id, {member}, 'x', '2026-03-05 09:00:00+00:00' FROM reviews_signoff s WHERE s.round_id = {round}",
        "withdrawn by its signer",
    ),
    "a withdrawal after the round": (
        "INSERT INTO reviews_signoffwithdrawal (sign_off_id, by_id, reason, at)"
        " SELECT s.id, s.signer_id, 'x', '2026-03-05 09:00:00+00:00' FROM reviews_signoff s"
        " WHERE s.version_id = {live}",
        "withdrawn by its signer",
    ),
    "the ledger altered": ("UPDATE articles_publication SET reason = 'x'", "append-only"),
    "the ledger cut": ("DELETE FROM articles_publication", "append-only"),
    "a publication of a version under review": (
        "INSERT INTO articles_publication (article_id, version_id, kind, digest, by_id, reason, at)"
        " SELECT article_id, id, 'publish', content_digest, {member}, '', '2026-03-05 09:00:00+00:00'"
        " FROM articles_version WHERE id = {reviewed}",
        "only an approved version is published",
    ),
    "a notice altered": ("UPDATE articles_notice SET text = 'x'", "append-only"),
    "the log altered": ("UPDATE audit_auditevent SET action = 'x' WHERE number = 1", "append-only"),
    "the log cut": ("DELETE FROM audit_auditevent WHERE number = 1", "append-only"),
    "a finding reworded": ("UPDATE reviews_finding SET text = 'x'", "a finding keeps"),
    "a finding deleted": ("DELETE FROM reviews_finding", "never deleted"),
    "a person deleted": ("DELETE FROM accounts_user WHERE id = {reader}", "never deleted"),
    "an appointment deleted": ("DELETE FROM accounts_boardmember", "never deleted"),
    "an appointment given to another": (
        "UPDATE accounts_boardmember SET user_id = {reader} WHERE user_id = {former}",
        "keeps its person",
    ),
    "an appointment by oneself": (
        "INSERT INTO accounts_boardmember (user_id, printed_name, credentials, specialty, interests, active_from,"
        " appointed_by_id) VALUES ({reader}, 'x', 'x', 'neurology', '', '2026-01-01', {reader})",
        None,
    ),
    # I12
    "a gap in the log": (
        "INSERT INTO audit_auditevent (number, at, actor_name, action, subject_type, subject_id, data, previous_hash,"
        " hash) SELECT number + 2, at, '', 'x', 'x', 'x', '{{}}', hash, '"
        + "a"
        * 64
        + "' FROM audit_auditevent"
        " ORDER BY number DESC LIMIT 1",
        "numbered without gaps",
    ),
    "a fork of the log": (
        "INSERT INTO audit_auditevent (number, at, actor_name, action, subject_type, subject_id, data, previous_hash,"
        " hash) SELECT number + 1, at, '', 'x', 'x', 'x', '{{}}', '" + "b" * 64 + "', '" + "a" * 64 + "'"
        " FROM audit_auditevent ORDER BY number DESC LIMIT 1",
        "names the hash of the one before",
    ),
    "a log row replaced": (
        "INSERT INTO audit_auditevent (number, at, actor_name, action, subject_type, subject_id, data, previous_hash,"
        " hash) SELECT number, at, '', 'x', 'x', 'x', '{{}}', previous_hash, '" + "a" * 64 + "'"
        " FROM audit_auditevent WHERE number = 3",
        None,
    ),
}
SIGN_OFF = (
    "INSERT INTO reviews_signoff (round_id, version_id, content_digest, meaning, printed_name, credentials, specialty,"
    " interest, authenticated_at, authentication_method, signed_at, signer_id, decision, conflict)"
    " SELECT r.id, r.version_id, v.content_digest, 'x', 'x', '', '', '', '2026-04-01 09:00:00+00:00', 'password',"
    " '2026-04-01 09:00:00+00:00',"
)
OF_THE_ROUND = (
    "FROM reviews_reviewround r JOIN articles_version v ON v.id = r.version_id WHERE r.id = {round}"
)


def printed(sign_off, name):
    """With name, credentials and specialty as the signer has them on the board."""
    return sign_off.replace(" 'x', 'x', '', '', ''", f" 'x', '{name}', 'MD', 'neurology', ''")


@pytest.fixture
def names():
    """A world with something to attack in every table: name -> id."""
    author = make.author()
    contributor, signer, former = make.member("Con Tributor"), make.member("Si Gner"), make.member("Form Er")
    old = make.approved(author)
    live = make.approve(make.next_under_review(old, author))
    draft = make.draft(author)
    submitted = make.submitted(author)
    other = make.draft(author)
    add_contributor(
        other,
        contributor,
        role="editor",
        printed_name="Con",
        credentials="",
        actor=author,
        now=make.NOW,
    )
    make.declare_interests(other)
    reviewed = services.submit(other, user=author, now=make.NOW)
    services.open_round(reviewed, user=make.editor(), now=make.NOW)
    make.sign(reviewed, signer, remark="Consider a table.")
    gone = make.approved(author)
    services.withdraw(gone, user=make.editor(), reason="Wrong.", now=make.NOW + timedelta(days=3))
    accounts.end_appointment(
        former.board_member, last_day=make.NOW.date(), actor=make.administrator(), now=make.NOW
    )
    superuser = make.member("Su Peruser")
    type(superuser).objects.filter(pk=superuser.pk).update(is_superuser=True)
    found = {
        "old": old.pk,
        "live": live.pk,
        "draft": draft.pk,
        "submitted": submitted.pk,
        "reviewed": reviewed.pk,
        "round": ReviewRound.objects.get(version=reviewed).pk,
        "author": author.pk,
        "contributor": contributor.pk,
        "signer": signer.pk,
        "former": former.pk,
        "superuser": superuser.pk,
        "member": make.member("Mem Ber").pk,
        "reader": make.user().pk,
        "true": "TRUE" if connection.vendor == "postgresql" else "1",
    }
    return {
        **found,
        "sign_off": SIGN_OFF,
        "as_signer": printed(SIGN_OFF, "Dr Si Gner"),
        "of_the_round": OF_THE_ROUND.format(**found),
    }


def test_every_attack_is_refused_and_changes_nothing(names):
    for name, (sql, sentence) in ATTACKS.items():
        try:
            refused(sql.format(**names), match=sentence)
        except BaseException:
            print(f"\nThe attack that was not refused as it should be: {name}")
            raise
    print(f"\n{len(ATTACKS)} attacks by raw SQL on {connection.vendor}")


def test_the_same_statements_pass_when_they_are_lawful(names):
    """So that the attacks above fail for the reason they name, and not for a typing error."""
    run(f"{printed(SIGN_OFF, 'Dr Mem Ber')} {names['member']}, 'approve', 'none' {names['of_the_round']}")
    run("UPDATE reviews_reviewround SET state = 'passed' WHERE id = %s", names["round"])
    run("UPDATE articles_version SET state = 'approved' WHERE id = %s", names["reviewed"])
    run(
        "UPDATE articles_article SET published_version_id = %s WHERE id ="
        " (SELECT article_id FROM articles_version WHERE id = %s)",
        names["reviewed"],
        names["reviewed"],
    )
    run(
        "UPDATE articles_version SET state = 'draft', canonical = '', content_digest = '', submitted_at = NULL"
        " WHERE id = %s",
        names["submitted"],
    )
    run("UPDATE articles_rendition SET body = 'x' WHERE version_id = %s", names["draft"])
    assert Version.objects.get(pk=names["reviewed"]).state == "approved"


def test_a_round_does_not_pass_over_a_standing_request_for_changes():
    version = make.under_review()
    make.sign(version, decision="request_changes")
    make.sign(version)
    make.sign(version)
    refused(
        "UPDATE reviews_reviewround SET state = 'passed'", match="I8: a round does not pass while a request"
    )


def test_a_version_is_not_approved_beside_another_approved_text():
    """Two versions passed on the same base: the second one must be reconciled first."""
    author = make.author()
    first = make.approved(author)
    second = make.next_under_review(first, author)
    make.sign(second)
    digest = second.content_digest
    run(
        f"{printed(SIGN_OFF, 'Dr Member Mabel')} {make.member().pk}, 'approve', 'none' FROM reviews_reviewround r JOIN articles_version v"
        f" ON v.id = r.version_id WHERE v.id = {second.pk}"
    )
    run("UPDATE reviews_reviewround SET state = 'passed' WHERE version_id = %s", second.pk)
    guards.drop(connection)
    run("UPDATE articles_version SET live_base_id = NULL WHERE id = %s", second.pk)
    guards.install(connection)

    refused(
        "UPDATE articles_version SET state = 'approved' WHERE id = %s",
        second.pk,
        match="I9: a version is approved only on top of",
    )
    assert make.fresh(second).content_digest == digest


def test_history_is_append_only(names):
    tables = [m._meta.db_table for m in apps.get_models() if issubclass(m, ActorNameBase)]
    filled = 0
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            if not cursor.fetchone()[0]:
                continue
        filled += 1
        refused(f"UPDATE {table} SET actor_name = 'x'", match="append-only")
        refused(f"DELETE FROM {table}", match="append-only")
    assert filled >= 9


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_no_guarded_table_can_be_emptied(names):
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in sorted({guard.table for guard in guards.all_guards()}):
        refused(f"TRUNCATE {table} CASCADE", match="never emptied")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
@pytest.mark.parametrize("recursive_triggers", ["ON", "OFF"])
def test_no_guarded_row_can_be_replaced(names, recursive_triggers):
    """INSERT OR REPLACE and UPDATE OR REPLACE delete rows without firing delete triggers."""
    run(f"PRAGMA recursive_triggers = {recursive_triggers}")
    tried = 0
    try:
        for table in sorted({guard.table for guard in guards.all_guards()}):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table} LIMIT 1")
                columns = [column[0] for column in cursor.description]
                row = cursor.fetchone()
            if row is None:
                continue
            tried += 1
            places = ", ".join(["%s"] * len(row))
            refused(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({places})", *row)
            key = columns[0]
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {key} FROM {table} WHERE {key} <> %s LIMIT 1", [row[0]])
                another = cursor.fetchone()
            if another is not None:
                refused(f"UPDATE OR REPLACE {table} SET {key} = %s WHERE {key} = %s", another[0], row[0])
    finally:
        run("PRAGMA recursive_triggers = ON")
    print(f"\n{tried} tables, two REPLACE forms, recursive_triggers {recursive_triggers}")
    assert tried >= 20
