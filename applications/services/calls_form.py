"""The form of a call: sections and questions. What has answers is retired, never deleted."""

from typing import Any

from django.db import models, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from applications.models import Answer, Call, Question, Section
from applications.services.calls import locked, unchanged, with_stamps
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from cda_portal.core.middleware import forget_content

Part = Section | Question


@transaction.atomic
def add_section(call: Call, values: dict[str, Any], *, by: User) -> Section:
    call = locked(call)
    key = _free_key(values.pop("key"), call.sections.all())
    section = Section.objects.create(
        call=call, key=key, position=_end(call.sections.all()), **with_stamps(Section(), values)
    )
    _note(call, "section added", section, by)
    return section


@transaction.atomic
def add_question(section: Section, values: dict[str, Any], *, by: User) -> Question:
    """Raises NotAllowed where the key is taken in the call: snapshots and exports tell questions apart by it."""
    call = locked(section.call)
    key = _free_key(values.pop("key"), Question.objects.filter(section__call=call))
    question = Question.objects.create(
        section=section, key=key, position=_end(section.questions.all()), **with_stamps(Question(), values)
    )
    _note(call, "question added", question, by)
    return question


def _free_key(key: str, rows: Any) -> str:
    if rows.filter(key=key).exists():
        raise NotAllowed(_("“%(key)s” is taken in this call. Choose another short name.") % {"key": key})
    return key


def _end(rows: Any) -> int:
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def edit(part: Part, values: dict[str, Any], *, names: list[str], was: str, by: User) -> Part:
    """Save a section or a question. Raises Changed when `names` are not what the page was loaded with.

    Raises NotAllowed when the kind of a question, or a value that was chosen, would go although there are answers.
    """
    call = locked(call_of(part))
    part = type(part).objects.select_for_update(of=("self",)).get(pk=part.pk)
    unchanged(part, names, was)
    if isinstance(part, Question):
        _keep_answers(part, values)
    for name, value in (changed := with_stamps(part, values)).items():
        setattr(part, name, value)
    part.save(update_fields=[*changed])
    _note(call, f"{word(part)} changed", part, by)
    return part


def _keep_answers(question: Question, values: dict[str, Any]) -> None:
    if question.kind != values.get("kind", question.kind) and question.answers.exists():
        raise NotAllowed(_("This question has answers, so it keeps its kind. Retire it and add another one."))
    if "options" in values:
        gone = chosen_values(question) - {option["value"] for option in values["options"]}
        if gone & {option["value"] for option in question.options}:
            raise NotAllowed(
                _("Cities have chosen %(values)s, so it stays in the list.") % {"values": ", ".join(sorted(gone))}
            )
    asked_from = Question.objects.filter(depends_on=question).values_list("depends_value", flat=True)
    if "options" in values and not set(asked_from) <= {option["value"] for option in values["options"]}:
        raise NotAllowed(_("Another question is asked after one of these answers. Change that one first."))


def chosen_values(question: Question) -> set[str]:
    """The values of the question's options that stand in an answer."""
    found: set[str] = set()
    if question.kind in (Question.Kind.CHOICE, Question.Kind.SEVERAL):
        for value in question.answers.values_list("value", flat=True):
            found |= set(value) if isinstance(value, list) else {str(value)} if value else set()
    return found


@transaction.atomic
def move(part: Part, *, up: bool, by: User) -> bool:
    """Change places with the neighbour, retired ones passed over; False at the end of the list.

    Raises NotAllowed where a question would come before the one it depends on.
    """
    call = locked(call_of(part))
    rows = list(_siblings(part).select_for_update(of=("self",)).filter(retired_at=None).order_by("position", "pk"))
    at = next((number for number, row in enumerate(rows) if row.pk == part.pk), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is None or to is None or not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    for number, row in enumerate(rows):
        if row.position != number:
            row.position = number
            row.save(update_fields=["position"])
    _in_order(call)
    _note(call, f"{word(part)} moved", part, by)
    return True


def _siblings(part: Part) -> Any:
    return part.call.sections.all() if isinstance(part, Section) else part.section.questions.all()


def _in_order(call: Call) -> None:
    places = {
        question.pk: (section.position, question.position)
        for section in Section.objects.for_form(call.pk)
        for question in section.live_questions
    }
    depending = Question.objects.filter(pk__in=places, depends_on__in=places).values_list("pk", "depends_on__pk")
    if any(places[pk] <= places[other] for pk, other in depending):
        raise NotAllowed(_("A question comes after the one that decides whether it is asked."))


@transaction.atomic
def retire(part: Part, *, by: User) -> Part:
    """Ask it no more; what cities have answered is kept. Raises NotAllowed while another question depends on it."""
    call = locked(call_of(part))
    mine = [part.pk] if isinstance(part, Question) else list(part.questions.values_list("pk", flat=True))
    if (
        Question.objects.filter(depends_on__in=mine, retired_at=None, section__retired_at=None)
        .exclude(pk__in=mine)
        .exists()
    ):
        raise NotAllowed(_("Another question is asked only after an answer to this one. Change that one first."))
    return _retired(call, part, "retired", clock.now(), by)


@transaction.atomic
def restore(part: Part, *, by: User) -> Part:
    """Ask it again, at its old place. Raises NotAllowed while the question it depends on is retired."""
    call = locked(call_of(part))
    if isinstance(part, Question) and part.depends_on and part.depends_on.retired_at:
        raise NotAllowed(
            _("This one is asked only after an answer to a question that is retired. Restore that one first.")
        )
    return _retired(call, part, "restored", None, by)


def _retired(call: Call, part: Part, act: str, at: Any, by: User) -> Part:
    part.retired_at = at
    part.save(update_fields=["retired_at"])
    _note(call, f"{word(part)} {act}", part, by)
    return part


@transaction.atomic
def delete(part: Part, *, by: User) -> None:
    """Only what never had an answer and nothing depends on. The database refuses as well (Answer.question is PROTECT)."""
    call = locked(call_of(part))
    if answered(part):
        raise NotAllowed(_("Cities have answered this, so it cannot be deleted. Retire it instead."))
    _note(call, f"{word(part)} deleted", part, by)
    try:
        with transaction.atomic():
            part.delete()
    except ProtectedError as error:
        raise NotAllowed(_("Something else rests on this, so it cannot be deleted. Retire it instead.")) from error


def answered(part: Part) -> int:
    """How many applications have an answer here."""
    rows = (
        Answer.objects.filter(question=part)
        if isinstance(part, Question)
        else Answer.objects.filter(question__section=part)
    )
    return rows.aggregate(count=models.Count("application", distinct=True))["count"] or 0


def call_of(part: Part) -> Call:
    return part.call if isinstance(part, Section) else part.section.call


def word(part: Part) -> str:
    return "section" if isinstance(part, Section) else "question"


def _note(call: Call, act: str, part: Part, by: User) -> None:
    audit.record(call, act, by=by, target=part.key[:60])
    transaction.on_commit(forget_content)
