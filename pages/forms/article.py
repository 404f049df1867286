"""What belongs to the article: address, topics, default audience; for a managing editor, the review terms."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from articles import kinds
from articles.attentive_forms import AttentiveForm
from articles.form_fields import Line, Passage
from articles.models import Article, Audience, Topic
from articles.services.settings import RESERVED, slug_is_free

MOST_NEW_TOPICS = 10


class Address(Line):
    """A slug: lower case, digits and single hyphens."""

    def __init__(self, **options):
        super().__init__(max_length=80, **options)

    def to_python(self, value):
        return super().to_python(value).lower()

    def validate(self, value):
        super().validate(value)
        if value and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
            raise ValidationError(
                "Use small letters, digits and single hyphens only, like azathioprine-vaccines."
            )
        if value in RESERVED:
            raise ValidationError(f"“{value}” is an address of this site itself. Choose another one.")


class TopicNames(Line):
    """Names separated by commas; gives a list, each name once."""

    def __init__(self, **options):
        super().__init__(max_length=1000, **options)

    def clean(self, value):
        text = super().clean(value)
        names = list(dict.fromkeys(name for part in text.split(",") if (name := " ".join(part.split()))))
        if len(names) > MOST_NEW_TOPICS:
            raise ValidationError(f"Add at most {MOST_NEW_TOPICS} topics at once; these are {len(names)}.")
        for name in names:
            if len(name) > Topic._meta.get_field("name").max_length or not slugify(name):
                raise ValidationError(f"“{name[:60]}” cannot be a topic: use up to 120 letters and digits.")
        return names


class TopicChoice(forms.ModelMultipleChoiceField):
    """Compares as text first: a number that no database can hold is simply no topic."""

    def clean(self, value):
        known = {str(pk) for pk in self.queryset.values_list("pk", flat=True)}
        for chosen in value or ():
            if str(chosen) not in known:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": chosen[:40]},
                )
        return super().clean(value)


def topic_fields() -> tuple[forms.Field, forms.Field]:
    return (
        TopicChoice(Topic.objects.all(), required=False, label="Topics", widget=forms.CheckboxSelectMultiple),
        TopicNames(
            required=False, label="New topics", help_text="Separated by commas, if the list lacks them."
        ),
    )


def leave_topics_to_the_editor(form: forms.Form) -> None:
    """Authors choose from the list; nobody but a managing editor adds to it."""
    del form.fields["new_topics"]
    form.fields["topics"].help_text = "A managing editor adds topics that the list lacks."


class NewArticleForm(forms.Form):
    title = Line(
        max_length=250,
        rows=2,
        label="Title",
        help_text="As readers will see it. You can change it while the article is a draft.",
    )
    question = Passage(
        required=False,
        max_length=1000,
        label="The question this article answers",
        help_text="In full, with the patient, the treatment and the outcome. It can wait.",
    )
    slug = Address(
        required=False,
        label="Address",
        help_text="The end of the page's web address. Left blank, it is made from the title.",
    )
    kind = forms.ChoiceField(choices=kinds.CHOICES, label="Kind")
    risk = forms.ChoiceField(
        choices=Article.Risk,
        initial=Article.Risk.STANDARD,
        label="Risk if it were wrong",
        help_text="It decides how many board members must approve, and how soon it is reviewed again.",
    )
    default_audience = forms.ModelChoiceField(
        Audience.objects.all(),
        empty_label=None,
        label="Written first of all for",
        help_text="Readers who have not chosen a reading level see this text.",
    )
    topics, new_topics = topic_fields()

    def __init__(self, *args, may_name_topics: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_name_topics:
            leave_topics_to_the_editor(self)

    def clean(self):
        typed = super().clean()
        if "title" in typed and "slug" in typed:
            slug = typed["slug"] or _shortened(slugify(typed["title"]))
            typed["slug"] = slug
            if not slug:
                self.add_error(
                    "slug", "No address can be made from this title. Write one in small Latin letters."
                )
            elif slug in RESERVED or not slug_is_free(slug):
                self.add_error("slug", _taken(slug))
        return typed


class SettingsForm(AttentiveForm):
    """The review terms and new topics stand on it for a managing editor only; for others the terms keep their value."""

    slug = Address(
        label="Address", help_text="The old address goes on to lead here; links from elsewhere do not break."
    )
    default_audience = forms.ModelChoiceField(
        Audience.objects.all(), empty_label=None, label="Written first of all for"
    )
    topics, new_topics = topic_fields()
    risk = forms.ChoiceField(choices=Article.Risk, label="Risk if it were wrong")
    review_interval_months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=60,
        label="Months until the next review",
        help_text="Blank: what the review policy says for this kind and risk.",
    )

    def __init__(self, *args, article: Article, is_managing_editor: bool, **kwargs):
        self.article = article
        initial = {
            "slug": article.slug,
            "default_audience": article.default_audience_id,
            "topics": sorted(article.topics.values_list("pk", flat=True)),
            "risk": article.risk,
            "review_interval_months": article.review_interval_months,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if not is_managing_editor:
            del self.fields["risk"], self.fields["review_interval_months"]
            leave_topics_to_the_editor(self)
        if article.published_version_id:
            written = article.published_version.renditions.exclude(body="").values("audience")
            self.fields["default_audience"].queryset = Audience.objects.filter(pk__in=written)
            self.fields["default_audience"].help_text = "Audiences for which the live version has a text."

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if not slug_is_free(slug, article=self.article):
            raise ValidationError(_taken(slug))
        return slug


def _shortened(slug: str, longest: int = 80) -> str:
    return slug if len(slug) <= longest else slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def _taken(slug: str) -> str:
    return f"“{slug}” is or was the address of another article. Choose another one."
