"""What is wrong with a pack: the member, and why (pure)."""

from dataclasses import dataclass

THE_FILE = "-"  # stands for the archive as a whole


@dataclass(frozen=True)
class Fault:
    file: str
    message: str
