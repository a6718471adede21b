"""Public pages. They are kept for visitors without a session (core.middleware.PublicPages): no form, no user."""

from itertools import groupby
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from applications.call_texts import filled
from applications.eligibility import add_months
from applications.models import Call, Section
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import City
from cda_portal.core import clock, moments
from cda_portal.core.text import say
from cda_portal.website import atlas, content, notices, outline, stages

# Title and description of the short pages, by the name of their text in website/notices.py.
SHORT_PAGES: dict[str, tuple[str | Promise, str | Promise]] = {
    "privacy": (_("Privacy"), _("What we keep about you and your city, who can read it, and what you can ask of us.")),
    "accessibility": (
        _("Accessibility"),
        _("What this portal does so that everyone can use it, and whom to tell when something does not work."),
    ),
    "contact": (
        _("Contact our team"),
        _("Whom to write to with a question about the programme, your form or your application."),
    ),
}


@method_decorator(login_not_required, name="dispatch")
class ContentPage(TemplateView):
    """A page in the language of its address."""


class CallPage(ContentPage):
    """A page about the call that is published now, if there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, **about_call(Call.objects.current()))


def about_call(call: Call | None) -> dict[str, Any]:
    """What pages say of a call. Days are words here, since the templates' own formats are not the portal's."""
    if call is None:
        return {"call": None}
    language = get_language()
    names = dict(settings.LANGUAGES)
    return {
        "call": call,
        "texts": {name: outline.said(filled(text, _values(call)), language) for name, text in call.texts.items()},
        "title": outline.said(call.title, language),
        "summary": outline.said(call.summary, language),
        "stage": stages.stage(call, clock.now()).value,
        "news_by": moments.day(call.news_by) if call.news_by else "",
        "programme_start": moments.day(call.programme_start),
        "reference": moments.day(call.reference_date),
        "languages": ", ".join(names.get(code, code) for code in call.languages),
        "term_until": moments.day(add_months(call.reference_date, call.mandate_months)),
    }


def _values(call: Call) -> dict[str, str]:
    """What stands for the placeholders in a call's texts."""
    return {
        "interest_closes": moments.in_words(call.interest_closes, call.zone),
        "application_closes": moments.in_words(call.application_closes, call.zone),
        "residents": number_format(call.population_threshold, force_grouping=True),
        "months": str(call.mandate_months),
        "reference_date": moments.day(call.reference_date),
        "programme_start": moments.day(call.programme_start),
    }


class Home(CallPage):
    template_name = "website/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language()
        cities = list(City.objects.past_participants())
        return super().get_context_data(
            **kwargs,
            words={name: say(text) for name, text in content.TEXTS.items()},
            phases=[
                {"phase": phase["key"], "state": "plain", "title": say(phase["question"]), "when": say(phase["text"])}
                for phase in content.PHASES
            ],
            fits=[(say(point["title"]), say(point["text"])) for point in content.FITS],
            questions=[(say(point["title"]), say(point["text"])) for point in content.QUESTIONS],
            invitations=[
                (code, content.INVITATION[code], content.INVITATION_ACT[code])
                for code, _language in settings.LANGUAGES
                if code != language
            ],
            cities=cities,
            atlas=atlas.draw(cities),
            countries=by_country(cities),
        )


def by_country(cities: list[City]) -> list[tuple[str, list[City]]]:
    """Country by country in the alphabet of the page's language; within one, as they came."""
    language = get_language()
    together = groupby(sorted(cities, key=lambda city: city.country), key=lambda city: city.country)
    return sorted((country_name(code, language), list(found)) for code, found in together)


class TheCall(CallPage):
    template_name = "website/call.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if call := context["call"]:
            pages = outline.outline(Section.objects.for_form(call.pk), get_language())
            context |= {"form_pages": pages, "hours": ceil(sum(page.minutes for page in pages) / 60)}
        return context


class ShortPage(ContentPage):
    """Privacy, accessibility, contact: one text."""

    template_name = "website/short.html"
    text = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title, description = SHORT_PAGES[self.text]
        return super().get_context_data(
            **kwargs, title=title, description=description, words=say(notices.NOTICES[self.text])
        )
