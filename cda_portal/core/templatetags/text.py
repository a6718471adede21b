from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone

from cda_portal.core import markdown as rendering
from cda_portal.core import moments, text

register = template.Library()


@register.filter
def say(value: dict[str, str] | None) -> str:
    return text.say(value)


@register.filter
def language_of(value: dict[str, str] | None) -> str:
    return html_language(text.language_of(value))


@register.filter
def html_language(code: str) -> str:
    """BCP 47 spelling of a Django language code: pt-br becomes pt-BR."""
    base, _, region = code.partition("-")
    return f"{base}-{region.upper()}" if region else base


@register.filter
def markdown(value: Any) -> SafeString:
    return rendering.render(str(value or ""))


@register.filter
def item(container: Any, key: Any) -> Any:
    """A mapping's value, or a form's field, for a key that is itself a variable; None when there is none."""
    try:
        return container[key]
    except (KeyError, TypeError):
        return None


@register.filter
def when_where(instant: datetime, zone: str) -> str:
    """A deadline in a mail, `{{ call.closes_at|when_where:call.zone }}`: its own zone, the reader's (the active one), UTC."""
    return moments.in_words(instant, zone, getattr(get_current_timezone(), "key", "UTC"))


@register.filter
def grouped(number: int | None) -> str:
    """A number with its thousands grouped as the language groups them."""
    return number_format(number, force_grouping=True) if number is not None else ""


@register.filter
def day(value: date) -> str:
    """A calendar day in the words of the active language."""
    return moments.day(value)


@register.filter
def moment_text(instant: datetime) -> str:
    """An instant in the reader's own zone, as one line."""
    return moments.read(instant, getattr(get_current_timezone(), "key", "UTC")).text


@register.filter
def short_moment(instant: datetime) -> str:
    """An instant in the reader's own zone for a column of a table, such as 23 Nov 2026, 14:02."""
    local = instant.astimezone(get_current_timezone())
    return f"{moments.short_day(local.date())}, {local:%H:%M}"
