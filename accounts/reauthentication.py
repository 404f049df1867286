"""Ask a signed-in person for the password again. All pages that do so share one count of attempts."""

from allauth.core import ratelimit


class NotProven(Exception):
    """The password was not right (422), or was tried too often (429). The message is for the person."""

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


def prove_again(request, password: str) -> None:
    """Raises NotProven. Counted before the password is looked at, so that trying many tells nothing."""
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        raise NotProven("Too many attempts. Wait a minute, then try again.", 429)
    if not request.user.check_password(password):
        raise NotProven("This is not your password. Nothing was done.", 422)
