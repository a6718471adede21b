"""Letters: the templates of a call, what stands for each placeholder, previews, and the text that is frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from statistics import median
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from applications.eligibility import current_term
from applications.models import Application, Call
from applications.steps import status_words
from cda_portal.accounts.models import MayorTerm, User
from cda_portal.core import audit, clock, moments
from cda_portal.core.text import say
from selection import letters
from selection.content.letters import DEFAULTS
from selection.models import Criterion, Decision, Letter, LetterTemplate, Outcome, Release, Rubric, Standing
from selection.services import decisions
from selection.services.errors import NotAllowed, Stale

Kind = LetterTemplate.Kind
More = Callable[[], Mapping[str, str]]  # called in the letter's language


@dataclass(frozen=True)
class Draft:
    """A letter before it is frozen."""

    decision: Decision
    kind: str
    language: str
    subject: str
    text: str

    @property
    def sha256(self) -> str:
        return letters.digest(self.subject, self.text)


# ---- templates


def templates_of(call: Call) -> dict[str, LetterTemplate]:
    """By kind: staff's own where there is one, else the portal's, unsaved."""
    saved = {one.kind: one for one in LetterTemplate.objects.filter(call=call)}
    return {kind: saved.get(kind) or _default(call, kind) for kind in Kind.values}


def _default(call: Call, kind: str) -> LetterTemplate:
    words = DEFAULTS[kind]
    return LetterTemplate(
        call=call,
        kind=kind,
        version=0,
        subject={code: one["subject"] for code, one in words.items()},
        body={code: one["body"] for code, one in words.items()},
    )


@transaction.atomic
def write_template(
    call: Call, kind: str, *, subject: dict[str, str], body: dict[str, str], by: User, version: int
) -> LetterTemplate:
    """Save a letter of the call in its languages. Raises Stale with what somebody else saved, NotAllowed with the name
    of a placeholder that this letter does not know. An approval that rested on the old text is taken back.
    """
    Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    release = Release.objects.filter(call=call).exclude(status=Release.Status.RELEASED).first()
    template = templates_of(call)[kind]
    if template.version != version:
        raise Stale(_("Somebody saved this while you were writing."), template)
    for text in (*subject.values(), *body.values()):
        check(text, kind)
    if (template.subject, template.body) == (subject, body):
        return template
    if release:
        decisions.changing(release, by=by, version=release.version)
    template.subject, template.body, template.version = subject, body, version + 1
    template.save()
    audit.record(call, "letter written", by=by, target=kind)
    return template


def check(text: str, kind: str) -> None:
    if found := letters.unknown(text, kind):
        names = ", ".join(f"{{{{ {name} }}}}" for name in found)
        raise NotAllowed(
            _("This letter does not know %(names)s. Use the placeholders of the table, spelled as there.")
            % {"names": names}
        )


# ---- who may read the number on the waiting list


NUMBERED = [kind for one in letters.PLACEHOLDERS if one.name == "rank" for kind in sorted(one.kinds)]


def tells_hidden(release: Release, reader: User) -> bool:
    """Whether letters say numbers by which this reader could count out a city that they conflict with."""
    return release.tell_rank and decisions.hidden_from(reader, release)


def frozen(decision: Decision, reader: User) -> QuerySet[Letter]:
    """The letters of a decision that this reader may see."""
    unseen = NUMBERED if tells_hidden(decision.release, reader) else []
    return decision.letters.exclude(kind__in=unseen)


# ---- what stands for the placeholders


class Values:
    """What the letters of a release say, loaded once for all of them."""

    def __init__(self, release: Release, reader: User | None = None) -> None:
        self.release = release
        self.unsaid = reader is not None and tells_hidden(release, reader)
        self.call = release.call
        self.templates = templates_of(release.call)
        self.terms: dict[int, list[MayorTerm]] = {}
        cities = release.decisions.values("application__city")
        for term in MayorTerm.objects.filter(city__in=cities):
            self.terms.setdefault(term.city_id, []).append(term)
        self.rubric = Rubric.objects.in_force(release.call)
        self.medians = medians(release)

    def of(self, decision: Decision, more: More | None = None) -> dict[str, str]:
        """In the active language; `more` are those that only this letter has."""
        application = decision.application
        return {
            "city": str(application.city),
            "reference": application.reference,
            "mayor": self.mayor(application),
            "call": say(self.call.title),
            "confirm_by": self.instant(self.release.confirm_by),
            "announced_at": self.instant(self.release.announced_at),
            "rank": self.rank(decision.rank),
            "feedback": decision.feedback.get(application.language, "").strip()
            or _("Our readers left no comments for you."),
            "median": self.median(),
            "next_call": self.next_call(),
            "contact": settings.REPLY_TO_EMAIL,
            **(more() if more else {}),
        }

    def mayor(self, application: Application) -> str:
        terms = self.terms.get(application.city_id, [])
        spans = {(one.start, one.end): one for one in terms}
        today = clock.today(self.call.zone)
        span = current_term(list(spans), today)
        term = spans[span] if span else None
        if term is None or not term.name or (term.end and term.end < today):
            return _("the mayor’s office")
        return f"{term.title} {term.name}".strip()

    def instant(self, at: datetime | None) -> str:
        if at is None:
            return _("a day to be confirmed by the programme team")
        return moments.in_words(at, self.call.zone, place=self.call.zone_place)

    def rank(self, number: int | None) -> str:
        """The sentence; for a reader whom the number would tell of a hidden city the placeholder itself."""
        if not self.release.tell_rank or number is None:
            return ""
        return "{{ rank }}" if self.unsaid else _("Your city is number %(rank)d on it.") % {"rank": number}

    def next_call(self) -> str:
        if self.release.next_call_on is None:
            return _("Its day is to be confirmed by the programme team")
        return _("It opens on %(day)s") % {"day": moments.day(self.release.next_call_on)}

    def median(self) -> str:
        if not self.medians or self.rubric is None:
            return _("To be confirmed by the programme team.")
        said = _("Half of all applications reached at least this, on a scale from %(low)d to %(high)d:") % {
            "low": self.rubric.low,
            "high": self.rubric.high,
        }
        rows = [f"- {say(one.title)}: {number_format(value, 1)}" for one, value in self.medians]
        return "\n".join([said, "", *rows])


def medians(release: Release) -> list[tuple[Criterion, float]]:
    """By criterion, in order: the middle of what applications got on average in the round of the scenario."""
    rows = list(Standing.objects.filter(round=release.scenario.round_id).values_list("means", flat=True))
    rubric = Rubric.objects.in_force(release.call)
    found = []
    for criterion in rubric.criteria.all() if rubric else []:
        if values := [means[criterion.key] for means in rows if means.get(criterion.key) is not None]:
            found.append((criterion, round(median(values), 1)))
    return found


def write(values: Values, decision: Decision, kind: str, more: More | None = None) -> Draft:
    """The letter as it would go out now, in the language in which the city applied."""
    language = decision.application.language
    return written_in(values, decision, kind, language, more)


def written_in(values: Values, decision: Decision, kind: str, language: str, more: More | None = None) -> Draft:
    template = values.templates[kind]
    with translation.override(language):
        said = values.of(decision, more)
        subject = letters.fill_line(say(template.subject, language), said)
        return Draft(decision, kind, language, subject, letters.fill(say(template.body, language), said))


def decision_words(outcome: str) -> str:
    """The city's own word for what is decided, in the active language."""
    status = {"select": "selected", "waitlist": "waitlisted", "decline": "declined"}[outcome]
    return status_words(Application(status=status))


def drafts(release: Release) -> list[Draft]:
    """Every letter of the release as it would be frozen now; the same order each time."""
    values = Values(release)
    rows = release.decisions.select_related("application__city", "application__call").order_by("pk")
    return [write(values, decision, decision.outcome) for decision in rows]


def seal(release: Release, written: list[Draft]) -> str:
    """What an approval names: the release's version and every letter's text."""
    whole = "\n".join([str(release.version), *(one.sha256 for one in written)])
    return sha256(whole.encode()).hexdigest()[:32]


def freeze(draft: Draft, *, by: User, **fields: Any) -> Letter:
    return Letter.objects.create(
        decision=draft.decision,
        kind=draft.kind,
        language=draft.language,
        subject=draft.subject,
        text=draft.text,
        sha256=draft.sha256,
        frozen_by=by,
        **fields,
    )


# ---- what is missing


def missing(release: Release, reader: User | None = None) -> tuple[list[str], list[str]]:
    """What stops an approval, and what only asks for a second look; sentences in the reader's language.

    With a `reader`, as far as they may see the cities.
    """
    seen = Decision.objects.visible_to(reader) if reader else Decision.objects.all()
    rows = list(seen.filter(release=release).select_related("application__city"))
    stops = [*_missing_days(release, rows), *_missing_templates(release, rows)]
    if not rows:
        stops.append(_("There is no application to decide about."))
    warns = []
    unfed = [str(one.application.city) for one in rows if decisions.lacks_feedback(one)]
    if unfed:
        warns.append(_("No feedback in the city’s language: %(cities)s") % {"cities": ", ".join(sorted(unfed))})
    if release.next_call_on is None:
        warns.append(_("The letters say that the day of the next call is to be confirmed."))
    if release.announced_at is None:
        warns.append(_("The letters say that the day of the announcement is to be confirmed."))
    gone = [str(one.application.city) for one in rows if one.application.status != Application.Status.IN_REVIEW]
    if gone:
        warns.append(_("Withdrawn since, so no letter goes out: %(cities)s") % {"cities": ", ".join(sorted(gone))})
    return stops, warns


def _missing_days(release: Release, rows: list[Decision]) -> list[str]:
    if not any(one.outcome == Outcome.SELECT for one in rows):
        return []
    if release.confirm_by is None:
        return [_("The day until which selected cities confirm.")]
    return [] if release.confirm_by > clock.now() else [_("The day to confirm has passed. Give a later one.")]


def _missing_templates(release: Release, rows: list[Decision]) -> list[str]:
    templates = templates_of(release.call)
    names = dict(settings.LANGUAGES)
    wanted = sorted({(one.outcome, one.application.language) for one in rows})
    return [
        _("The letter “%(letter)s” in %(language)s.")
        % {"letter": templates[kind].get_kind_display(), "language": _(names.get(language, language))}
        for kind, language in wanted
        if not (templates[kind].body.get(language, "").strip() and templates[kind].subject.get(language, "").strip())
    ]
