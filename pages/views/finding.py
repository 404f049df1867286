"""How a public page finds its article: by its address, by an old one, or not at all."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from articles.models import Article, OldSlug
from articles.standing import standing_of


def of_an_article(view):
    """Gives the view an article that readers may know of, with its standing; an old address redirects for ever."""

    @require_safe
    @wraps(view)
    def found(request, slug, **arguments):
        articles = Article.objects.select_related("published_version", "default_audience")
        article = articles.filter(slug=slug).first()
        moved = None
        if article is None:
            moved = get_object_or_404(OldSlug, slug=slug)
            article = articles.get(pk=moved.article_id)
        standing = standing_of(article)
        if not standing.is_public:
            raise Http404("No public article has this address.")
        if moved is not None:
            return redirect(request.resolver_match.view_name, slug=article.slug, permanent=True, **arguments)
        return view(request, article, standing, **arguments)

    return found
