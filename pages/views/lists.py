"""The front page and the list of articles."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Topic
from articles.standing import public_articles
from pages import cards

ON_THE_FRONT = 6


@login_not_required
@require_safe
def home(request):
    page = cards.page_of(cards.newest(), size=ON_THE_FRONT)
    return render(request, "pages/reading/home.html", {"page": page, "topics": _topics()})


@login_not_required
@require_safe
def article_list(request):
    articles, topic = cards.newest(), None
    if slug := request.GET.get("topic"):
        topic = get_object_or_404(
            _topics(), slug=slug.replace("\0", "?")
        )  # PostgreSQL refuses to be asked for NUL
        articles = articles.filter(topics=topic)
    before = _key(request.GET.get("before", ""))
    page = cards.page_of(articles, before=before)
    context = {"page": page, "topic": topic, "topics": _topics(), "is_first": before is None}
    return render(request, "pages/reading/article_list.html", context)


def _topics() -> QuerySet[Topic]:
    """Those with an article to read."""
    return Topic.objects.filter(articles__in=public_articles()).distinct()


def _key(text: str) -> int | None:
    """A key that a page of ours has put into a link; anything else starts from the beginning."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
