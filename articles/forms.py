"""The forms of the library, in a medical writer's words. Items are checked by articles.bibliography."""

from collections.abc import Iterator

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from articles import library
from articles.attentive_forms import AttentiveForm
from articles.author_lines import read_lines, write_lines
from articles.bibliography import csl, designs, labels
from articles.bibliography.dates import parts_of
from articles.form_fields import Line, Passage
from articles.models import Reference
from articles.models.reference import IDENTIFIERS, KEY

TYPES = {
    "article-journal": "Journal article",
    "webpage": "Web page",
    "book": "Book",
    "chapter": "Chapter of a book",
    "report": "Report or guideline document",
    "paper-conference": "Conference paper",
    "thesis": "Thesis",
    "dataset": "Data set or registry entry",
    "regulation": "Regulation",
    "article-newspaper": "Newspaper article",
    "article": "Preprint",
}
# Form field -> field of a CSL item, where both hold one text.
PLAIN = {
    "type": "type",
    "title": "title",
    "container": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "publisher": "publisher",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "nct": "NCT",
    "isrctn": "ISRCTN",
    "url": "URL",
    "study_design": "study_design",
}
RESERVED = "new"  # /references/new/ is a page of ours
DATES = {"year": "issued", "accessed": "accessed"}
FIELD_OF = {
    **{item_field: name for name, item_field in (PLAIN | DATES).items()},
    "id": "key",
    "author": "authors",
}

LAYOUT = (
    ("The work", ("type study_design", "title", "authors")),
    ("Where it appeared", ("container", "year volume issue pages", "publisher")),
    ("How to find it", ("doi", "pmid pmcid", "url accessed", "nct isrctn isbn")),
    ("How to cite it", ("key",)),
)


class SearchForm(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=200,
        label="Find a reference by key, title, author, DOI or PMID",
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class ReferenceForm(AttentiveForm):
    """`item` is the checked CSL item once the form is valid. Fields of an item that no box shows are kept."""

    type = forms.ChoiceField(label="What is it?", choices=list(TYPES.items()))
    title = Line(max_length=500, rows=2, label="Title")
    authors = Passage(
        required=False,
        max_length=20_000,
        rows=4,
        label="Authors",
        help_text="One a line: Casetta, Ilaria. An organisation without a comma: European Medicines Agency.",
    )
    container = Line(required=False, max_length=500, label="Journal, book or website")
    year = Line(required=False, max_length=10, label="Year", help_text="Or the full date, like 2014-11-17.")
    volume = Line(required=False, max_length=40, label="Volume")
    issue = Line(required=False, max_length=40, label="Issue")
    pages = Line(required=False, max_length=60, label="Pages", help_text="Like 45-52, or e113371.")
    publisher = Line(required=False, max_length=300, label="Publisher")
    study_design = forms.ChoiceField(
        label="Kind of evidence",
        choices=list(designs.STUDY_DESIGNS.items()),
        initial=designs.DEFAULT_DESIGN,
        help_text="Readers see it as a badge beside the reference.",
    )
    doi = Line(required=False, max_length=300, label="DOI")
    pmid = Line(required=False, max_length=100, label="PMID", help_text="The PubMed number.")
    pmcid = Line(required=False, max_length=100, label="PMCID")
    isbn = Line(required=False, max_length=40, label="ISBN")
    nct = Line(
        required=False, max_length=100, label="ClinicalTrials.gov number", help_text="Like NCT01234567."
    )
    isrctn = Line(required=False, max_length=100, label="ISRCTN number")
    url = Line(required=False, max_length=1000, label="Web address")
    accessed = Line(
        required=False,
        max_length=10,
        label="Read on",
        help_text="The day you read the web page, like 2026-11-24.",
    )
    key = Line(
        required=False,
        max_length=60,
        validators=[KEY],
        label="Key",
        help_text="What you type in a text: [@casetta2007]. Left blank, it is made from author and year.",
    )

    def __init__(self, *args, reference: Reference | None = None, **kwargs):
        self.reference = reference
        super().__init__(*args, initial=as_typed(reference.item) if reference else None, **kwargs)
        self._offer_type_of(reference)
        if reference is not None and reference.citations.exists():
            self.fields["key"].disabled = True
            self.fields["key"].help_text = "Articles cite this key, so it cannot change."

    def _offer_type_of(self, reference: Reference | None) -> None:
        """An imported reference may be of a type that is not offered to be chosen."""
        code = reference.csl.get("type", "") if reference else ""
        if code and code not in TYPES:
            self.fields["type"].choices = [*TYPES.items(), (code, code.replace("-", " ").capitalize())]

    def groups(self) -> Iterator[tuple[str, list[list[forms.BoundField]]]]:
        """Legend and rows; the fields of one row stand beside each other."""
        for legend, rows in LAYOUT:
            yield legend, [[self[name] for name in row.split()] for row in rows]

    def clean(self):
        typed = super().clean()
        self.item, problems = csl.read_item(self._item_from(typed))
        for problem in problems:
            name, _, message = problem.partition(": ")
            if FIELD_OF.get(name) in self.fields and message:
                self.add_error(FIELD_OF[name], _sentence(message))
            elif not problem.endswith(" is missing"):  # said by the field already, or filled in below
                self.add_error(None, _sentence(problem))
        if not self.errors:
            self._refuse_second_holders()
            self._settle_key()
        return typed

    def _item_from(self, typed: dict) -> dict:
        stored = self.reference.item if self.reference else {}
        item = {name: value for name, value in stored.items() if name not in FIELD_OF}
        item |= {item_field: typed.get(name, "") for name, item_field in PLAIN.items()}
        item |= {item_field: typed.get(name, "") for name, item_field in DATES.items()}
        item["author"] = read_lines(typed.get("authors", ""), stored.get("author", []))
        item["id"] = typed.get("key") or "k"
        return item

    def _refuse_second_holders(self) -> None:
        for scheme in IDENTIFIERS:
            value = self.item.get(scheme.upper(), "")
            holder = library.holder_of(scheme, value, other_than=self.reference) if value else None
            if holder is not None:
                self.add_error(
                    scheme,
                    format_html(_HELD, reverse("articles:edit_reference", args=[holder.key]), holder.key),
                )

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if key == RESERVED:
            raise forms.ValidationError(f"“{key}” is an address of this site itself. Choose another key.")
        return key

    def _settle_key(self) -> None:
        others = Reference.objects.exclude(pk=self.reference.pk) if self.reference else Reference.objects
        if not self.cleaned_data.get("key"):
            taken = others.values_list("key", flat=True)
            self.item["id"] = labels.suggest_key(self.item, set(taken))
        elif others.filter(key=self.item["id"]).exists():
            self.add_error("key", f"@{self.item['id']} is the key of another reference. Choose another one.")


_HELD = 'The library has this already, as <a href="{}">@{}</a>. Cite that one.'


def as_typed(item: dict) -> dict[str, str]:
    """The boxes of the form for a stored item."""
    typed = {name: str(item.get(item_field, "")) for name, item_field in PLAIN.items()}
    typed |= {name: "-".join(f"{part:02}" for part in parts_of(item, field)) for name, field in DATES.items()}
    return {**typed, "authors": write_lines(item.get("author", [])), "key": item["id"]}


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}" + ("" if message.endswith((".", "?")) else ".")
