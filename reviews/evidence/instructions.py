"""How an outsider checks a pack with tools that every machine has. The lines are run by a test on a real pack."""

NAME_OF_LINES = "the ten lines of Python"
LINES = """\
import hashlib, json
sha256 = lambda data: hashlib.sha256(data).hexdigest()
digest = sha256(open("canonical.json", "rb").read())
print("The signed text has the digest", digest)
for row in [one["row"] for one in json.load(open("sign-offs.json", encoding="utf-8"))]:
    print(row["printed_name"], row["decision"], "OK" if row["content_digest"] == digest else "NAMES ANOTHER TEXT")
names = "number at actor_id actor_name action subject_type subject_id data previous_hash".split()
for event in json.load(open("audit.json", encoding="utf-8"))["events"]:
    again = sha256(json.dumps([event[name] for name in names], separators=(",", ":")).encode())
    print("Event", event["number"], "OK" if again == event["hash"] else "WAS ALTERED")
"""
CONTENTS = {
    "canonical.json": "the exact bytes that were signed: every text, title, disclaimer, contributor and reference",
    "before.json": "the signed text that this one was compared with",
    "version.json": "which version of which article this is, and what became of it",
    "rounds.json": "the reviews of this text, their terms, and who was asked to take part",
    "sign-offs.json": "who signed what, meaning what, with which interests; and sign-offs taken back",
    "findings.json": "what the board remarked, what the authors answered, how it ended",
    "publications.json": "when readers were given this text, and when it was taken from them",
    "notices.json": "corrections, withdrawals and retractions that readers were told of",
    "audit.json": "the events of the log about this article and version, each with its hash; and how the log ended",
    "record.html": "all of these records to be read and printed",
    "difference.html": "what changed from the version before",
    "pages/": "the text of each audience as it is signed, to be read and printed",
    "SHA256SUMS": "the SHA-256 of every other file",
}
