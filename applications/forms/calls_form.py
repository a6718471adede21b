"""What staff type about a section, a question and its answers to choose from."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.forms.calls import Guarded, Zoned
from applications.models import Call, Question, Section
from cda_portal.core.shared_fields import LocalField, WordsMixin
from cda_portal.core.text import say

SPARE = 3  # empty rows to add answers with
# What an answer may mean to the portal: it is filled in from the interest form, or read by a later page.
SEMANTICS: dict[str, str | Promise] = {
    "population": _("Residents"),
    "population_year": _("Year of the residents’ number"),
    "population_source": _("Source of the residents’ number"),
    "boundary": _("Area the number covers"),
    "mayor_name": _("The mayor’s name"),
    "mayor_title": _("The mayor’s title"),
    "mayor_term_start": _("First day of the mayor’s term"),
    "mayor_term_end": _("Last day of the mayor’s term"),
    "transition_plan": _("Transition plan"),
    "city_manager": _("City manager"),
    "problem": _("The problem"),
    "affected": _("Who is affected"),
    "metric": _("The measure"),
    "practices": _("Data practices"),
    "team": _("The team"),
    "support_letter": _("Letter of support"),
    "wwc_status": _("What Works Cities"),
    "can_run_again": _("Whether the mayor can run again"),
}
OPTION_KINDS = (Question.Kind.CHOICE, Question.Kind.SEVERAL)


def key_field() -> forms.SlugField:
    return forms.SlugField(
        label=_("Short name"),
        help_text=_("It stands in addresses and exports and cannot be changed later, such as problem."),
        max_length=50,
        widget=forms.TextInput(attrs={"class": "mid"}),
        error_messages={"invalid": _("Use small letters, digits, hyphens and underscores")},
    )


class SectionForm(WordsMixin, Guarded):
    class Meta:
        model = Section
        fields = ["minutes"]
        labels = {"minutes": _("Minutes it takes")}
        help_texts = {"minutes": ""}

    guarded = ["minutes", "title", "intro", "group"]

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["key"] = key_field()
        self.add_words("title", _("Title"), self.loaded.title, call.languages, limit=200, required=True)
        self.add_words(
            "group", _("Heading of the task list"), self.loaded.group, call.languages, limit=200, required=True,
            hint=_("Sections that follow each other with the same heading stand together under it."),
        )  # fmt: skip
        self.add_words(
            "intro", _("Introduction"), self.loaded.intro, call.languages, rows=4, limit=3000, hint=_("Markdown.")
        )

    texts = ("title", "group", "intro")

    def values(self) -> dict[str, Any]:
        return {**super().values(), **{name: self.words(name) for name in self.texts}}


class QuestionForm(WordsMixin, Zoned):
    semantic = forms.ChoiceField(
        label=_("What the answer means to the portal"),
        choices=[("", _("Nothing more")), *SEMANTICS.items()],
        required=False,
    )
    asked_after = forms.ChoiceField(label=_("Asked only if"), required=False)

    class Meta:
        model = Question
        fields = [
            "kind", "required", "words", "minimum", "maximum", "required_from", "frozen_from", "in_summary",
            "renews_endorsement", "semantic",
        ]  # fmt: skip
        field_classes = {"required_from": LocalField, "frozen_from": LocalField}
        help_texts = dict.fromkeys(fields, "")
        labels = {
            "kind": _("What it takes"),
            "required": _("An answer is needed before the application is sent"),
            "words": _("Words at most"),
            "minimum": _("Smallest number"),
            "maximum": _("Largest number"),
            "required_from": _("Needed only from"),
            "frozen_from": _("Cannot be changed from"),
            "in_summary": _("The mayor reads the answer before endorsing"),
            "renews_endorsement": _("A changed answer asks for a new endorsement"),
        }

    texts = ("label", "help", "example")
    guarded = [*Meta.fields, *texts, "options", "depends_on", "depends_value"]

    def __init__(
        self, *args: Any, call: Call, earlier: list[Question], chosen: set[str] = frozenset(), **kwargs: Any
    ) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self.set_zone(call.zone)
        self.languages, self.chosen = call.languages, chosen
        if self.instance.pk is None:
            self.fields["key"] = key_field()
        own = self.loaded.semantic
        if own and own not in SEMANTICS:
            self.fields["semantic"].choices += [(own, own)]  # type: ignore[attr-defined]
        self.fields["asked_after"].choices = [("", _("Always asked")), *_answers_of(earlier)]  # type: ignore[attr-defined]
        self.initial["asked_after"] = (
            f"{self.loaded.depends_on_id}:{self.loaded.depends_value}" if self.loaded.depends_on_id else ""
        )
        self.add_words("label", _("Question"), self.loaded.label, call.languages, rows=2, limit=500, required=True)
        self.add_words("help", _("Hint"), self.loaded.help, call.languages, rows=2, limit=1000)
        self.add_words("example", _("Example"), self.loaded.example, call.languages, rows=3, limit=3000)
        self._add_options()

    def _add_options(self) -> None:
        """A row a value that can be chosen, and spare ones; a value that was saved is fixed."""
        self.option_rows = 0
        if self.loaded.kind == Question.Kind.PRACTICES:
            return
        for number, option in enumerate([*self.loaded.options, *({} for _spare in range(SPARE))]):
            value = option.get("value", "")
            self.fields[f"option_{number}_value"] = forms.SlugField(
                label=_("Value"), initial=value, required=False, max_length=60, disabled=value in self.chosen and bool(value),
                help_text=_("Chosen by cities: fixed.") if value in self.chosen and value else "",
                error_messages={"invalid": _("Use small letters, digits, hyphens and underscores")},
            )  # fmt: skip
            for code, name in settings.LANGUAGES:
                self.fields[f"option_{number}_{code}"] = forms.CharField(
                    label=name, initial=option.get("label", {}).get(code, ""), required=False, max_length=300,
                    widget=forms.TextInput(attrs={"lang": code}),
                )  # fmt: skip
            self.option_rows = number + 1

    @property
    def option_fields(self) -> list[list[Any]]:
        """For the template: the fields of each row."""
        codes = ["value", *(code for code, _name in settings.LANGUAGES)]
        return [[self[f"option_{number}_{code}"] for code in codes] for number in range(self.option_rows)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("minimum") is not None and data.get("maximum") is not None and data["minimum"] > data["maximum"]:
            self.add_error("maximum", _("Enter a number that is not smaller than the smallest one"))
        if data.get("kind") in OPTION_KINDS:
            self._check_options()
        return data

    def _check_options(self) -> None:
        values: list[str] = []
        for number in range(self.option_rows):
            value = self.cleaned_data.get(f"option_{number}_value", "")
            labels = self._labels(number)
            if labels and not value:
                self.add_error(f"option_{number}_value", _("Give this answer a value"))
            if value and not labels:
                self.add_error(
                    f"option_{number}_{settings.LANGUAGE_CODE}", _("Write this answer in one language at least")
                )
            if value in values:
                self.add_error(f"option_{number}_value", _("This value stands here twice"))
            values += [value] if value else []

    def _labels(self, number: int) -> dict[str, str]:
        found = {
            code: self.cleaned_data.get(f"option_{number}_{code}", "").strip() for code, _name in settings.LANGUAGES
        }
        return {code: text for code, text in found.items() if text}

    def options(self) -> list[dict[str, Any]]:
        """Rows without value and text are left out; what a row knows beside them, such as levels, is kept."""
        if self.cleaned_data["kind"] == Question.Kind.PRACTICES:
            return list(self.loaded.options)
        if self.cleaned_data["kind"] not in OPTION_KINDS:
            return []
        known = {option["value"]: option for option in self.loaded.options}
        rows = (
            (self.cleaned_data[f"option_{number}_value"], self._labels(number)) for number in range(self.option_rows)
        )
        return [{**known.get(value, {}), "value": value, "label": labels} for value, labels in rows if value]

    def values(self) -> dict[str, Any]:
        other, _colon, value = self.cleaned_data["asked_after"].partition(":")
        return {
            **super().values(),
            **{name: self.words(name) for name in self.texts},
            "options": self.options(),
            "depends_on_id": int(other) if other else None,
            "depends_value": value,
        }


def _answers_of(questions: list[Question]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each question that can decide, with its answers; its id and the value are one choice, so that they always fit."""
    yes_no = [{"value": "yes", "label": {"en": _("Yes")}}, {"value": "no", "label": {"en": _("No")}}]
    return [
        (
            say(question.label)[:80],
            [
                (f"{question.pk}:{option['value']}", say(option["label"]))
                for option in (yes_no if question.kind == Question.Kind.YES_NO else question.options)
            ],
        )
        for question in questions
        if question.kind in (*OPTION_KINDS, Question.Kind.YES_NO)
    ]
