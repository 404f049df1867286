"""Which screens exist. Every page is closed unless its view says `login_not_required`."""

from django.urls import include, path

urlpatterns = [
    path("", include("pages.urls")),
    path("references/", include("articles.urls")),
    path("reviews/", include("reviews.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
]
