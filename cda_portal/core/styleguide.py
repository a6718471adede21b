"""/styleguide/: every component in each of its states, for people and for the tests. Local runs only."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cda_portal.core.templatetags.components import STATUSES

DEADLINE = datetime(2027, 2, 26, 22, 0, tzinfo=UTC)


def steps(*rows: tuple[str, str]) -> list[dict[str, str]]:
    phases = ("define", "test", "pilot", "scale")
    return [{"phase": phase, "state": state, "when": when} for phase, (state, when) in zip(phases, rows, strict=True)]


RIBBONS = {
    "Third phase": steps(
        ("done", "Done 28 May"), ("done", "Done 11 Sep"), ("here", "Week 11 of 19"), ("next", "From 25 January")
    ),
    "Before the start": steps(
        ("next", "From 12 August"), ("next", "From 4 November"), ("next", "From 3 March"), ("next", "From 2 June")
    ),
    "Last phase": steps(("done", "Done"), ("done", "Done"), ("done", "Done"), ("here", "Since 25 January")),
}
JOURNEY = [
    {
        "phase": "define",
        "state": "plain",
        "title": "What is the problem, really?",
        "when": "A focused project and a measure everyone agrees on.",
    },
    {
        "phase": "test",
        "state": "plain",
        "title": "Which idea holds up?",
        "when": "Short, cheap tests, with the pass mark written down before.",
    },
    {
        "phase": "pilot",
        "state": "plain",
        "title": "Does it work here?",
        "when": "A minimum viable solution with real residents, measured.",
    },
    {
        "phase": "scale",
        "state": "plain",
        "title": "Will it last?",
        "when": "Use the evidence to adapt, hand over and grow.",
    },
]
STEPS = [
    {"text": "Interest form received", "state": "done", "when": "8 February 2027"},
    {"text": "Application under review", "state": "now", "when": "now"},
    {"text": "You hear from us", "state": "next", "when": "by 15 July 2027"},
]
TABS = [
    {"label": "All", "href": "?view=all", "current": True, "count": 143},
    {"label": "Needs you", "href": "?view=you", "count": 6},
    {"label": "Messages", "href": "?view=messages"},
]
ROWS = [
    {
        "city": "Lagoa Serena",
        "country": "Brazil",
        "population": "612,400",
        "flag": "",
        "kind": "",
        "on": range(1),
        "off": range(2),
        "reviews": "1 of 3",
    },
    {
        "city": "Puerto Claro",
        "country": "Chile",
        "population": "221,800",
        "flag": "Question open 4 days",
        "kind": "warn",
        "on": range(3),
        "off": range(0),
        "reviews": "3 of 3",
    },
    {
        "city": "Fort Ellison",
        "country": "United States",
        "population": "275,600",
        "flag": "Late by 2 hours",
        "kind": "bad",
        "on": range(0),
        "off": range(3),
        "reviews": "0 of 3",
    },
]


class SampleForm(forms.Form):
    page = forms.URLField(
        assume_scheme="https",
        label="Public web page of the project",
        help_text="Leave it empty if there is none yet.",
        required=False,
    )
    population = forms.IntegerField(
        label="Population", error_messages={"invalid": "Enter the population as a number, such as 221800"}
    )
    theme = forms.ChoiceField(label="Theme", choices=[("permits", "Permits"), ("housing", "Housing")])
    tried = forms.CharField(
        label="What you have tried",
        help_text="Describe what a resident goes through.",
        widget=forms.Textarea(attrs={"rows": 4, "data-words": 40}),
        error_messages={"required": "Describe what you have tried"},
    )
    summary = forms.CharField(
        label="In one sentence", widget=forms.Textarea(attrs={"rows": 2, "data-limit": 60}), required=False
    )
    language = forms.ChoiceField(
        label="Language of the coaching",
        choices=[("es", "Español"), ("pt-br", "Português")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the language of the coaching"},
    )
    sources = forms.MultipleChoiceField(
        label="How do you know?",
        choices=[("records", "Service records"), ("talk", "Talking with residents")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose all that apply.",
    )
    day = forms.DateField(label="First noticed", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    letter = forms.FileField(label="Signed letter", required=False)
    place = forms.CharField(
        label="City",
        required=False,
        widget=forms.TextInput(attrs={"data-typeahead": "/places/?q=", "data-typeahead-id": "sample_place"}),
    )
    aware = forms.BooleanField(
        label="The mayor’s office knows about this form",
        error_messages={"required": "Say that the mayor’s office knows"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choice_hints = {"talk": "Interviews, walks, hearings or counter visits."}  # type: ignore[attr-defined]


def context() -> dict[str, Any]:
    wrong = SampleForm(
        {
            "population": "many",
            "theme": "permits",
            "summary": "A sentence that runs past sixty characters, so that the counter says so.",
        },
        auto_id="wrong_%s",
    )
    return {
        "statuses": STATUSES,
        "ribbons": RIBBONS,
        "narrow": RIBBONS["Third phase"],
        "journey": JOURNEY,
        "steps": STEPS,
        "tabs": TABS,
        "rows": ROWS,
        "deadline": DEADLINE,
        "page_of_many": Paginator(range(143), 25).page(2),
        "single_page": Paginator(range(3), 25).page(1),
        "plain_form": SampleForm(auto_id="plain_%s", initial={"language": "es", "aware": True}),
        "wrong_form": wrong,
    }


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide/page.html", context())
