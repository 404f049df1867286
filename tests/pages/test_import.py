"""import_article and export_article: all or nothing, and every complaint with its line."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.models import Article, Reference, Topic, Version
from audit.models import AuditEvent
from reviews import services
from tests import factories as make

pytestmark = pytest.mark.django_db

FRONT = """---
slug: azathioprine-import
title: "Azathioprine: does it help?"
kind: question
risk: standard
question: Does it help?
topics: [multiple-sclerosis]
default_audience: clinician
titles:
  patient: Could it help me?
takeaways:
  clinician: It helps.
  patient: It can help.
references: refs.json
---
"""
UNTITLED = FRONT.replace(
    "topics: [multiple-sclerosis]\n", ""
)  # for articles of the factories, which have none
BODY = f"<!-- audience: clinician -->\n{make.CLINICIAN}\n<!-- audience: patient -->\n{make.PATIENT}"


@pytest.fixture
def write(tmp_path):
    (tmp_path / "refs.json").write_text(json.dumps([make.CASETTA, make.MASSACESI]))

    def write_file(text, name="article.md"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_file


def run(path, *options, author=None):
    """The JSON that the command prints, and its exit code."""
    out, code = StringIO(), 0
    author = author or make.author()
    try:
        call_command("import_article", str(path), f"--author={author.email}", "--json", *options, stdout=out)
    except SystemExit as stopped:
        code = stopped.code
    return json.loads(out.getvalue()), code


def test_a_file_becomes_an_article_with_a_draft(write):
    answer, code = run(write(FRONT + BODY))
    assert (answer, code) == (
        {"ok": True, "slug": "azathioprine-import", "version": 1, "created": True, "problems": []},
        0,
    )
    version = Version.objects.get()
    assert version.title == "Azathioprine: does it help?"
    assert version.renditions.get(audience="patient").title == "Could it help me?"
    assert [topic.name for topic in version.article.topics.all()] == ["Multiple sclerosis"]
    assert Reference.objects.count() == 2


def test_the_same_file_again_changes_nothing_and_another_text_updates_the_draft(write):
    author = make.author()
    run(write(FRONT + BODY), author=author)
    lock = Version.objects.get().lock

    answer, _ = run(write(FRONT + BODY), author=author)
    assert (answer["ok"], answer["created"], Version.objects.get().lock) == (True, False, lock)

    run(write(FRONT + BODY.replace("698 people", "five trials")), author=author)
    assert Version.objects.get().lock == lock + 1


def test_after_approval_the_file_starts_the_next_version(write):
    author = make.author()
    live = make.approved(author, slug="azathioprine-import")
    changed = UNTITLED.replace("risk: standard", "risk: standard\nchange_summary: Doses checked.")
    answer, code = run(write(changed + BODY), author=author)
    assert (code, answer["version"]) == (0, 2)
    assert make.fresh(live.article).published_version == live


def test_dry_run_says_the_same_and_keeps_nothing(write):
    author = make.author()
    events = AuditEvent.objects.count()
    answer, code = run(write(FRONT + BODY), "--dry-run", author=author)
    assert (answer["ok"], answer["created"], code) == (True, True, 0)
    assert not Article.objects.exists()
    assert not Reference.objects.exists()
    assert AuditEvent.objects.count() == events


def test_submit_refuses_and_keeps_nothing_when_something_is_missing(write):
    answer, code = run(write(FRONT + BODY), "--submit")
    assert code == 1
    assert any("declare competing interests" in p["message"] for p in answer["problems"])
    assert not Article.objects.exists()


BAD = {
    "an empty title": (lambda t: t.replace('"Azathioprine: does it help?"', '""'), "title", None),
    "an unknown key": (lambda t: t.replace("kind: q", "colour: red\nkind: q"), "colour", 4),
    "a duplicate key": (lambda t: t.replace("kind: q", "slug: other\nkind: q"), "slug", 4),
    "a typed number": (lambda t: t.replace("Aim for", "See [1]. Aim for"), "clinician", 27),
    "a footnote": (lambda t: t.replace("Aim for", "See [^1]. Aim for"), "clinician", 27),
    "a key left in brackets": (lambda t: t.replace("Aim for", "[see @casetta2007] Aim for"), "clinician", 27),
    "an unknown reference": (lambda t: t.replace("[@massacesi2014]", "[@massacesi2015]"), "clinician", 23),
    "an unknown audience": (lambda t: t.replace("audience: patient", "audience: patients"), "body", None),
    "an unknown default audience": (
        lambda t: t.replace("ence: clinician\nt", "ence: clinicians\nt"),
        None,
        8,
    ),
    "an unknown kind": (lambda t: t.replace("kind: question", "kind: riddle"), "kind", 4),
    "an unknown risk": (lambda t: t.replace("risk: standard", "risk: none"), "risk", 5),
    "an impossible slug": (lambda t: t.replace("slug: azathioprine-import", "slug: ../etc"), "slug", 2),
    "a topic that is no slug": (lambda t: t.replace("[multiple-sclerosis]", "[a/b]"), "topics", 7),
    "no default audience": (
        lambda t: t.replace("default_audience: clinician\n", ""),
        "default_audience",
        None,
    ),
    "a title too long": (lambda t: t.replace("does it help?", "x" * 300), "title", None),
    "a takeaway too long": (
        lambda t: t.replace("clinician: It helps.", "clinician: " + "x" * 1100),
        "key_takeaway",
        None,
    ),
    "a takeaway without a text": (
        lambda t: t.replace("clinician: It helps.", "student: It helps."),
        "takeaways",
        11,
    ),
    "an address of the desk": (lambda t: t.replace("slug: azathioprine-import", "slug: new"), "slug", 2),
    "a missing references file": (lambda t: t.replace("refs.json", "gone.json"), "references", 14),
    "a references file elsewhere": (lambda t: t.replace("refs.json", "../../refs.json"), "references", 14),
    "a format to come": (lambda t: t.replace("refs.json", "refs.ris"), "references", 14),
    "front matter that does not end": (lambda t: t.replace("refs.json\n---\n", "refs.json\n"), None, None),
    "broken YAML": (lambda t: t.replace("topics: [multiple-sclerosis]", "topics: [multiple"), None, None),
    "a YAML tag": (lambda t: t.replace("kind: question", "kind: !!python/object:os.system x"), None, 4),
    "a YAML alias": (lambda t: t.replace("kind: question", "kind: &a question\nrisk2: *a"), None, 4),
    "no front matter": (lambda t: t.split("---\n")[2], None, None),
    "no text": (lambda t: FRONT, None, None),
    "a body over a megabyte": (lambda t: t + "x" * 1_100_000, None, None),
    "not UTF-8": (lambda t: t.encode() + b"\xff\xfe", None, None),
    "NUL": (lambda t: t.replace("Aim for", "Aim\0for"), None, None),
    "nothing at all": (lambda t: "", None, None),
    "a thousand brackets": (
        lambda t: t.replace("topics: [multiple-sclerosis]", "topics: " + "[" * 1000),
        None,
        None,
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_with_its_place_and_nothing_is_kept(write, what):
    change, field, line = BAD[what]
    author = make.author()
    events = AuditEvent.objects.count()

    answer, code = run(write(change(FRONT + BODY)), author=author)

    assert code == 1
    assert not answer["ok"]
    problems = answer["problems"]
    assert problems, answer
    assert all(problem["message"] for problem in problems)
    if field is not None:
        assert field in {problem["field"] for problem in problems}, problems
    if line is not None:
        assert line in {problem["line"] for problem in problems}, problems
    assert not Article.objects.exists()
    assert not Reference.objects.exists()
    assert not Topic.objects.exists()
    assert AuditEvent.objects.count() == events


def test_an_import_never_changes_what_other_articles_cite(write, tmp_path):
    make.references(make.author())
    (tmp_path / "refs.json").write_text(
        json.dumps([{**make.CASETTA, "title": "Something else"}, make.MASSACESI])
    )
    answer, code = run(write(FRONT + BODY))
    assert code == 1
    assert "casetta2007: the library has other data" in answer["problems"][0]["message"]
    assert Reference.objects.get(key="casetta2007").title == "Azathioprine for multiple sclerosis"


def test_the_same_doi_under_another_key_is_named(write, tmp_path):
    make.references(make.author())
    (tmp_path / "refs.json").write_text(json.dumps([{**make.CASETTA, "id": "casetta2007b", "PMID": ""}]))
    answer, code = run(write(FRONT + BODY))
    assert code == 1
    assert "casetta2007b" in answer["problems"][0]["message"]
    assert "DOI" in answer["problems"][0]["message"]


def test_somebody_elses_article_is_not_overwritten(write):
    version = make.draft(slug="azathioprine-import")
    answer, code = run(write(FRONT + BODY))
    assert code == 1
    assert answer["problems"][0]["message"]
    assert make.fresh(version).title == "Does azathioprine help?"


def test_a_version_under_review_is_not_overwritten(write):
    author = make.author()
    version = make.under_review(author, slug="azathioprine-import")
    answer, code = run(write(UNTITLED + BODY), author=author)
    assert code == 1
    assert "under review" in answer["problems"][0]["message"]
    assert make.fresh(version).title == "Does azathioprine help?"


def test_without_an_author_the_only_administrator_is_taken(write):
    admin = make.administrator()
    call_command("import_article", str(write(FRONT + BODY)), stdout=StringIO())
    assert Article.objects.get().owner == admin


def test_without_an_author_and_without_an_administrator_it_is_refused(write):
    with pytest.raises(CommandError, match="--author"):
        call_command("import_article", str(write(FRONT + BODY)))
    assert not Article.objects.exists()


def test_an_export_imports_again_to_the_same_digest(write, tmp_path):
    author = make.author()
    version = make.submitted(author, slug="azathioprine-export")
    path = tmp_path / "export.md"
    call_command("export_article", "azathioprine-export", "-o", str(path), stdout=StringIO())

    text = path.read_text().replace("slug: azathioprine-export", "slug: azathioprine-again")
    answer, code = run(write(text), author=author)
    assert (code, answer["problems"]) == (0, [])
    again = Version.objects.get(article__slug="azathioprine-again")
    make.declare_interests(again)
    again = services.submit(again, user=author, now=make.NOW)
    assert again.content_digest == version.content_digest


def test_exporting_something_that_is_not_there_is_refused():
    with pytest.raises(CommandError, match="no article"):
        call_command("export_article", "nothing")
    make.draft(slug="something")
    with pytest.raises(CommandError, match="no version 7"):
        call_command("export_article", "something", "--version", "7")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("risk: high", "risk"),
        ("default_audience: patient", "default_audience"),
        ("topics: [other]", "topics"),
    ],
)
def test_a_second_import_does_not_pass_over_other_settings_in_silence(write, line, field):
    author = make.author()
    run(write(FRONT + BODY), author=author)
    key = line.split(":")[0]
    front = "\n".join(line if old.startswith(f"{key}:") else old for old in FRONT.split("\n"))
    answer, code = run(write(front + BODY.replace("698 people", "five trials")), author=author)
    assert code == 1
    assert [problem["field"] for problem in answer["problems"]] == [field]
    assert "698 people" in Version.objects.get().renditions.get(audience="patient").body


def test_a_reader_is_not_made_an_author_by_an_import(write):
    answer, code = run(write(FRONT + BODY), author=make.user())
    assert code == 1
    assert "no role that writes" in answer["problems"][0]["message"]
    assert not Article.objects.exists()


def test_a_question_typed_over_several_lines_can_be_exported():
    author = make.author()
    version = make.draft(author, slug="several-lines")
    make.write(version, author, question="Does it help,\nand for how long?")
    out = StringIO()
    call_command("export_article", "several-lines", stdout=out)
    assert "question: Does it help, and for how long?" in out.getvalue()


def test_an_export_that_cannot_be_written_says_so(tmp_path):
    make.draft(slug="something")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_article", "something", "-o", str(tmp_path / "no-folder" / "x.md"))


def test_the_example_of_the_documentation_imports(write, tmp_path):
    page = (Path(settings.BASE_DIR) / "docs/reference/import-format.md").read_text()
    example = page.split("```markdown\n")[1].split("```")[0]
    answer, code = run(write(example))
    assert (code, answer["problems"]) == (0, [])
