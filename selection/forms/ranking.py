"""What the ranking can be narrowed by; each filter is a parameter of the address."""

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts import countries
from cda_portal.core.models import Theme
from cda_portal.core.text import say
from cda_portal.core.widgets import PlainSelect
from selection.models import Standing

Choices = list[tuple[str, Any]]


def _countries() -> Choices:
    return countries.choices(get_language() or "en")


def _themes() -> Choices:
    return [(key, say(name)) for key, name in Theme.objects.order_by("position", "pk").values_list("key", "name")]


def _choice(label: Any, empty: Any, choices: Any, **kwargs: Any) -> Any:
    widget = PlainSelect(attrs={"class": "input"})
    return django_filters.ChoiceFilter(label=label, empty_label=empty, choices=choices, widget=widget, **kwargs)


class RankingFilters(django_filters.FilterSet):
    country = _choice(_("Country"), _("All countries"), _countries, field_name="application__city__country")
    language = _choice(
        _("Language"), _("All languages"), list(settings.LANGUAGE_NAMES.items()), field_name="application__language"
    )
    theme = _choice(_("Theme"), _("All themes"), _themes, field_name="application__form__themes__key")
    reviews = _choice(_("Reviews"), _("Any number"), [("few", _("Fewer than asked"))], method="by_reviews")

    class Meta:
        model = Standing
        fields: list[str] = []

    def by_reviews(self, queryset: QuerySet[Standing], name: str, value: str) -> QuerySet[Standing]:
        return queryset.filter(reviews__lt=F("round__reviews_each"))
