"""A date in a template, as one piece: "approved 3 August 2026." A tag, for an include would end with its file's newline."""

from datetime import date as Date

from django import template
from django.utils.dateformat import format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime

register = template.Library()


@register.simple_tag
def day(date: Date | None, *, short: bool = False) -> SafeString | str:
    """`{% day version.submitted_at short=True %}`: 3 Aug 2026. Takes a date or a time; nothing for None."""
    if not date:
        return ""
    date = template_localtime(date)
    shown = format(date, "j M Y" if short else "j F Y").replace(" ", "\u00a0")
    return format_html('<time datetime="{}">{}</time>', format(date, "Y-m-d"), shown)
