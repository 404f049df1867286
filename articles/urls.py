"""The reference library, under /references/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from articles import views
from articles.rendering.citations import KEY


class KeyConverter(StringConverter):
    regex = KEY


register_converter(KeyConverter, "reference_key")

app_name = "articles"

urlpatterns = [
    path("", views.reference_list, name="reference_list"),
    path("new/", views.new_reference, name="new_reference"),
    path("<reference_key:key>/", views.edit_reference, name="edit_reference"),
]
