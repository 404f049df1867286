"""The evidence pack: what it holds, that it is the same every time, and that no change of it goes unseen."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Specialty, User
from audit import guards
from audit.models import AuditEvent
from reviews import evidence, services
from reviews.evidence import archive
from reviews.models import Finding, ReviewPolicy
from tests import factories as make
from tests.database import run, state_of_all_tables

pytestmark = pytest.mark.django_db


def days(number):
    return make.NOW + timedelta(days=number)


def a_case():
    """Version 2 of an article whose first version was approved: a request for changes was lifted by its signer, a
    remark answered, replied to and resolved; pharmacy was required and has approved from its seat."""
    author, editor = make.author(), make.editor()
    first = make.approved(author)
    terms = {"specialties": ["pharmacy"]}
    ReviewPolicy.objects.update_or_create(kind="question", risk="standard", defaults=terms)
    texts = make.Texts(clinician=make.CLINICIAN.replace("2.5 mg", "2 mg"))
    version = make.next_under_review(first, author, texts=texts)
    pharmacist, other = make.member("Phar Macist", Specialty.PHARMACY), make.member("Imm Unologist")
    services.assign(version, pharmacist.board_member, user=editor, specialty="pharmacy", now=days(11))
    make.sign(version, other, "request_changes", now=days(12), remark="Name the dose of the trials.")
    finding = Finding.objects.get()
    services.answer_finding(finding, user=author, answer="Named in the table.", now=days(13))
    services.reply_to_finding(finding, user=other, text="Seen, thank you.", now=days(14))
    services.resolve_finding(finding, user=other, resolution="resolved", now=days(14))
    services.withdraw_sign_off(version, signer=other, reason="Answered.", now=days(15))
    return make.approve(version, signers=[pharmacist, other], now=days(16))


@pytest.fixture
def version():
    return a_case()


@pytest.fixture
def pack(version):
    return evidence.evidence_of(version)


def members(pack):
    with zipfile.ZipFile(BytesIO(pack)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def again(files):
    """The pack with these members, and sums that fit them: what a forger would make."""
    return archive.write({name: data for name, data in files.items() if name != archive.SUMS})


def words_of(page):
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page.decode())).split())


def faulty(pack):
    verdict = evidence.check(pack)
    assert not verdict.ok
    assert all(fault.file and fault.message for fault in verdict.problems)
    return {fault.file for fault in verdict.problems}


def edited(pack, name, change):
    """The pack with one JSON member changed by `change`, and sums that fit."""
    files = members(pack)
    record = json.loads(files[name])
    change(record)
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    return again({**files, name: text.encode()})


# What it holds


def test_a_pack_holds_the_whole_case(version, pack):
    files = members(pack)
    assert sorted(files) == [
        "README.html",
        "README.txt",
        "SHA256SUMS",
        "audit.json",
        "before.json",
        "canonical.json",
        "difference.html",
        "findings.json",
        "notices.json",
        "pages/clinician.html",
        "pages/patient.html",
        "publications.json",
        "record.html",
        "rounds.json",
        "sign-offs.json",
        "version.json",
    ]
    assert files["canonical.json"] == version.canonical.encode()
    assert hashlib.sha256(files["canonical.json"]).hexdigest() == version.content_digest
    record = files["record.html"].decode()
    for words in (
        "Name the dose of the trials.",
        "Named in the table.",
        "Seen, thank you.",
        "Taken back on",
        "I find it accurate, current and safe to publish",
        "Conflict of interest: none.",
        "among them pharmacy",
    ):
        assert words in record, words
    assert "Aim for 2 mg/kg a day." in words_of(files["pages/clinician.html"])
    assert "You need blood tests." in words_of(files["pages/patient.html"])
    difference = words_of(files["difference.html"])
    assert "was 2.5 mg/kg a day → now 2 mg/kg a day" in difference
    assert "compared with version 1" in difference


def test_an_untouched_pack_verifies(version, pack):
    verdict = evidence.check(pack)
    assert verdict.problems == []
    assert verdict.made_again
    assert verdict.digest == version.content_digest
    assert [(one["name"], one["decision"], one["withdrawn"]) for one in verdict.sign_offs] == [
        ("Dr Imm Unologist", "request_changes", True),
        ("Dr Phar Macist", "approve", False),
        ("Dr Imm Unologist", "approve", False),
    ]


def test_the_same_database_gives_the_same_bytes_on_any_day(version, pack, time_machine):
    time_machine.move_to(days(500))
    assert evidence.evidence_of(make.fresh(version)) == pack


def test_making_a_pack_writes_nothing(version):
    before = state_of_all_tables()
    evidence.evidence_of(version)
    assert state_of_all_tables() == before


def test_every_page_stands_by_itself(pack):
    """Nothing is loaded from anywhere: no script, no picture, no style sheet, no font; and it says so itself."""
    pages = {name: data.decode() for name, data in members(pack).items() if name.endswith(".html")}
    assert len(pages) == 5
    for name, page in pages.items():
        assert "default-src 'none'" in page, name
        assert not re.search(r"<(script|img|link|iframe|object|embed|video|audio|svg)\b", page), name
        assert "url(" not in page, name
        assert "@import" not in page, name
        assert "@media print" in page, name
        assert "{%" not in page, name
        assert "{{" not in page, name


def test_no_address_of_anybody_is_in_it(version):
    """Not of the accounts, and none that was typed."""
    finding = Finding.objects.get()
    services.reply_to_finding(
        finding, user=version.created_by, text="Ask me at jane.roe@example.com.", now=days(17)
    )
    other = make.author("Oth Er")
    services.roll_back(
        version.article.versions.get(number=1),
        user=make.editor(),
        reason="See mail of x@example.net",
        now=days(18),
    )
    User.objects.filter(pk=other.pk).update(name="")
    files = members(evidence.evidence_of(version))
    for name, data in files.items():
        assert b"@example." not in data, name
    assert "Ask me at [e-mail address withheld]." in files["findings.json"].decode()


def test_an_event_with_an_address_is_withheld_and_the_rest_still_verifies(version):
    services.start_version(version.article, user=version.created_by, now=days(20))
    draft = version.article.versions.get(number=3)
    services.abandon(
        draft, user=version.created_by, reason="Reader jane@example.com wrote to us.", now=days(21)
    )
    services.withdraw(version, user=make.editor(), reason="Ask press@example.com.", now=days(22))
    guards.drop(connection)
    event = AuditEvent.objects.get(action="round.opened", data__contains='"pharmacy"')
    pack = evidence.evidence_of(make.fresh(version))
    assert evidence.check(pack).problems == []
    publications = json.loads(members(pack)["publications.json"])
    assert [one["withheld"] for one in publications] == [False, True]
    assert "[e-mail address withheld]" in publications[1]["row"]["reason"]
    assert str(event.number) in members(pack)["audit.json"].decode()


def test_names_of_accounts_that_were_closed_are_numbers(version):
    editor = version.rounds.get().opened_by
    User.objects.filter(pk=editor.pk).update(name="", email=f"closed-{editor.pk}@closed.invalid")
    pack = evidence.evidence_of(make.fresh(version))
    assert f"account {editor.pk}" in members(pack)["rounds.json"].decode()
    assert evidence.check(pack).ok


def test_drafts_of_other_versions_are_not_told_of(version):
    following = services.start_version(version.article, user=version.created_by, now=days(20))
    events = json.loads(members(evidence.evidence_of(make.fresh(version)))["audit.json"])["events"]
    about = {event["subject_id"] for event in events if event["subject_type"] == "articles.version"}
    assert about == {str(version.pk)}
    assert following.pk != version.pk


@pytest.mark.parametrize("state", ["submitted", "under_review", "changes_requested"])
def test_a_text_that_was_not_approved_has_evidence_of_that(state):
    version = getattr(make, state)()
    pack = evidence.evidence_of(version)
    assert evidence.check(pack).problems == []
    assert "Not approved by the board" in members(pack)["pages/patient.html"].decode()
    assert "There was no signed text before this one." in members(pack)["difference.html"].decode()


def test_a_retracted_text_says_so_on_every_page():
    version, editor = make.approved(), make.editor()
    services.open_retraction(version, user=editor, reason="Fabricated data.", now=days(5))
    make.approve(version, now=days(6))
    services.retract(make.fresh(version), user=editor, notice="The data were made up.", now=days(7))
    pack = evidence.evidence_of(make.fresh(version))
    assert evidence.check(pack).problems == []
    for page in ("pages/clinician.html", "pages/patient.html", "record.html", "README.html"):
        assert "Retracted: it must not be relied on" in members(pack)[page].decode(), page
        assert "The data were made up." in members(pack)[page].decode(), page


def test_attested_and_expedited_rounds_are_in_it():
    author, editor = make.author(), make.editor()
    version = make.approved(author)
    services.attest(version, user=editor, now=days(5))
    make.approve(version, now=days(6))
    pack = evidence.evidence_of(make.fresh(version))
    assert evidence.check(pack).problems == []
    assert [review["purpose"] for review in json.loads(members(pack)["rounds.json"])] == ["full", "attest"]
    urgent = services.expedite(make.fresh(version.article), user=author, reason="A wrong dose.", now=days(7))
    make.write(urgent, author, texts=make.Texts(patient=make.PATIENT + "\nTell us.\n"), now=days(7))
    make.declare_interests(urgent, now=days(7))
    services.submit(make.fresh(urgent), user=author, now=days(8))
    services.open_round(urgent, user=editor, now=days(8))
    urgent = make.approve(make.fresh(urgent))
    assert evidence.check(evidence.evidence_of(urgent)).problems == []


# How an outsider checks it


@pytest.fixture
def unpacked(pack, tmp_path):
    with zipfile.ZipFile(BytesIO(pack)) as opened:
        opened.extractall(tmp_path)
    return tmp_path


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_sha256sum_says_ok_and_finds_a_change(unpacked):
    command = ["sha256sum", "-c", "SHA256SUMS"]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(line.endswith(": OK") for line in done.stdout.splitlines())
    page = unpacked / "pages" / "patient.html"
    page.write_text(page.read_text().replace("blood tests", "bread tests"))
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pages/patient.html: FAILED" in done.stdout


def lines_of(readme):
    lines = readme.split("--8<--\n")[1].split("-->8--")[0]
    assert len(lines.splitlines()) == 10
    return lines


def run_lines(unpacked):
    (unpacked / "check.py").write_text(lines_of((unpacked / "README.txt").read_text()))
    done = subprocess.run(
        [sys.executable, "-I", "check.py"], cwd=unpacked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_ten_lines_of_python_say_ok(version, unpacked):
    said = run_lines(unpacked)
    assert version.content_digest in said
    assert said.count(" OK\n") == len(said.splitlines()) - 1
    assert "Dr Phar Macist approve OK" in said


def test_the_ten_lines_of_python_find_another_text_and_an_altered_event(unpacked):
    text = unpacked / "canonical.json"
    text.write_bytes(text.read_bytes().replace(b"2 mg/kg", b"9 mg/kg"))
    assert "Dr Phar Macist approve NAMES ANOTHER TEXT" in run_lines(unpacked)
    log = unpacked / "audit.json"
    log.write_text(log.read_text().replace("Dr Phar Macist", "x").replace("Phar Macist", "Somebody Else"))
    assert "WAS ALTERED" in run_lines(unpacked)


def test_the_page_shows_the_same_lines_as_the_text(unpacked):
    page = (unpacked / "README.html").read_text()
    assert unescape(page.split("<pre>")[2].split("</pre>")[0]) == lines_of(
        (unpacked / "README.txt").read_text()
    )


# A change of any member


def names_in_a_pack():
    return [
        *("README.html", "README.txt", "SHA256SUMS", "audit.json", "before.json", "canonical.json"),
        *("difference.html", "findings.json", "notices.json", "pages/clinician.html", "pages/patient.html"),
        *("publications.json", "record.html", "rounds.json", "sign-offs.json", "version.json"),
    ]


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_flipped_byte_in_any_member_is_found_and_named(pack):
    files = members(pack)
    assert sorted(files) == sorted(names_in_a_pack())
    for name, data in files.items():
        for place in (0, len(data) // 2, len(data) - 1):
            changed = {**files, name: flipped(data, place)}
            buffer = BytesIO()
            with zipfile.ZipFile(buffer, "w") as opened:
                for member, content in changed.items():
                    opened.writestr(member, content)
            named = faulty(buffer.getvalue())
            assert name in named or name == archive.SUMS, (name, place, named)


def test_a_flipped_byte_in_the_archive_itself_is_found_and_named(pack):
    """Inside a member the sum of the ZIP file finds it; a pack is stored, so a member's bytes stand as they are."""
    for info in zipfile.ZipFile(BytesIO(pack)).infolist():
        begins = info.header_offset + 30 + len(info.filename)
        for place in (begins, begins + info.file_size // 2, begins + info.file_size - 1):
            assert faulty(flipped(pack, place)) == {info.filename}, (info.filename, place)


@pytest.mark.parametrize("name", [name for name in names_in_a_pack() if name != "SHA256SUMS"])
def test_a_change_whose_sum_was_mended_is_found(pack, name):
    """Whoever changes a member and SHA256SUMS with it still has to make everything else fit."""
    files = members(pack)
    changed = {
        **files,
        name: files[name].replace(b"a", b"e", 1) if b"a" in files[name] else files[name] + b" ",
    }
    assert faulty(again(changed))


def forge(record, path, value):
    *way, last = path
    for step in way:
        record = record[step]
    record[last] = value


FORGERIES = {
    "a decision": ("sign-offs.json", [0, "row", "decision"], "approve"),
    "a signer": ("sign-offs.json", [1, "row", "printed_name"], "Dr Nobody"),
    "an interest": ("sign-offs.json", [1, "row", "interest"], "Shares."),
    "a digest": ("sign-offs.json", [1, "row", "content_digest"], "0" * 64),
    "a withdrawal that is left out": ("sign-offs.json", [0, "withdrawal"], None),
    "a reason for a withdrawal": ("sign-offs.json", [0, "withdrawal", "row", "reason"], "Bribed."),
    "a quorum": ("rounds.json", [0, "required_approvals"], 1),
    "a specialty": ("rounds.json", [0, "required_specialties"], []),
    "a purpose": ("rounds.json", [0, "purpose"], "expedited"),
    "a state of a round": ("rounds.json", [0, "state"], "failed"),
    "a row of the ledger": ("publications.json", [0, "row", "at"], "2026-01-01T00:00:00.000000+00:00"),
    "a state": ("version.json", ["state"], "retracted"),
    "not approved": ("version.json", ["state"], "under_review"),
    "an actor": ("audit.json", ["events", 0, "actor_name"], "Somebody Else"),
    "a deed": ("audit.json", ["events", 1, "action"], "version.abandoned"),
    "a time": ("audit.json", ["events", 1, "at"], "2026-01-01T00:00:00.000000+00:00"),
    "a head": ("audit.json", ["head", "number"], 1),
    "another article": ("version.json", ["article", "id"], 999),
    "another text before": ("version.json", ["before", "digest"], "0" * 64),
    "no text before": ("version.json", ["before"], None),
    "an audience": ("version.json", ["audiences", 0, "code"], "student"),
    "a scheme": ("version.json", ["scheme"], "azacms-evidence-9"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forged_record_is_found_even_with_sums_that_fit(pack, what):
    name, path, value = FORGERIES[what]
    assert faulty(edited(pack, name, lambda record: forge(record, path, value)))


@pytest.mark.parametrize("what", ["an actor", "a digest", "a quorum", "a row of the ledger"])
def test_a_forged_record_is_named(pack, what):
    name, path, value = FORGERIES[what]
    assert name in faulty(edited(pack, name, lambda record: forge(record, path, value)))


def test_a_sign_off_that_was_left_out_is_missed(pack):
    forged = edited(pack, "sign-offs.json", lambda record: record.pop(0))
    assert any("not in the pack" in fault.message for fault in evidence.check(forged).problems)


def test_a_quorum_is_counted_again(pack):
    """Left out of every record, a signature still is missed by the count."""

    forged = edited(pack, "sign-offs.json", lambda record: record.pop())
    messages = [fault.message for fault in evidence.check(forged).problems]
    assert any("passed with 1 of 2 approvals" in message for message in messages)


def test_a_required_specialty_is_counted_again(pack):
    def without_seat(record):
        record[1]["row"]["seat_id"] = None

    messages = [
        fault.message for fault in evidence.check(edited(pack, "sign-offs.json", without_seat)).problems
    ]
    assert any("no approval from a seat for pharmacy" in message for message in messages)


def test_a_page_that_says_another_dose_is_found_and_named(pack):
    files = members(pack)
    page = files["pages/clinician.html"]
    changed = (
        page.replace(b"every <span", b"any <span", 1)
        if b"every <span" in page
        else page.replace(b"blood", b"bread")
    )
    assert changed != page
    assert faulty(again({**files, "pages/clinician.html": changed})) == {"pages/clinician.html"}


def test_pages_of_another_release_are_not_compared(pack):
    def of_another(record):
        record["program"] = "0" * 64

    verdict = evidence.check(edited(pack, "version.json", of_another))
    assert verdict.ok
    assert not verdict.made_again


# What an enemy would send


def zipped(entries, compression=zipfile.ZIP_STORED):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as opened:
        for name, data in entries:
            opened.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "pages/../../x.html", "a/b/c.json", "pages/", "c:\\x.txt", "ä.txt"]
)
def test_a_name_that_leads_elsewhere_is_refused(pack, name):
    named = faulty(zipped([*members(pack).items(), (name, b"x")]))
    assert any(name.strip("/").split("/")[-1].split("\\")[-1] in one for one in named), named


def test_a_member_that_is_there_twice_is_refused(pack):
    files = members(pack)
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped([*files.items(), ("canonical.json", files["canonical.json"])])
    assert faulty(twice) == {"canonical.json"}


def test_a_link_is_refused(pack):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name, data in members(pack).items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if name == "canonical.json" else 0o100644) << 16
            opened.writestr(info, data)
    assert "canonical.json" in faulty(buffer.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(pack, monkeypatch):
    bomb = zipped([("canonical.json", b"\0" * (archive.LARGEST_MEMBER + 1))], zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    assert faulty(bomb) == {"canonical.json"}


def test_many_members_that_are_large_together_are_refused(monkeypatch):
    part = b"\0" * archive.LARGEST_MEMBER
    bomb = zipped([(f"a{n}.json", part) for n in range(5)], zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    assert "64 MB" in evidence.check(bomb).problems[0].message


def test_too_many_members_are_refused():
    assert "members" in evidence.check(zipped([(f"a{n}.json", b"") for n in range(51)])).problems[0].message


def test_a_member_that_declares_less_than_it_holds_is_refused(pack):
    """The size in the list of members is forged; no more than that is ever read."""
    bomb = bytearray(zipped([("canonical.json", b"\0" * 100_000)], zipfile.ZIP_DEFLATED))
    place = bomb.rindex(b"PK\x01\x02") + 24
    bomb[place : place + 4] = (10).to_bytes(4, "little")
    assert "canonical.json" in faulty(bytes(bomb))


@pytest.mark.parametrize("name", names_in_a_pack())
def test_a_missing_member_is_named(pack, name):
    entries = [(other, data) for other, data in members(pack).items() if other != name]
    assert name in faulty(zipped(entries))


@pytest.mark.parametrize("name", [name for name in names_in_a_pack() if name != "SHA256SUMS"])
def test_a_member_missing_from_the_sums_too_is_named(pack, name):
    files = {other: data for other, data in members(pack).items() if other != name}
    assert name in faulty(again(files))


def test_an_extra_member_is_named(pack):
    assert faulty(again({**members(pack), "extra.html": b"<p>More</p>"})) == {"extra.html"}
    assert "extra.html" in faulty(zipped([*members(pack).items(), ("extra.html", b"x")]))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"null",
        b"{}",
        b"[",
        b"[" * 100_000,
        b'{"a": 1, "a": 2}',
        b"NaN",
        b"\xff\xfe",
        b"[1e999]",
        b"9" * 5000,
        b'[{"row": []}]',
    ],
)
@pytest.mark.parametrize("name", ["version.json", "sign-offs.json", "audit.json"])
def test_a_record_that_is_none_is_named(pack, name, text):
    assert name in faulty(again({**members(pack), name: text}))


@pytest.mark.parametrize("text", [b"", b"{}", b'{"scheme":"azacms-1"}', b"\xff", b"[" * 100_000])
def test_a_text_that_is_none_is_named(pack, text):
    assert "canonical.json" in faulty(again({**members(pack), "canonical.json": text}))


def test_data_of_an_event_that_are_no_object_break_nothing(pack):
    def garbled(record):
        for event, data in zip(record["events"], ("[]", "[" * 50_000, "{", '{"sign_off": []}'), strict=False):
            event["data"] = data

    assert "audit.json" in faulty(edited(pack, "audit.json", garbled))


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", b"\0" * 1000])
def test_what_is_no_archive_is_said_to_be_none(data):
    assert "no ZIP file" in evidence.check(data).problems[0].message


def test_a_pack_cut_short_is_no_archive(pack):
    assert faulty(pack[: len(pack) // 2]) == {"-"}


# The commands


def command(name, *arguments):
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stopped:
        code = stopped.code
    return out.getvalue(), err.getvalue(), code


def test_a_pack_is_written_and_verified(version, tmp_path):
    file = tmp_path / "evidence.zip"
    out, err, code = command("evidence_pack", version.article.slug, "-o", file, "--json")
    assert (err, code) == ("", 0)
    answer = json.loads(out)
    assert set(answer) == {"ok", "digest", "sign_offs", "problems"}
    assert answer["ok"]
    assert answer["digest"] == version.content_digest
    assert file.read_bytes() == evidence.evidence_of(version)

    out, err, code = command("verify_evidence", file, "--json")
    assert (json.loads(out), err, code) == (answer, "", 0)
    assert "Everything in this pack holds and agrees." in command("verify_evidence", file)[0]


def test_an_older_version_can_be_asked_for(version, tmp_path):
    file = tmp_path / "evidence.zip"
    out, _, code = command("evidence_pack", version.article.slug, "--version", 1, "-o", file, "--json")
    assert code == 0
    first = version.article.versions.get(number=1)
    assert json.loads(out)["digest"] == first.content_digest
    assert (
        "Approved once; a later version has taken its place"
        in members(file.read_bytes())["record.html"].decode()
    )


def test_without_a_number_the_live_version_is_taken_not_the_draft(version, tmp_path):
    services.start_version(version.article, user=version.created_by, now=days(20))
    out, _, _ = command("evidence_pack", version.article.slug, "-o", tmp_path / "e.zip", "--json")
    assert json.loads(out)["digest"] == version.content_digest


@pytest.mark.parametrize(
    "arguments", [("no-such-article",), ("{slug}", "--version", "9"), ("{slug}", "--version", "3")]
)
def test_there_must_be_something_signed(version, tmp_path, arguments):
    services.start_version(version.article, user=version.created_by, now=days(20))
    file = tmp_path / "evidence.zip"
    given = [argument.format(slug=version.article.slug) for argument in arguments]
    out, _, code = command("evidence_pack", *given, "-o", file, "--json")
    assert code == 1
    answer = json.loads(out)
    assert not answer["ok"]
    assert answer["problems"][0]["message"]
    assert not file.exists()


def test_a_database_that_was_tampered_with_gives_no_pack(version, tmp_path):
    guards.drop(connection)
    run("UPDATE reviews_signoff SET printed_name = 'Dr Nobody' WHERE decision = 'approve'")
    file = tmp_path / "evidence.zip"
    out, _, code = command("evidence_pack", version.article.slug, "-o", file, "--json")
    assert code == 1
    assert {problem["file"] for problem in json.loads(out)["problems"]} == {"sign-offs.json"}
    assert not file.exists()


def test_a_file_that_is_missing_is_a_problem(tmp_path):
    out, _, code = command("verify_evidence", tmp_path / "nothing.zip", "--json")
    assert code == 1
    assert not json.loads(out)["ok"]


def test_a_file_larger_than_any_pack_is_not_read(tmp_path):
    file = tmp_path / "large.zip"
    with file.open("wb") as opened:
        opened.truncate(archive.LARGEST_PACK + 2 * archive.MEGABYTE)
    out, err, code = command("verify_evidence", file)
    assert (out, code) == ("", 1)
    assert "larger than any pack" in err


def test_a_place_that_cannot_be_written_is_named(version, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        command("evidence_pack", version.article.slug, "-o", tmp_path / "nowhere" / "evidence.zip")


def test_wrong_usage_exits_with_2():
    for arguments in (["evidence_pack", "slug"], ["verify_evidence"]):
        done = subprocess.run([sys.executable, "manage.py", *arguments], capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (2, b"")


def test_checking_needs_no_database(pack, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert evidence.check(pack).ok
