"""The author's way, all under /desk/. Names are given in the namespace of pages.urls."""

from django.urls import path

from pages.views import contributors, deeds, desk, starting, timeline, writing

urlpatterns = [
    path("", desk.my_articles, name="my_articles"),
    path("new/", starting.new_article, name="new_article"),
    path("findings/<int:pk>/answer/", deeds.answer_finding, name="answer_finding"),
    path("<slug:slug>/", desk.article_desk, name="article_desk"),
    path("<slug:slug>/settings/", starting.article_settings, name="article_settings"),
    path("<slug:slug>/timeline/", timeline.timeline, name="timeline"),
    path("<slug:slug>/timeline.csv", timeline.timeline_csv, name="timeline_csv"),
    path("<slug:slug>/timeline.jsonl", timeline.timeline_jsonl, name="timeline_jsonl"),
    path("<slug:slug>/start/", starting.start_version, name="start_version"),
    path("<slug:slug>/<int:number>/edit/", writing.edit_version, name="edit_version"),
    path("<slug:slug>/<int:number>/preview/<slug:audience>/", writing.preview_text, name="preview_text"),
    path("<slug:slug>/<int:number>/contributors/", contributors.contributors, name="contributors"),
    path(
        "<slug:slug>/<int:number>/contributors/<int:pk>/",
        contributors.edit_contribution,
        name="edit_contribution",
    ),
    path(
        "<slug:slug>/<int:number>/contributors/<int:pk>/remove/",
        contributors.remove_contributor,
        name="remove_contributor",
    ),
    path("<slug:slug>/<int:number>/submit/", deeds.submit, name="submit"),
    path("<slug:slug>/<int:number>/pull-back/", deeds.pull_back, name="pull_back"),
    path("<slug:slug>/<int:number>/reconcile/", deeds.reconcile, name="reconcile"),
    path("<slug:slug>/<int:number>/abandon/", deeds.abandon, name="abandon"),
]
