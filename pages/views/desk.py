"""My articles, and the desk of one article."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role
from articles.authorship import may_write
from articles.models import Article, Version
from pages.article_desk import desk_of
from pages.waiting import Waiting, current_version, waiting_for
from reviews import workflow

PAGE = 50


@dataclass(frozen=True)
class Card:
    article: Article
    version: Version
    waiting: Waiting


@require_safe
def my_articles(request):
    user = request.user
    mine = _cards(_for_list(Article.objects.worked_on_by(user)), user)
    if not (may_write(user) or mine):
        raise PermissionDenied("Only authors and managing editors have a desk.")
    others = Article.objects.none()
    if user.has_role(Role.MANAGING_EDITOR):
        others = Article.objects.visible_to(user).exclude(pk__in=[card.article.pk for card in mine])
    page = Paginator(_for_list(others), PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": [card for card in mine if card.waiting.is_mine],
        "resting": [card for card in mine if not card.waiting.is_mine],
        "others": _cards(page.object_list, user),
        "page": page,
        "may_write": may_write(user),
    }
    return render(request, "pages/desk/my_articles.html", context)


def _for_list(articles):
    return (
        articles.select_related("published_version", "owner", "default_audience")
        .prefetch_related("versions")
        .order_by("-created_at", "-pk")
    )


def _cards(articles: Iterable[Article], user: User) -> list[Card]:
    """The one worked on last first."""
    cards = []
    for article in articles:
        if version := current_version(article):
            cards.append(Card(article, version, waiting_for(workflow.situation_of(version), user)))
    return sorted(cards, key=lambda card: card.version.submitted_at or card.version.created_at, reverse=True)


@require_safe
def article_desk(request, slug):
    try:
        article = find_article(request.user, slug)
    except Http404:
        moved = Article.objects.visible_to(request.user).filter(old_slugs__slug=slug).first()
        if moved is None:
            raise
        return redirect("pages:article_desk", moved.slug)
    return show_desk(request, article, wanted=_number(request.GET.get("version")))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def find_article(user: User, slug: str) -> Article:
    return get_object_or_404(Article.objects.visible_to(user), slug=slug)


def find_version(user: User, slug: str, number: int) -> Version:
    visible = Version.objects.visible_to(user).select_related(
        "article__default_audience", "article__published_version"
    )
    return get_object_or_404(visible, article__slug=slug, number=number)


def show_desk(
    request, article: Article, *, status: int = 200, answering=None, wanted: int | None = None, **more
):
    article = Article.objects.select_related("owner", "default_audience", "published_version").get(
        pk=article.pk
    )
    context = {"desk": desk_of(article, request.user, answering=answering, wanted=wanted), **more}
    return render(request, "pages/desk/article.html", context, status=status)


def too_late(request, version: Version, error: workflow.WrongState, typed: Iterable[tuple[str, str]] = ()):
    """409: why nothing was done, the article as it is now, and what was typed."""
    written = [(label, text) for label, text in typed if text.strip()]
    article = Article.objects.visible_to(request.user).filter(pk=version.article_id).first()
    if article is None:  # of the board, not of the authors: this desk is not theirs to see
        raise Http404
    return show_desk(request, article, status=409, wanted=version.number, refusal=str(error), typed=written)
