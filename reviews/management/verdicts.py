"""How both evidence commands print what was found about a pack."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from reviews.evidence import Verdict
from reviews.evidence.faults import THE_FILE


def show(command: BaseCommand, verdict: Verdict, *, as_json: bool, done: str) -> None:
    """
    Raises:
        SystemExit: 1 when there is a problem.
    """
    if as_json:
        answer = {
            "ok": verdict.ok,
            "digest": verdict.digest,
            "sign_offs": verdict.sign_offs,
            "problems": [asdict(problem) for problem in verdict.problems],
        }
        command.stdout.write(json.dumps(answer))
    else:
        _for_people(command, verdict, done)
    if not verdict.ok:
        raise SystemExit(1)


def _for_people(command: BaseCommand, verdict: Verdict, done: str) -> None:
    if verdict.digest:
        command.stdout.write(f"The signed text has the digest {verdict.digest}.")
    for sign_off in verdict.sign_offs:
        taken_back = ", taken back" if sign_off["withdrawn"] else ""
        command.stdout.write(
            f"  {sign_off['name']}, {sign_off['specialty']}: {sign_off['decision'].replace('_', ' ')}"
            f" on {sign_off['signed_at'][:10]}{taken_back}"
        )
    for problem in verdict.problems:
        named = "" if problem.file == THE_FILE else f"{problem.file}: "
        command.stderr.write(f"{named}{problem.message}")
    if verdict.ok:
        command.stdout.write(done)
        if not verdict.made_again:
            command.stdout.write(
                "It was made by another release, so its pages were not made again to be compared."
            )
