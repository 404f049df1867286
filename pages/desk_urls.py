"""The screens of the author's desk."""

urlpatterns = []
