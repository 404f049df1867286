"""Every row of the table, for all eleven roles; after every refusal the database is as before."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import services as accounts
from accounts.roles import Role
from articles.models import Contribution
from articles.services import add_contributor
from reviews import services
from reviews.models import Finding, Seat, SignOff
from tests import factories as make
from tests.database import state_of_all_tables
from tests.permissions.table import ROLES, ROWS, UNUSED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


# Pages that show versions, but are not about one.
ABOUT_NO_VERSION = {
    "pages:home",
    "pages:article_list",
    "pages:my_articles",
    "articles:reference_list",
    "reviews:queue",
    "reviews:editor",
}


class World:
    """People of every role, and the articles of one owner in every state. board_owner contributes to all of them."""

    def __init__(self):
        self.people = {
            "anonymous": None,
            "reader": make.user("Rea Der"),
            "owner": make.author("Ow Ner"),
            "other_author": make.author("Oth Er"),
            "board": make.member("Bo Ard"),
            "board_owner": make.member("Bo Own"),
            "inactive_board": make.member("In Active"),
            "moderator": make.user("Mo Der", Role.MODERATOR),
            "managing_editor": make.editor(),
            "administrator": make.administrator(),
            "superuser": make.user("Su Per", is_superuser=True, is_staff=True),
        }
        self.target = make.user("Tar Get")
        accounts.end_appointment(
            self.people["inactive_board"].board_member,
            last_day=make.NOW.date(),
            actor=self.people["administrator"],
            now=make.NOW,
        )
        self.versions = {}

    def version(self, state):
        if state not in self.versions:
            self.versions[state] = getattr(self, f"_{state}")()
        return self.versions[state]

    def _draft(self):
        version = make.draft(self.people["owner"])
        add_contributor(
            version,
            self.people["board_owner"],
            role="author",
            printed_name="Dr Bo Own",
            credentials="",
            actor=self.people["owner"],
            now=make.NOW,
        )
        make.declare_interests(version)
        return version

    def _submitted(self):
        return services.submit(self._draft(), user=self.people["owner"], now=make.NOW)

    def _previewed(self):
        version = self._submitted()
        services.show_preview(version, user=self.people["managing_editor"], now=make.NOW)
        return version

    def _under_review(self):
        version = self._submitted()
        services.open_round(version, user=self.people["managing_editor"], now=make.NOW)
        return make.fresh(version)

    def _finding(self):
        version = self._under_review()
        make.sign(version, make.member("Fin Ding"), "request_changes")
        return version

    def _live(self):
        return make.approve(self._under_review())

    def _superseded(self):
        first = self._live()
        make.approve(make.next_under_review(first, self.people["owner"]))
        return make.fresh(first)

    def _withdrawn(self):
        version = self._live()
        now = make.NOW + timedelta(days=5)
        services.withdraw(version, user=self.people["managing_editor"], reason="Wrong dose.", now=now)
        return version

    def _seated(self):
        version = self._under_review()
        make.seat(version, self.people["board"], by=self.people["managing_editor"])
        return version

    def _left_behind(self):
        version = self._under_review()
        make.leave_behind(version)
        return version

    def _attested(self):
        version = self._withdrawn()
        make.attest(version, now=make.NOW + timedelta(days=6))
        return version

    def _agreed(self):
        version = self._live()
        make.agree_to_retract(version, now=make.NOW + timedelta(days=5))
        return version

    def _retracted(self):
        return make.retract(self._agreed())

    def address(self, row):
        name = row.route.split(":")[-1]
        if name == "remove_absence":
            return reverse(row.route, args=[make.absence(self.people["board"]).pk])
        if name == "policy":
            return reverse(row.route, args=["question", "standard"])
        if name == "try_mail_again":
            return reverse(row.route, args=[make.failed_mail(self.target).pk])
        if row.route.startswith("accounts:") and name not in (
            "people",
            "mails",
            "profile",
            "close",
            "declare_interests",
            "add_absence",
        ):
            return reverse(row.route, args=[self.target.pk])
        if row.route == "articles:edit_reference":
            make.references(self.people["owner"])
            return reverse(row.route, args=["casetta2007"])
        if row.route == "account_confirm_email":
            return reverse(row.route, args=["no-such-key"])
        if row.route == "account_reset_password_from_key":
            return reverse(row.route, kwargs={"uidb36": "1", "key": "no-such-key"})
        version = self.version(row.state) if row.state != "-" else None
        if version is None or row.route in ABOUT_NO_VERSION:
            return reverse(row.route)
        return self._about(row.route, version)

    def _about(self, route, version):
        slug, number = version.article.slug, version.number
        if route == "pages:answer_finding":
            return reverse(route, args=[Finding.objects.get(version=version).pk])
        if route == "reviews:give_seat":
            return reverse(route, args=[slug, number, Seat.objects.get(round__version=version).pk])
        if route == "reviews:lift_request":
            return reverse(route, args=[slug, number, SignOff.objects.get(version=version).pk])
        if route in ("pages:edit_contribution", "pages:remove_contributor"):
            own = Contribution.objects.get(version=version, user=self.people["owner"])
            return reverse(route, args=[slug, number, own.pk])
        arguments = {
            "article": [slug],
            "article_for": [slug, "patient"],
            "article_history": [slug],
            "article_desk": [slug],
            "article_settings": [slug],
            "timeline": [slug],
            "timeline_csv": [slug],
            "timeline_jsonl": [slug],
            "start_version": [slug],
            "version_for": [slug, number, "patient"],
            "preview_text": [slug, number, "patient"],
        }
        return reverse(route, args=arguments.get(route.split(":")[-1], [slug, number]))


def ask(row, person, address):
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    before = state_of_all_tables()
    response = client.get(address) if row.method == "GET" else client.post(address, {})
    return response, before


def without_sessions(state):
    return {table: hash_ for table, hash_ in state.items() if table != "django_session"}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_gets_what(row):
    world = World()
    address = world.address(row)
    wrong, changed = {}, []
    for role in ROLES:
        with transaction.atomic():
            response, before = ask(row, world.people[role] and make.fresh(world.people[role]), address)
            if response.status_code != row.expected[role]:
                wrong[role] = response.status_code
            if role == "anonymous" and response.status_code == 302 and not row.route.startswith("account"):
                leads_to_sign_in = response.url.startswith(reverse("account_login"))
                assert leads_to_sign_in or row.route == "pages:after_sign_in", response.url
            refused = response.status_code >= 400 or row.method == "GET"
            if refused and without_sessions(state_of_all_tables()) != without_sessions(before):
                changed.append(role)
            transaction.set_rollback(True)
    assert wrong == {}, f"{row}: {wrong}"
    assert changed == [], f"{row}: something was written for {changed}"


def routes(patterns=None, namespace=""):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_route_is_in_the_table():
    known = {row.route for row in ROWS} | UNUSED
    assert set(routes()) - known == set()
    assert known - set(routes()) == set()


def test_a_form_without_its_token_is_refused_and_what_was_typed_is_shown():
    world = World()
    version = world.version("draft")
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["owner"])
    before = state_of_all_tables()
    address = reverse("pages:edit_version", args=[version.article.slug, version.number])
    response = client.post(address, {"title": "A title that took an hour", "password": "secret-word"})
    assert response.status_code == 403
    assert "A title that took an hour" in response.content.decode()
    assert "secret-word" not in response.content.decode()
    assert without_sessions(state_of_all_tables()) == without_sessions(before)


def test_a_form_sent_after_the_session_ended_is_shown_back():
    version = World().version("draft")
    address = reverse("pages:edit_version", args=[version.article.slug, version.number])
    response = Client().post(address, {"title": "A title that took an hour", "password": "secret-word"})
    assert response.status_code == 403
    assert "A title that took an hour" in response.content.decode()
    assert "secret-word" not in response.content.decode()


def test_rights_taken_away_are_gone_at_the_next_request():
    world = World()
    client = Client()
    client.force_login(world.people["managing_editor"])
    assert client.get(reverse("reviews:editor")).status_code == 200
    accounts.take_role(
        world.people["managing_editor"],
        Role.MANAGING_EDITOR,
        actor=world.people["administrator"],
        now=make.NOW,
    )
    assert client.get(reverse("reviews:editor")).status_code == 403
