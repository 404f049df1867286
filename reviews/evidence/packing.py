"""From the database to a pack. The same database gives the same bytes: nothing depends on the day or the machine."""

from collections.abc import Iterable
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from articles import canonical
from articles.models import Article, Audience, Version
from audit import chain
from audit.fingerprint import columns_of, exact
from audit.models import AuditEvent
from reviews.evidence import archive, program
from reviews.evidence.case import SCHEME, Case, Record, to_files
from reviews.evidence.derived import derive
from reviews.evidence.withholding import without_addresses
from reviews.models import Finding, ReviewRound, Seat, SignOff


class NothingSigned(Exception):
    """There is no signed text to give evidence of; the message says why."""


@transaction.atomic
def evidence_of(version: Version) -> bytes:
    """The pack of one version as a ZIP file.

    Raises:
        NothingSigned: the version is a draft, or was abandoned as one.
    """
    if not version.canonical:
        raise NothingSigned(
            f"Version {version.number} of “{version.article.slug}” was never submitted: there is no signed text."
        )
    case = case_of(version)
    return archive.write({**to_files(case), **derive(case)})


def version_to_show(article: Article, number: int | None) -> Version | None:
    """The version of this number; without one, the live one, else the last approved, else the last submitted."""
    versions = article.versions.select_related("article", "answers", "live_base").order_by("-number")
    if number is not None:
        return versions.filter(number=number).first()
    return (
        versions.filter(pk=article.published_version_id).first()
        or versions.filter(state__in=Version.ONCE_APPROVED).first()
        or versions.exclude(canonical="").first()
        or versions.first()
    )


def case_of(version: Version) -> Case:
    before = _before(version)
    rounds = list(
        version.rounds.order_by("pk").select_related("opened_by").prefetch_related("seats__assignee")
    )
    findings = version.findings.order_by("pk").select_related("answered_by", "resolved_by")
    return Case(
        canonical=version.canonical,
        before=before.canonical if before else "",
        version=_clean(_version(version, before)),
        rounds=[_clean(_round(review)) for review in rounds],
        sign_offs=[_sign_off(sign_off) for sign_off in _sign_offs(version)],
        findings=[_clean(_finding(finding)) for finding in findings.prefetch_related("replies")],
        publications=[
            _with_row(publication, {"by": _name(publication.by)})
            for publication in version.publications.order_by("pk").select_related("by")
        ],
        notices=[
            _clean({"kind": notice.kind, "text": notice.text, "by": _name(notice.by), "at": exact(notice.at)})
            for notice in version.notices.order_by("pk").select_related("by")
        ],
        audit=_audit(version),
    )


def _before(version: Version) -> Version | None:
    """The text it was reconciled with, else the one it answers, else the one submitted before it."""
    earlier = version.article.versions.filter(number__lt=version.number).exclude(canonical="")
    signed = [one for one in (version.live_base, version.answers) if one is not None and one.canonical]
    return signed[0] if signed else earlier.order_by("-number").first()


def _version(version: Version, before: Version | None) -> Record:
    article, content = version.article, canonical.parse(version.canonical)
    path = reverse("pages:version", args=[article.slug, version.number])
    audiences = Audience.objects.filter(pk__in=content.texts).order_by("-rank")
    return {
        "scheme": SCHEME,
        "program": program.identity(),
        "address": urljoin(settings.SITE_URL, path),
        "article": {"id": article.pk, "slug": article.slug, "kind": article.kind, "risk": article.risk},
        "id": version.pk,
        "number": version.number,
        "state": version.state,
        "digest": version.content_digest,
        "expedited": version.expedited,
        "significance": version.significance,
        "change_summary": version.change_summary,
        "submitted_at": exact(version.submitted_at),
        "answers": version.answers.number if version.answers else None,
        "live_base": version.live_base.number if version.live_base else None,
        "before": {"number": before.number, "digest": before.content_digest} if before else None,
        "audiences": [
            {"code": one.pk, "label": one.label, "plural": one.plural, "rank": one.rank} for one in audiences
        ],
    }


def _round(review: ReviewRound) -> Record:
    seats = list(review.seats.all())
    return {
        "id": review.pk,
        "purpose": review.purpose,
        "state": review.state,
        "digest": review.content_digest,
        "required_approvals": review.required_approvals,
        "required_specialties": sorted({seat.specialty for seat in seats if seat.required}),
        "reason": review.reason,
        "due": exact(review.due),
        "opened_at": exact(review.opened_at),
        "opened_by": _name(review.opened_by),
        "closed_at": exact(review.closed_at),
        "closing_reason": review.closing_reason,
        "seats": [_seat(seat) for seat in sorted(seats, key=lambda seat: seat.pk)],
    }


def _seat(seat: Seat) -> Record:
    return {
        "id": seat.pk,
        "specialty": seat.specialty,
        "required": seat.required,
        "assignee_id": seat.assignee_id,
        "assignee": _name(seat.assignee) if seat.assignee else "",
        "response": seat.response,
        "reason": seat.reason,
        "due": exact(seat.due),
    }


def _sign_offs(version: Version) -> Iterable[SignOff]:
    related = ("withdrawal", "withdrawal__by", "withdrawal__second")
    return version.sign_offs.order_by("pk").select_related(*related)


def _sign_off(sign_off: SignOff) -> Record:
    withdrawal = getattr(sign_off, "withdrawal", None)
    taken_back = None
    if withdrawal is not None:
        second = _name(withdrawal.second) if withdrawal.second else ""
        taken_back = _with_row(withdrawal, {"by": _name(withdrawal.by), "second": second})
    return _with_row(sign_off, {}) | {"withdrawal": taken_back}


def _finding(finding: Finding) -> Record:
    answered = finding.answered_at is not None
    return {
        "id": finding.pk,
        "round_id": finding.round_id,
        "sign_off_id": finding.sign_off_id,
        "audience": finding.audience_id or "",
        "weight": finding.weight,
        "by": finding.printed_name,
        "at": exact(finding.raised_at),
        "text": finding.text,
        "quote": finding.quote,
        "replies": [
            {"by": reply.printed_name, "at": exact(reply.at), "text": reply.text}
            for reply in finding.replies.all()
        ],
        "answer": {
            "by": _name(finding.answered_by),
            "at": exact(finding.answered_at),
            "text": finding.answer,
        }
        if answered
        else None,
        "resolution": finding.resolution,
        "resolved_by": _name(finding.resolved_by) if finding.resolved_by else "",
    }


def _audit(version: Version) -> Record:
    """Events about the article, this version and its findings; not about versions that nobody may know of yet."""
    findings = [str(pk) for pk in version.findings.values_list("pk", flat=True)]
    about = Q(subject_type="articles.article", subject_id=str(version.article_id))
    about |= Q(subject_type="articles.version", subject_id=str(version.pk))
    about |= Q(subject_type="reviews.finding", subject_id__in=findings)
    head = AuditEvent.objects.order_by("-number").first()
    events, withheld = [], []
    for event in AuditEvent.objects.filter(about).order_by("number"):
        record = _event(event)
        if _clean(record) == record:
            events.append(record)
        else:
            withheld.append({name: record[name] for name in ("number", "previous_hash", "hash")})
    return {
        "head": {
            "number": head.number if head else 0,
            "hash": head.hash if head else chain.BEGINNING,
            "at": exact(head.at) if head else "",
        },
        "events": events,
        "withheld": withheld,
    }


def _event(event: AuditEvent) -> Record:
    return {field.attname: exact(getattr(event, field.attname)) for field in event._meta.concrete_fields}


def _with_row(row, more: Record) -> Record:
    """`withheld` says that the fingerprint of the row cannot be taken from what is left of it."""
    columns = columns_of(row)
    cleaned = _clean(columns)
    return {"row": cleaned, "withheld": cleaned != columns, **_clean(more)}


def _clean(record: Record) -> Record:
    cleaned = without_addresses(record)
    assert isinstance(cleaned, dict)  # noqa: S101  a mapping stays one
    return cleaned


def _name(user: User) -> str:
    """The name on the site's record; an account that has none, or was closed, is a number."""
    return user.name or f"account {user.pk}"
