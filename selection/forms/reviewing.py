"""What a reviewer types: scores by criterion, comments, a remark, a conflict."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cda_portal.core.text import say, whole
from selection.models import Review, Rubric
from selection.services.discussing import LONGEST
from selection.services.reviewing import COMMENTS

SCORE = "score-"  # before a criterion's key, in the name of its field
MOST = 200  # fields that are looked at


def scores_of(posted: Mapping[str, str]) -> dict[str, int | None]:
    """By criterion key; what is no number is no score. The service knows which criteria and scores there are."""
    names = [name for name in posted if name.startswith(SCORE)][:MOST]
    typed = {name.removeprefix(SCORE): posted.get(name, "") for name in names}
    return {
        key: int(value) if value.isascii() and value.isdigit() and len(value) < 3 else None
        for key, value in typed.items()
    }


def comments_of(posted: Mapping[str, str]) -> dict[str, str]:
    return {name: posted.get(name, "").replace("\r\n", "\n") for name in COMMENTS}


def version_of(posted: Mapping[str, str]) -> int:
    return whole(posted.get("version", ""))


def criteria_rows(rubric: Rubric, given: Mapping[str, int | None]) -> list[dict[str, Any]]:
    """Each criterion with its steps: score, what it means in the reader's language, whether it is chosen."""
    return [
        {
            "key": one.key,
            "title": say(one.title),
            "help": say(one.help),
            "ranks": one.ranks,
            "steps": [(value, say(one.anchors.get(str(value))), given.get(one.key) == value) for value in rubric.scale],
        }
        for one in rubric.criteria.all()
    ]


def text_of(review: Review, rubric: Rubric) -> str:
    """A saved review as lines, for the comparison of two windows."""
    given = dict(review.scores.values_list("criterion__key", "value")) if review.pk else {}
    lines = [f"{say(one.title)}: {given[one.key]}" for one in rubric.criteria.all() if one.key in given]
    return "\n".join([*lines, *(text for name in COMMENTS if (text := getattr(review, name)))])


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=_("Your remark"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your remark")},
    )
    was = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ConflictForm(forms.Form):
    reason = forms.CharField(
        label=_("What connects you with this city?"),
        help_text=_("One sentence. Programme staff read it, nobody else."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what connects you with this city")},
    )


class DeclineForm(forms.Form):
    why = forms.CharField(
        label=_("Why can you not read it?"),
        help_text=_("One sentence. Programme staff read it, nobody else."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why you cannot read it")},
    )


class AgreeForm(forms.Form):
    agree = forms.BooleanField(
        label=_("I have read this and keep to it"),
        error_messages={"required": _("Tick that you keep to it, or close this page")},
    )
