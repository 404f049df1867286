"""For the page tests of this folder: a clock that stands still, and a proof that a refusal changed nothing."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from articles.models import Article, Notice, Publication, ReReviewTask, Version
from audit.models import AuditEvent
from reviews.models import (
    Finding,
    LiftProposal,
    ReviewPolicy,
    ReviewRound,
    Seat,
    SignOff,
    SignOffWithdrawal,
)
from tests import factories as make

TODAY = make.NOW + timedelta(days=3)
WATCHED = (
    Article,
    Version,
    ReviewRound,
    SignOff,
    SignOffWithdrawal,
    Finding,
    Publication,
    Notice,
    ReReviewTask,
    ReviewPolicy,
    Seat,
    LiftProposal,
    AuditEvent,
)


@pytest.fixture
def still_clock():
    """Three days after the day of the factories. Attempts at passwords are counted anew."""
    cache.clear()
    with time_machine.travel(TODAY, tick=False):
        yield TODAY
    cache.clear()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@contextmanager
def nothing_changes():
    before = [list(model.objects.order_by("pk").values()) for model in WATCHED]
    yield
    assert [list(model.objects.order_by("pk").values()) for model in WATCHED] == before
