"""Names as people type them, one a line, to CSL names and back (pure).

"Casetta, Ilaria" is a person, "King, Martin, Jr" has a suffix, a line without a comma is an organisation. One whose
name has a comma stands in braces: "{Agency for Health, Northern Region}".
"""

from collections.abc import Iterable, Mapping

Name = dict[str, str]


def write_lines(names: Iterable[Name]) -> str:
    return "\n".join(_line(name) for name in names)


def read_lines(text: str, known: Iterable[Name] = ()) -> list[Name]:
    """`known` are the names as stored: a line that was not touched gives back all parts of its name."""
    as_stored: Mapping[str, Name] = {_line(name): name for name in known}
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [as_stored.get(line) or _name(line) for line in lines if line]


def _line(name: Name) -> str:
    if literal := name.get("literal"):
        return f"{{{literal}}}" if "," in literal else literal
    particles = (name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family"))
    family = " ".join(part for part in particles if part)
    return ", ".join(part for part in (family, name.get("given", "-"), name.get("suffix")) if part)


def _name(line: str) -> Name:
    if line.startswith("{") and line.endswith("}"):
        return {"literal": line[1:-1].strip()}
    if "," not in line:
        return {"literal": line}
    family, given, *suffix = (part.strip() for part in line.split(",", 2))
    parts = {"family": family, "given": given.strip("-"), "suffix": ", ".join(suffix)}
    return {part: text for part, text in parts.items() if text}
