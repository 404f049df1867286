"""Mails printed where they can be read but are in nobody's way: on standard error."""

import sys

from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Django's own prints on standard output, which belongs to what a command answers (--json)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, stream=sys.stderr, **kwargs)
