"""Everything that happened to an article, to be read and to be taken along."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.forms.timeline import TimelineFilter
from pages.timeline import as_csv, as_json_lines, timeline_of
from pages.views.desk import find_article

PAGE = 50


@require_safe
def timeline(request, slug):
    article, form = _read(request, slug)
    return _page(request, article, form)


@require_safe
def timeline_csv(request, slug):
    return _download(request, slug, as_csv, "text/csv; charset=utf-8", "csv")


@require_safe
def timeline_jsonl(request, slug):
    return _download(request, slug, as_json_lines, "application/x-ndjson; charset=utf-8", "jsonl")


def _read(request, slug):
    article = find_article(request.user, slug)
    return article, TimelineFilter(request.GET, entries=timeline_of(article))


def _page(request, article, form):
    is_valid = form.is_valid()
    page = Paginator(form.chosen() if is_valid else [], PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "article": article,
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "is_narrowed": any(query.values()),
        "all": len(form.entries),
    }
    return render(request, "pages/desk/timeline.html", context, status=200 if is_valid else 422)


def _download(request, slug, write, content_type, ending):
    """All pages of what the filter leaves, the newest first."""
    article, form = _read(request, slug)
    if not form.is_valid():
        return _page(request, article, form)
    name = f"{article.slug}-timeline.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(form.chosen()), content_type=content_type, headers=headers)
