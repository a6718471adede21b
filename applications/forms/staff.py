"""What staff type about forms, and how they filter lists."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import Application, InterestForm
from cda_portal.accounts import countries
from cda_portal.core.text import fold
from cda_portal.core.widgets import PlainSelect


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=_("Your question"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the question")},
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your answer")},
    )


class DeclineForm(forms.Form):
    message = forms.CharField(
        label=_("What the city reads"),
        help_text=_("Say why, and what would change it."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the city reads")},
    )


class ReopenForm(forms.Form):
    why = forms.CharField(
        label=_("Reason"),
        help_text=_("Staff read it in the history."),
        max_length=300,
        error_messages={"required": _("Give the reason")},
    )


def _country_choices() -> list[tuple[str, str]]:
    return countries.choices(get_language() or "en")


class CityFilters(django_filters.FilterSet):
    """What both lists can be narrowed by."""

    q = django_filters.CharFilter(method="by_words", label=_("City or reference"))
    country = django_filters.ChoiceFilter(
        field_name="city__country",
        choices=_country_choices,
        label=_("Country"),
        empty_label=_("All countries"),
        widget=PlainSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            field.widget.attrs["class"] = "input"

    def by_words(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\x00", "").strip()[:100]
        reference = (
            Q(reference__icontains=words) if queryset.model is Application else Q(sender__email__icontains=words)
        )
        return queryset.filter(Q(city__name_folded__contains=fold(words)) | reference) if words else queryset


class ApplicationFilters(CityFilters):
    status = django_filters.ChoiceFilter(
        choices=Application.Status.choices, label=_("Status"), empty_label=_("All statuses"), widget=PlainSelect
    )
    flag = django_filters.ChoiceFilter(
        method="by_flag",
        label=_("Flag"),
        empty_label=_("Any or none"),
        widget=PlainSelect,
        choices=[
            ("late", _("Late")),
            ("population", _("Population below")),
            ("mandate", _("Mandate below")),
            ("question", _("Question open")),
        ],
    )

    def by_flag(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        wanted = {
            "late": Q(late=True),
            "population": Q(findings__population="below"),
            "mandate": Q(findings__mandate="below"),
            "question": Q(has_open_question=True),
        }
        return queryset.filter(wanted[value])


class InterestFilters(CityFilters):
    status = django_filters.ChoiceFilter(
        choices=InterestForm.Status.choices, label=_("Status"), empty_label=_("All statuses"), widget=PlainSelect
    )
    flag = django_filters.ChoiceFilter(
        method="by_flag",
        label=_("Flag"),
        empty_label=_("Any or none"),
        widget=PlainSelect,
        choices=[
            ("objected", _("Mayor’s office objects")),
            ("population", _("Population below")),
            ("mandate", _("Mandate below")),
            ("question", _("Question open")),
        ],
    )

    def by_flag(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        wanted = {
            "objected": Q(office_objected_at__isnull=False),
            "population": Q(findings__population="below"),
            "mandate": Q(findings__mandate="below"),
            "question": Q(has_open_question=True),
        }
        return queryset.filter(wanted[value])
