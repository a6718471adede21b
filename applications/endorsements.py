"""Whether the mayor's word stands: judged by the call's rule, the words given so far and what differs since.

Touches no database: `Endorsement.objects.facts` brings what is judged. Of each answer that was read a mark is kept with
the word: what is compared is what stands there, not when or how often it was written.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from applications.kinds import KINDS
from cda_portal.core import moments
from cda_portal.core.text import say

SHORT = 45  # words of an answer that the mayor reads before "read more"


class State(Enum):
    NOT_ASKED = "not asked"
    WAITING = "waiting"  # asked, and the link works
    OVER = "over"  # asked, and the link's time is over
    CHECKING = "checking"  # a letter is here and its file is not cleared yet
    ASKED_US = "asked us"
    DECLINED = "declined"
    ENDORSED = "endorsed"
    STALE = "stale"  # endorsed, and something changed that asks for a new word


# How a list of tasks and a tag say it.
STATES: dict[State, tuple[str | Promise, str]] = {
    State.NOT_ASKED: (gettext_lazy("Not asked yet"), "open"),
    State.WAITING: (gettext_lazy("Asked, no answer yet"), "doing"),
    State.OVER: (gettext_lazy("The link has ended"), "soon"),
    State.CHECKING: (gettext_lazy("Letter being checked"), "doing"),
    State.ASKED_US: (gettext_lazy("The mayor has a question"), "soon"),
    State.DECLINED: (pgettext_lazy("endorsement", "Declined"), "late"),
    State.ENDORSED: (gettext_lazy("Endorsed"), "done"),
    State.STALE: (gettext_lazy("Needs renewing"), "soon"),
}
# From these the mayor may be asked (anew).
ASKABLE = frozenset({State.NOT_ASKED, State.CHECKING, State.ASKED_US, State.DECLINED, State.STALE})


class Cause(Enum):
    ANSWER = "answer"
    STATEMENT = "statement"
    TERM = "term"


@dataclass(frozen=True)
class Reason:
    """Why an endorsement has to be renewed; `label` is that of the changed question, per language."""

    cause: Cause
    label: Mapping[str, str] = field(default_factory=dict)
    section: str = ""

    @property
    def text(self) -> str:
        return {
            Cause.ANSWER: _("the answer to “%(question)s” changed") % {"question": say(dict(self.label))},
            Cause.STATEMENT: _("the statement has a new wording"),
            Cause.TERM: _("the term of office changed"),
        }[self.cause]


@dataclass(frozen=True)
class Standing:
    """Where the endorsement stands; `word` is the latest that counts, `request` the open one."""

    state: State
    rule: str
    due: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    word: Mapping[str, Any] | None = None
    request: Mapping[str, Any] | None = None
    letter: Mapping[str, Any] | None = None  # the latest letter that stands, cleared or not
    renewing: tuple[Mapping[str, Any], ...] = ()

    @property
    def tag(self) -> tuple[str, str]:
        words, kind = STATES[self.state]
        return str(words), kind

    @property
    def needed_before_sending(self) -> bool:
        return self.rule == "before_sending"

    @property
    def holds_up(self) -> bool:
        """Whether the application cannot be sent because of it."""
        return self.needed_before_sending and self.state is not State.ENDORSED

    @property
    def can_be_asked(self) -> bool:
        return self.request is None and self.state in ASKABLE

    @property
    def because(self) -> str:
        """The reasons as one part of a sentence."""
        return _(", and ").join(reason.text for reason in self.reasons)


def judge(facts: Mapping[str, Any], *, now: datetime) -> Standing:
    """The standing at `now`, with regard to the answers that the facts were asked for: the city's own, or those sent."""
    words = [word for word in facts["words"] if counts(word)]
    word = words[-1] if words else None
    letter = next((one for one in reversed(facts["words"]) if one["letter_id"]), None)
    request = next((one for one in facts["requests"] if not one["revoked_at"] and not one["answered_at"]), None)
    endorsed = word is not None and word["outcome"] == "endorsed"
    reasons = tuple(_reasons(facts, word)) if word is not None and endorsed else ()
    checking = letter is not None and letter is facts["words"][-1] and waits(letter)
    return Standing(
        state=_state(word, reasons, request, now=now, checking=checking),
        rule=facts["rule"],
        due=facts["due"],
        reasons=reasons,
        word=word,
        request=request,
        letter=letter,
        renewing=tuple(facts["renewing"]),
    )


def counts(word: Mapping[str, Any]) -> bool:
    """A letter counts while its file is clean, not flagged and still here."""
    return word["letter_id"] is None or (
        word["scan"] == "clean" and not word["personal_data"] and word["purged_at"] is None
    )


def waits(word: Mapping[str, Any]) -> bool:
    """Whether a letter may yet be cleared."""
    return not counts(word) and word["scan"] != "infected" and word["purged_at"] is None


def _state(
    word: Mapping[str, Any] | None,
    reasons: tuple[Reason, ...],
    request: Mapping[str, Any] | None,
    *,
    now: datetime,
    checking: bool,
) -> State:
    if word is not None and word["outcome"] == "endorsed" and not reasons:
        return State.ENDORSED
    if request is not None:
        return State.WAITING if datetime.fromisoformat(request["expires_at"]) > now else State.OVER
    if checking:
        return State.CHECKING
    if word is None:
        return State.NOT_ASKED
    return {"endorsed": State.STALE, "asked": State.ASKED_US, "declined": State.DECLINED}[word["outcome"]]


def _reasons(facts: Mapping[str, Any], word: Mapping[str, Any]) -> Iterable[Reason]:
    for question in facts["renewing"]:
        # A question that was made a renewing one since was not read as such: there is nothing to compare.
        read = word["read"].get(str(question["id"]))
        if read is not None and read != mark_of(question):
            yield Reason(Cause.ANSWER, question["label"], question["section"])
    if word["statement_version"] != facts["statement_version"]:
        yield Reason(Cause.STATEMENT)
    if _term_is_over(facts, word["term"]):
        yield Reason(Cause.TERM)


def mark_of(question: Mapping[str, Any]) -> str:
    answer = question["answer"] or {}
    return mark(question["kind"], answer.get("value"), answer.get("language", ""))


def mark(kind: str, value: Any, language: str) -> str:
    """Tells one answer from another by what it says; "" of an empty one, however it is kept.

    A number or a date is what it was read as: 1.000 is another number in another language, and 1,000 may be the same.
    """
    if KINDS[kind].is_empty(value):
        return ""
    meant = KINDS[kind].meant(value, language)
    said = meant if isinstance(meant, str) else [value, meant]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


def _term_is_over(facts: Mapping[str, Any], signed: int) -> bool:
    """Whether the programme begins outside the term that was signed for, and within another one."""
    begins = facts["programme_start"]
    terms = {term["id"]: term for term in facts["terms"]}
    own = terms.get(signed)
    others = [term for pk, term in terms.items() if pk != signed and term["start"]]
    return own is not None and not covers(own, begins) and any(covers(term, begins) for term in others)


def covers(term: Mapping[str, Any], on: date) -> bool:
    """Whether `on` lies within a term with ISO dates; an unknown end is open."""
    after = term["start"] is None or date.fromisoformat(term["start"]) <= on
    return after and (term["end"] is None or on <= date.fromisoformat(term["end"]))


def missing(standing: Standing | None) -> str:
    """Why the application cannot be sent for want of an endorsement; "" when it can."""
    if standing is None or not standing.holds_up:
        return ""
    if standing.state is State.STALE:
        return _("The mayor’s endorsement needs renewing because %(reasons)s.") % {"reasons": standing.because}
    return _("The mayor’s endorsement is missing. It is needed before the application is sent.")


def warning(standing: Standing, section: str) -> str:
    """What the page of a section says about answers that renew an endorsement; "" when there is nothing to say."""
    here = [say(question["label"]) for question in standing.renewing if question["section"] == section]
    changed = [reason.text for reason in standing.reasons if reason.section == section]
    if changed:
        return _("The mayor’s endorsement needs renewing because %(reasons)s.") % {"reasons": _(", and ").join(changed)}
    if not here or standing.state is not State.ENDORSED:
        return ""
    text = ngettext(
        "The mayor has endorsed this application. A change to this answer asks for a new endorsement: %(questions)s",
        "The mayor has endorsed this application. A change to one of these answers asks for a new endorsement: %(questions)s",
        len(here),
    )
    return text % {"questions": " · ".join(here)}


def shown_as(statement: str, version: str, read: Mapping[int, str]) -> str:
    """Tells whether what was agreed to is what stands there now; travels with the mayor's page."""
    told = json.dumps([statement, version, sorted(read.items())], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def shorten(lines: list[str]) -> str:
    """The first words of a long answer; "" when it is short enough to be shown whole."""
    words = " ".join(lines).split()
    return f"{' '.join(words[:SHORT])} …" if len(words) > SHORT + 10 else ""


def is_late(standing: Standing) -> bool:
    """Whether the endorsement came after the date by which it was due."""
    word = standing.word
    if standing.due is None or word is None or word["outcome"] != "endorsed":
        return False
    return datetime.fromisoformat(word["at"]) > standing.due


def needed(standing: Standing, zone: str) -> str:
    """Until when it is needed, in a few words."""
    if standing.needed_before_sending:
        return _("Needed before you can send the application")
    return _("Needed by %(date)s") % {"date": moments.read(standing.due, zone).text} if standing.due else ""


def sentence(standing: Standing, zone: str) -> str:
    """The standing in one or two sentences; days are read in `zone`."""
    if standing.state is State.NOT_ASKED:
        return _("The mayor has not been asked yet.")
    if standing.state is State.CHECKING:
        return _("A signed letter is here. It counts once its file has been checked.")
    if standing.request is not None and standing.state in (State.WAITING, State.OVER):
        return _asked(standing, standing.request, zone)
    return _said(standing, standing.word or {}, zone)


def _asked(standing: Standing, request: Mapping[str, Any], zone: str) -> str:
    told = {**_who(request["name"], request["title"]), "date": _day(request["sent_at"], zone)}
    told["end"] = _day(request["expires_at"], zone)
    if standing.state is State.OVER:
        return _("%(who)s was asked on %(date)s. The link ended on %(end)s: send the request again.") % told
    return _("%(who)s was asked on %(date)s. The link works until %(end)s.") % told


def _said(standing: Standing, word: Mapping[str, Any], zone: str) -> str:
    told = {**_who(word["signer_name"], word["signer_title"]), "date": _day(word["at"], zone)}
    told["reasons"] = standing.because
    if word["letter_id"] and word["signed_on"]:
        told["date"] = moments.day(date.fromisoformat(word["signed_on"]))
        return {
            State.ENDORSED: _("Endorsed by %(who)s, in a signed letter of %(date)s."),
            State.STALE: _(
                "Endorsed by %(who)s, in a signed letter of %(date)s. It needs renewing because %(reasons)s."
            ),
        }[standing.state] % told
    return {
        State.ENDORSED: _("Endorsed by %(who)s on %(date)s."),
        State.STALE: _("Endorsed by %(who)s on %(date)s. It needs renewing because %(reasons)s."),
        State.ASKED_US: _("%(who)s asked you something on %(date)s."),
        State.DECLINED: _("%(who)s declined on %(date)s."),
    }[standing.state] % told


def _who(name: str, title: str) -> dict[str, str]:
    return {"who": _("%(name)s (%(title)s)") % {"name": name, "title": title} if title else name}


def _day(instant: str, zone: str) -> str:
    return moments.read(datetime.fromisoformat(instant), zone).day
