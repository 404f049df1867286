"""Import an article from a file, all or nothing: the references into the library, the texts into a draft."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from articles import exchange, kinds, rendering
from articles import services as articles
from articles.bibliography import csl
from articles.exchange import ArticleFile
from articles.models import Article, Audience, Reference, Topic, Version
from articles.services.settings import slug_is_free
from audit import history
from reviews import services as reviews
from reviews import workflow

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Problem:
    """`line` counts from 1 in the file (0: the file as a whole); `field` is a key of the front matter or a text."""

    line: int
    field: str
    message: str


@dataclass
class Report:
    slug: str = ""
    version: int | None = None
    created: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


class Unfit(Exception):
    """The file is refused; nothing of it is kept."""

    def __init__(self, problems: list[Problem]):
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


def import_article(
    data: bytes,
    *,
    author: User,
    now: datetime,
    read_file: Callable[[str], str],
    submit: bool = False,
    dry_run: bool = False,
) -> Report:
    """`read_file` gives the text of a references file named in the front matter, or raises OSError.

    The slug is the key: it creates the article, or writes its open draft, or starts the next version.
    """
    report = Report()
    try:
        found = exchange.read(data)
        report.slug = found.slug
        with transaction.atomic():
            version = _import(found, author=author, now=now, read_file=read_file, report=report)
            if submit:
                reviews.submit(version, user=author, now=now)
            if dry_run:
                transaction.set_rollback(True)
    except exchange.BadArticleFile as error:
        report.problems = [Problem(p.line, p.field, p.message) for p in error.problems]
    except Unfit as error:
        report.problems = error.problems
    except workflow.NotReady as error:
        report.problems = [
            Problem(_line_in_file(found, p.audience, p.line), p.field, str(p.message)) for p in error.problems
        ]
    except (workflow.WrongState, PermissionDenied) as error:
        report.problems = [Problem(0, "slug", str(error))]
    if report.problems:
        report.version, report.created = None, False
    return report


def _import(
    found: ArticleFile, *, author: User, now: datetime, read_file: Callable[[str], str], report: Report
) -> Version:
    items, reference_problems = _read_references(found, read_file)
    keys = {item["id"] for item in items} | set(Reference.objects.values_list("key", flat=True))
    problems = [*reference_problems, *_unknown_choices(found), *_unfit_settings(found, author)]
    if not reference_problems:  # without the references, every citation would be called unknown
        problems += _text_problems(found, keys)
    if problems:
        raise Unfit(problems)
    _add_to_library(items, found, author=author, now=now)
    version = _version_to_write(found, author=author, now=now, report=report)
    edit = articles.DraftEdit(
        title=found.title,
        question=found.question,
        change_summary=found.change_summary,
        significance=found.significance or Version.Significance.MAJOR,
        drafted_with=found.drafted_with or Version.DraftedWith.HUMAN,
        funding=found.funding,
        texts=_texts(found, version),
    )
    version = articles.save_draft(version, edit, user=author, lock=version.lock, now=now)
    report.version = version.number
    return version


def _texts(found: ArticleFile, version: Version) -> dict[str, articles.TextEdit]:
    """The file is the whole article: an audience that it does not name is emptied."""
    gone = {
        r.audience_id: articles.TextEdit()
        for r in version.renditions.all()
        if r.audience_id not in found.texts
    }
    return gone | {
        audience: articles.TextEdit(
            title=found.titles.get(audience, ""),
            key_takeaway=found.takeaways.get(audience, ""),
            body=body,
            disclaimer=found.disclaimers.get(audience, ""),
        )
        for audience, body in found.texts.items()
    }


def _version_to_write(found: ArticleFile, *, author: User, now: datetime, report: Report) -> Version:
    article = Article.objects.filter(slug=found.slug).first()
    if article is None:
        report.created = True
        kind = kinds.KINDS[found.kind]
        return articles.create_article(
            slug=found.slug,
            kind=found.kind,
            risk=found.risk or kind.default_risk,
            title=found.title,
            question=found.question,
            default_audience=Audience.objects.get(pk=found.default_audience),
            topics=_topics(found.topics, author=author, now=now),
            owner=author,
            now=now,
        )
    opened = article.versions.open().filter(expedited=False).first()
    if opened is None:
        return reviews.start_version(article, user=author, now=now)
    workflow.check(workflow.EDIT, workflow.situation_of(opened), author)
    return opened


def _topics(slugs, *, author: User, now: datetime) -> list[Topic]:
    topics = []
    for slug in slugs:
        topic = Topic.objects.filter(slug=slug).first()
        if topic is None:
            topic = Topic(slug=slug, name=slug.replace("-", " ").capitalize())
            history.save(topic, actor=author, at=now, reason="imported")
        topics.append(topic)
    return topics


def _read_references(found: ArticleFile, read_file: Callable[[str], str]) -> tuple[list[dict], list[Problem]]:
    if not isinstance(found.references, str):
        return list(found.references), []
    if not found.references:
        return [], []
    line = found.lines.get("references", 0)
    try:
        return csl.parse(read_file(found.references)), []
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return [], [Problem(line, "references", f"{found.references} cannot be read: {reason}.")]
    except csl.BadReferences as error:
        return [], [
            Problem(line, "references", f"{found.references}, line {p.line}: {p.message}")
            for p in error.problems
        ]


def _unknown_choices(found: ArticleFile) -> Iterator[Problem]:
    audiences = list(Audience.objects.values_list("pk", flat=True))
    choices = {
        "kind": (found.kind, list(kinds.KINDS)),
        "risk": (found.risk, Article.Risk.values),
        "default_audience": (found.default_audience, audiences),
        "significance": (found.significance, Version.Significance.values),
        "drafted_with": (found.drafted_with, Version.DraftedWith.values),
    }
    for name, (value, known) in choices.items():
        if value and value not in known:
            yield Problem(found.lines.get(name, 0), name, _not_one_of(value, known))
    for name in ("titles", "takeaways", "disclaimers"):
        for audience in getattr(found, name):
            if audience not in audiences:
                yield Problem(
                    found.lines.get(name, 0), name, "Unknown audience: " + _not_one_of(audience, audiences)
                )
    for audience in found.texts:
        if audience not in audiences:
            line = max(1, found.text_lines.get(audience, 1) - 1)
            yield Problem(line, "body", "Unknown audience: " + _not_one_of(audience, audiences))


def _unfit_settings(found: ArticleFile, author: User) -> Iterator[Problem]:
    if not author.is_staff_member:
        yield _problem(
            found, "slug", f"{author} holds no role that writes. Give --author an author's e-mail."
        )
    for topic in found.topics:
        if not SLUG.fullmatch(topic):
            message = f"“{topic[:80]}” is no topic: small letters, digits and single hyphens only."
            yield _problem(found, "topics", message)
    for audience in found.takeaways:
        if audience not in found.texts:
            yield _problem(found, "takeaways", f"There is a takeaway for “{audience}”, but no text.")
    article = Article.objects.filter(slug=found.slug).first()
    if article is None:
        yield from _unfit_for_a_new_article(found)
    elif Article.objects.visible_to(author).filter(pk=article.pk).exists():
        yield from _other_settings(found, article)


def _unfit_for_a_new_article(found: ArticleFile) -> Iterator[Problem]:
    if not found.default_audience:
        message = "Say which text readers get first, as in: default_audience: clinician."
        yield _problem(found, "default_audience", message)
    if not slug_is_free(found.slug):
        yield _problem(
            found, "slug", "This is an address of this site, or was the address of another article."
        )


def _other_settings(found: ArticleFile, article: Article) -> Iterator[Problem]:
    """What belongs to the article and not to its text is set once, and changed on the settings page only."""
    mend = "Change it on the article's settings page first."
    given = {"kind": found.kind, "risk": found.risk, "default_audience": found.default_audience}
    stands = {"kind": article.kind, "risk": article.risk, "default_audience": article.default_audience_id}
    for name, value in given.items():
        if value and value != stands[name]:
            yield _problem(found, name, f"The article has “{stands[name]}”. {mend}")
    topics = set(article.topics.values_list("slug", flat=True))
    if found.topics and set(found.topics) != topics:
        listed = ", ".join(sorted(topics)) or "none"
        yield _problem(found, "topics", f"The article has other topics: {listed}. {mend}")


def _problem(found: ArticleFile, name: str, message: str) -> Problem:
    return Problem(found.lines.get(name, 0), name, message)


def _not_one_of(value: str, known: list[str]) -> str:
    close = get_close_matches(value, known, n=1)
    meant = f" Did you mean “{close[0]}”?" if close else ""
    return f"“{value}” is not one of {', '.join(known)}.{meant}"


def _text_problems(found: ArticleFile, keys: set[str]) -> Iterator[Problem]:
    for audience, body in found.texts.items():
        for problem in rendering.find_problems(body, keys):
            yield Problem(_line_in_file(found, audience, problem.line), audience, problem.message)


def _line_in_file(found: ArticleFile, audience: str, line: int) -> int:
    first = found.text_lines.get(audience.lower(), 0)
    return first + line - 1 if line and first else 0


def _differs(existing: Reference, item: dict) -> str:
    stands, given = existing.item, {"study_design": "other", **item}
    fields = sorted(name for name in {*stands, *given} if stands.get(name) != given.get(name))
    return (
        f"{existing.key}: the library has other data under this key ({', '.join(fields)}). "
        "Leave the item out of the file to cite the library's, or give it another key."
    )


def _add_to_library(items: list[dict], found: ArticleFile, *, author: User, now: datetime) -> None:
    """A key that the library has must mean the same source: an import never changes what other articles cite."""
    problems = []
    line = found.lines.get("references", 0)
    library = {
        reference.key: reference for reference in Reference.objects.filter(key__in=[i["id"] for i in items])
    }
    for item in items:
        existing = library.get(item["id"])
        if existing is not None:
            if existing.item != {"study_design": "other", **item}:
                problems.append(Problem(line, "references", _differs(existing, item)))
            continue
        try:
            articles.save_reference(item, actor=author, now=now)
        except ValidationError as error:
            problems += [
                Problem(line, "references", f"{item['id']}: {message}") for message in error.messages
            ]
    if problems:
        raise Unfit(problems)
