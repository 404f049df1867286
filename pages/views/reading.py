"""The pages of one article: its text for an audience, the permalinks of its versions, its public history."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import Article, Version
from articles.standing import Standing
from pages import public_history
from pages.article_page import ArticlePage, Reading, live_page, permalink_page
from pages.reading_level import remembered
from pages.views.finding import of_an_article


@login_not_required
@of_an_article
def article(request, article: Article, standing: Standing):
    """The text for the default audience, unless the reader has told us of another that gets a different one."""
    if standing.version is None:
        return _notice_only(request, article, standing, standing_version(article))
    reading = Reading.of(article, standing.version)
    wanted = remembered(request, reading.levels.audiences) or article.default_audience
    if reading.levels.differ(wanted, article.default_audience):
        return redirect("pages:article_for", article.slug, wanted.pk)
    return _show(request, live_page(reading, standing, wanted))


@login_not_required
@of_an_article
def article_for(request, article: Article, standing: Standing, audience: str):
    """The default audience has the article's own address, which is left only by readers who said they are another."""
    if standing.version is None:
        return redirect(article)
    reading = Reading.of(article, standing.version)
    wanted = _known(audience, reading)
    if wanted == article.default_audience and remembered(request, reading.levels.audiences) in (None, wanted):
        return redirect(article)
    return _show(request, live_page(reading, standing, wanted))


@login_not_required
@of_an_article
def version(request, article: Article, standing: Standing, number: int, audience: str = ""):
    """The lasting address of one approved version; nothing that the reader told us changes it."""
    found = get_object_or_404(article.versions.shown_to_readers(), number=number)
    if public_history.is_taken_back(found, standing):
        return _notice_only(request, article, standing, found)
    reading = Reading.of(article, found)
    wanted = _known(audience, reading) if audience else article.default_audience
    return _show(request, permalink_page(reading, standing, wanted))


@login_not_required
@of_an_article
def article_history(request, article: Article, standing: Standing):
    shown = standing.version or standing_version(article)
    events = public_history.events_of(article, standing)
    context = {"article": article, "version": shown, "standing": standing, "events": events}
    return _unlisted(render(request, "pages/reading/history.html", context), when=standing.is_preview)


def standing_version(article: Article) -> Version:
    """Of an article whose text readers can no longer open: the version that was taken back."""
    return article.publications.about_standing().select_related("version").first().version


def _known(audience: str, reading: Reading):
    if audience not in reading.levels.audiences:
        raise Http404("There is no such audience.")
    return reading.levels.audiences[audience]


def _show(request, page: ArticlePage):
    response = render(request, "pages/reading/article.html", {"page": page})
    return _unlisted(response, when=not page.may_be_listed)


def _notice_only(request, article: Article, standing: Standing, found: Version):
    """Never a 404: whoever has a link to a text that was taken back must be told so."""
    notice = public_history.notice_of(found, standing)
    context = {"article": article, "version": found, "standing": standing, "notice": notice}
    return _unlisted(render(request, "pages/reading/notice.html", context))


def _unlisted(response, *, when: bool = True):
    if when:
        response.headers["X-Robots-Tag"] = "noindex"
    return response
