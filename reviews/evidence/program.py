"""Which program made a pack. Only the same one can be expected to make the same pages of the same records."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "articles/canonical.py",
    "articles/presentation.py",
    "articles/rendering",
    "articles/bibliography",
    "reviews/compare",
    "reviews/evidence",
    "templates/evidence",
)
LIBRARIES = ("django", "markdown-it-py", "nh3")


@cache
def identity() -> str:
    """SHA-256 over the sources that put pages together, and the releases of the libraries they stand on."""
    found = hashlib.sha256()
    for library in LIBRARIES:
        found.update(f"{library} {version(library)}\n".encode())
    for file in sorted(_files()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        found.update(f"{content} {file.relative_to(ROOT).as_posix()}\n".encode())
    return found.hexdigest()


def _files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        found = path.rglob("*") if path.is_dir() else [path]
        yield from (file for file in found if file.is_file() and file.suffix != ".pyc")
