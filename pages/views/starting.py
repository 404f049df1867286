"""Start an article; start the next version of one; change what belongs to the article."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import once
from articles import services as articles
from articles.authorship import check_may_write, may_name_topics
from articles.models import Article, Version
from pages.forms.article import NewArticleForm, SettingsForm
from pages.topics import topics_named
from pages.views.desk import find_article, too_late
from pages.waiting import current_version
from reviews import services as reviews
from reviews import workflow
from reviews.workflow import Situation


@require_http_methods(["GET", "HEAD", "POST"])
@once
def new_article(request):
    check_may_write(request.user)
    form = NewArticleForm(
        request.POST if request.method == "POST" else None, may_name_topics=may_name_topics(request.user)
    )
    if form.is_valid() and (version := _create(form, request.user)):
        messages.success(
            request, "Your draft is here. Write it, and save as often as you like; nobody else sees it yet."
        )
        return redirect("pages:edit_version", version.article.slug, version.number)
    return render(
        request, "pages/desk/new_article.html", {"form": form}, status=422 if form.is_bound else 200
    )


def _create(form: NewArticleForm, user) -> Version | None:
    typed, now = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            return articles.create_article(
                slug=typed["slug"],
                kind=typed["kind"],
                risk=typed["risk"],
                title=typed["title"],
                question=typed["question"],
                default_audience=typed["default_audience"],
                topics=_topics(typed, user, now),
                owner=user,
                now=now,
            )
    except IntegrityError:
        form.add_error("slug", "Somebody took this address a moment ago. Choose another one.")
        return None


def _topics(typed, user, now):
    return [*typed["topics"], *topics_named(typed.get("new_topics", []), actor=user, now=now)]


@require_POST
@once
def start_version(request, slug):
    article = find_article(request.user, slug)
    try:
        version = reviews.start_version(article, user=request.user, now=timezone.now())
    except workflow.WrongState as error:
        return too_late(request, current_version(article), error)
    if version.answers_id:
        done = f"Version {version.number} is the answer to the board. It starts from the text they read."
    else:
        done = (
            f"Version {version.number} is started. Readers see the approved text until this one is approved."
        )
    messages.success(request, done)
    return redirect("pages:article_desk", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@once
@transaction.atomic
def article_settings(request, slug):
    article = find_article(request.user, slug)
    if request.method == "POST":
        article = Article.objects.select_for_update().get(pk=article.pk)
    situation = Situation(current_version(article))
    if not workflow.may_change_settings(request.user, situation):
        raise PermissionDenied(workflow.SETTINGS)
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        article=article,
        is_managing_editor=workflow.is_managing_editor(request.user, situation),
    )
    context, status = {"form": form, "article": article}, 422 if form.is_bound else 200
    if form.is_stale:
        context["differences"] = list(form.differences())
        form.catch_up()
        status = 409
    elif form.is_valid() and (changed := _change(article, form, request.user)):
        messages.success(request, "The settings are saved.")
        return redirect("pages:article_desk", changed.slug)
    return render(request, "pages/desk/settings.html", context, status=status)


def _change(article: Article, form: SettingsForm, user) -> Article | None:
    typed, now = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            return articles.change_article(
                article,
                slug=typed["slug"],
                default_audience=typed["default_audience"],
                topics=_topics(typed, user, now),
                risk=typed.get("risk", article.risk),
                review_interval_months=typed.get("review_interval_months", article.review_interval_months),
                actor=user,
                now=now,
            )
    except ValidationError as error:
        form.add_error(None, error)
    except IntegrityError:
        form.add_error("slug", "Somebody took this address a moment ago. Choose another one.")
    return None
