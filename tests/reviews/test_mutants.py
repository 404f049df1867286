"""Each rule is there for a reason: take it away, from the guards or from the workflow, and an attack gets through or is
caught by what stands behind."""

import dataclasses

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from articles.errors import WrongState
from audit import guards
from reviews import services, workflow
from tests import factories as make
from tests.database import run
from tests.reviews.test_guards import ATTACKS, names  # noqa: F401  a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
INVARIANTS = ("I1", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12")
OF_THE_LOG = {"I12": ("numbered without gaps", "names the hash of the one before")}


def belongs(invariant: str, sentence: str) -> bool:
    if invariant == "I11":
        return "append-only" in sentence or "never deleted" in sentence or "never replaced" in sentence
    if invariant == "I12":
        return any(part in sentence for part in OF_THE_LOG["I12"])
    return sentence.startswith(f"{invariant}:")


@pytest.fixture
def without(monkeypatch):
    """Install the guards without those rules that `drop` says yes to."""
    whole = guards.all_guards()

    def install(drop):
        kept = [
            dataclasses.replace(guard, rules=[rule for rule in guard.rules if not drop(rule.sentence)])
            for guard in whole
        ]
        monkeypatch.setattr(guards, "all_guards", lambda: [guard for guard in kept if guard.rules])
        guards.install(connection)

    yield install
    monkeypatch.undo()
    guards.install(connection)


def gets_through(sql: str) -> bool:
    try:
        with transaction.atomic():
            run(sql)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_without_its_rules_an_attack_gets_through(invariant, names, without):  # noqa: F811
    attacks = {
        name: sql.format(**names)
        for name, (sql, sentence) in ATTACKS.items()
        if sentence and belongs(invariant, sentence)
    }
    assert attacks, "there are attacks on this invariant"
    assert not [name for name, sql in attacks.items() if gets_through(sql)]

    without(lambda sentence: belongs(invariant, sentence))

    assert [name for name, sql in attacks.items() if gets_through(sql)], "the mutant is killed by no attack"


def test_i2_is_kept_by_unique_indexes_alone(names, without):  # noqa: F811
    """One open version, one number: with the guards gone, the constraints still refuse."""
    without(lambda sentence: True)
    for name in ("a number given twice", "two open versions"):
        assert not gets_through(ATTACKS[name][0].format(**names))
    if connection.vendor == "sqlite":
        run("DROP INDEX one_open_version")
        assert gets_through(ATTACKS["two open versions"][0].format(**names))


def always(user, situation):
    return True


def nothing(situation, user):
    return ()


def test_with_the_rule_of_who_signs_gone_the_database_refuses(monkeypatch):
    author = make.author()
    version = make.under_review(make.member(of=author))
    mutant = dataclasses.replace(workflow.SIGN, who=always, when=nothing)
    with pytest.raises(PermissionDenied):
        make.sign(version, make.fresh(author))
    monkeypatch.setattr(workflow, "SIGN", mutant)
    with (
        pytest.raises(DatabaseError, match="I6: nobody signs what they contributed to"),
        transaction.atomic(),
    ):
        make.sign(version, make.fresh(author))


def test_with_the_rule_against_signing_twice_gone_the_database_refuses(monkeypatch):
    version, mabel = make.under_review(), make.member()
    make.sign(version, mabel)
    with pytest.raises(WrongState):
        make.sign(version, mabel)
    monkeypatch.setattr(workflow, "SIGN", dataclasses.replace(workflow.SIGN, when=nothing))
    with pytest.raises(DatabaseError, match="I7: one live sign-off"), transaction.atomic():
        make.sign(version, mabel)


def test_with_the_tally_gone_the_database_refuses_to_pass_the_round(monkeypatch):
    version = make.under_review()
    monkeypatch.setattr(workflow, "still_needs", lambda situation: [])
    with pytest.raises(DatabaseError, match="I8: a round passes only with enough"), transaction.atomic():
        make.sign(version)
    assert make.fresh(version).state == "under_review"


def test_with_the_rule_of_reconciliation_gone_the_database_refuses_to_approve(monkeypatch):
    author = make.author()
    first = make.approved(author)
    version = make.next_draft(first, author)
    type(version).objects.filter(pk=version.pk).update(live_base=None)
    monkeypatch.setattr(workflow, "SUBMIT", dataclasses.replace(workflow.SUBMIT, when=nothing))
    monkeypatch.setattr(workflow, "OPEN_ROUND", dataclasses.replace(workflow.OPEN_ROUND, when=nothing))
    make.declare_interests(version)
    version = services.submit(version, user=author, now=make.NOW)
    services.open_round(version, user=make.editor(), now=make.NOW)
    make.sign(version)
    with pytest.raises(DatabaseError, match="I9: a version is approved only on top of"), transaction.atomic():
        make.sign(version)
    assert make.fresh(first.article).published_version == first


def test_with_the_rule_of_states_gone_the_database_refuses_the_step(monkeypatch):
    version = make.approved()
    mutant = dataclasses.replace(workflow.PULL_BACK, states=frozenset({"approved"}))
    monkeypatch.setattr(workflow, "PULL_BACK", mutant)
    with pytest.raises(DatabaseError, match="I3: this is no step"), transaction.atomic():
        services.pull_back(version, user=version.created_by, now=make.NOW)
    assert make.fresh(version).state == "approved"
