from django.urls import include, path

from pages.views import about, doors, levels, lists, reading

app_name = "pages"

urlpatterns = [
    path("", lists.home, name="home"),
    path("articles/", lists.article_list, name="article_list"),
    path("articles/<slug:slug>/", reading.article, name="article"),
    path("articles/<slug:slug>/for/<slug:audience>/", reading.article_for, name="article_for"),
    path("articles/<slug:slug>/history/", reading.article_history, name="article_history"),
    path("articles/<slug:slug>/versions/<int:number>/", reading.version, name="version"),
    path(
        "articles/<slug:slug>/versions/<int:number>/for/<slug:audience>/", reading.version, name="version_for"
    ),
    path("reading-level/", levels.reading_level, name="reading_level"),
    path("editorial-policy/", about.editorial_policy, name="editorial_policy"),
    path("board/", about.board, name="board"),
    path("csp-report/", doors.csp_report, name="csp_report"),
    path("after-sign-in/", doors.after_sign_in, name="after_sign_in"),
    path("desk/", include("pages.desk_urls")),
]
