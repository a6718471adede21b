"""What the staff lists can be narrowed by; each filter is a parameter of the address."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications import desk
from applications.models import Application, Endorsement, InterestForm
from cda_portal.accounts import countries
from cda_portal.core.text import fold
from cda_portal.core.widgets import PlainSelect

Choices = list[tuple[str, Any]]


def _country_choices() -> Choices:
    return countries.choices(get_language() or "en")


def choice(label: Any, empty: Any, choices: Choices | Callable[[], Choices], **kwargs: Any) -> Any:
    return django_filters.ChoiceFilter(label=label, empty_label=empty, choices=choices, widget=PlainSelect, **kwargs)


class DeskFilters(django_filters.FilterSet):
    """What every list of things with a desk can be narrowed by. `owner` and `tag` offer what there is."""

    owner = choice(_("Owner"), _("Any or none"), [], method="by_owner")
    tag = choice(_("Tag"), _("Any or none"), [], method="by_tag")
    follow_up = choice(
        _("Follow-up"),
        _("Any or none"),
        [("due", _("Due by today")), ("set", _("Has a day")), ("none", _("Has no day"))],
        method="by_follow_up",
    )
    folded: tuple[str, ...] = ("owner", "tag", "follow_up")  # under "More filters"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        people = [(str(one.pk), str(one)) for one in desk.keepers() if one.pk != user.pk]
        self.filters["owner"].extra["choices"] = [("me", _("Me")), ("none", _("Nobody")), *people]
        self.filters["tag"].extra["choices"] = [(tag, tag) for tag in desk.tags_in_use(user)]
        for field in self.form.fields.values():
            field.widget.attrs["class"] = "input"

    def by_owner(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "none":
            return queryset.exclude(desk.kept_as(queryset.model, owner__isnull=False))
        return queryset.filter(desk.kept_as(queryset.model, owner=self.request.user.pk if value == "me" else value))

    def by_tag(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(desk.kept_as(queryset.model, tags__contains=[value]))

    def by_follow_up(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "due":
            return queryset.filter(desk.kept_as(queryset.model, follow_up_on__lte=desk.today(self.request.user)))
        has_day = desk.kept_as(queryset.model, follow_up_on__isnull=False)
        return queryset.filter(has_day) if value == "set" else queryset.exclude(has_day)


class CityFilters(DeskFilters):
    """What both lists of what cities send can be narrowed by."""

    q = django_filters.CharFilter(method="by_words", label=_("City or reference"))
    country = choice(_("Country"), _("All countries"), _country_choices, field_name="city__country")
    language = choice(_("Language"), _("All languages"), list(settings.LANGUAGES))
    folded = ("language", "owner", "tag", "follow_up")

    def by_words(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\x00", "").replace("|", "").strip()[:100]  # the bar parts a city's names
        return queryset.filter(Q(city__names_folded__contains=fold(words)) | self.beside(words)) if words else queryset

    def beside(self, words: str) -> Q:
        """What else than the city's names the words may be found in."""
        raise NotImplementedError


class EnquiryFilters(forms.Form):
    """What the list of cities' questions can be narrowed by; what cannot be read counts as not given."""

    q = forms.CharField(label=_("City or reference"), max_length=100, required=False)
    state = forms.CharField(max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["class"] = "input"

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        words = self.chosen["q"].replace("|", "").strip()  # the bar parts a city's names
        named = Q(application__city__names_folded__contains=fold(words))
        return rows.filter(named | Q(application__reference__icontains=words)) if words else rows


class ApplicationFilters(CityFilters):
    status = choice(_("Status"), _("All statuses"), Application.Status.choices)
    flag = choice(
        _("Flag"),
        _("Any or none"),
        [
            ("late", _("Late")),
            ("population", _("Population below")),
            ("mandate", _("Mandate below")),
            ("question", _("Question open")),
        ],
        method="by_flag",
    )
    endorsement = choice(
        _("Endorsement"),
        _("Any or none"),
        [("endorsed", _("Endorsed")), ("waiting", _("Not endorsed"))],
        method="by_endorsement",
    )
    folded = (*CityFilters.folded, "endorsement")

    def beside(self, words: str) -> Q:
        return Q(reference__contains=words.upper())

    def by_flag(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        wanted = {
            "late": Q(late=True),
            "population": Q(findings__population="below"),
            "mandate": Q(findings__mandate="below"),
            "question": Q(has_open_question=True),
        }
        return queryset.filter(wanted[value])

    def by_endorsement(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        given = Endorsement.objects.filter(
            application=OuterRef("pk"), outcome=Endorsement.Outcome.ENDORSED, withdrawn_at=None
        )
        return queryset.filter(Exists(given) if value == "endorsed" else ~Exists(given))


class InterestFilters(CityFilters):
    status = choice(_("Status"), _("All statuses"), InterestForm.Status.choices)
    flag = choice(
        _("Flag"),
        _("Any or none"),
        [
            ("objected", _("Mayor’s office objects")),
            ("near", _("Near miss")),
            ("population", _("Population below")),
            ("mandate", _("Mandate below")),
            ("question", _("Question open")),
        ],
        method="by_flag",
    )

    def beside(self, words: str) -> Q:
        return Q(sender__email__contains=words.lower())

    def by_flag(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        wanted = {
            "objected": Q(office_objected_at__isnull=False),
            "near": ~Q(near_misses=[]),
            "population": Q(findings__population="below"),
            "mandate": Q(findings__mandate="below"),
            "question": Q(has_open_question=True),
        }
        return queryset.filter(wanted[value])
