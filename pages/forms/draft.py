"""The one form of a draft: what belongs to the version, and the text for each audience."""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict

from articles.form_fields import Line, Passage
from articles.models import Audience, Rendition, Version
from articles.readiness import Missing
from articles.services import DraftEdit, TextEdit
from articles.services.drafts import USED_AT_FIRST

VERSION_FIELDS = ("title", "question", "change_summary", "significance", "drafted_with", "funding")
TEXT_FIELDS = ("title", "key_takeaway", "body", "disclaimer")


class VersionForm(forms.Form):
    use_required_attribute = False  # the preview shows what is there

    title = Line(max_length=250, rows=2, label="Title")
    question = Passage(required=False, max_length=1000, rows=2, label="The question this article answers")
    change_summary = Passage(
        required=False,
        max_length=2000,
        rows=2,
        label="What changes with this version",
        help_text="A sentence for the board and for the public history.",
    )
    significance = forms.ChoiceField(choices=Version.Significance, label="How much changes")
    drafted_with = forms.ChoiceField(choices=Version.DraftedWith, label="Drafted")
    funding = Passage(required=False, max_length=1000, rows=2, label="Funding", help_text="Readers see it.")
    lock = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class Body(forms.CharField):
    """Markdown, kept exactly as typed: what is wrong with it is listed beside it and does not stop a save."""

    def __init__(self, **options):
        attrs = {"rows": 24, "spellcheck": "true", "class": "write"}
        super().__init__(required=False, strip=False, widget=forms.Textarea(attrs=attrs), **options)


class TextForm(forms.Form):
    use_required_attribute = False

    title = Line(
        required=False,
        max_length=250,
        rows=2,
        label="Title for this audience",
        help_text="Blank: the title above.",
    )
    key_takeaway = Passage(
        required=False,
        max_length=1000,
        rows=3,
        label="Key takeaway",
        help_text="One or two sentences, without [@key].",
    )
    body = Body(label="Text")
    disclaimer = Passage(required=False, max_length=2000, rows=3, label="Disclaimer of its own")

    def __init__(self, *args, audience: Audience, **kwargs):
        self.audience = audience
        super().__init__(*args, prefix=audience.pk, **kwargs)
        self.fields["disclaimer"].help_text = f"Blank: the usual one. {audience.disclaimer}"

    def typed(self) -> TextEdit:
        """What stands in the boxes, valid or not."""
        return TextEdit(**{name: str(self[name].value() or "") for name in TEXT_FIELDS})


class DraftForms:
    """All forms of the page: the version's, and one for each audience that has a text, must have, or is `also`."""

    def __init__(self, version: Version, data: QueryDict | None = None, *, also: str = ""):
        self.stored = stored_values(version)
        shown = {*USED_AT_FIRST, version.article.default_audience_id, also, *self._stored_audiences()}
        if data is not None:
            shown.update(data.getlist("audience"))
        audiences = [audience for audience in Audience.objects.all() if audience.pk in shown]
        if data is not None:
            data = with_stored(data, self.stored)
            data = with_template(data, version, [audience for audience in audiences if audience.pk == also])
        initial = {name: getattr(version, name) for name in VERSION_FIELDS}
        self.version = VersionForm(data, initial={**initial, "lock": version.lock})
        self.texts = [
            TextForm(data, audience=audience, initial=self._stored_text(audience.pk))
            for audience in audiences
        ]

    def _stored_audiences(self) -> set[str]:
        return {name.removesuffix("-body") for name in self.stored if name.endswith("-body")}

    def _stored_text(self, audience: str) -> dict[str, str]:
        return {name: self.stored.get(f"{audience}-{name}", "") for name in TEXT_FIELDS}

    @property
    def all(self) -> list[forms.Form]:
        return [self.version, *self.texts]

    def is_valid(self) -> bool:
        return not self.has_errors

    def edit(self) -> DraftEdit:
        return DraftEdit(
            **{name: self.version.cleaned_data[name] for name in VERSION_FIELDS},
            texts={form.audience.pk: TextEdit(**form.cleaned_data) for form in self.texts},
        )

    @property
    def lock(self) -> int:
        """The number that the form was opened with."""
        return self.version.cleaned_data["lock"]

    def add_problems(self, problems: Iterable[Missing]) -> None:
        """What the service would not keep, beside the text that it is about."""
        by_audience = {form.audience.pk: form for form in self.texts}
        for problem in problems:
            form = by_audience.get(problem.audience, self.version)
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)

    @property
    def is_typed(self) -> bool:
        """The page shows what was typed, not what is stored."""
        return self.version.is_bound

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.all)

    def audiences_to_add(self) -> list[Audience]:
        return list(Audience.objects.exclude(pk__in=[form.audience.pk for form in self.texts]))


def stored_values(version: Version) -> dict[str, str]:
    """Name of the form field -> what the database holds."""
    values = {name: getattr(version, name) for name in VERSION_FIELDS}
    for rendition in version.renditions.all():
        values |= text_values(rendition.audience_id, rendition)
    return values


def text_values(audience: str, text: Rendition) -> dict[str, str]:
    return {f"{audience}-{name}": getattr(text, name) for name in TEXT_FIELDS}


def with_stored(data: QueryDict, stored: Mapping[str, str]) -> QueryDict:
    """What was typed; a text whose box was not on the page at all keeps what is stored, instead of being emptied."""
    filled = data.copy()
    for name, value in stored.items():
        if "-" in name and name not in filled:
            filled[name] = value
    return filled


def with_template(data: QueryDict, version: Version, audiences: Iterable[Audience]) -> QueryDict:
    """What was typed, and for each audience that has no text yet the headings to begin with."""
    filled = data.copy()
    for audience in audiences:
        if not filled.get(f"{audience.pk}-body"):
            filled[f"{audience.pk}-body"] = version.article.kind_of.template_for(audience.rank)
    return filled


def take_over(data: QueryDict, stored: Mapping[str, str]) -> QueryDict:
    """What was typed, with the stored value for each field that `take` names."""
    taken = data.copy()
    for name in data.getlist("take"):
        if name in stored:
            taken[name] = stored[name]
    return taken
