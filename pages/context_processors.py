"""What every template may ask for. Nothing is read from the database before a template asks."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from accounts.once import new_key
from pages.navigation import desks_of


def site(request):
    return {
        "azacms": {"name": settings.SITE_NAME, "url": settings.SITE_URL},
        "desks": SimpleLazyObject(lambda: desks_of(request.user)),
        "form_key": new_key,
    }
