"""AuditedRecords: who, when and why, once; and nothing about readers."""

import pytest

from accounts.models import User
from articles.models import Topic
from audit import history
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_save_keeps_actor_time_and_reason_and_forgets_them_for_the_next():
    author, topic = make.author("Author Anna"), Topic(slug="ms", name="MS")
    history.save(topic, actor=author, at=make.NOW, reason="added")
    topic.name = "Multiple sclerosis"
    topic.save()

    first, second = topic.history.order_by("history_id")
    assert (first.history_user_id, first.actor_name) == (author.pk, "Author Anna")
    assert (first.history_change_reason, first.history_date) == ("added", make.NOW)
    assert (second.history_user_id, second.actor_name, second.history_change_reason) == (None, "", "")


def test_a_deleted_row_leaves_its_history():
    author, topic = make.author(), Topic(slug="ms", name="MS")
    history.save(topic, actor=author, at=make.NOW)
    pk = topic.pk
    history.delete(topic, actor=author, at=make.NOW, reason="a mistake")
    assert [row.history_type for row in Topic.history.filter(id=pk)] == ["-", "+"]


def test_the_history_of_a_user_holds_no_name_address_or_reading_level():
    make.user("Private Person")
    columns = {field.name for field in User.history.model._meta.get_fields()}
    assert not columns & {"email", "name", "password", "reads_as", "last_login"}


def test_signing_in_is_no_change_to_record():
    person = make.user()
    before = person.history.count()
    person.last_login = make.NOW
    person.save(update_fields=["last_login"])
    assert person.history.count() == before
