"""The reference library, under /references/."""

from django.urls import path

from articles import views

app_name = "articles"

urlpatterns = [
    path("", views.reference_list, name="reference_list"),
    path("new/", views.new_reference, name="new_reference"),
    path("<str:key>/", views.edit_reference, name="edit_reference"),
]
