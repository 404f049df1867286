"""Export a version as Markdown with front matter, in the format that import_article reads."""

from articles import exchange, presentation
from articles.models import Audience, Version


def export_version(version: Version) -> str:
    """Titles and disclaimers that are the version's or the audience's own are left out: blank means those."""
    content = presentation.content_of(version)
    defaults = dict(Audience.objects.values_list("code", "disclaimer"))
    article = version.article
    return exchange.write(
        exchange.ArticleFile(
            slug=article.slug,
            title=content.title,
            kind=content.kind,
            risk=article.risk,
            question=content.question,
            topics=tuple(article.topics.order_by("slug").values_list("slug", flat=True)),
            default_audience=article.default_audience_id,
            titles={code: text.title for code, text in content.texts.items() if text.title != content.title},
            takeaways={code: text.takeaway for code, text in content.texts.items() if text.takeaway},
            disclaimers={
                code: text.disclaimer
                for code, text in content.texts.items()
                if text.disclaimer != defaults.get(code)
            },
            change_summary=version.change_summary,
            significance=version.significance,
            drafted_with=content.fields["drafted_with"],
            funding=content.fields["funding"],
            references=tuple(content.references),
            texts={code: text.body for code, text in content.texts.items()},
        )
    )
