"""Who approved the text, counted again from the records, and held against what the log took down (pure)."""

from collections import Counter
from collections.abc import Iterable, Iterator

from audit import fingerprint
from reviews import quorum
from reviews.evidence.case import Case, Record
from reviews.evidence.faults import Fault
from reviews.evidence.log_extract import told

ROUNDS, SIGN_OFFS, PUBLICATIONS, VERSION = (
    "rounds.json",
    "sign-offs.json",
    "publications.json",
    "version.json",
)
ONCE_APPROVED = ("approved", "superseded", "retracted")
OF_APPROVED_TEXT = ("publish", "attest", "withdraw", "reinstate", "retract")
TERMS = ("purpose", "digest", "required_approvals", "required_specialties", "reason")


def check(case: Case) -> Iterator[Fault]:
    rounds = {review["id"]: review for review in case.rounds}
    for sign_off in case.sign_offs:
        yield from _sign_off(sign_off, rounds, case)
    for review in rounds.values():
        yield from _round(review, case)
    yield from _claim(case)
    for publication in case.publications:
        row = publication["row"]
        if row["kind"] in OF_APPROVED_TEXT and row["digest"] != case.version["digest"]:
            yield Fault(PUBLICATIONS, f"Row {row['id']} names another text.")
    yield from _proofs(case)


def summaries(case: Case) -> list[Record]:
    """What a person who asks for an answer in JSON wants to know of each."""
    purposes = {review["id"]: review["purpose"] for review in case.rounds}
    return [
        {
            "name": row["printed_name"],
            "credentials": row["credentials"],
            "specialty": row["specialty"],
            "decision": row["decision"],
            "conflict": row["conflict"],
            "signed_at": row["signed_at"],
            "round": purposes.get(row["round_id"], ""),
            "withdrawn": sign_off["withdrawal"] is not None,
        }
        for sign_off in case.sign_offs
        for row in [sign_off["row"]]
    ]


def _sign_off(sign_off: Record, rounds: dict[int, Record], case: Case) -> Iterator[Fault]:
    row, withdrawal = sign_off["row"], sign_off["withdrawal"]
    name = f"Sign-off {row['id']} of {row['printed_name']}"
    if row["content_digest"] != case.version["digest"]:
        yield Fault(SIGN_OFFS, f"{name} is for another text: it names the digest {row['content_digest']}.")
    if row["round_id"] not in rounds or row["version_id"] != case.version["id"]:
        yield Fault(SIGN_OFFS, f"{name} belongs to no review of this version.")
    if (row["decision"], row["conflict"]) == ("approve", "conflict"):
        yield Fault(SIGN_OFFS, f"{name} approves with a conflict of interest.")
    if withdrawal is not None and withdrawal["row"]["sign_off_id"] != row["id"]:
        yield Fault(SIGN_OFFS, f"{name} was taken back by a withdrawal of another one.")


def _round(review: Record, case: Case) -> Iterator[Fault]:
    name = f"Round {review['id']} ({review['purpose']})"
    if review["digest"] != case.version["digest"]:
        yield Fault(ROUNDS, f"{name} is about another text.")
    if quorum.below_floor(review["purpose"], review["required_approvals"]):
        yield Fault(ROUNDS, f"{name} asks for fewer approvals than the least that any round needs.")
    live = [
        one["row"]
        for one in case.sign_offs
        if one["row"]["round_id"] == review["id"] and not one["withdrawal"]
    ]
    seats = {seat["id"]: seat for seat in review["seats"]}
    required = {seat["specialty"] for seat in seats.values() if seat["required"]}
    if required != set(review["required_specialties"]):
        yield Fault(ROUNDS, f"{name} has not the seats that its required specialties ask for.")
    for row in live:
        seat = seats.get(row["seat_id"]) if row["seat_id"] is not None else None
        if row["seat_id"] is not None and (seat is None or seat["specialty"] not in ("", row["specialty"])):
            yield Fault(ROUNDS, f"{name} has no seat that sign-off {row['id']} could be given from.")
    for signer, times in Counter(row["signer_id"] for row in live).items():
        if times > 1:
            yield Fault(
                SIGN_OFFS, f"Account {signer} has more than one live sign-off in round {review['id']}."
            )
    if review["state"] == "passed" and (lacking := _lacking(review, live)):
        yield Fault(ROUNDS, f"{name} passed with {'; '.join(lacking)}.")


def _lacking(review: Record, live: Iterable[Record]) -> list[str]:
    specialties = {seat["id"]: seat["specialty"] for seat in review["seats"]}
    votes = [
        quorum.Vote.of(
            row["signer_id"],
            row["decision"],
            specialty=row["specialty"],
            seat=specialties.get(row["seat_id"]),
        )
        for row in live
        if row["content_digest"] == review["digest"]
    ]
    return quorum.lacking(
        votes, approvals=review["required_approvals"], specialties=review["required_specialties"]
    )


def _claim(case: Case) -> Iterator[Fault]:
    """What version.json says became of the text is what the rounds and the ledger say."""
    state = case.version["state"]
    passed = {review["purpose"] for review in case.rounds if review["state"] == "passed"}
    kinds = {publication["row"]["kind"] for publication in case.publications}
    if state in ONCE_APPROVED:
        if not passed & set(quorum.APPROVING):
            yield Fault(VERSION, f"It says {state}, but no round that can approve it has passed.")
        if "publish" not in kinds:
            yield Fault(VERSION, f"It says {state}, but the ledger does not say that it was published.")
    elif "publish" in kinds:
        yield Fault(VERSION, f"It says {state}, but the ledger says that it was published.")
    if (state == "retracted") != ("retract" in kinds) or (state == "retracted" and "retract" not in passed):
        yield Fault(VERSION, f"It says {state}; rounds and ledger tell of its retraction otherwise.")


def _proofs(case: Case) -> Iterator[Fault]:
    """Every signature, withdrawal, ledger row and round is the one that the log tells of, and none is missing."""
    withdrawals = [one["withdrawal"] for one in case.sign_offs if one["withdrawal"]]
    shown = [
        data
        for kind in (*OF_APPROVED_TEXT, "preview_shown", "preview_hidden")
        for data in told(case, f"page.{kind}")
    ]
    signed, taken_back = told(case, "version.signed"), told(case, "version.sign_off_withdrawn")
    yield from _proved(SIGN_OFFS, "reviews_signoff", "sign_off", case.sign_offs, signed)
    yield from _proved(SIGN_OFFS, "reviews_signoffwithdrawal", "withdrawal", withdrawals, taken_back)
    yield from _proved(PUBLICATIONS, "articles_publication", "publication", case.publications, shown)
    yield from _terms(case)


def _proved(
    file: str, table: str, kind: str, records: Iterable[Record], events: Iterable[Record]
) -> Iterator[Fault]:
    """A row from which an e-mail address was withheld cannot be recomputed; that it exists is proved all the same."""
    word, taken = kind.replace("_", "-"), _by_id(kind, events)
    for record in records:
        row = record["row"]
        event = taken.pop(row["id"], None)
        if event is None:
            yield Fault(file, f"No event of the log tells of {word} {row['id']}.")
        elif not record["withheld"] and not fingerprint.is_of(str(event.get("fingerprint")), row, table):
            yield Fault(file, f"{word.capitalize()} {row['id']} is not the one that the log took down.")
    for gone in sorted(taken):
        yield Fault(file, f"The log tells of {word} {gone}, but it is not in the pack.")


def _by_id(kind: str, events: Iterable[Record]) -> dict[int, Record]:
    return {event[kind]: event for event in events if isinstance(event.get(kind), int)}


def _terms(case: Case) -> Iterator[Fault]:
    opened = _by_id("round", told(case, "round.opened"))
    for review in case.rounds:
        event = opened.pop(review["id"], None)
        if event is None:
            yield Fault(ROUNDS, f"No event of the log tells that round {review['id']} was opened.")
            continue
        for term in TERMS:
            if term in event and event[term] != review[term]:
                words = term.replace("_", " ")
                yield Fault(ROUNDS, f"Round {review['id']}: its {words} is not what the log took down.")
    for gone in sorted(opened):
        yield Fault(ROUNDS, f"The log tells of round {gone}, but it is not in the pack.")
