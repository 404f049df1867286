"""What `verify_audit` asks. Each app registers a verifier; this room knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    table: str
    id: str
    message: str


@dataclass(frozen=True)
class Findings:
    facts: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


_verifiers: dict[str, Callable[[], Findings]] = {}


def register(name: str, verifier: Callable[[], Findings]) -> None:
    _verifiers[name] = verifier


def verify() -> Findings:
    """Everything every verifier says, in the order of registration."""
    facts: dict[str, object] = {}
    problems: list[Problem] = []
    for verifier in _verifiers.values():
        found = verifier()
        facts |= found.facts
        problems += found.problems
    return Findings(facts, problems)
