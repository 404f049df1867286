"""Where people are sent, and where browsers report what the content policy stopped."""

import json
import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from pages.navigation import desks_of

logger = logging.getLogger(__name__)
MOST_BYTES = 16 * 1024
LOGGED = ("violated-directive", "blocked-uri", "source-file", "line-number")


@require_safe
def after_sign_in(request):
    """To the first desk that is open to this person; readers go to the front page."""
    desks = desks_of(request.user)
    return redirect(desks[0].url if desks else "pages:home")


@csrf_exempt
@login_not_required
@require_POST
def csp_report(request):
    """One line in the log per report. The page's own address is left out: it tells who reads about what."""
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    logger.warning("Content policy: %s", _in_one_line(body))
    return HttpResponse(status=204)


def _in_one_line(body: bytes) -> str:
    """What was stopped and where, in ASCII; a report that is none is only counted."""
    try:
        report = json.loads(body)["csp-report"]
        found = {name: str(report[name])[:200] for name in LOGGED if name in report}
    except (ValueError, KeyError, TypeError, RecursionError):
        return "a report that cannot be read"
    return json.dumps(found)
