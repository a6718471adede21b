"""The mayor's endorsement: asking for it, giving it, a signed letter, and what a call asks of mayors."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms.eligibility import DateField
from applications.models import Call, Endorsement, Question
from applications.services.endorsement import STATEMENT
from cda_portal.accounts.models import MayorTerm
from cda_portal.core import clock, moments
from cda_portal.core.shared_fields import LocalField
from cda_portal.core.text import say

MAYOR, DELEGATE = "mayor", "delegate"
NEXT = "next"  # a term that nobody has told us of yet
SIGNERS = [(MAYOR, gettext_lazy("The mayor")), (DELEGATE, gettext_lazy("A delegate of the mayor"))]


def term_words(term: MayorTerm, today: date) -> str:
    """A term as people choose it: whose it is and how long it lasts."""
    start = moments.day(term.start) if term.start else _("unknown")
    end = moments.day(term.end) if term.end else _("unknown")
    dates = _("%(start)s to %(end)s") % {"start": start, "end": end}
    if term.start and term.start > today:
        return _("Next term, %(dates)s") % {"dates": dates}
    over = term.end is not None and term.end < today
    return (_("Past term, %(dates)s") if over else _("Current term, %(dates)s")) % {"dates": dates}


class TermForm(forms.Form):
    """Whose word it is: name, title and term of office, the mayor or a delegate."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the full name")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("As your residents say it, such as alcaldesa, intendente, prefeito or mayor."),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the title")},
    )
    signer = forms.ChoiceField(
        label=gettext_lazy("Who signs?"), choices=SIGNERS, widget=forms.RadioSelect, initial=MAYOR
    )
    term = forms.ChoiceField(
        label=gettext_lazy("For which term of office?"),
        help_text=gettext_lazy("A mayor-elect signs for the next term."),
        widget=forms.RadioSelect,
    )
    next_start = DateField(label=gettext_lazy("The next term begins on"), required=False)
    next_end = DateField(label=gettext_lazy("The next term ends on"), required=False)

    def __init__(self, *args: Any, terms: list[MayorTerm], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = {str(term.pk): term for term in terms}
        today = clock.today(zone)
        choices = [(pk, term_words(term, today)) for pk, term in self.terms.items()]
        self.fields["term"].choices = [*choices, (NEXT, _("A term that is not listed here"))]  # type: ignore[attr-defined]
        self.fields["next_start"].help_text = _("Only for a term that is not listed.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("next_start"), data.get("next_end")
        if data.get("term") == NEXT and not start and "next_start" not in self.errors:
            self.add_error("next_start", _("Enter the day on which this term begins"))
        if start and end and end <= start:
            self.add_error("next_end", _("Enter a day after the one on which the term begins"))
        return data

    def told(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "title": data["title"],
            "term": self.terms.get(data["term"]),
            "next_term": (data["next_start"], data["next_end"]),
        }


class RequestForm(TermForm):
    """Asking for it by mail."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("One that the mayor, or the delegate, reads. Whoever has the link can answer."),
        error_messages={"required": gettext_lazy("Enter the address")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail and the page"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("A note from you"),
        help_text=gettext_lazy("It stands in the mail. Write it in that language."),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, preparers: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preparers = preparers
        self.order_fields(["signer", "name", "title", "term", "next_start", "next_end", "email", "language", "note"])

    def clean_email(self) -> str:
        return not_of(self.preparers, self.cleaned_data["email"])

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {name: data[name] for name in ("email", "language", "note")}
        return {**super().told(), **kept, "to_delegate": data["signer"] == DELEGATE}


def not_of(preparers: set[str], email: str) -> str:
    if email.lower() in preparers:
        raise ValidationError(_("This person prepares for the mayor and does not sign. Enter the mayor’s own address"))
    return email


class AddressForm(forms.Form):
    """Another address for a request that is open."""

    email = forms.EmailField(
        label=gettext_lazy("New address"), error_messages={"required": gettext_lazy("Enter the address")}
    )

    def __init__(self, *args: Any, preparers: set[str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="address_%s", **kwargs)
        self.preparers = preparers

    def clean_email(self) -> str:
        return not_of(self.preparers, self.cleaned_data["email"])


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=gettext_lazy("Your answer to the mayor"),
        help_text=gettext_lazy("It goes out by mail, with a fresh link."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write your answer")},
    )


class LetterForm(TermForm):
    """A signed letter in place of the link."""

    signed_on = DateField(
        label=gettext_lazy("Date of the letter"),
        error_messages={"required": gettext_lazy("Enter the date of the letter")},
    )
    letter = forms.FileField(
        label=gettext_lazy("The letter as a PDF"),
        help_text=gettext_lazy("Up to 10 MB. Leave out data about single residents."),
        widget=forms.FileInput(attrs={"accept": ".pdf", "class": "input"}),
        error_messages={"required": gettext_lazy("Choose the file")},
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, zone=zone, auto_id="letter_%s", **kwargs)
        self.today = clock.today(zone)
        self.order_fields(["letter", "signed_on", "signer", "name", "title", "term", "next_start", "next_end"])

    def clean_signed_on(self) -> date:
        signed: date = self.cleaned_data["signed_on"]
        if signed > self.today:
            raise ValidationError(_("Enter a day that is not in the future"))
        return signed

    def clean_letter(self) -> Any:
        letter = self.cleaned_data["letter"]
        if not letter.name.lower().endswith(".pdf"):
            raise ValidationError(_("Choose a PDF file"))
        return letter

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().told(), "by_delegate": data["signer"] == DELEGATE, "signed_on": data["signed_on"]}


class RefuseForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why the letter is not accepted"),
        help_text=gettext_lazy("The team reads it, in the words you write."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give the reason")},
    )


class AnswerForm(forms.Form):
    """The mayor's page: one form with three buttons, each of which names its act."""

    signer = forms.ChoiceField(label=gettext_lazy("You sign as"), choices=SIGNERS, widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Your full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your full name")},
    )
    title = forms.CharField(
        label=gettext_lazy("Your title"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": gettext_lazy("Enter your title")},
    )
    question = forms.CharField(
        label=gettext_lazy("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write your question")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Your reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    shown = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    ACTS = {
        "endorse": Endorsement.Outcome.ENDORSED,
        "ask": Endorsement.Outcome.ASKED,
        "decline": Endorsement.Outcome.DECLINED,
    }

    def full_clean(self) -> None:
        """A question is needed for asking alone; its label does not call it optional."""
        self.fields["question"].required = self.outcome == Endorsement.Outcome.ASKED
        super().full_clean()
        self.fields["question"].required = True

    @property
    def outcome(self) -> str:
        """By the button that was pressed; "" when none was."""
        return next((str(outcome) for act, outcome in self.ACTS.items() if act in self.data), "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.outcome:
            raise ValidationError(_("Choose what to do with one of the three buttons"))
        return data

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        comments = {Endorsement.Outcome.ASKED: data["question"], Endorsement.Outcome.DECLINED: data["reason"]}
        return {
            "outcome": self.outcome,
            "name": data["name"],
            "title": data["title"],
            "by_delegate": data["signer"] == DELEGATE,
            "comment": comments.get(self.outcome, ""),  # type: ignore[call-overload]
            "shown": data["shown"],
        }


class QuestionsField(forms.ModelMultipleChoiceField):
    """Questions of the call, each with its section."""

    def label_from_instance(self, obj: Question) -> str:
        return f"{say(obj.section.title)}: {say(obj.label)}"


class EndorsementSettingsForm(forms.Form):
    """`EndorsementSettingsForm(request.POST or None, call=call)`, then `set_endorsement_rule(call, **form.told(), by=…)`.

    The date is read in the call's zone.
    """

    rule = forms.ChoiceField(
        label=gettext_lazy("The mayor’s endorsement is"), choices=Call.EndorsementRule.choices, widget=forms.RadioSelect
    )
    due = LocalField(label=gettext_lazy("Due by"), required=False)
    version = forms.CharField(
        label=gettext_lazy("Version of the statement"),
        help_text=gettext_lazy("Another wording gets another version: endorsements of the earlier one need renewing."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "short"}),
    )

    def __init__(self, data: Any = None, *, call: Call) -> None:
        said = call.texts.get(STATEMENT, {})
        own = (
            Question.objects.filter(section__call=call, section__retired_at=None, retired_at=None)
            .select_related("section")
            .order_by("section__position", "position")
        )
        initial = {
            "rule": call.endorsement,
            "due": call.endorsement_due,
            "version": call.endorsement_version,
            "summary": [question.pk for question in own if question.in_summary],
            "renews": [question.pk for question in own if question.renews_endorsement],
            **{f"statement_{code}": said.get(code, "") for code in call.languages},
        }
        super().__init__(data, initial=initial, auto_id="endorsement_%s")
        self.call = call
        self.fields["due"].zone = call.zone  # type: ignore[attr-defined]
        self.fields["due"].help_text = _("In the zone of the call: %(place)s.") % {"place": call.zone_place}
        for code in call.languages:
            self.fields[f"statement_{code}"] = forms.CharField(
                label=_("Statement the mayor signs: %(language)s") % {"language": settings.LANGUAGE_NAMES[code]},
                required=False,
                max_length=3000,
                widget=forms.Textarea(attrs={"rows": 5, "lang": code}),
            )
        self.fields["summary"] = self._questions(_("Answers the mayor reads"), own)
        self.fields["renews"] = self._questions(_("Answers whose change asks for a new endorsement"), own)

    @staticmethod
    def _questions(label: str, own: Any) -> QuestionsField:
        return QuestionsField(label=label, queryset=own, required=False, widget=forms.CheckboxSelectMultiple)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("rule") == Call.EndorsementRule.BY_DATE and not data.get("due") and "due" not in self.errors:
            self.add_error("due", _("Enter the date and time by which it is due"))
        if data.get("rule") != Call.EndorsementRule.NONE:
            for code in self.call.languages:
                if not data.get(f"statement_{code}"):
                    self.add_error(f"statement_{code}", ValidationError(_("Write the statement in this language too")))
        return data

    def told(self) -> dict[str, Any]:
        """What `set_endorsement_rule` takes."""
        data = self.cleaned_data
        written = {code: data[f"statement_{code}"] for code in self.call.languages if data[f"statement_{code}"]}
        return {
            **{name: data[name] for name in ("rule", "due", "version", "summary", "renews")},
            "statement": {**self.call.texts.get(STATEMENT, {}), **written},
        }
