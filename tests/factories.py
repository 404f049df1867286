"""People and articles for tests. Every one of them walks through the services, so none can be in a state that a real
one could not reach."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import outbox
from accounts import services as accounts
from accounts.models import Absence, Mail, Specialty, User
from accounts.roles import Role
from articles import services as articles
from articles.models import Audience, Reference, Version
from reviews import services as reviews
from reviews.letters.letter import Letter
from reviews.models import ReviewPolicy, ReviewRound, Seat, SignOff
from reviews.services.signing import Authentication, Remark

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct-horse-battery"
_number = count(1)

CLINICIAN = """## Short answer

Azathioprine lowers the relapse rate [@casetta2007].

## What the evidence shows

Five trials were pooled [@casetta2007], and one compared it with interferon beta [@massacesi2014].

## In practice

Aim for 2.5 mg/kg a day.

## Safety and monitoring

Check the blood count every 2 weeks at first.
"""
PATIENT = """## The short answer

Azathioprine can lower the number of relapses [@casetta2007].

## What we know

It was studied in 698 people [@casetta2007].

## What this means for you

You need blood tests.

## When to get help

Call your team if you have a fever.
"""
CASETTA = {
    "id": "casetta2007",
    "type": "article-journal",
    "title": "Azathioprine for multiple sclerosis",
    "author": [
        {"family": "Casetta", "given": "Ilaria"},
        {"family": "Iuliano", "given": "Gerardo"},
        {"family": "Filippini", "given": "Graziella"},
    ],
    "container-title": "Cochrane Database Syst Rev",
    "issued": {"date-parts": [[2007]]},
    "issue": "4",
    "page": "CD003982",
    "DOI": "10.1002/14651858.cd003982.pub2",
    "PMID": "17943809",
    "study_design": "systematic_review",
}
MASSACESI = {
    "id": "massacesi2014",
    "type": "article-journal",
    "title": "Azathioprine versus beta interferons for relapsing-remitting multiple sclerosis",
    "author": [{"family": "Massacesi", "given": "Luca"}],
    "container-title": "PLoS One",
    "issued": {"date-parts": [[2014]]},
    "volume": "9",
    "issue": "11",
    "page": "e113371",
    "DOI": "10.1371/journal.pone.0113371",
    "study_design": "rct",
}


def fresh(row):
    """The row as it stands now, without anything remembered on the object."""
    return type(row).objects.get(pk=row.pk)


def user(name="Reader", *roles: Role, **fields) -> User:
    number = next(_number)
    made = User.objects.create_user(
        f"{name.split()[0].lower()}{number}@example.org", PASSWORD, name=name, **fields
    )
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    for role in roles:
        accounts.give_role(made, role, actor=administrator(), now=NOW)
    return fresh(made)


def administrator() -> User:
    found = User.objects.filter(groups__name=Role.ADMINISTRATOR).first()
    if found is None:
        found = User.objects.create_user(
            f"admin{next(_number)}@example.org", PASSWORD, name="Ada Ministrator"
        )
        EmailAddress.objects.create(user=found, email=found.email, verified=True, primary=True)
        accounts.install_administrator(found, now=NOW)
    return fresh(found)


def author(name="Author Aldous") -> User:
    return user(name, Role.AUTHOR)


def editor(name="Editor Edda") -> User:
    return user(name, Role.MANAGING_EDITOR)


def member(name="Member Mabel", specialty=Specialty.NEUROLOGY, *, of: User | None = None) -> User:
    made = of or user(name)
    accounts.appoint(
        made,
        printed_name=f"Dr {made.name}",
        credentials="MD",
        specialty=specialty,
        interests="None.",
        active_from=date(2026, 1, 1),
        actor=administrator(),
        now=NOW,
    )
    return fresh(made)


def mail(to: User, *, key="key", now=NOW, **options) -> Mail:
    """One mail in the outbox; `due` and `about` as options."""
    letter = Letter(
        to=[to],
        why="this is a test",
        about=to,
        subject="A test",
        says="Something happened.",
        url="https://testserver/",
        label="Look",
    )
    about = options.pop("about", to)
    with transaction.atomic():
        context = {"letter": letter}
        outbox.enqueue(
            key, to=to, subject="A test", template="letter", context=context, about=about, now=now, **options
        )
    return Mail.objects.get(key=key)


def failed_mail(to: User) -> Mail:
    made = mail(to)
    Mail.objects.filter(pk=made.pk).update(
        status=Mail.Status.FAILED, attempts=outbox.ATTEMPTS, last_error="Connection refused"
    )
    return fresh(made)


def references(by: User) -> None:
    for item in (CASETTA, MASSACESI):
        if not Reference.objects.filter(key=item["id"]).exists():
            articles.save_reference(item, actor=by, now=NOW)


@dataclass
class Texts:
    clinician: str = CLINICIAN
    patient: str = PATIENT


def draft(
    by: User | None = None, *, slug: str = "", risk: str = "standard", texts: Texts | None = None, now=NOW
) -> Version:
    """A draft that lacks nothing."""
    by = by or author()
    references(by)
    version = articles.create_article(
        slug=slug or f"azathioprine-{next(_number)}",
        kind="question",
        risk=risk,
        title="Does azathioprine help?",
        question="Does azathioprine help in relapsing multiple sclerosis?",
        default_audience=Audience.objects.get(pk="clinician"),
        topics=[],
        owner=by,
        now=now,
    )
    declare_interests(version, now=now)
    return write(version, by, texts=texts, now=now)


def declare_interests(version: Version, *, now=NOW) -> None:
    for contribution in version.contributions.filter(interests=""):
        articles.edit_contribution(
            contribution, actor=contribution.user, now=now, interests="None declared.", credentials="MSc"
        )


def write(version: Version, by: User, *, texts: Texts | None = None, now=NOW, **fields) -> Version:
    texts = texts or Texts()
    version = fresh(version)
    takeaway = "Azathioprine lowers the relapse rate; it needs blood tests."
    edit = articles.DraftEdit(
        **{
            "title": version.title,
            "question": version.question,
            "change_summary": "Doses checked." if version.number > 1 else "",
            **fields,
        },
        texts={
            "clinician": articles.TextEdit(key_takeaway=takeaway, body=texts.clinician),
            "patient": articles.TextEdit(
                title="Could azathioprine help me?", key_takeaway=takeaway, body=texts.patient
            ),
        },
    )
    return articles.save_draft(version, edit, user=by, lock=version.lock, now=now)


def submitted(by: User | None = None, *, now=NOW, **options) -> Version:
    version = draft(by, now=now, **options)
    return reviews.submit(version, user=version.created_by, now=now)


def under_review(by: User | None = None, *, now=NOW, **options) -> Version:
    version = submitted(by, now=now, **options)
    reviews.open_round(version, user=editor(), now=now)
    return fresh(version)


def open_round_of(version: Version) -> ReviewRound:
    return ReviewRound.objects.open().get(version=version)


def sign(version: Version, signer: User | None = None, decision="approve", *, now=None, remark="") -> SignOff:
    """A day after the round has opened, unless told otherwise."""
    review = open_round_of(version)
    now = now or review.opened_at + timedelta(days=1)
    return reviews.sign(
        review,
        signer=signer or member(),
        digest=review.content_digest,
        decision=decision,
        conflict="none",
        remarks=[Remark(remark or "Say which trials.")] if decision == "request_changes" or remark else [],
        authentication=Authentication(at=now, method="password"),
        now=now,
    )


def approve(version: Version, *, signers: list[User] | None = None, now=None) -> Version:
    """Sign as often as the open round needs."""
    signers = signers or [member(f"Signer {n}") for n in range(open_round_of(version).required_approvals)]
    for signer in signers:
        sign(version, signer, now=now)
    return fresh(version)


def approved(by: User | None = None, *, now=NOW, **options) -> Version:
    return approve(under_review(by, now=now, **options))


def changes_requested(by: User | None = None, **options) -> Version:
    version = under_review(by, **options)
    sign(version, decision="request_changes")
    reviews.return_to_author(version, user=editor(), now=NOW + timedelta(days=2))
    return fresh(version)


def next_draft(version: Version, by: User, *, now=NOW + timedelta(days=10), **options) -> Version:
    return write(reviews.start_version(version.article, user=by, now=now), by, now=now, **options)


def next_under_review(version: Version, by: User, *, now=NOW + timedelta(days=10), **options) -> Version:
    following = next_draft(version, by, now=now, **options)
    declare_interests(following, now=now)
    following = reviews.submit(following, user=by, now=now)
    reviews.open_round(following, user=editor(), now=now)
    return fresh(following)


def policy(*specialties: str, approvals: int = 2, risk: str = "standard") -> ReviewPolicy:
    """What full reviews ask for from now on; with the specialties that must approve."""
    terms = ReviewPolicy.objects.terms_of("question", risk)
    reviews.change_policy(
        terms,
        approvals=approvals,
        specialties=specialties,
        due_days=14,
        interval_months=terms.interval_months,
        user=editor(),
        now=NOW,
    )
    return ReviewPolicy.objects.terms_of("question", risk)


def seat(version: Version, of: User, *, specialty: str = "", by: User | None = None, now=None) -> Seat:
    """Asks a member to take a seat in the open round, an hour after it has opened."""
    now = now or open_round_of(version).opened_at + timedelta(hours=1)
    return reviews.assign(version, of.board_member, user=by or editor(), specialty=specialty, now=now)


def absence(of: User, *, first_day: date | None = None, last_day: date | None = None, note="") -> Absence:
    """Of a board member; from today until the day after tomorrow unless told otherwise."""
    first_day = first_day or timezone.localdate()
    return accounts.add_absence(
        of.board_member,
        first_day=first_day,
        last_day=last_day or first_day + timedelta(days=2),
        note=note,
        actor=of,
        now=NOW,
    )


def end_term(of: User, *, now) -> None:
    accounts.end_appointment(of.board_member, last_day=now.date(), actor=administrator(), now=now)


def leave_behind(version: Version) -> SignOff:
    """A request for changes, whose signer leaves the board on the day after."""
    objector = member("Ottoline Varga")
    request = sign(version, objector, "request_changes")
    end_term(objector, now=request.signed_at + timedelta(days=1))
    return request


def attest(version: Version, *, now, signers: list[User] | None = None) -> Version:
    """The board reviews it again, unchanged; two days pass."""
    reviews.attest(version, user=editor(), now=now)
    return approve(fresh(version), signers=signers, now=now + timedelta(days=2))


def agree_to_retract(version: Version, *, now, signers: list[User] | None = None) -> Version:
    """The board signs the retraction; two days pass."""
    reviews.open_retraction(version, user=editor(), reason="Its data were invented.", now=now)
    return approve(fresh(version), signers=signers, now=now + timedelta(days=2))


def retract(version: Version, *, now=NOW + timedelta(days=20)) -> Version:
    reviews.retract(version, user=editor(), notice="Do not act on this text.", now=now)
    return fresh(version)


def expedited_draft(version: Version, by: User, *, now=NOW + timedelta(days=12)) -> Version:
    """An expedited version beside the live one, with a mended text that lacks nothing."""
    started = reviews.expedite(version.article, user=by, reason="The dose was wrong.", now=now)
    mended = Texts(clinician=CLINICIAN.replace("2.5 mg/kg", "2 mg/kg"))
    written = write(started, by, texts=mended, now=now, change_summary="The dose was wrong.")
    declare_interests(written, now=now)
    return fresh(written)


def expedited_under_review(version: Version, by: User, *, now=NOW + timedelta(days=12)) -> Version:
    draft_of_it = expedited_draft(version, by, now=now)
    reviews.submit(draft_of_it, user=by, now=now)
    reviews.open_round(draft_of_it, user=editor(), now=now)
    return fresh(draft_of_it)
