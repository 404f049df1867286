"""The kinds of article: what each must contain, and what it is to a search engine (pure)."""

from dataclasses import dataclass

PLAIN_RANK = 1  # audiences of this rank or below (patient, caregiver) get the plain headings


@dataclass(frozen=True)
class Kind:
    """`sections` are required headings of level 2, in order; other headings may stand between them."""

    code: str
    label: str
    sections: tuple[str, ...]
    plain_sections: tuple[str, ...]
    default_risk: str
    schema_type: str

    def sections_for(self, rank: int) -> tuple[str, ...]:
        return self.plain_sections if rank <= PLAIN_RANK else self.sections

    def template_for(self, rank: int) -> str:
        """The Markdown that a new text starts from."""
        return "\n\n".join(f"## {section}\n" for section in self.sections_for(rank)) + "\n"


QUESTION = Kind(
    code="question",
    label="Question",
    sections=("Short answer", "What the evidence shows", "In practice", "Safety and monitoring"),
    plain_sections=("The short answer", "What we know", "What this means for you", "When to get help"),
    default_risk="standard",
    schema_type="MedicalWebPage",
)

KINDS = {kind.code: kind for kind in (QUESTION,)}
CHOICES = [(kind.code, kind.label) for kind in KINDS.values()]
