"""Why which article must be looked at again, and what answered it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.roles import Role
from articles.models import Article, ReReviewTask
from reviews import workflow
from reviews.models import ReviewRound

ON_A_PAGE = 25


@dataclass(frozen=True)
class Row:
    """`url` is where the next step is taken; `in_review` is the round that may answer it."""

    task: ReReviewTask
    title: str
    url: str
    in_review: ReviewRound | None


@require_safe
def tasks(request):
    if not request.user.has_role(Role.MANAGING_EDITOR):
        raise PermissionDenied(workflow.EDITORS)
    page = Paginator(_of(ReReviewTask.objects.closed()), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"open_tasks": _rows(_of(ReReviewTask.objects.open())), "closed": _rows(page), "page": page}
    return render(request, "reviews/tasks.html", context)


def _of(tasks: QuerySet[ReReviewTask]) -> QuerySet[ReReviewTask]:
    related = ("article__published_version", "opened_by", "closed_by__version", "closed_by__by")
    return tasks.select_related(*related).defer(
        "article__published_version__canonical", "closed_by__version__canonical"
    )


def _rows(tasks) -> list[Row]:
    tasks = list(tasks)
    articles = {task.article_id for task in tasks}
    rounds = ReviewRound.objects.open().filter(version__article__in=articles).select_related("version")
    in_review = {review.version.article_id: review for review in rounds.defer("version__canonical")}
    return [
        Row(task, _title(task.article), _url(task.article), in_review.get(task.article_id)) for task in tasks
    ]


def _title(article: Article) -> str:
    return article.published_version.title if article.published_version else article.slug


def _url(article: Article) -> str:
    if article.published_version is None:
        return reverse("pages:article_desk", args=[article.slug])
    return reverse("reviews:review", args=[article.slug, article.published_version.number])
