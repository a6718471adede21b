"""Eligibility findings with their words: for the person who checked, and for staff. Touches no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from applications import eligibility
from applications.content.eligibility_words import COME_BACK, CRITERIA, OUTCOMES, WORDS
from applications.eligibility import Outcome
from applications.models import Application, Call, EligibilityCheck, EligibilityOverride, InterestForm
from cda_portal.core import moments

# Which status component says it: none of them is a no.
KINDS = {Outcome.MEETS: "done", Outcome.BELOW: "watch", Outcome.UNKNOWN: "open"}


@dataclass(frozen=True)
class Explained:
    """A finding as somebody reads it."""

    criterion: str
    name: str | Promise
    outcome: Outcome
    word: str | Promise
    kind: str
    heading: str
    reason: str
    way_on: str


def explained(check: EligibilityCheck) -> list[Explained]:
    """The five findings of a check, in order, each with a reason and a way on."""
    terms = ((check.term_start, check.term_end), (check.next_start, check.next_end))
    facts = eligibility.Facts(
        population=check.population,
        terms=tuple(term for term in terms if any(term)),
        commitment=check.commitment,
        foundations=check.data,
        analysis=check.analysis,
        team=check.team,
    )
    return _explain(facts, check.call, check.name)


def rules(call: Call) -> eligibility.Rules:
    return eligibility.Rules(
        threshold=call.population_threshold, months=call.mandate_months, reference=call.reference_date
    )


def _explain(facts: eligibility.Facts, call: Call, city: str) -> list[Explained]:
    values = _values(facts, call, city)
    return [_with_words(finding, values) for finding in eligibility.findings(facts, rules(call))]


def _with_words(finding: eligibility.Finding, values: Mapping[str, str]) -> Explained:
    words = WORDS[finding.criterion][finding.outcome]
    way_on = str(words.way_on) % values
    if finding.criterion == "mandate" and finding.outcome is Outcome.BELOW and values["come_back"]:
        way_on = f"{way_on} {str(COME_BACK) % values}"
    return Explained(
        criterion=finding.criterion,
        name=CRITERIA[finding.criterion],
        outcome=finding.outcome,
        word=OUTCOMES[finding.outcome],
        kind=KINDS[finding.outcome],
        heading=str(words.heading) % values,
        reason=str(words.reason) % values,
        way_on=way_on,
    )


def _values(facts: eligibility.Facts, call: Call, city: str) -> dict[str, str]:
    term = eligibility.current_term(facts.terms, call.reference_date)
    come_back = eligibility.come_back_on(facts.terms, call.reference_date, call.mandate_months)
    return {
        "city": city,
        "population": grouped(facts.population),
        "threshold": grouped(call.population_threshold),
        "reference": moments.day(call.reference_date),
        "needed": moments.day(eligibility.add_months(call.reference_date, call.mandate_months)),
        "term_end": moments.day(term[1]) if term and term[1] else "",
        "come_back": moments.day(come_back) if come_back else "",
    }


def grouped(number: int | None) -> str:
    return number_format(number, force_grouping=True) if number is not None else ""


def facts_of(obj: InterestForm | Application, by_hand: Iterable[EligibilityOverride]) -> list[dict[str, Any]]:
    """The findings that count, for staff, with what was set by hand: `EligibilityOverride.objects.standing_for(obj)`."""
    if isinstance(obj, InterestForm):
        return facts_of_form(obj, by_hand)
    return facts_of_form(obj.form or InterestForm(city=obj.city), by_hand, obj.findings)


def facts_of_form(
    form: InterestForm, by_hand: Iterable[EligibilityOverride] = (), findings: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The findings in order, for staff: criterion, outcome in words, what it rests on, doubts, and who set it.

    `findings` are those of an application, where they are not the form's own; of overrides the later one counts.
    """
    place = form.city.place
    rest = {
        "population": grouped(form.population),
        "mandate": " · ".join(term_words(term) for term in form.terms),
        "commitment": _answer(form.answers.get("commitment")),
        "data": f"{_answer(form.answers.get('data'))} / {_answer(form.answers.get('analysis'))}",
        "team": _answer(form.answers.get("team")),
    }
    doubts = {"population": _population_doubts(form.population, place.population if place else None)}
    hands = {override.criterion: override for override in by_hand if override.removed_at is None}
    return [
        {
            "criterion": criterion,
            "name": CRITERIA[criterion],
            "word": OUTCOMES[Outcome(outcome)],
            "kind": KINDS[Outcome(outcome)],
            "rests_on": rest[criterion],
            "doubts": [*doubts.get(criterion, []), *([_("Near miss")] if criterion in form.near_misses else [])],
            "hand": hands.get(criterion),
            "was": OUTCOMES[Outcome(hands[criterion].was)] if criterion in hands and hands[criterion].was else "",
        }
        for criterion in eligibility.CRITERIA
        if (outcome := (form.findings if findings is None else findings).get(criterion))
    ]


def term_words(term: Sequence[str | None]) -> str:
    """A mayor's term as the form keeps it, [start, end] in ISO days, in words."""
    start, end = (moments.day(date.fromisoformat(day)) if day else "" for day in term)
    if start and end:
        return f"{start} – {end}"
    return _("until %(day)s") % {"day": end} if end else _("from %(day)s") % {"day": start}


def _answer(value: str | None) -> str:
    return {"yes": _("Yes"), "no": _("No"), "not_sure": _("Not sure")}.get(value or "", "–")


def _population_doubts(value: int | None, gazetteer: int | None) -> list[str]:
    doubts = []
    if eligibility.near_threshold(value):
        doubts.append(_("Close to the threshold: look at the source"))
    if eligibility.differs(value, gazetteer):
        doubts.append(
            _("Differs by more than a fifth from the gazetteer, which has %(number)s") % {"number": grouped(gazetteer)}
        )
    return doubts
