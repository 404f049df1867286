"""`@once`: a POST form that carries a one-time `form_key` takes effect once.

The receipt is written in the transaction of the deed. A second post of the same form waits for the first, then
gets the same redirect; another body under the same key is a conflict. An answer that is not a redirect (a form with
errors, a stale page) leaves no receipt, so the form can be mended and sent again.
"""

import hashlib
import uuid
from functools import wraps

from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render

from accounts.models import FormReceipt

FIELD = "form_key"


def new_key() -> str:
    return str(uuid.uuid4())


def once(view):
    @wraps(view)
    def answer_once(request, *args, **kwargs):
        key = _key(request)
        if request.method != "POST" or key is None:
            return view(request, *args, **kwargs)
        digest = _digest(request)
        try:
            with transaction.atomic():
                receipt = FormReceipt.objects.create(key=key, user=request.user, body_digest=digest)
                response = view(request, *args, **kwargs)
                if response.status_code == 302:
                    receipt.location = response.url
                    receipt.save()
                else:
                    receipt.delete()
                return response
        except IntegrityError:
            earlier = FormReceipt.objects.filter(key=key).first()
            if earlier is None:
                raise
        if earlier.user_id != request.user.pk:
            return render(request, "sent_twice.html", {"location": ""}, status=409)
        if earlier.body_digest != digest:
            return render(request, "sent_twice.html", {"location": earlier.location}, status=409)
        return redirect(earlier.location)

    return answer_once


def _key(request):
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _digest(request) -> str:
    """Of the address and everything typed. The CSRF token is masked anew on every page, so it does not count."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return hashlib.sha256(repr((request.path, typed)).encode("utf-8", "surrogatepass")).hexdigest()
