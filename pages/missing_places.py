"""What a draft lacks, grouped by place, each with a link that lands where it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from articles.models import Audience, Version
from articles.readiness import Missing
from pages.previewing import anchor_of


@dataclass(frozen=True)
class Gap:
    message: str
    url: str
    line: int = 0


@dataclass
class Place:
    title: str
    gaps: list[Gap] = field(default_factory=list)


def places_of(problems: Iterable[Missing], version: Version) -> list[Place]:
    audiences = {
        name: audience for audience in Audience.objects.all() for name in (audience.label, audience.pk)
    }
    places: dict[str, Place] = {}
    for problem in problems:
        audience = audiences.get(problem.audience)
        title = _title(problem, audience)
        gap = Gap(
            f"{problem.message[:1].upper()}{problem.message[1:]}",
            _url(problem, audience, version),
            problem.line,
        )
        places.setdefault(title, Place(title)).gaps.append(gap)
    return list(places.values())


def _title(problem: Missing, audience: Audience | None) -> str:
    if audience is not None:
        return f"Text for {audience.plural}"
    return "Contributors" if problem.field == "contributors" else "About this version"


def _url(problem: Missing, audience: Audience | None, version: Version) -> str:
    address = [version.article.slug, version.number]
    if problem.field == "contributors":
        return reverse("pages:contributors", args=address)
    edit = reverse("pages:edit_version", args=address)
    if audience is None:
        return f"{edit}#id_{problem.field}" if problem.field != "body" else edit
    if problem.line:
        return f"{edit}#{anchor_of(audience.pk, problem.line)}"
    return f"{edit}#id_{audience.pk}-{problem.field}"
