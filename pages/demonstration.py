"""The demo: people, and six articles in every state, made by walking through the services with dates of the past."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F

from accounts import services as accounts
from accounts.models import Mail, Specialty, User
from accounts.roles import Role
from articles import services as articles
from articles.models import Version
from pages.importing import import_article
from reviews import services as reviews
from reviews.models import SignOff
from reviews.notifications import write_mails
from reviews.services.signing import Authentication, Remark

TEXTS = Path(__file__).parent / "demo"
PASSWORD = "demo-azathioprine"  # noqa: S105  printed for everyone; the demo refuses to run on a public site


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: Role | None = None


@dataclass(frozen=True)
class Member:
    email: str
    name: str
    credentials: str
    specialty: Specialty
    interests: str
    left: bool = False


PEOPLE = (
    Person("administrator@example.org", "Beatrix Fenwick-Osei", Role.ADMINISTRATOR),
    Person("editor@example.org", "Hester Quayle", Role.MANAGING_EDITOR),
    Person("author@example.org", "Maren Holtby", Role.AUTHOR),
    Person("coauthor@example.org", "Idris Calloway-Thorne", Role.AUTHOR),
    Person("moderator@example.org", "Jonas Aldercott", Role.MODERATOR),
    Person("reader@example.org", "Winifred Park"),
)
BOARD = (
    Member(
        "neurologist@example.org",
        "Dr Saskia Verbruggen-Adeyemi",
        "MD, PhD",
        Specialty.NEUROLOGY,
        "Lecture fees from two makers of interferon beta, until 2023.",
    ),
    Member("pharmacist@example.org", "Tobias Renfrew", "PharmD", Specialty.PHARMACY, "None."),
    Member(
        "immunologist@example.org",
        "Prof Linnea Akerholm",
        "MD, PhD",
        Specialty.IMMUNOLOGY,
        "Member of a guideline group on thiopurines, unpaid.",
    ),
    Member("obstetrician@example.org", "Dr Anouk Desrosiers-Lindqvist", "MD", Specialty.OBSTETRICS, "None."),
    Member("retired@example.org", "Dr Emeric Vauclain", "MD", Specialty.NEUROLOGY, "None.", left=True),
)
INTERESTS = {
    "author@example.org": ("MSc, medical writer", "None declared."),
    "coauthor@example.org": (
        "MD",
        "Took part in a study paid for by the maker of a monoclonal antibody, 2022.",
    ),
    "editor@example.org": ("", "None declared."),
}


class Demo:
    """Every deed happens a number of days before `now`, at its own hour."""

    def __init__(self, now: datetime):
        self.now = now
        self.people: dict[str, User] = {}

    def days_ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    @transaction.atomic
    def build(self) -> list[Version]:
        self._people()
        versions = [
            self._second_line(),
            self._blood_tests(),
            self._vaccines(),
            self._pregnancy(),
            self._interactions(),
            self._stopping(),
        ]
        self._mails()
        return versions

    def _people(self) -> None:
        start = self.days_ago(420)
        for person in PEOPLE:
            self._account(person.email, person.name)
        administrator = self.people["administrator@example.org"]
        accounts.install_administrator(administrator, now=start)
        administrator = User.objects.get(pk=administrator.pk)
        for person in PEOPLE:
            if person.role not in (None, Role.ADMINISTRATOR):
                accounts.give_role(self.people[person.email], person.role, actor=administrator, now=start)
        for member in BOARD:
            self._account(member.email, member.name)
            accounts.appoint(
                self.people[member.email],
                printed_name=member.name,
                credentials=member.credentials,
                specialty=member.specialty,
                interests=member.interests,
                active_from=start.date(),
                actor=administrator,
                now=start,
            )
        # Roles are remembered by a user object; these were read before they were given.
        self.people = {email: User.objects.get(pk=user.pk) for email, user in self.people.items()}

    def _account(self, email: str, name: str) -> None:
        user = User.objects.create_user(email, PASSWORD, name=name, date_joined=self.days_ago(430))
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        self.people[email] = user

    def _who(self, name: str) -> User:
        return self.people[f"{name}@example.org"]

    def _mails(self) -> None:
        """What would have been sent along the way. Its people do not exist, and its past is no news: nothing leaves."""
        write_mails(self.now)
        Mail.objects.update(status=Mail.Status.SENT, attempts=1, sent_at=F("created_at"))

    # The articles

    def _second_line(self) -> Version:
        """Approved twice: the first text is superseded, and one who signed it has left the board since."""
        first = self._write("azathioprine-second-line.v1.md", "author", days=310)
        self._approve(first, ["retired", "pharmacist"], days=300)
        accounts.end_appointment(
            self._who("retired").board_member,
            last_day=self.days_ago(150).date(),
            actor=self._who("administrator"),
            now=self.days_ago(150),
        )
        second = self._write("azathioprine-second-line.md", "author", days=95, with_coauthor=True)
        self._approve(second, ["neurologist", "pharmacist"], days=85)
        return second

    def _blood_tests(self) -> Version:
        """Live, while the next version is being written."""
        first = self._write("azathioprine-blood-tests.md", "coauthor", days=70)
        self._approve(first, ["immunologist", "pharmacist"], days=62)
        return self._write("azathioprine-blood-tests.v2.md", "coauthor", days=6)

    def _vaccines(self) -> Version:
        """Under review with one of two approvals, and a preview for readers."""
        version = self._submit(self._write("vaccines-and-azathioprine.md", "author", days=20), days=18)
        self._open_round(version, days=15)
        reviews.show_preview(version, user=self._who("editor"), now=self.days_ago(15))
        advice = Remark("Consider naming the recombinant zoster vaccine in the table as well.", "clinician")
        self._sign(version, "immunologist", days=11, remarks=[advice])
        return version

    def _pregnancy(self) -> Version:
        """High risk; the board asked for changes, the author has answered, the next version is not started."""
        version = self._submit(self._write("azathioprine-pregnancy.md", "coauthor", days=48), days=46)
        self._open_round(version, days=44)
        self._sign(version, "pharmacist", days=41)
        request = Remark(
            "Please say more plainly, in both texts, that nobody should stop the medicine alone when a pregnancy test "
            "is positive, and whom to call first.",
            "patient",
        )
        signed = self._sign(version, "obstetrician", days=38, decision="request_changes", remarks=[request])
        reviews.return_to_author(version, user=self._who("editor"), now=self.days_ago(36))
        reviews.answer_finding(
            signed.findings.get(),
            user=self._who("coauthor"),
            answer="Agreed. The next version opens the patient text with it, and names the MS team as the first call.",
            now=self.days_ago(30),
        )
        return version

    def _interactions(self) -> Version:
        """Given up once, written anew, and waiting for the managing editor."""
        first = self._write("azathioprine-interactions.md", "author", days=40)
        reviews.abandon(
            first, user=self._who("author"), reason="Started from the wrong outline.", now=self.days_ago(33)
        )
        return self._submit(self._write("azathioprine-interactions.md", "author", days=5, again=True), days=3)

    def _stopping(self) -> Version:
        return self._write("stopping-azathioprine.md", "author", days=2)

    # The steps

    def _write(
        self, name: str, author: str, *, days: float, with_coauthor: bool = False, again: bool = False
    ) -> Version:
        user, now = self._who(author), self.days_ago(days)
        report = import_article(
            (TEXTS / name).read_bytes(),
            author=user,
            now=now,
            read_file=lambda file: (TEXTS / file).read_text(encoding="utf-8"),
        )
        if not report.ok:
            raise RuntimeError(f"{name}: {report.problems}")
        version = Version.objects.get(article__slug=report.slug, number=report.version)
        if again:
            edit = articles.DraftEdit(
                title=version.title,
                question=version.question,
                change_summary="Written anew after the first outline.",
            )
            version = articles.save_draft(version, edit, user=user, lock=version.lock, now=now)
        self._print_names(version, with_coauthor=with_coauthor, actor=user, now=now)
        return version

    def _print_names(self, version: Version, *, with_coauthor: bool, actor: User, now: datetime) -> None:
        coauthor = self._who("coauthor")
        if with_coauthor and not version.contributions.filter(user=coauthor).exists():
            articles.add_contributor(
                version,
                coauthor,
                role="author",
                printed_name=coauthor.name,
                credentials="",
                actor=actor,
                now=now,
            )
        for contribution in version.contributions.select_related("user"):
            credentials, interests = INTERESTS[contribution.user.email]
            person = self.people[contribution.user.email]
            articles.edit_contribution(
                contribution, actor=person, now=now, credentials=credentials, interests=interests
            )

    def _submit(self, version: Version, *, days: float) -> Version:
        return reviews.submit(version, user=version.created_by, now=self.days_ago(days))

    def _open_round(self, version: Version, *, days: float) -> None:
        reviews.open_round(version, user=self._who("editor"), now=self.days_ago(days))

    def _sign(
        self,
        version: Version,
        who: str,
        *,
        days: float,
        decision: str = "approve",
        remarks: list[Remark] | None = None,
    ) -> SignOff:
        version.refresh_from_db()
        now, signer = self.days_ago(days), self._who(who)
        has_interest = who == "neurologist"
        return reviews.sign(
            version.rounds.open().get(),
            signer=signer,
            digest=version.content_digest,
            decision=decision,
            conflict="disclosed" if has_interest else "none",
            interest=signer.board_member.interests if has_interest else "",
            remarks=remarks or [],
            authentication=Authentication(at=now, method="password"),
            now=now,
        )

    def _approve(self, version: Version, signers: list[str], *, days: float) -> None:
        self._submit(version, days=days)
        self._open_round(version, days=days - 2)
        for position, who in enumerate(signers):
            self._sign(version, who, days=days - 5 - 2 * position)


def accounts_of_the_demo() -> list[dict[str, str]]:
    """Who can sign in, for the person who tries it."""
    board = [{"email": m.email, "role": "former board member" if m.left else "board member"} for m in BOARD]
    return [{"email": p.email, "role": p.role.label.lower() if p.role else "reader"} for p in PEOPLE] + board
