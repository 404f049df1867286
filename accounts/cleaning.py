"""Rows that have done their work: receipts of forms that nobody sends again, and sessions that have ended."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import FormReceipt

RECEIPTS_LAST = timedelta(days=2)


def purge(now: datetime) -> int:
    """How many rows went. Sessions end by the clock on the wall, whatever day `now` stands for."""
    receipts, _ = FormReceipt.objects.filter(at__lt=now - RECEIPTS_LAST).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return receipts + sessions
