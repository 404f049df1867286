"""The exact text that is signed, and its digest (pure).

JSON with sorted keys, separators "," and ":", no ASCII escapes, NFC, LF. No floats: doses and numbers are strings.
It holds content only - no slug, number or id: sign-offs bind (version, digest). Bytes are hashed as they are;
nothing is stripped or lower-cased, so that "> 1 %" never equals "< 1 %".
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

SCHEME = "azacms-1"


@dataclass(frozen=True)
class Contributor:
    name: str
    role: str
    credentials: str = ""
    interests: str = ""


@dataclass(frozen=True)
class AudienceText:
    title: str
    takeaway: str
    body: str
    disclaimer: str


@dataclass(frozen=True)
class Content:
    """Everything a reader can be shown of a version. `fields` are those of the kind; `references` are CSL-JSON items
    in order of first use, whose "id" is the citation key; `images` are digests."""

    kind: str
    title: str
    contributors: tuple[Contributor, ...]
    texts: Mapping[str, AudienceText]
    references: tuple[Mapping[str, object], ...] = ()
    question: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    language: str = "en"


def build(content: Content) -> str:
    """The canonical text.

    Raises:
        TypeError: the content holds a float or something JSON has no exact form for.
    """
    document = {
        "scheme": SCHEME,
        "kind": content.kind,
        "language": content.language,
        "title": content.title,
        "question": content.question,
        "fields": dict(content.fields),
        "contributors": [asdict(contributor) for contributor in content.contributors],
        "texts": {audience: asdict(text) for audience, text in content.texts.items()},
        "references": [dict(reference) for reference in content.references],
        "images": list(content.images),
    }
    return json.dumps(
        _exact(document), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def digest(canonical: str) -> str:
    """SHA-256 of the UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def parse(canonical: str) -> Content:
    """The content again, for rendering and export: build(parse(text)) == text.

    Raises:
        ValueError: the text is not of this scheme.
    """
    document = json.loads(canonical)
    if not isinstance(document, dict) or document.get("scheme") != SCHEME:
        raise ValueError(f"This is not a text of the scheme {SCHEME}.")
    return Content(
        kind=document["kind"],
        language=document["language"],
        title=document["title"],
        question=document["question"],
        fields=document["fields"],
        contributors=tuple(Contributor(**contributor) for contributor in document["contributors"]),
        texts={audience: AudienceText(**text) for audience, text in document["texts"].items()},
        references=tuple(document["references"]),
        images=tuple(document["images"]),
    )


def clean(text: str) -> str:
    """NFC with LF line ends: the only changes that a text may undergo before it is signed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _exact(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        exact = {clean(str(key)): _exact(item) for key, item in value.items()}
        if len(exact) != len(value):
            raise TypeError("Two keys become the same after normalisation.")
        return exact
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no exact form in a signed text.")
