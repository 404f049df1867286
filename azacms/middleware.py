"""What every answer carries, and who may come in at all."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import OperationalError

from azacms import failures


def security_headers(get_response):
    """Headers that Django has no setting for."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if "Cache-Control" not in response.headers and _is_signed_in(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def _is_signed_in(request) -> bool:
    """Asked only where the session was read anyway: after sign-out, Back must not show a draft again."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and request.user.is_authenticated


class FailuresMiddleware:
    """Pages for what Django answers with a bare line: a database that is locked, and GET where a form belongs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            page = failures.takes_a_form_only(request)
            page.headers["Allow"] = response.headers.get("Allow", "POST")
            return page
        return response

    def process_exception(self, request, exception):
        return failures.busy(request) if isinstance(exception, OperationalError) else None


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Every page asks for a signed-in user unless its view is marked `login_not_required`.

    A form sent after the session ended is not thrown away by a redirect: the answer shows what was typed.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        """The session is read here for the first time, so a database that is away is noticed here first."""
        try:
            return super().process_view(request, view_func, view_args, view_kwargs)
        except OperationalError:
            return failures.busy(request)

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            return failures.signed_out(request)
        return super().handle_no_permission(request, view_func)
