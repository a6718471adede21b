"""What the crispy pack prints for one form field: ids, hint, errors and the control itself.

Worked out here because a template can neither join the ids of `aria-describedby` nor choose between
a label and a legend without a condition in every line.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

SIZES = {"short", "mid", "wide"}
COUNTING = {
    "words": {
        "left-one": _("COUNT word left"),
        "left-many": _("COUNT words left"),
        "over-one": _("COUNT word too many"),
        "over-many": _("COUNT words too many"),
        "of": _("COUNT of LIMIT"),
    },
    "characters": {
        "left-one": _("COUNT character left"),
        "left-many": _("COUNT characters left"),
        "over-one": _("COUNT character too many"),
        "over-many": _("COUNT characters too many"),
        "of": _("COUNT of LIMIT"),
    },
}


@dataclass(frozen=True)
class Choice:
    control: SafeString
    id: str
    label: str
    hint: str


@dataclass(frozen=True)
class Control:
    kind: str  # hidden, pick (one checkbox), group (radios, checkboxes, several widgets) or plain
    html: SafeString
    describedby: str
    hint_id: str
    error_id: str
    count_id: str = ""
    words: int = 0
    limit: int = 0
    choices: list[Choice] = field(default_factory=list)

    @property
    def count_text(self) -> str:
        """What a reader without JavaScript is told about the limit."""
        if self.words:
            return ngettext("Up to %(count)s word", "Up to %(count)s words", self.words) % {"count": self.words}
        return ngettext("Up to %(count)s character", "Up to %(count)s characters", self.limit) % {"count": self.limit}


def control(bound: BoundField) -> Control:
    # The browser's own bubbles would stop a form before our error page can explain it,
    # and its maxlength cuts the end off a pasted text without a word.
    bound.form.use_required_attribute = False
    widget = bound.field.widget
    for name in ("maxlength", "minlength"):
        widget.attrs.pop(name, None)
    if isinstance(widget, forms.NumberInput):
        _keep_what_was_typed(bound)
    ids = {part: f"{bound.auto_id}_{part}" for part in ("helptext", "error", "count")}
    words, limit = (int(widget.attrs.get(name, 0)) for name in ("data-words", "data-limit"))
    described = [ids["helptext"]] if bound.help_text else []
    described += [ids["error"]] if bound.errors else []
    described += [ids["count"]] if words or limit else []
    kind = _kind(bound)
    attrs = _attributes(bound, kind, " ".join(described))
    grouped = kind == "group" and isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return Control(
        kind=kind,
        html=SafeString("") if grouped else bound.as_widget(attrs=attrs),
        describedby=" ".join(described),
        hint_id=ids["helptext"],
        error_id=ids["error"],
        count_id=ids["count"] if words or limit else "",
        words=words,
        limit=limit,
        choices=_choices(bound) if grouped else [],
    )


def _keep_what_was_typed(bound: BoundField) -> None:
    """A number field of the browser throws "many" away; as text it comes back beside its error."""
    widget = bound.field.widget
    widget.input_type = "text"
    for name in ("min", "max", "step"):
        widget.attrs.pop(name, None)
    decimal = isinstance(bound.field, forms.FloatField | forms.DecimalField)
    widget.attrs.setdefault("inputmode", "decimal" if decimal else "numeric")


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "pick"
    return "group" if widget.use_fieldset else "plain"


def _attributes(bound: BoundField, kind: str, described: str) -> dict[str, Any]:
    attrs: dict[str, Any] = {"aria-describedby": described} if described and kind != "group" else {}
    if kind in {"plain", "group"}:
        attrs["class"] = _classes(bound.field.widget)
    if "data-typeahead" in bound.field.widget.attrs:
        attrs |= {
            "autocomplete": "off",
            "data-none": gettext("No place with this name. Check the spelling, or write the name in full."),
            "data-one": gettext("1 place. Use the down arrow key to reach it."),
            "data-many": gettext("COUNT places. Use the arrow keys to choose one."),
        }
    return attrs


def _classes(widget: forms.Widget) -> str:
    """The form may set a size by class; otherwise the kind of value tells the width of its field."""
    chosen = widget.attrs.get("class", "").split()
    if not SIZES & set(chosen):
        if isinstance(widget, forms.NumberInput | forms.DateInput | forms.DateTimeInput | forms.TimeInput):
            chosen.append("short")
        elif isinstance(widget, forms.Select | forms.SelectDateWidget):
            chosen.append("mid")
    return " ".join(["input", *chosen])


def _choices(bound: BoundField) -> list[Choice]:
    """Per-option hints come from `choice_hints` on the form field: {value: hint}."""
    hints = {str(value): hint for value, hint in getattr(bound.field, "choice_hints", {}).items()}
    choices = []
    for part in bound.subwidgets:
        # A radio may not carry aria-invalid; the fieldset's description says the error.
        part.data["attrs"].pop("aria-invalid", None)
        hint = hints.get(str(part.data["value"]), "")
        if hint:
            part.data["attrs"]["aria-describedby"] = f"{part.id_for_label}_hint"
        choices.append(Choice(part.tag(), part.id_for_label, part.choice_label, hint))
    return choices


def first_id(bound: BoundField) -> str:
    """Where a link to the field leads: for a group its first option."""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def errors(form: forms.BaseForm | BaseFormSet) -> list[tuple[str, str]]:
    """(id, words) in the order of the page; an error of the whole form has no id."""
    if isinstance(form, BaseFormSet):
        whole = [("", str(words)) for words in form.non_form_errors()]
        return whole + [item for each in form for item in errors(each)]
    whole = [("", str(words)) for words in form.non_field_errors()]
    hidden = [("", str(words)) for bound in form.hidden_fields() for words in bound.errors]
    shown = [(first_id(bound), str(words)) for bound in form.visible_fields() for words in bound.errors]
    return whole + hidden + shown


@cache
def counting(unit: str, _language: str) -> SafeString:
    """The attributes from which portal.js counts, in a language; kept, as a form has many and each is five texts."""
    return format_html_join("", ' data-{}="{}"', ((name, str(text)) for name, text in COUNTING[unit].items()))
