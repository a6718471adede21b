"""What staff type about criteria and the reviewers' guide: each text side by side in all languages."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from applications import call_states
from applications.models import Call
from cda_portal.core.shared_fields import WordsMixin
from cda_portal.core.text import say
from selection.models import Criterion, ReviewGuide, Rubric
from selection.services.setup_rubric import mark, texts_of

NAMES = dict(settings.LANGUAGES)


def why_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why it changes"),
        help_text=gettext_lazy("Staff read it beside the new version."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why it changes: a new version is made")},
    )


def fits_field(older: Iterable[str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Translations that still say what the source says"),
        choices=[(code, NAMES[code]) for code in older],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class CriterionForm(WordsMixin, forms.Form):
    """A criterion, new or known. `used`: reviews rest on the rubric, so that a reason is asked for."""

    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    ranks = forms.BooleanField(
        label=gettext_lazy("It counts in the ranking"),
        help_text=gettext_lazy("One that does not is scored all the same: it informs the panel."),
        required=False,
        initial=True,
    )
    weight = forms.DecimalField(
        label=gettext_lazy("Weight"),
        help_text=gettext_lazy("Against the other criteria: one with weight 2 counts twice as much as one with 1."),
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(
        self,
        *args: Any,
        call: Call,
        rubric: Rubric,
        criterion: Criterion | None = None,
        used: int = 0,
        older: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criterion, self.scale = criterion, rubric.scale
        known = criterion or Criterion(rubric=rubric)
        if criterion is None:
            self.fields["key"] = _key_field()
        else:
            self.initial.update(was=mark(criterion), ranks=criterion.ranks, weight=f"{criterion.weight:g}")
        languages = call.languages or [settings.LANGUAGE_CODE]
        self.add_words("title", _("Title"), known.title, languages, limit=120, required=True)
        self.add_words("help", _("What to look at"), known.help, languages, rows=3, limit=1000)
        for score in self.scale:
            words = known.anchors.get(str(score), {})
            label = _("What a score of %(score)d means") % {"score": score}
            self.add_words(f"anchor_{score}", label, words, languages, rows=3, limit=600)
        if older:
            self.fields["fits"] = fits_field(older)
        if used:
            self.fields["why"] = why_field()

    def values(self) -> dict[str, Any]:
        """Anchors of scores that the scale does not have now are kept."""
        kept = self.criterion.anchors if self.criterion else {}
        anchors = {**kept, **{str(score): self.words(f"anchor_{score}") for score in self.scale}}
        data = self.cleaned_data
        return {
            "title": self.words("title"),
            "help": self.words("help"),
            "weight": data["weight"],
            "ranks": data["ranks"],
            "anchors": {score: words for score, words in anchors.items() if words},
        }

    @property
    def plain_fields(self) -> list[Any]:
        apart = tuple(f"{name}_" for name in self.lang_fields)
        return [field for field in self.visible_fields() if not field.name.startswith(apart)]

    def theirs(self, current: Criterion) -> list[tuple[str, str]]:
        """What somebody else has saved that differs from what was typed. Saving again is knowingly."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["was"] = mark(current)
        mine, labels = self.values(), {name: str(label) for name, (label, _hint) in self.lang_fields.items()}
        typed = texts_of(Criterion(**mine))
        found = [
            (f"{labels[name]}, {NAMES[code]}", words.get(code, "") or "–")
            for name, words in texts_of(current).items()
            for code in NAMES
            if name in labels and words.get(code, "") != typed.get(name, {}).get(code, "")
        ]
        if current.weight != mine["weight"]:
            found.append((str(self.fields["weight"].label), str(current.weight)))
        if current.ranks != mine["ranks"]:
            found.append((str(self.fields["ranks"].label), _("Yes") if current.ranks else _("No")))
        return found


def _key_field() -> forms.SlugField:
    return forms.SlugField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("It stands in exports and cannot be changed later, such as impact."),
        max_length=50,
        widget=forms.TextInput(attrs={"class": "mid"}),
        error_messages={"invalid": gettext_lazy("Use small letters, digits, hyphens and underscores")},
    )


class ScaleForm(forms.Form):
    low = forms.IntegerField(label=gettext_lazy("Lowest score"), min_value=0, max_value=8)
    high = forms.IntegerField(label=gettext_lazy("Highest score"), min_value=1, max_value=9)
    was = forms.RegexField(r"^\d-\d$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, rubric: Rubric, used: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"low": rubric.low, "high": rubric.high, "was": f"{rubric.low}-{rubric.high}", **self.initial}
        for name in ("low", "high"):
            self.fields[name].widget.attrs["class"] = "short"
        if used:
            self.fields["why"] = why_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("low") is not None and data.get("high") is not None and data["high"] <= data["low"]:
            self.add_error("high", _("Enter a number that is larger than the lowest score"))
        return data

    def theirs(self, current: Rubric) -> list[tuple[str, str]]:
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["was"] = f"{current.low}-{current.high}"
        return [(_("Scale"), f"{current.low}–{current.high}")]


class MarkForm(forms.Form):
    """The mark of what an act was pressed on, and the reason where one is needed."""

    was = forms.CharField(max_length=16)
    why = forms.CharField(max_length=300, required=False)


# Name: label, hint, rows, longest.
GUIDE_TEXTS: dict[str, tuple[Any, Any, int, int]] = {
    "confidentiality": (
        gettext_lazy("Confidentiality"),
        gettext_lazy("What a reviewer agrees to. Another text asks them to agree anew."),
        10,
        10_000,
    ),
    "readers": (
        gettext_lazy("Who reads what"),
        gettext_lazy("Who sees scores and comments, and under whose name."),
        8,
        10_000,
    ),
    "guide": (gettext_lazy("How to read and score"), gettext_lazy("The guide itself."), 12, 20_000),
    "practice_title": (
        gettext_lazy("Title of the practice case"),
        gettext_lazy("Say that the city is invented."),
        0,
        200,
    ),
    "practice": (
        gettext_lazy("The practice case"),
        gettext_lazy("An invented application to practise on."),
        16,
        20_000,
    ),
}


class GuideTextForm(WordsMixin, forms.Form):
    """One text of the guide in every language."""

    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, call: Call, guide: ReviewGuide, name: str, older: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.name, words = name, getattr(guide, name)
        label, hint, rows, limit = GUIDE_TEXTS[name]
        languages = call.languages or [settings.LANGUAGE_CODE]
        needed = not name.startswith("practice")
        self.add_words(name, label, words, languages, hint=hint, rows=rows, limit=limit, required=needed)
        self.initial["was"] = call_states.mark(words)
        if older:
            self.fields["fits"] = fits_field(older)

    def theirs(self, current: ReviewGuide) -> list[tuple[str, str]]:
        words, mine = getattr(current, self.name), self.words(self.name)
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["was"] = call_states.mark(words)
        return [(NAMES[code], words.get(code) or "–") for code in NAMES if words.get(code, "") != mine.get(code, "")]


class GuideScoresForm(WordsMixin, forms.Form):
    """What the practice case should get, by criterion, and why in each language."""

    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, guide: ReviewGuide, rubric: Rubric, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(rubric.criteria.all())
        languages = call.languages or [settings.LANGUAGE_CODE]
        self.initial["was"] = call_states.mark(guide.practice_scores)
        for number, criterion in enumerate(self.criteria):
            known = guide.practice_scores.get(criterion.key, {})
            self.fields[f"score_{number}"] = forms.TypedChoiceField(
                label=_("Score for “%(criterion)s”") % {"criterion": say(criterion.title)},
                choices=[("", pgettext("score", "None")), *((score, str(score)) for score in rubric.scale)],
                coerce=int,
                empty_value=None,
                required=False,
                initial=known.get("score"),
                widget=forms.Select(attrs={"class": "short"}),
            )
            self.add_words(f"why_{number}", say(criterion.title), known.get("why", {}), languages, rows=2, limit=600)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the template: each criterion with its score and its reasons."""
        texts = {text["name"]: text for text in self.in_languages}
        return [
            {"criterion": one, "score": self[f"score_{number}"], "text": texts[f"why_{number}"]}
            for number, one in enumerate(self.criteria)
        ]

    def values(self) -> dict[str, Any]:
        return {
            one.key: {"score": self.cleaned_data[f"score_{number}"], "why": self.words(f"why_{number}")}
            for number, one in enumerate(self.criteria)
        }

    def theirs(self, current: ReviewGuide) -> list[tuple[str, str]]:
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["was"] = call_states.mark(current.practice_scores)
        mine = self.values()
        return [
            (say(one.title), f"{told.get('score')}: {say(told.get('why'))}")
            for one in self.criteria
            if (told := current.practice_scores.get(one.key, {})) != mine[one.key]
        ]
