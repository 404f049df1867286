"""The timeline of an article: complete, in words, the newest first, and harmless in a spreadsheet."""

import ast
import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Mail, Specialty
from articles import services as articles
from articles.models import Publication, Topic
from pages import deeds_in_words
from pages.timeline import as_csv, as_json_lines, timeline_of
from pages.timeline.entries import EDIT, Entry
from reviews import services
from reviews.models import ReviewPolicy
from tests import factories as make
from tests.pages.desk_helpers import nothing_changes, signed_in

pytestmark = pytest.mark.django_db


def days(number):
    return make.NOW + timedelta(days=number)


@pytest.fixture
def author():
    return make.author("Maren Holtby")


def life(author):
    """Written over several days, a co-author invited and removed, sent back, reviewed, published, withdrawn."""
    version = make.draft(author)
    other = make.author("Idris Calloway")
    invited = articles.add_contributor(
        version,
        other,
        role="author",
        printed_name="Idris C.",
        credentials="MD",
        actor=author,
        now=days(1),
    )
    articles.edit_contribution(invited, actor=other, now=days(2), interests="Lecture fees.")
    articles.remove_contributor(invited, actor=author, now=days(3))
    make.write(version, author, texts=make.Texts(patient=make.PATIENT + "\nAsk us.\n"), now=days(4))
    version = services.submit(make.fresh(version), user=author, now=days(5))
    editor = make.editor("Hester Quayle")
    services.return_submission(version, user=editor, reason="Name the dose.", now=days(6))
    services.submit(make.fresh(version), user=author, now=days(7))
    terms = {"specialties": ["pharmacy"]}
    ReviewPolicy.objects.update_or_create(kind="question", risk="standard", defaults=terms)
    services.open_round(version, user=editor, now=days(8))
    pharmacist = make.member("Tobias Renfrew", Specialty.PHARMACY)
    services.assign(version, pharmacist.board_member, user=editor, specialty="pharmacy", now=days(9))
    version = make.approve(make.fresh(version), signers=[pharmacist, make.member()], now=days(10))
    services.withdraw(version, user=editor, reason="Wrong dose.", now=days(11))
    return version


def told(article):
    return [(entry.kind, entry.who, entry.what, entry.detail) for entry in timeline_of(article)]


def test_what_happened_is_told_in_order_and_in_words(author):
    version = life(author)
    entries = [entry for entry in told(version.article) if entry[0] != "mail"]
    assert entries == [
        ("deed", "Hester Quayle", "Page withdrawn", "“Wrong dose.”"),
        ("deed", "Member Mabel", "Approved and published", ""),
        ("deed", "Member Mabel", "Approved and signed", ""),
        ("deed", "Tobias Renfrew", "Approved and signed", ""),
        ("deed", "Hester Quayle", "A member was asked to take a seat", "Dr Tobias Renfrew, for pharmacy"),
        ("deed", "Hester Quayle", "Full review opened", "Needs 2 approvals: pharmacy, due 2026-03-24"),
        ("deed", "Maren Holtby", "Submitted", ""),
        ("deed", "Hester Quayle", "Returned by the managing editor", "“Name the dose.”"),
        ("deed", "Maren Holtby", "Submitted", ""),
        ("edit", "Maren Holtby", "Draft saved", "text for patients"),
        ("deed", "Maren Holtby", "Contributor removed", "Idris C."),
        ("edit", "Idris Calloway", "Contributor changed: Idris C.", ""),
        ("deed", "Maren Holtby", "Contributor added", "Idris C., as author"),
        ("deed", "Maren Holtby", "Version started", ""),
        ("deed", "Maren Holtby", "Article started", ""),
    ]


def test_topics_and_reasons_to_review_again_are_edits_too(author):
    version = make.approved(author)
    article = version.article
    articles.change_article(
        article,
        slug=article.slug,
        default_audience=article.default_audience,
        topics=[Topic.objects.create(slug="bloods", name="Blood tests")],
        risk="standard",
        review_interval_months=None,
        actor=author,
        now=days(3),
    )
    articles.open_task(article, "safety_alert", by=None, now=days(4), note="A new alert.")
    assert told(article)[:2] == [
        ("edit", "the system", "Reason to review again: a safety alert", ""),
        ("edit", "Maren Holtby", "Topic added: Blood tests", ""),
    ]


def test_mails_about_it_are_told_without_address_and_text(author):
    version = make.approved(author)
    mail = make.mail(author, about=version, now=days(5))
    other = make.mail(author, key="another", about=make.draft(author), now=days(6))
    assert other.about_id != str(version.pk)
    (entry,) = [entry for entry in timeline_of(version.article) if entry.at == days(5)]
    assert (entry.kind, entry.who, entry.version) == ("mail", "Maren Holtby", 1)
    assert (entry.what, entry.detail) == ("Mail waits to be sent", "A test")
    Mail.objects.filter(pk=mail.pk).update(status="sent", sent_at=days(7))
    assert timeline_of(version.article)[0].what == "Mail sent"
    assert author.email not in str(timeline_of(version.article))


def test_remarks_stand_with_their_version(author):
    version = make.changes_requested(author)
    services.answer_finding(version.findings.get(), user=author, answer="Done.", now=days(9))
    entry = timeline_of(version.article)[0]
    assert (entry.what, entry.version) == ("A remark was answered", 1)


def test_another_article_is_not_in_it(author):
    one, other = make.draft(author), make.draft(author, now=days(1))
    numbers = {entry.event for entry in timeline_of(one.article)} & {
        entry.event for entry in timeline_of(other.article)
    }
    assert numbers == set()


# Words


def actions_in_the_source():
    """First arguments of chain.append and chain.Entry: constants, names of constants, and the kinds of the ledger."""
    found = set()
    for app in ("accounts", "articles", "audit", "pages", "reviews"):
        for file in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            if "from audit import chain" not in source:
                continue
            tree = ast.parse(source)
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Attribute) and ast.unparse(call.func) in (
                    "chain.append",
                    "chain.Entry",
                ):
                    found |= set(meant(call.args[0], tree, file))
    return found


def meant(argument, tree, file):
    if isinstance(argument, ast.Constant):
        return [argument.value]
    if isinstance(argument, ast.JoinedStr) and ast.unparse(argument) == "f'page.{kind}'":
        return [f"page.{kind}" for kind in Publication.Kind.values]
    assert isinstance(argument, ast.Name), f"{file}: write the action so that this test can read it"
    given = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == argument.id:
            given.append(node.value)
        if isinstance(node, ast.keyword) and node.arg == argument.id:
            given.append(node.value)
    texts = [n.value for value in given for n in ast.walk(value) if isinstance(n, ast.Constant)]
    assert texts, f"{file}: where does the action {argument.id} come from?"
    return [text for text in texts if isinstance(text, str) and "." in text]


def test_every_action_of_the_log_has_words():
    actions = actions_in_the_source()
    assert {"version.signed", "page.publish", "version.returned", "round.failed", "role.given"} <= actions
    assert actions - deeds_in_words.DONE.keys() == set()
    assert deeds_in_words.DONE.keys() - actions == set(), "words for what is never done"


def test_words_are_words():
    for action, words in deeds_in_words.DONE.items():
        assert words[0].isupper(), action
        assert "_" not in words, action
        assert not words.endswith("."), action
    assert deeds_in_words.done("version.signed", {"decision": "recuse"}) == "Recused"
    assert deeds_in_words.done("of.tomorrow", {}) == "of.tomorrow"


# The page


def page(user, article, **query):
    return signed_in(user).get(reverse("pages:timeline", args=[article.slug]), query)


def whats(response):
    return [entry.what for entry in response.context["page"]]


def test_the_page_shows_it(author):
    version = life(author)
    response = page(author, version.article)
    assert response.status_code == 200
    said = response.content.decode()
    assert "Contributor changed: Idris C." in said
    assert "Approved and published" in said
    assert "Needs 2 approvals: pharmacy" in said
    desk = signed_in(author).get(reverse("pages:article_desk", args=[version.article.slug])).content.decode()
    assert reverse("pages:timeline", args=[version.article.slug]) in desk


def test_filters_narrow_it(author):
    article = life(author).article
    assert set(whats(page(author, article, kind="edit"))) == {"Draft saved", "Contributor changed: Idris C."}
    editor = next(entry.who_id for entry in timeline_of(article) if entry.who == "Hester Quayle")
    mine = page(author, article, kind="deed", person=editor)
    assert {entry.who for entry in mine.context["page"]} == {"Hester Quayle"}
    assert "4 of" in mine.content.decode()
    assert whats(page(author, article, since="2026-03-13", kind="deed")) == ["Page withdrawn"]
    assert whats(page(author, article, until="2026-03-02", kind="deed")) == [
        "Version started",
        "Article started",
    ]
    one_day = page(author, article, since="2026-03-10", until="2026-03-10", kind="deed")
    assert whats(one_day) == ["Full review opened"]
    assert whats(page(author, article, since="2027-01-01")) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"person": "999999"}, "person"),
        ({"since": "2026-02-31"}, "since"),
        ({"until": "soon"}, "until"),
        ({"since": "2026-03-10", "until": "2026-03-09"}, "until"),
        ({"since": "\0"}, "since"),
    ],
)
@pytest.mark.parametrize("route", ["timeline", "timeline_csv", "timeline_jsonl"])
def test_a_wrong_filter_is_named_and_what_was_typed_is_kept(author, route, query, words):
    article = make.draft(author).article
    response = signed_in(author).get(reverse(f"pages:{route}", args=[article.slug]), query)
    assert response.status_code == 422
    assert words in response.context["form"].errors
    assert response.headers["Content-Type"].startswith("text/html")


def test_it_is_turned_page_by_page(author):
    version = make.draft(author)
    for number in range(60):
        make.write(
            version, author, texts=make.Texts(patient=f"{make.PATIENT}\n{number}\n"), now=days(number + 1)
        )
    article = version.article
    first, second = page(author, article, kind="edit"), page(author, article, kind="edit", page=2)
    assert (len(whats(first)), len(whats(second))) == (50, 10)
    assert "?kind=edit&amp;page=2" in first.content.decode()
    assert len(whats(page(author, article, kind="edit", page="ninety"))) == 50
    assert len(whats(page(author, article, kind="edit", page=99))) == 10


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("route", ["timeline", "timeline_csv", "timeline_jsonl"])
def test_it_costs_at_most_12_queries_however_long_it_is(author, route):
    version = life(author)
    board = make.member("Bo Own", of=author)
    address = reverse(f"pages:{route}", args=[version.article.slug])
    for person in (board, make.editor()):
        client = signed_in(person)
        queries = queries_of(client, address)
        assert len(queries) <= 12, "\n".join(queries)
    for number in range(20):
        services.abandon(
            services.start_version(version.article, user=author, now=days(30 + number)),
            user=author,
            reason="No.",
            now=days(30 + number),
        )
    assert len(queries_of(client, address)) == len(queries)
    assert not any("body" in query for query in queries)


def test_looking_writes_nothing(author):
    version = life(author)
    client = signed_in(author)
    with nothing_changes():
        for route in ("timeline", "timeline_csv", "timeline_jsonl"):
            client.get(reverse(f"pages:{route}", args=[version.article.slug]))


# Downloads


def download(user, article, route, **query):
    response = signed_in(user).get(reverse(f"pages:{route}", args=[article.slug]), query)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith(
        f'attachment; filename="{article.slug}-timeline.'
    )
    return response.content.decode()


def test_both_downloads_hold_all_of_it(author):
    article = life(author).article
    entries = timeline_of(article)
    rows = list(csv.DictReader(StringIO(download(author, article, "timeline_csv"))))
    lines = [json.loads(line) for line in download(author, article, "timeline_jsonl").splitlines()]
    assert len(rows) == len(lines) == len(entries)
    assert rows[-1] == {
        "at": "2026-03-02T09:00:00+00:00",
        "kind": "deed",
        "who": "Maren Holtby",
        "what": "Article started",
        "version": "",
        "detail": "",
        "event": str(entries[-1].event),
    }
    assert lines[-2]["version"] == 1
    assert lines[-1]["version"] is None


def test_downloads_follow_the_filter(author):
    article = life(author).article
    rows = list(csv.DictReader(StringIO(download(author, article, "timeline_csv", kind="edit"))))
    assert {row["kind"] for row in rows} == {"edit"}
    assert "Draft saved" in download(author, article, "timeline_jsonl", kind="edit")


def entry(detail):
    return Entry(make.NOW, EDIT, None, detail, detail, None, detail)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        '=HYPERLINK("http://evil.example","x")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "\uff1d1+1",
        "\uff0b1",
        "\u00a0=1",
        "-2+3+cmd|' /C calc'!A0",
    ],
)
def test_no_cell_of_the_table_is_a_formula(cell):
    (row,) = csv.DictReader(StringIO(as_csv([entry(cell)]), newline=""))
    assert row["detail"] == f"'{cell}"
    assert row["who"].startswith("'")
    assert json.loads(as_json_lines([entry(cell)]))["detail"] == cell


def test_harmless_cells_stay_as_they_are():
    (row,) = csv.DictReader(StringIO(as_csv([entry('Said "no", twice')]), newline=""))
    assert row["detail"] == 'Said "no", twice'


def test_a_formula_as_a_reason_arrives_as_text(author):
    version = make.submitted(author)
    services.return_submission(version, user=make.editor(), reason="=cmd|calc", now=days(2))
    rows = list(csv.DictReader(StringIO(download(author, version.article, "timeline_csv"))))
    assert rows[0]["detail"] == "“=cmd|calc”"
