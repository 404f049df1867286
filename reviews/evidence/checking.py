"""Check a pack from the file alone: the archive, the digests, who signed, the quorum, the log, and the pages.

What cannot be told from a file is whether the pack is the site's own: that takes an anchor of the log kept elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from articles import canonical
from reviews.evidence import archive, log_extract, program, signatures
from reviews.evidence.case import BEFORE, CANONICAL, SCHEME, Case, Malformed, Record, from_files, to_files
from reviews.evidence.derived import derive
from reviews.evidence.faults import THE_FILE, Fault

DERIVED = ("README.html", "README.txt", "record.html", "difference.html")
# What records that have the shape of records, but say nonsense, do to whoever makes a page of them.
NONSENSE = (ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration, RecursionError)


@dataclass(frozen=True)
class Verdict:
    """`digest` is that of the text in the file; `made_again` is whether the pages could be compared with our own."""

    digest: str = ""
    sign_offs: list[Record] = field(default_factory=list)
    problems: list[Fault] = field(default_factory=list)
    made_again: bool = False

    @property
    def ok(self) -> bool:
        return not self.problems


def check_file(path: Path) -> Verdict:
    """A file that cannot be read, or is too large to be a pack, is a problem, too."""
    try:
        if archive.is_too_large(path.stat().st_size):
            return Verdict(problems=[archive.TOO_LARGE])
        return check(path.read_bytes())
    except OSError as error:
        return Verdict(problems=[Fault(THE_FILE, f"It cannot be read: {error.strerror}.")])


def check(pack: bytes) -> Verdict:
    files, faults = archive.read(pack)
    if not files:
        return Verdict(problems=faults)
    digest = canonical.digest(files[CANONICAL].decode("utf-8", "replace")) if CANONICAL in files else ""
    try:
        case = from_files(files)
    except Malformed as error:
        known = {fault.file for fault in faults}
        more = [] if error.file in known else [Fault(error.file, str(error))]
        return Verdict(digest, problems=[*faults, *more])
    faults += _texts(case)
    faults += signatures.check(case)
    faults += log_extract.check(case)
    faults += _names(case, files, known={fault.file for fault in faults})
    made_again = not faults and case.version["program"] == program.identity()
    if made_again:
        faults += _made_again(case, files)
    return Verdict(digest, signatures.summaries(case), faults, made_again)


def _texts(case: Case) -> Iterator[Fault]:
    version = case.version
    if version["scheme"] != SCHEME:
        yield Fault("version.json", f"It is no pack of the scheme {SCHEME}.")
    if canonical.digest(case.canonical) != version["digest"]:
        yield Fault(CANONICAL, "It is not the text whose digest version.json names.")
    try:
        content = canonical.parse(case.canonical)
        is_whole = canonical.build(content) == case.canonical
    except NONSENSE:
        content, is_whole = None, False
    if not is_whole:
        yield Fault(CANONICAL, "It is not written as a signed text is.")
    codes = [audience["code"] for audience in version["audiences"]]
    if content is not None and sorted(codes) != sorted(content.texts):
        yield Fault("version.json", "Its audiences are not those of the signed text.")
    yield from _before(case)


def _before(case: Case) -> Iterator[Fault]:
    named = case.version["before"]
    if bool(named) != bool(case.before):
        yield Fault(
            BEFORE, "It is there, but version.json names no text before." if case.before else "It is missing."
        )
    elif named and canonical.digest(case.before) != named["digest"]:
        yield Fault(BEFORE, "It is not the text whose digest version.json names.")


def _names(case: Case, files: Mapping[str, bytes], *, known: set[str]) -> Iterator[Fault]:
    pages = {f"pages/{audience['code']}.html" for audience in case.version["audiences"]}
    expected = {*to_files(case), *DERIVED, *pages}
    for name in sorted(expected - files.keys() - known):
        yield Fault(name, "It is missing.")
    for name in sorted(files.keys() - expected - known):
        yield Fault(name, "A pack holds no such member.")


def _made_again(case: Case, files: Mapping[str, bytes]) -> Iterator[Fault]:
    """The records written anew, and every page made anew from them."""
    try:
        made = {**to_files(case), **derive(case)}
    except NONSENSE:
        yield Fault("version.json", "No pages can be made of these records.")
        return
    for name in sorted(made):
        if made[name] != files[name]:
            yield Fault(name, "It is not what the signed text and the records make.")
