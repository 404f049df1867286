"""Plain text of an article in a template: quantities in titles and takeaways never break over a line either."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.rendering.quantities import wrap_quantities

register = template.Library()


@register.filter
def quantities(text: str) -> SafeString:
    """`{{ title|quantities }}`: escaped, with each quantity kept in one piece."""
    return mark_safe(wrap_quantities(escape(text)))  # noqa: S308  escaped just before
