"""What readers may see of an article, read from the Publication ledger (I13)."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from articles.models import Article, Notice, Publication, Version

NEVER, LIVE, WITHDRAWN, RETRACTED = "never", "live", "withdrawn", "retracted"
PREVIEWED = (Version.State.SUBMITTED, Version.State.UNDER_REVIEW)
ON_TOP = (Notice.Kind.CORRECTION, Notice.Kind.CONCERN)
INSTEAD = (Notice.Kind.WITHDRAWAL, Notice.Kind.RETRACTION)


@dataclass(frozen=True)
class Standing:
    """`version` is the text a reader gets (live or previewed); `notices` stand on top of the page or in its place."""

    state: str
    version: Version | None = None
    is_preview: bool = False
    notices: tuple[Notice, ...] = ()

    @property
    def is_public(self) -> bool:
        return self.version is not None or self.state in (WITHDRAWN, RETRACTED)


def standing_of(article: Article) -> Standing:
    last = article.publications.about_standing().first()
    if last is None:
        previewed = preview_of(article)
        return Standing(NEVER, previewed, is_preview=previewed is not None)
    live = article.published_version
    if last.kind == Publication.Kind.RETRACT:
        return Standing(RETRACTED, notices=notices_instead_of(last.version))
    if last.kind == Publication.Kind.WITHDRAW or live is None:
        return Standing(WITHDRAWN, notices=notices_instead_of(last.version))
    return Standing(LIVE, live, notices=notices_on(live))


def notices_on(version: Version) -> tuple[Notice, ...]:
    """What stands on top of a text, the newest first. Why it was withdrawn is not part of it once it is shown again."""
    return tuple(version.notices.filter(kind__in=ON_TOP))


def shown_again(version: Version) -> Publication | None:
    """The row that brought a withdrawn text back, while nothing else has become of it since."""
    last = version.publications.about_standing().first()
    return last if last is not None and last.kind == Publication.Kind.REINSTATE else None


def notices_instead_of(version: Version) -> tuple[Notice, ...]:
    """The one that stands where the text stood."""
    return tuple(version.notices.filter(kind__in=INSTEAD)[:1])


def preview_of(article: Article) -> Version | None:
    """The version whose preview is switched on: the newest ledger row about previews says so, and it is in review."""
    last = article.publications.about_preview().select_related("version").first()
    if last is None or last.kind != Publication.Kind.PREVIEW_SHOWN or last.version.state not in PREVIEWED:
        return None
    return last.version


def public_articles() -> QuerySet[Article]:
    """Articles whose text readers can open: published ones and previews. Withdrawn ones are not listed."""
    about_preview = Publication.objects.filter(article=OuterRef("pk")).about_preview()
    ever_published = Publication.objects.filter(article=OuterRef("pk"), kind=Publication.Kind.PUBLISH)
    return (
        Article.objects.annotate(
            last_preview=Subquery(about_preview.values("kind")[:1]),
            preview_state=Subquery(about_preview.values("version__state")[:1]),
        )
        .filter(
            Q(published_version__isnull=False)
            | Q(
                ~Exists(ever_published),
                last_preview=Publication.Kind.PREVIEW_SHOWN,
                preview_state__in=PREVIEWED,
            )
        )
        .select_related("published_version", "default_audience")
    )
